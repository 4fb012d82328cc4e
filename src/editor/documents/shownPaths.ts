/** What an address of a document says of the file whose text it shows. */
export interface ShownPaths {
  /** Whole paths, `/` between their parts and first. */
  readonly whole: readonly string[];
  /** From a folder that is not said. */
  readonly partial: readonly string[];
}

/** An address, decoded, of a document that lies on no file system. */
export interface Address {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** What the name of an older version may end in, so that it is not taken for the file. */
const ENDINGS: readonly string[] = ['git', 'diff', 'svn', 'hg'];
/** What a text is called that may be a path from some folder. Of others, say a branch, only whole ones are. */
const CALLED = /path|file|uri|url|resource|location|name/i;
/** Within one another in a query. */
const DEEPEST = 4;

/**
 * The files of which a document may be a version, by all that its address says: its path, with and without what is put
 * behind names, and what its query holds, as those of Git, pull requests and local histories do.
 */
export function shownPaths({ scheme, path, query, fragment }: Address): ShownPaths {
  const said = [...textsIn(query), ...textsIn(fragment)].flatMap(([name, text]) => {
    const whole = wholePath(text);
    if (whole !== undefined) return [whole];
    return CALLED.test(name) && text !== '' ? [text.replaceAll('\\', '/')] : [];
  });
  const all = [path, ...said].flatMap((one) => [one, ...withoutEnding(one, scheme)]);
  const [whole, partial] = [all.filter(isWhole), all.filter((one) => !isWhole(one))];
  return { whole: [...new Set(whole)], partial: [...new Set(partial)] };
}

function isWhole(path: string): boolean {
  return path.startsWith('/');
}

function withoutEnding(path: string, scheme: string): readonly string[] {
  const ending = [...ENDINGS, scheme].find((one) => path.toLowerCase().endsWith(`.${one}`));
  return ending === undefined ? [] : [path.slice(0, -ending.length - 1)];
}

type Named = readonly [name: string, text: string];

/** The texts of a query: of JSON, of `a=b&c=d`, or all of it. */
function textsIn(query: string): readonly Named[] {
  if (query === '') return [];
  try {
    return textsOf('', JSON.parse(query), DEEPEST);
  } catch {
    // No JSON.
    return [['', query], ...new URLSearchParams(query)];
  }
}

function textsOf(name: string, value: unknown, depth: number): readonly Named[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    textsOf(Array.isArray(value) ? name : key, each, depth - 1),
  );
}

/** A path of any system, or that of an address in an address. */
function wholePath(text: string): string | undefined {
  if (text.startsWith('/')) return text;
  if (/^[a-z]:[/\\]/i.test(text)) return `/${text.replaceAll('\\', '/')}`;
  if (text.startsWith('\\\\')) return text.replaceAll('\\', '/').replace(/^\/+/, '/');
  if (!/^[a-z][a-z\d+.-]+:\//i.test(text)) return undefined;
  try {
    return decodeURIComponent(new URL(text).pathname);
  } catch {
    // No address.
    return undefined;
  }
}
