import type { Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS, isClaude, rankOf } from '../../models/tier.ts';
import type { RoutingSettings } from '../settings.ts';
import type { BreakerView, PlannedChainStep, PolicyInput } from './policyInput.ts';
import type { TierPlan } from './tierPlan.ts';

/** A place where a run may start. */
export interface Place {
  readonly tier: Tier;
  /** null: no model stands for the tier. */
  readonly plan: TierPlan | null;
  readonly breaker: BreakerView;
}

/** Where a run may start and escalate to, the first first. */
export interface Ladder {
  readonly places: readonly Place[];
  /** The places are the steps of the user's own chain. */
  readonly isChain: boolean;
  /** The first step of the chain, where the floor takes it from the run. */
  readonly belowFloor: Place | undefined;
}

/** Whether the floor for the file at hand keeps a run from a tier. */
export function isBelowFloor(tier: Tier, { floor }: Pick<RoutingSettings, 'floor'>): boolean {
  return isClaude(floor) && isClaude(tier) && rankOf(tier) < rankOf(floor);
}

/** The tiers, the cheapest first: a tier's index is its rank. */
export function tierLadder({ plans, breakers }: PolicyInput): Ladder {
  const places = CLAUDE_TIERS.map((tier) => ({
    tier,
    plan: plans[tier],
    breaker: breakers[tier],
  }));
  return { places, isChain: false, belowFloor: undefined };
}

/** The steps of a chain that are not below the floor; undefined: there is none. */
export function chainLadder({ chain, settings }: PolicyInput): Ladder | undefined {
  if (!chain) return undefined;
  const isLow = ({ plan: { tier } }: PlannedChainStep) => isBelowFloor(tier, settings);
  const placeOf = ({ plan, breaker }: PlannedChainStep) => ({ tier: plan.tier, plan, breaker });
  const places = chain.filter((step) => !isLow(step)).map(placeOf);
  if (places.length === 0) return undefined;
  return { places, isChain: true, belowFloor: chain.slice(0, 1).filter(isLow).map(placeOf)[0] };
}
