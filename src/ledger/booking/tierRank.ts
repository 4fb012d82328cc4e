import type { Tier } from '../../models/tier.ts';

const RANKS: ReadonlyMap<string, number> = new Map([
  ['haiku', 1],
  ['sonnet', 2],
  ['opus', 3],
]);

/** Whether a run that started at one tier and ended at another was escalated; `other` never is. */
export function isAbove(final: string, start: string): boolean {
  return (RANKS.get(final) ?? 0) > (RANKS.get(start) ?? Infinity);
}

/** Place of a tier from the lowest; what is no Claude tier comes last. */
export function rankOf(tier: string): number {
  return RANKS.get(tier) ?? RANKS.size + 1;
}

/** A tier by its word; what is no Claude tier is `other`. */
export function tierOf(word: string): Tier {
  return word === 'haiku' || word === 'sonnet' || word === 'opus' ? word : 'other';
}
