import { diffIndices } from 'node-diff3';

/** A replacement of whole lines. Indices are 0-based and count the lines of the text that it changes. */
export interface LineHunk {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly string[];
}

/** The lines of a text in the form that all of this folder compares: `\n`, no byte order mark. */
export function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
}

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

/** `lines` with `hunks` (in rising order, apart from each other) applied. */
export function applyHunks(
  lines: readonly string[],
  hunks: readonly LineHunk[],
): readonly string[] {
  const result: string[] = [];
  let next = 0;
  for (const { at, remove, insert } of hunks) {
    result.push(...lines.slice(next, at), ...insert);
    next = at + remove;
  }
  result.push(...lines.slice(next));
  return result;
}
