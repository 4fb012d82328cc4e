import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
import { masked } from '../masking.ts';
import { importStatements } from '../tests/importStatements.ts';
import { importRanges } from '../tests/newImports.ts';

/** A text and what is known of it. */
interface Parsed {
  readonly text: string;
  readonly facts: SyntaxFacts;
}

/** Languages whose compilers refuse a name that is imported twice in one place. */
const IMPORTED_ONCE = /^(?:(?:type|java)script(?:react)?|go|php|rust|java)$/;
/** Languages whose compilers refuse two declarations of one signature in one place. */
const DECLARED_ONCE = /^(?:(?:type|java)script(?:react)?|go|php|rust|java|csharp|c|cpp)$/;
/** Go's that may be there several times. */
const OFTEN = /^(?:init|_)$/;
const SCRIPT = /^(?:type|java)script/;
/** What makes a file a module, in which functions are declared once. */
const IS_MODULE = /^(?:import|export)\b/m;

/**
 * A name that a change imports or declares a second time in the same place, which the parser takes
 * and no compiler does. What was there twice already is left alone: conditions of the compiler, and
 * what the grammar takes for one place, may be behind that.
 */
export function namedTwice(
  language: string,
  before: Parsed,
  after: Parsed,
): { readonly name: string; readonly at: number } | undefined {
  for (const places of [importsOf, declarationsOf]) {
    const now = places(language, after);
    if (now.size === 0) continue;
    const known = places(language, before);
    for (const [key, { name, at, count }] of now) {
      if (count > (known.get(key)?.count ?? 1)) return { name, at };
    }
  }
  return undefined;
}

/** What is there more than once, by name and what it stands for: how often, and where last. */
type Repeated = ReadonlyMap<
  string,
  { readonly name: string; readonly at: number; readonly count: number }
>;

interface Named {
  readonly key: string;
  readonly name: string;
  readonly at: number;
}

function importsOf(language: string, { text, facts }: Parsed): Repeated {
  if (!IMPORTED_ONCE.test(language)) return new Map();
  const named = importRanges(language, text, facts).flatMap(
    ({ start, end }): readonly (Named & { readonly source: string })[] => {
      const written = text.slice(start, end);
      const lead = text.slice(text.lastIndexOf('\n', start - 2) + 1, start);
      // A condition may stand above one of Rust's; what `var` declares may be there again.
      if (/#\[cfg\b/.test(lead) || /^var\b/.test(written)) return [];
      return importStatements(language, written).flatMap(({ names }) =>
        names.map(({ local, source }) => ({
          // Of Rust's several kinds of names one may be called as another.
          key: language === 'rust' ? `${local}\n${source}` : local,
          name: local,
          at: start,
          source,
        })),
      );
    },
  );
  // Java takes the same import again, and not another one of that name.
  const distinct = new Map(named.map((one) => [one.source, one]));
  return repeated({ text, facts }, language === 'java' ? [...distinct.values()] : named);
}

function declarationsOf(language: string, parsed: Parsed): Repeated {
  if (!DECLARED_ONCE.test(language)) return new Map();
  const { text, facts } = parsed;
  const code = masked(text, facts, 'comments');
  const isModule = IS_MODULE.test(code);
  // The last one of JavaScript's functions and methods holds, as a rule.
  const isOnce = ({ kind, path }: Declaration): boolean =>
    !language.startsWith('javascript') ||
    kind === 'class' ||
    kind === 'constructor' ||
    kind === 'constant' ||
    (kind === 'function' && isModule && !path.includes('.'));
  const named = facts.declarations.flatMap((one): readonly Named[] => {
    const signature = isOnce(one) ? signatureOf(language, code, one) : undefined;
    // Parts of one class, and of one enumeration of TypeScript, are merged.
    const isMerged =
      /\bpartial\b/.test(signature ?? '') ||
      (SCRIPT.test(language) && /^(?:enum|interface)$/.test(one.kind));
    return signature === undefined || isMerged || OFTEN.test(one.name)
      ? []
      : [{ key: `${one.path.replace(/#\d+/g, '')}\n${signature}`, name: one.name, at: one.start }];
  });
  return repeated(parsed, named);
}

const WITH_BODY = new Set(['function', 'method', 'constructor', 'class', 'interface', 'enum']);
/** Languages whose constants and types have one name for themselves. */
const NAMED_ONCE = /^(?:(?:type|java)script(?:react)?|go|rust)$/;

/** What a compiler tells declarations apart by, blanks aside; undefined of what has no body. */
function signatureOf(
  language: string,
  code: string,
  { kind, start, bodyStart, end }: Declaration,
): string | undefined {
  const isNamed = kind === 'constant' || kind === 'type';
  if (isNamed) return NAMED_ONCE.test(language) ? kind : undefined;
  if (!WITH_BODY.has(kind) || bodyStart === null || bodyStart >= end) return undefined;
  return code.slice(start, bodyStart).trim().replace(/\s+/g, ' ');
}

function repeated({ text, facts }: Parsed, named: readonly Named[]): Repeated {
  const groups = Map.groupBy(named, ({ key }) => key);
  const many = [...groups].filter(([, group]) => group.length > 1);
  if (many.length === 0) return new Map();
  const blocks = blocksOf(masked(text, facts, 'commentsAndStrings'));
  return new Map(
    many.flatMap(([key, group]) => {
      const places = [...Map.groupBy(group, ({ at }) => blocks(at)).values()];
      const most = places.reduce((one, other) => (other.length > one.length ? other : one));
      const last = most.at(-1);
      return last === undefined || most.length < 2
        ? []
        : [[key, { name: last.name, at: last.at, count: most.length }] as const];
    }),
  );
}

/** In which block an offset is: by where that opens, and by the conditions of the preprocessor in it. */
function blocksOf(code: string): (offset: number) => string {
  const marks = [
    ...code.matchAll(
      /[{}]|^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|else|endif)\b|^[ \t]*namespace\b[^{\n]{0,300};/gm,
    ),
  ];
  return (offset) => {
    const open: string[] = [];
    let condition = 0;
    for (const { 0: mark, index } of marks) {
      if (index >= offset) break;
      if (mark === '{') open.push(String(index));
      else if (mark === '}') open.pop();
      else condition = index;
    }
    return `${open.at(-1) ?? ''} ${condition}`;
  };
}
