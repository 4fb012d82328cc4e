import type { LineRange } from '../../syntax/syntax.ts';

/** The lines of a new text outside of which it is as it was; where lines are only gone, those around. */
export function changedLines(before: string, after: string): LineRange {
  const [was, now] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(was.length, now.length);
  let head = 0;
  while (head < shorter && was[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && was.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const [firstLine, lastLine] = [head + 1, now.length - tail];
  if (firstLine <= lastLine) return { firstLine, lastLine };
  return { firstLine: Math.max(1, head), lastLine: Math.min(now.length, head + 1) };
}
