import type { CodeArgs } from '../models/codes.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';

/**
 * Totals over some runs of purpose `use`, by the daily sum that each is made of. Money in nUSD, times
 * in ms.
 */
export const TOTALS = {
  runs: 'runs',
  accepted: 'accepted',
  attempts: 'attempts',
  /** Spent on all runs. */
  costNusd: 'cost_nusd',
  /** Attempts without a price. */
  unpriced: 'unpriced',
  /** Attempts whose usage was estimated. */
  estimated: 'estimated',
  /** Of the runs that have a baseline and no unpriced attempt. */
  comparableRuns: 'comparable_runs',
  comparableCostNusd: 'comparable_cost_nusd',
  baselineNusd: 'baseline_nusd',
  /**
   * Of the baselines, those of runs whose accepted answer proved wrong: such a run saves nothing, and what it
   * cost is lost.
   */
  debitedNusd: 'debited_nusd',
  /** Runs whose accepted answer was asked about at random, and those that proved wrong. */
  audited: 'audited',
  auditedWrong: 'audited_wrong',
  /** Runs whose answer a person kept, and what all other runs cost. */
  kept: 'kept',
  unkeptCostNusd: 'unkept_cost_nusd',
  /** Runs whose final tier is above their start tier. */
  escalations: 'escalations',
  /** Cost of attempts that were not accepted. */
  failedCostNusd: 'failed_cost_nusd',
  /** Time that repairs, raised limits and efforts, and escalations took. */
  extraMs: 'extra_ms',
} as const;

/** Sums over some runs of purpose `use`. Money in nUSD, times in ms. */
export interface Totals extends Readonly<Record<keyof typeof TOTALS, number>> {
  /** baselineNusd - debitedNusd - comparableCostNusd; may be negative. */
  readonly savedNusd: number;
}

/** Sums of one group, say a task or a model. */
export interface GroupTotals extends Totals {
  readonly key: string;
}

/** A period as local days `yyyymmdd`, both ends included. */
export interface Period {
  readonly firstDay: number;
  readonly lastDay: number;
}

/** One day and tier of the chart. */
export interface DayTier {
  readonly day: number;
  readonly tier: Tier;
  readonly costNusd: number;
  readonly baselineNusd: number;
  readonly runs: number;
}

/** What the attempts at one tier came to. */
export interface TierAttempts {
  readonly tier: Tier;
  /** Calls at this tier, those that judge how hard the work is included. */
  readonly attempts: number;
  /** Calls whose answer a gate accepted or rejected; all others say nothing of the tier. */
  readonly judged: number;
  readonly successes: number;
  /** Successes of the judged, 0 to 1; null without any. */
  readonly successRate: number | null;
  /** Runs that ended here and had started at a lower tier. */
  readonly fallbacks: number;
  readonly costNusd: number;
}

/** How often the cheap tiers did, and what always taking Opus would have cost. Money in nUSD. */
export interface FallbackAnalysis {
  /** What the user asked for, however many calls each took. */
  readonly runs: number;
  readonly attempts: number;
  /** Lowest tier first. */
  readonly byTier: readonly TierAttempts[];
  readonly fallbacks: number;
  /** Fallbacks of the runs, 0 to 1; null without runs. */
  readonly fallbackRate: number | null;
  /** Of the runs that can be compared: see {@link Totals}. */
  readonly comparableRuns: number;
  readonly actualNusd: number;
  readonly alwaysOpusNusd: number;
  readonly savedNusd: number;
  /** Of what always taking Opus would have cost; null without it. Below 0 when it was dearer. */
  readonly savedShare: number | null;
  /** Of a run that can be compared; null without any. */
  readonly meanNusd: number | null;
  readonly meanOpusNusd: number | null;
}

/** Everything that the report shows for a period. */
export interface Figures {
  readonly period: Period;
  readonly totals: Totals;
  readonly byTask: readonly GroupTotals[];
  readonly byTier: readonly GroupTotals[];
  readonly byModel: readonly GroupTotals[];
  readonly byDay: readonly DayTier[];
  readonly fallbacks: FallbackAnalysis;
  /** The latest runs, newest first, at most 50. */
  readonly recent: readonly RecentRun[];
}

/** One row behind the numbers. */
export interface RecentRun {
  readonly runId: number;
  readonly startedAt: number;
  readonly task: TaskName;
  readonly language: string;
  readonly startTier: Tier;
  readonly finalTier: Tier;
  readonly finalModel: string;
  readonly outcome: string;
  readonly strength: string | null;
  readonly attempts: number;
  readonly costNusd: number;
  readonly unpriced: number;
  /** Attempts whose usage was estimated. */
  readonly estimated: number;
  readonly baselineNusd: number | null;
  readonly reasonCode: string;
  readonly reasonArgs: CodeArgs;
  readonly durationMs: number;
}

/** What the status bar and its tooltip show. */
export interface Glance {
  readonly today: Totals;
  readonly week: Totals;
  readonly month: Totals;
  readonly byTierMonth: readonly GroupTotals[];
  readonly last: RecentRun | undefined;
}
