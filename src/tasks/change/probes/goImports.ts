import type { SyntaxFacts } from '../../../syntax/syntax.ts';
import { masked } from '../../masking.ts';
import type { ProbedImports } from './probeLanguage.ts';

/** Packages of the language itself that reach nothing. */
const HARMLESS = new Set(
  'bytes cmp container/heap container/list container/ring encoding/ascii85 encoding/base32 encoding/base64 encoding/binary encoding/csv encoding/hex encoding/json encoding/xml errors fmt hash hash/adler32 hash/crc32 hash/crc64 hash/fnv html iter maps math math/big math/bits math/cmplx mime net/url path regexp regexp/syntax slices sort strconv strings text/tabwriter text/template time unicode unicode/utf16 unicode/utf8 crypto/md5 crypto/sha1 crypto/sha256 crypto/sha512 reflect io bufio'.split(
    ' ',
  ),
);

/** What reads and prints, waits, tells the time or begins something: with made-up arguments that says nothing. */
const WORLD =
  /\bfmt\.(?:Scan|Sscan|Fscan|Print)\w*|\btime\.(?:Now|Sleep|After|Tick|NewTimer|NewTicker|Since|Until|AfterFunc)\b|\bgo[ \t]{1,9}(?:func\b|[\w.]{1,99}\()|^func[ \t]{1,9}init[ \t]{0,9}\(/m;

const IMPORTED = /["`]([^"`\n]{1,300})["`]/g;

/** Go imports nothing of the project here: what more a package does than compute is not called. */
export function goImports(
  _path: string,
  text: string,
  facts: SyntaxFacts,
): ProbedImports | undefined {
  if (facts.errors.length > 0 || /^\/\/go:(?:embed|linkname)\b/m.test(text)) return undefined;
  const names = facts.imports.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(IMPORTED)].map(([, name = '']) => name),
  );
  if (names.some((name) => !HARMLESS.has(name))) return undefined;
  return WORLD.test(masked(text, facts, 'commentsAndStrings')) ? undefined : [];
}
