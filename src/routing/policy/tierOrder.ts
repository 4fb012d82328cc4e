import type { ClaudeTier } from '../../models/catalog.ts';
import type { Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';

/** Whether a tier stands for a line of Claude models. */
export function isClaude(tier: Tier | null | undefined | 'auto'): tier is ClaudeTier {
  return tier === 'haiku' || tier === 'sonnet' || tier === 'opus';
}

/** A tier's place from the cheapest, from 0. */
export function rank(tier: ClaudeTier): number {
  return CLAUDE_TIERS.indexOf(tier);
}

/** The Claude tiers above one, the next first. */
export function tiersAbove(tier: ClaudeTier): readonly ClaudeTier[] {
  return CLAUDE_TIERS.slice(rank(tier) + 1);
}
