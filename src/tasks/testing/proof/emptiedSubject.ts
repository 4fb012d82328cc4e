import type { Declaration, LineRange, SyntaxFacts } from '../../../syntax/syntax.ts';
import { testsOf } from '../languages/languages.ts';

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
  const tests = testsOf(language);
  if (tests?.throwing === undefined) return undefined;
  const { throwing, keepsBodies = false } = tests;
  const bodies = facts.declarations.filter(
    (one) => CALLABLE.has(one.kind) && one.bodyStart !== null && overlaps(one, target),
  );
  let text = source;
  for (const one of bodies.toSorted((left, right) => right.start - left.start)) {
    text =
      text.slice(0, one.bodyStart ?? one.end) +
      bodyOf(one, source, { throwing, keepsBodies }) +
      text.slice(one.end);
  }
  return bodies.length === 0 ? undefined : text;
}

/** The `;` behind an arrow function in JavaScript stays; that of C# goes with its arrow. */
function bodyOf(
  { bodyStart, end }: Declaration,
  source: string,
  { throwing, keepsBodies }: { readonly throwing: string; readonly keepsBodies: boolean },
): string {
  const body = source.slice(bodyStart ?? end, end);
  if (keepsBodies) return throwing + body.slice(1);
  return body.startsWith('=>') ? throwing : throwing + (/;\s*$/.exec(body)?.[0] ?? '');
}

function overlaps(one: LineRange, other: LineRange): boolean {
  return one.firstLine <= other.lastLine && one.lastLine >= other.firstLine;
}
