import { lineHunks } from '../../models/lineHunks.ts';
import type { LineRange } from '../../syntax/syntax.ts';

/**
 * The lines of a new text that came with the change from another one. Where lines were only removed,
 * the two lines between which they stood.
 */
export function changedLines(before: string, after: string): readonly LineRange[] {
  const lines = after.split('\n');
  const last = lines.length > 1 && lines.at(-1) === '' ? lines.length - 1 : lines.length;
  let shift = 0;
  const changed = lineHunks(before.split('\n'), lines).flatMap(({ at, remove, insert }) => {
    const first = at + shift + 1;
    shift += insert.length - remove;
    return insert.length > 0
      ? [{ firstLine: first, lastLine: Math.min(last, first + insert.length - 1) }]
      : [{ firstLine: Math.max(1, first - 1), lastLine: Math.min(last, first) }];
  });
  const valid = changed.filter(({ firstLine, lastLine }) => firstLine <= lastLine);
  return mergedRanges(valid);
}

/** Ranges in rising order, those that touch as one. */
export function mergedRanges(ranges: readonly LineRange[]): readonly LineRange[] {
  const result: { firstLine: number; lastLine: number }[] = [];
  for (const { firstLine, lastLine } of ranges.toSorted((a, b) => a.firstLine - b.firstLine)) {
    const last = result.at(-1);
    if (last !== undefined && firstLine <= last.lastLine + 1) {
      last.lastLine = Math.max(last.lastLine, lastLine);
    } else {
      result.push({ firstLine, lastLine });
    }
  }
  return result;
}
