import type { BaselineAttempt } from '../../models/baseline.ts';
import type {
  AttemptEnded,
  AttemptKind,
  AttemptOutcome,
  MutantCounts,
  Purpose,
  Strength,
} from '../../models/booking.ts';
import type { PriceTable } from '../../models/prices.ts';
import type { Effort, Tier } from '../../models/tier.ts';
import type { Problem } from '../../tasks/task.ts';
import type { Route } from '../policy/route.ts';

/** One attempt as the user may see it. */
export interface AttemptSummary {
  readonly ordinal: number;
  readonly kind: AttemptKind;
  readonly tier: Tier;
  readonly model: string;
  readonly effort: Effort | null;
  readonly outcome: AttemptOutcome;
  readonly problems: readonly Problem[];
  /** Why it brought no answer; null: it did, or its problems say it. */
  readonly errorCode: string | null;
  /** nUSD; null: unpriced. */
  readonly costNusd: number | null;
  readonly estimated: boolean;
  /** Part of a subscription: it has no cost of its own. */
  readonly included?: boolean;
  readonly durationMs: number;
}

/** What is booked of a run so far, for whoever goes on with it. */
export interface RunRecord {
  readonly runId: number;
  /** Unix ms of its first beginning, which its day is taken from. */
  readonly startedAt: number;
  /** ms that were worked on it, without the time between its answers. */
  readonly workedMs: number;
  readonly prices: PriceTable;
  /** Where it began, why, and what it was expected to cost. */
  readonly start: {
    readonly tier: Tier;
    readonly reason: Route['reason'];
    readonly estimate: Route['estimate'];
    /** The chance with which it began there, by which policy, and what it is booked as. */
    readonly propensity: number;
    /** The chance of its model among those of the tier; absent: it was certain. */
    readonly modelPropensity?: number;
    readonly policy: string;
    readonly purpose: Purpose;
  };
  /** The answer that it has: that of the last attempt which passed its gate; null: none yet. */
  readonly accepted: {
    readonly tier: Tier;
    readonly strength: Strength;
    readonly mutants?: MutantCounts | undefined;
  } | null;
  /** All attempts, the first first, as they were booked and as they are shown. */
  readonly attempts: readonly AttemptEnded[];
  readonly summaries: readonly AttemptSummary[];
  readonly baseline: readonly BaselineAttempt[];
  /** An attempt was part of a subscription. */
  readonly isIncluded: boolean;
}
