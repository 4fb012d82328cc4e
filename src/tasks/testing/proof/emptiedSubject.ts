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

/** A function without its body. */
export interface EmptiedFunction {
  /** As it is run: it throws as soon as it is called. */
  readonly run: string;
  /** The same for whoever is to write it anew: nothing of the body is left but its documentation. */
  readonly shown: string;
}

/**
 * A text with the body of one of its functions throwing; undefined when there is no body to empty, or nobody
 * knows how in this language.
 */
export function emptiedFunction(
  language: string,
  source: string,
  one: Declaration,
): EmptiedFunction | undefined {
  const { throwing, keepsBodies = false } = testsOf(language) ?? {};
  if (throwing === undefined || one.bodyStart === null || !CALLABLE.has(one.kind)) return undefined;
  const [head, tail] = [source.slice(0, one.bodyStart), source.slice(one.end)];
  const run = head + bodyOf(one, source, { throwing, keepsBodies }) + tail;
  if (keepsBodies) return { run, shown: `${head}${throwing} }${tail}` };
  const { comment } = one;
  // A comment in the body is documentation: it says what is to be written.
  if (comment === null || comment.start < one.bodyStart) return { run, shown: run };
  const indentation = /^[ \t]*/.exec(head.slice(head.lastIndexOf('\n') + 1))?.[0] ?? '';
  const documented = `${source.slice(0, comment.end)}\n${indentation}${throwing}${tail}`;
  return { run: documented, shown: documented };
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
