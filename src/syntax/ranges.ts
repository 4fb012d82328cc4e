import type { TextRange } from './syntax.ts';

/** Index of the last of some ranges in order that ends at or before an offset, or -1. */
export function lastEndingBy(ranges: readonly TextRange[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
