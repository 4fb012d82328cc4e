import { diffIndices } from 'node-diff3';
import type { LineHunk } from './lines.ts';

/** The hunks that make `after` out of `before`, in rising order. */
export function lineHunks(
  before: readonly string[],
  after: readonly string[],
): readonly LineHunk[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  // The library compares every pair of equal lines: the ends that are the same anyway stay out.
  const found = diffIndices(
    before.slice(head, before.length - tail),
    after.slice(head, after.length - tail),
  );
  return found.map(({ buffer1, buffer2Content }) => ({
    at: head + buffer1[0],
    remove: buffer1[1],
    insert: buffer2Content,
  }));
}
