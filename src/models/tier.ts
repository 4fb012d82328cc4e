/** A step of the price ladder; `other` is a model of another provider. */
export type Tier = 'haiku' | 'sonnet' | 'opus' | 'other';

/** The Claude tiers from the cheapest to the strongest. */
export const CLAUDE_TIERS = ['haiku', 'sonnet', 'opus'] as const satisfies readonly Tier[];

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
