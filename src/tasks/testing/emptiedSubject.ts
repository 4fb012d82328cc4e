import type { Declaration, LineRange, SyntaxFacts } from '../../syntax/syntax.ts';

/** What a body becomes, by language: it throws as soon as it is reached. */
const THROWING: Readonly<Record<string, string>> = {
  typescript: "{ throw new Error('emptied'); }",
  typescriptreact: "{ throw new Error('emptied'); }",
  javascript: "{ throw new Error('emptied'); }",
  javascriptreact: "{ throw new Error('emptied'); }",
  python: 'raise RuntimeError("emptied")',
  // What it imports would else be unused, which Go takes for an error.
  go: '{ panic("emptied");',
  java: '{ throw new IllegalStateException("emptied"); }',
  csharp: '{ throw new System.InvalidOperationException("emptied"); }',
  rust: '{ panic!("emptied") }',
  php: "{ throw new \\RuntimeException('emptied'); }",
};

const CALLABLE = new Set(['function', 'method', 'constructor']);

/**
 * The subject with the bodies of the functions in a range throwing: tests that still pass say
 * nothing about it. undefined when there is no body to empty.
 */
export function emptiedSubject(
  language: string,
  source: string,
  facts: SyntaxFacts,
  target: LineRange,
): string | undefined {
  const throwing = THROWING[language];
  if (throwing === undefined) return undefined;
  const bodies = facts.declarations.filter(
    (one) => CALLABLE.has(one.kind) && one.bodyStart !== null && overlaps(one, target),
  );
  let text = source;
  for (const one of bodies.toSorted((left, right) => right.start - left.start)) {
    text =
      text.slice(0, one.bodyStart ?? one.end) + bodyOf(one, source, throwing) + text.slice(one.end);
  }
  return bodies.length === 0 ? undefined : text;
}

/** Languages in which what can never be reached may stand. */
const KEEPS_THE_REST = '{ panic("emptied");';

/** The `;` behind an arrow function in JavaScript stays; that of C# goes with its arrow. */
function bodyOf({ bodyStart, end }: Declaration, source: string, throwing: string): string {
  const body = source.slice(bodyStart ?? end, end);
  if (throwing === KEEPS_THE_REST) return throwing + body.slice(1);
  return body.startsWith('=>') ? throwing : throwing + (/;\s*$/.exec(body)?.[0] ?? '');
}

function overlaps(one: LineRange, other: LineRange): boolean {
  return one.firstLine <= other.lastLine && one.lastLine >= other.firstLine;
}
