import { lineHunks } from '../../../models/lineHunks.ts';

/**
 * The share of a proposed change that a result still holds, 0 to 1: of the lines that the proposal
 * removes and adds, those that the result removes and adds too. A proposal without a change is
 * kept whole.
 */
export function keptShare(
  base: readonly string[],
  proposed: readonly string[],
  result: readonly string[],
): number {
  const wanted = changeOf(base, proposed);
  const made = changeOf(base, result);
  const total = wanted.removed.size + wanted.addedCount;
  if (total === 0) return 1;
  let kept = 0;
  for (const line of wanted.removed) if (made.removed.has(line)) kept += 1;
  for (const [line, count] of wanted.added) kept += Math.min(count, made.added.get(line) ?? 0);
  return kept / total;
}

interface Change {
  /** Indices of base lines. */
  readonly removed: ReadonlySet<number>;
  readonly added: ReadonlyMap<string, number>;
  readonly addedCount: number;
}

function changeOf(before: readonly string[], after: readonly string[]): Change {
  const removed = new Set<number>();
  const added = new Map<string, number>();
  let addedCount = 0;
  for (const { at, remove, insert } of lineHunks(before, after)) {
    for (let index = at; index < at + remove; index += 1) removed.add(index);
    for (const line of insert) added.set(line, (added.get(line) ?? 0) + 1);
    addedCount += insert.length;
  }
  return { removed, added, addedCount };
}
