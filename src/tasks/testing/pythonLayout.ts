import type { SyntaxFacts, TextRange } from '../../syntax/syntax.ts';

/** A line that code starts on. */
interface CodeLine {
  /** Offset. */
  readonly start: number;
  readonly indent: string;
  /** Whether a block must follow. */
  opens: boolean;
}

/**
 * Where Python's own rules of layout are broken, which the grammar forgives: a block that is missing,
 * one that nothing opens, an end that fits no start, tabs and blanks that cannot be compared.
 */
export function brokenLayout(text: string, facts: SyntaxFacts): number | undefined {
  const stack = [''];
  let before: CodeLine | undefined;
  for (const line of codeLines(text, facts)) {
    const { indent, start } = line;
    const order = compared(indent, stack.at(-1) ?? '');
    if (order === undefined) return start;
    const isOpened = before?.opens === true;
    if (isOpened !== order > 0) return isOpened ? before?.start : start;
    if (order > 0) stack.push(indent);
    else {
      while (stack.length > 1 && width(stack.at(-1) ?? '', 8) > width(indent, 8)) stack.pop();
      if (compared(indent, stack.at(-1) ?? '') !== 0) return start;
    }
    before = line;
  }
  return before?.opens === true ? before.start : undefined;
}

function codeLines(text: string, facts: SyntaxFacts): readonly CodeLine[] {
  // A docstring is listed as a comment, and is a statement here.
  const isString = ({ start }: TextRange): boolean => text[start] !== '#';
  const strings = [...facts.strings, ...facts.comments.filter(isString)].toSorted(
    (one, other) => one.start - other.start,
  );
  const code = withPlain(
    text,
    strings,
    facts.comments.filter((one) => !isString(one)),
  );
  const lines: CodeLine[] = [];
  let depth = 0;
  let goesOn = false;
  let next = 0;
  let start = 0;
  for (const line of code.split('\n')) {
    while (next < strings.length && (strings[next]?.end ?? 0) <= start) next += 1;
    const isFurther = depth > 0 || goesOn || (strings[next]?.start ?? start) < start;
    const bare = line.trimEnd();
    if (bare !== '') {
      for (const sign of bare.match(/[()[\]{}]/g) ?? []) depth += '([{'.includes(sign) ? 1 : -1;
      depth = Math.max(0, depth);
      goesOn = bare.endsWith('\\');
      const opens = depth === 0 && !goesOn && bare.endsWith(':');
      const last = lines.at(-1);
      if (!isFurther) lines.push({ start, indent: /^[ \t\f]*/.exec(line)?.[0] ?? '', opens });
      else if (last !== undefined) last.opens = opens;
    }
    start += line.length + 1;
  }
  return lines;
}

/** Strings as a word, comments as blanks: every offset stays. */
function withPlain(
  text: string,
  strings: readonly TextRange[],
  comments: readonly TextRange[],
): string {
  const pieces: string[] = [];
  let at = 0;
  const ranges = [
    ...strings.map((range) => ({ ...range, sign: 's' })),
    ...comments.map((range) => ({ ...range, sign: ' ' })),
  ].sort((one, other) => one.start - other.start);
  for (const { start, end, sign } of ranges) {
    if (start < at) continue;
    pieces.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]/g, sign));
    at = end;
  }
  return pieces.join('') + text.slice(at);
}

/** Below, at, or above; undefined where it depends on how wide a tab is. */
function compared(one: string, other: string): number | undefined {
  const wide = Math.sign(width(one, 8) - width(other, 8));
  return wide === Math.sign(width(one, 1) - width(other, 1)) ? wide : undefined;
}

function width(indent: string, tab: number): number {
  let column = 0;
  for (const sign of indent) column += sign === '\t' ? tab - (column % tab) : 1;
  return column;
}
