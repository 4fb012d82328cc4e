import { lineHunks } from '../../models/lineHunks.ts';
import type { LineRange } from '../../syntax/syntax.ts';

/**
 * Where lines of `before` stand in `after`, both texts with `\n`: changes above move them, changes
 * that touch them belong to them. At least one line, within `after`.
 */
export function movedLines(
  before: string,
  after: string,
  { firstLine, lastLine }: LineRange,
): LineRange {
  const lines = after.split('\n');
  const from = firstLine - 1;
  let moved = 0;
  let first = from;
  let end = lastLine;
  for (const { at, remove, insert } of lineHunks(before.split('\n'), lines)) {
    if (at >= lastLine) break;
    const isAbove = at + remove <= from && !(remove === 0 && at === from);
    const grown = insert.length - remove;
    if (isAbove) first += grown;
    else if (at < from) first = at + moved;
    end = at + remove > lastLine ? at + moved + insert.length : end + grown;
    moved += grown;
  }
  const last = lines.length > 1 && lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const newFirst = Math.min(first + 1, last);
  return { firstLine: newFirst, lastLine: Math.max(newFirst, Math.min(end, last)) };
}
