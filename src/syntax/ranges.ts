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

/** Whether an offset is inside of one of the ranges, and not at its start; asked from front to back. */
export function insideInOrder(ranges: readonly TextRange[]): (offset: number) => boolean {
  const sorted = [...ranges].sort((one, other) => one.start - other.start);
  let at = 0;
  let reach = 0;
  return (offset) => {
    for (; at < sorted.length && (sorted[at]?.start ?? 0) < offset; at += 1) {
      reach = Math.max(reach, sorted[at]?.end ?? 0);
    }
    return offset < reach;
  };
}
