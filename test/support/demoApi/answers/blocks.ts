import type { Source } from '../source.ts';
import { indentOf, lineAt, maskedAt, numbersIn } from '../source.ts';

/** Whether a line begins a statement of its own, so that another may stand before it. */
export function opensStatement(source: Source, number: number): boolean {
  const before = maskedAt(source, previousCode(source, number)).trim();
  const tied = /^(?:if|else|for|while)\b.*\)$|^else$|[,(=&|+?]$/.test(before);
  return (
    !tied && (source.family === 'go' || source.family === 'python' || /[;{}:]$|^$/.test(before))
  );
}

export function balanced(line: string): boolean {
  let depth = 0;
  for (const char of line) {
    depth += '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}

/** First line of a function's body that holds code of its own. */
export function bodyStart(source: Source, line: number, last: number): number | undefined {
  const numbers = numbersIn(source, line, last);
  const python = source.family === 'python';
  const head = numbers.find((number) =>
    (python ? /:\s*$/ : /\{\s*$/).test(maskedAt(source, number)),
  );
  return head === undefined
    ? undefined
    : numbersIn(source, head + 1, last).find((number) => {
        const text = lineAt(source, number).trim();
        return (
          text !== '' &&
          maskedAt(source, number).trim() !== '' &&
          !/^(?:"""|''')/.test(text) &&
          text !== '}'
        );
      });
}

/** Last line of the block that the line opens; the line itself where it opens none. */
export function blockEnd(source: Source, number: number, indent: number): number {
  let end = number;
  for (const next of numbersIn(source, number + 1, Infinity)) {
    const text = maskedAt(source, next);
    if (lineAt(source, next).trim() === '') {
      continue;
    }
    if (indentOf(lineAt(source, next)).length <= indent) {
      return source.family !== 'python' && /^\s*\}/.test(text) ? next : end;
    }
    end = next;
  }
  return end;
}

export function previousCode(source: Source, number: number): number {
  return (
    numbersIn(source, source.firstNumber, number - 1)
      .toReversed()
      .find((at) => maskedAt(source, at).trim() !== '') ?? number
  );
}

export function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
