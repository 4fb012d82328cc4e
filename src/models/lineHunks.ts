import { diffArrays } from 'diff';

/** A replacement of whole lines. Indices are 0-based and count the lines of the text that it changes. */
export interface LineHunk {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly string[];
}

/** Beyond this many changed lines between two lines that both texts share, they are one hunk. */
const MAX_EDITS = 400;

/**
 * Steps that one comparison may take in all, a few tenths of a second: it runs where the editor waits.
 * Once they are spent, what lies between two shared lines is one hunk of whole lines.
 */
const MOST_STEPS = 800_000;
/** What the comparison of one gap costs before it begins. */
const START_STEPS = 40;

/** The hunks that make `after` out of `before`, in rising order. */
export function lineHunks(
  before: readonly string[],
  after: readonly string[],
): readonly LineHunk[] {
  const hunks: LineHunk[] = [];
  let atBefore = 0;
  let atAfter = 0;
  const steps = { left: MOST_STEPS };
  // Lines that stand once in either text hold it together: the time that the comparison takes
  // grows with the square of the changes, so it is asked about the gaps between them alone.
  for (const { inBefore, inAfter } of [
    ...sharedLines(before, after),
    { inBefore: before.length, inAfter: after.length },
  ]) {
    const gap = gapHunks(before.slice(atBefore, inBefore), after.slice(atAfter, inAfter), steps);
    for (const hunk of gap) push(hunks, { ...hunk, at: hunk.at + atBefore });
    atBefore = inBefore + 1;
    atAfter = inAfter + 1;
  }
  return hunks;
}

interface SharedLine {
  readonly inBefore: number;
  readonly inAfter: number;
}

/** Lines that are unique in both texts, as many as stand in the same order. */
function sharedLines(before: readonly string[], after: readonly string[]): readonly SharedLine[] {
  const places = uniqueLines(after);
  const shared: SharedLine[] = [];
  for (const [line, inBefore] of uniqueLines(before)) {
    const inAfter = places.get(line);
    if (inAfter !== undefined) shared.push({ inBefore, inAfter });
  }
  return longestRising(shared);
}

function uniqueLines(lines: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  lines.forEach((line, index) => {
    if (places.has(line)) repeated.add(line);
    else places.set(line, index);
  });
  for (const line of repeated) places.delete(line);
  return places;
}

/** The longest run of pairs, given in the order of one text, that rises in the other too. */
function longestRising(pairs: readonly SharedLine[]): readonly SharedLine[] {
  interface Link {
    readonly pair: SharedLine;
    readonly previous: Link | undefined;
  }
  // For each length the run that ends lowest.
  const ends: Link[] = [];
  for (const pair of pairs) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.pair.inAfter ?? 0) < pair.inAfter) low = middle + 1;
      else high = middle;
    }
    ends[low] = { pair, previous: ends[low - 1] };
  }
  const run: SharedLine[] = [];
  for (let link = ends.at(-1); link !== undefined; link = link.previous) run.push(link.pair);
  return run.reverse();
}

function gapHunks(
  before: readonly string[],
  after: readonly string[],
  steps: { left: number },
): readonly LineHunk[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  if (removed.length === 0 && added.length === 0) return [];
  return apartHunks(removed, added, steps).map((hunk) => ({ ...hunk, at: hunk.at + head }));
}

/** The hunks of texts that differ in their first and last lines. */
function apartHunks(
  before: readonly string[],
  after: readonly string[],
  steps: { left: number },
): readonly LineHunk[] {
  const whole: LineHunk = { at: 0, remove: before.length, insert: after };
  if (before.length * after.length <= 1) return [whole];
  const size = before.length + after.length;
  steps.left -= START_STEPS + size / 8;
  if (steps.left <= 0) return [whole];
  const maxEditLength = Math.min(MAX_EDITS, size, Math.ceil(Math.sqrt(steps.left)));
  const pieces = diffArrays([...before], [...after], { maxEditLength });
  if (pieces === undefined) {
    steps.left -= maxEditLength ** 2;
    return [whole];
  }
  const hunks: LineHunk[] = [];
  let at = 0;
  let edits = 0;
  for (const { added, removed, value } of pieces) {
    if (added) push(hunks, { at, remove: 0, insert: value });
    else if (removed) push(hunks, { at, remove: value.length, insert: [] });
    if (added || removed) edits += value.length;
    if (!added) at += value.length;
  }
  steps.left -= edits ** 2;
  return hunks;
}

/** Adds a hunk, as a part of the last one where they touch. */
function push(hunks: LineHunk[], next: LineHunk): void {
  const last = hunks.at(-1);
  if (last !== undefined && last.at + last.remove === next.at) {
    hunks[hunks.length - 1] = {
      at: last.at,
      remove: last.remove + next.remove,
      insert: [...last.insert, ...next.insert],
    };
  } else {
    hunks.push(next);
  }
}
