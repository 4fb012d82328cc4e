import { lineHunks } from '../../models/lineHunks.ts';
import type { LineRange } from '../../syntax/syntax.ts';
import { changedLines as changedBetween, mergedRanges } from '../../tasks/change/changedLines.ts';

/** The texts between which a file has changed, line ends `\n`. */
export interface FileVersions {
  readonly before: string;
  readonly after: string;
  /** The text that is reviewed, where `after` is an earlier one of it, say what is staged. */
  readonly now: string;
}

/**
 * The lines of `now` that came with the change from `before` to `after`. Where lines were only
 * removed, the two lines between which they stood. Lines that have changed again since are left
 * out.
 */
export function changedLines({ before, after, now }: FileVersions): readonly LineRange[] {
  const changed = changedBetween(before, after);
  return after === now ? changed : mergedRanges(moved(changed, after, now));
}

/** Whether a range touches any of the others. */
export function touchesAny(range: LineRange, others: readonly LineRange[]): boolean {
  return others.some(
    ({ firstLine, lastLine }) => firstLine <= range.lastLine && lastLine >= range.firstLine,
  );
}

/** The ranges from the first line to the last. */
export function hullOf(ranges: readonly LineRange[]): LineRange {
  return {
    firstLine: ranges.reduce((least, { firstLine }) => Math.min(least, firstLine), Infinity),
    lastLine: ranges.reduce((most, { lastLine }) => Math.max(most, lastLine), -Infinity),
  };
}

/** Words for ranges: `3, 7-9`; at most twenty of them. */
export function rangesText(ranges: readonly LineRange[]): string {
  const shown = ranges
    .slice(0, 20)
    .map(({ firstLine, lastLine }) =>
      firstLine === lastLine ? String(firstLine) : `${firstLine}-${lastLine}`,
    );
  return [...shown, ...(ranges.length > 20 ? ['...'] : [])].join(', ');
}

/** Where lines of a text stand in a later one. */
function moved(ranges: readonly LineRange[], from: string, to: string): readonly LineRange[] {
  const hunks = lineHunks(from.split('\n'), to.split('\n'));
  return ranges.flatMap(({ firstLine, lastLine }) => {
    const found: LineRange[] = [];
    for (let line = firstLine; line <= lastLine; line += 1) {
      const index = line - 1;
      if (hunks.some(({ at, remove }) => index >= at && index < at + remove)) continue;
      const shift = hunks
        .filter(({ at, remove }) => at + remove <= index)
        .reduce((sum, { insert, remove }) => sum + insert.length - remove, 0);
      found.push({ firstLine: line + shift, lastLine: line + shift });
    }
    return found;
  });
}
