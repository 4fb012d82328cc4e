import type { LineHunk } from '../../models/lineHunks.ts';
import { lineHunks } from '../../models/lineHunks.ts';
import { applyHunks } from './lines.ts';

/** What a proposal means for a text that has moved on since. */
export interface Merge {
  /** Hunks of the proposal that can be applied, on the lines of `current`, in rising order. */
  readonly hunks: readonly LineHunk[];
  /**
   * Hunks that touch lines changed in `current` too; `insert` is what the proposal wants there,
   * after the user's lines where both have only added some.
   */
  readonly clashes: readonly LineHunk[];
  /** The base with the applicable part of the proposal alone. */
  readonly kept: readonly string[];
}

/** A region of the base with the hunks of either side in it. */
interface Region {
  readonly start: number;
  readonly end: number;
  readonly mine: readonly LineHunk[];
  readonly theirs: readonly LineHunk[];
}

/**
 * Rebases a proposal, made from `base`, on `current`. Hunks that touch each other clash unless
 * both sides made the same of the lines, or the user has only added lines before or after those
 * that the proposal replaces. What was typed since always stays.
 */
export function mergeThreeWays(
  base: readonly string[],
  proposal: readonly string[],
  current: readonly string[],
): Merge {
  const hunks: LineHunk[] = [];
  const clashes: LineHunk[] = [];
  const kept: LineHunk[] = [];
  // Lines of `current` minus lines of `base` before the region at hand.
  let shift = 0;
  for (const region of regions(lineHunks(base, proposal), lineHunks(base, current))) {
    const growth = region.theirs.reduce((sum, hunk) => sum + hunk.insert.length - hunk.remove, 0);
    const at = region.start + shift;
    if (region.theirs.length === 0) {
      for (const hunk of region.mine) hunks.push({ ...hunk, at: hunk.at + shift });
      for (const hunk of region.mine) kept.push(hunk);
    } else if (region.mine.length > 0) {
      const wanted = side(base, region, region.mine);
      const present = side(base, region, region.theirs);
      const isAddition = region.start === region.end;
      const insert = isAddition ? [...present, ...wanted] : wanted;
      if (isSame(wanted, present)) for (const hunk of region.mine) kept.push(hunk);
      else clashes.push({ at, remove: present.length, insert });
    }
    shift += growth;
  }
  return { hunks, clashes, kept: applyHunks(base, kept) };
}

function regions(mine: readonly LineHunk[], theirs: readonly LineHunk[]): readonly Region[] {
  const all = [
    ...mine.map((hunk) => ({ hunk, isMine: true })),
    ...theirs.map((hunk) => ({ hunk, isMine: false })),
  ].sort((one, other) => one.hunk.at - other.hunk.at || order(one) - order(other));
  const found: { start: number; end: number; mine: LineHunk[]; theirs: LineHunk[] }[] = [];
  for (const { hunk, isMine } of all) {
    const last = found.at(-1);
    const end = hunk.at + hunk.remove;
    const region =
      last !== undefined && isTouching(last, hunk, isMine)
        ? last
        : { start: hunk.at, end, mine: [], theirs: [] };
    if (region !== last) found.push(region);
    region.end = Math.max(region.end, end);
    (isMine ? region.mine : region.theirs).push(hunk);
  }
  return found;
}

/** Lines added by the user at some place come before what the proposal makes of that place. */
function order({ hunk, isMine }: { readonly hunk: LineHunk; readonly isMine: boolean }): number {
  return !isMine && hunk.remove === 0 ? 0 : 1;
}

function isTouching(region: Region, next: LineHunk, isMine: boolean): boolean {
  if (next.at !== region.end) return next.at < region.end;
  const isAddedBefore = region.mine.length === 0 && region.start === region.end;
  const isBeside = isMine
    ? isAddedBefore && next.remove > 0
    : next.remove === 0 && region.theirs.length === 0 && region.start < region.end;
  return !isBeside;
}

/** What one side makes of a region. */
function side(
  base: readonly string[],
  region: Region,
  hunks: readonly LineHunk[],
): readonly string[] {
  return applyHunks(
    base.slice(region.start, region.end),
    hunks.map((hunk) => ({ ...hunk, at: hunk.at - region.start })),
  );
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}
