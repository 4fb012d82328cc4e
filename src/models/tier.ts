/** A step of the price ladder; `other` is a model of another provider. */
export type Tier = 'haiku' | 'sonnet' | 'opus' | 'other';

/** A tier that stands for a line of Claude models. */
export type ClaudeTier = Exclude<Tier, 'other'>;

/** The Claude tiers from the cheapest to the strongest. */
export const CLAUDE_TIERS = ['haiku', 'sonnet', 'opus'] as const satisfies readonly ClaudeTier[];

/** All tiers in the order in which they are listed to a person. */
export const TIERS = [...CLAUDE_TIERS, 'other'] as const satisfies readonly Tier[];

/** Whether a word stands for a line of Claude models. */
export function isClaude(word: string | null | undefined): word is ClaudeTier {
  return CLAUDE_TIERS.some((tier) => tier === word);
}

/** A tier by its word; what is no Claude tier is `other`. */
export function tierOf(word: string): Tier {
  return isClaude(word) ? word : 'other';
}

/** A tier's place from the cheapest, from 0; what is no Claude tier comes last. */
export function rankOf(tier: string): number {
  return isClaude(tier) ? CLAUDE_TIERS.indexOf(tier) : CLAUDE_TIERS.length;
}

/** Whether a run that started at one tier and ended at another was escalated; `other` never is. */
export function isAbove(final: string, start: string): boolean {
  return isClaude(final) && isClaude(start) && rankOf(final) > rankOf(start);
}

/** How hard a model is asked to think, from the least to the most. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** All efforts in rising order. */
export const EFFORTS = [
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
] as const satisfies readonly Effort[];
