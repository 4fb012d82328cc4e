import type { ExploreSpend } from '../../models/spend.ts';
import type { TaskName } from '../../models/task.ts';
import type { ClaudeTier, Tier } from '../../models/tier.ts';
import type { TaskSignals } from '../../tasks/task.ts';
import type { RoutingSettings } from '../settings.ts';
import type { CanaryPicks } from './canary.ts';
import type { EvidenceByTier } from './expectation.ts';
import type { TierPlan } from './tierPlan.ts';

/** What each tier would be asked; null: no model stands for the tier. */
export type TierPlans = Readonly<Record<ClaudeTier, TierPlan | null>>;

/** What a breaker is doing. */
export type BreakerState = 'closed' | 'open' | 'probing';

/** A breaker as the user may see it. */
export interface BreakerView {
  readonly tier: Tier;
  /** Another provider than the run's own; null: the run's. */
  readonly provider?: string | null;
  readonly state: BreakerState;
  readonly failures: number;
  /** ms until an open breaker lets a probe through; 0 when it is not open. */
  readonly opensForMs: number;
}

/** Whether a breaker lets no call through at present. */
export function isBlocking({ state, opensForMs }: BreakerView): boolean {
  return state === 'probing' || opensForMs > 0;
}

/** Everything that decides a route. */
export interface PolicyInput {
  readonly task: TaskName;
  readonly signals: TaskSignals;
  /** The user's choice for this run. */
  readonly chosenTier: Tier | undefined;
  readonly settings: RoutingSettings;
  readonly plans: TierPlans;
  readonly evidence: EvidenceByTier;
  readonly breakers: Readonly<Record<ClaudeTier, BreakerView>>;
  /** The user's own steps that can be taken, the first first; none: the router's. */
  readonly chain?: readonly PlannedChainStep[];
  /** A number drawn in [0, 1), for what the settings leave to chance; absent: nothing is. */
  readonly draw?: number;
  /** Models that chance has picked for tiers whose newest is still new; absent: none. */
  readonly picks?: CanaryPicks;
  /** What exploring has cost of the period's spend, runs under way among it; absent: nobody counts it. */
  readonly explored?: ExploreSpend;
  /** What a small model says of the work; absent: it was not asked. */
  readonly classified?: Classification;
  /** Who gave the answer that the run goes on from; absent: nobody. */
  readonly answered?: { readonly tier: Tier; readonly model: string };
}

/** A step of a user's chain. */
export interface PlannedChainStep {
  readonly plan: TierPlan;
  readonly breaker: BreakerView;
}

/** How hard a small model takes the work to be. */
export interface Classification {
  /** The lowest start that it asks for; null: none. */
  readonly tier: ClaudeTier | null;
  /** Whether it was sure enough; else `tier` is what the settings say for that. */
  readonly isSure: boolean;
  readonly confidencePercent: number;
}
