import type {
  DayTier,
  FallbackAnalysis,
  Figures,
  GroupTotals,
  RecentRun,
  Totals,
} from '../../../src/ledger/figures.ts';

/** One US dollar in nUSD. */
export const USD = 1_000_000_000;

/** Totals of nothing but what is given. */
export function totalsOf(given: Partial<Totals>): Totals {
  return {
    runs: 0,
    accepted: 0,
    attempts: 0,
    costNusd: 0,
    unpriced: 0,
    estimated: 0,
    comparableRuns: 0,
    comparableCostNusd: 0,
    baselineNusd: 0,
    debitedNusd: 0,
    audited: 0,
    auditedWrong: 0,
    kept: 0,
    unkeptCostNusd: 0,
    savedNusd: 0,
    escalations: 0,
    failedCostNusd: 0,
    extraMs: 0,
    ...given,
  };
}

/** Totals of runs that can all be compared. */
export function comparedOf(runs: number, costUsd: number, baselineUsd: number): Totals {
  const costNusd = Math.round(costUsd * USD);
  const baselineNusd = Math.round(baselineUsd * USD);
  return totalsOf({
    runs,
    accepted: runs,
    attempts: runs,
    costNusd,
    comparableRuns: runs,
    comparableCostNusd: costNusd,
    baselineNusd,
    savedNusd: baselineNusd - costNusd,
  });
}

/** A group of totals. */
export function groupOf(key: string, totals: Totals): GroupTotals {
  return { key, ...totals };
}

/** What one tier came to on one day. */
export function dayOf(day: number, tier: DayTier['tier'], cents: number, baseline = 0): DayTier {
  const cent = USD / 100;
  return { day, tier, costNusd: cents * cent, baselineNusd: baseline * cent, runs: 1 };
}

/** A run of the docs task that Haiku answered, but for what is given. */
export function runOf(given: Partial<RecentRun>): RecentRun {
  return {
    runId: 1,
    startedAt: Date.UTC(2026, 10, 3, 14, 5),
    task: 'docs',
    language: 'go',
    startTier: 'haiku',
    finalTier: 'haiku',
    finalModel: 'claude-haiku-5-5',
    outcome: 'accepted',
    strength: 'proves',
    attempts: 1,
    costNusd: USD / 100,
    unpriced: 0,
    estimated: 0,
    baselineNusd: USD / 10,
    reasonCode: 'taskDefault',
    reasonArgs: {},
    durationMs: 2000,
    ...given,
  };
}

/** An analysis of no runs but for what is given. */
export function fallbacksOf(given: Partial<FallbackAnalysis>): FallbackAnalysis {
  return {
    runs: 0,
    attempts: 0,
    byTier: [],
    fallbacks: 0,
    fallbackRate: null,
    comparableRuns: 0,
    actualNusd: 0,
    alwaysOpusNusd: 0,
    savedNusd: 0,
    savedShare: null,
    meanNusd: null,
    meanOpusNusd: null,
    ...given,
  };
}

/** Figures of a period, empty but for what is given. */
export function figuresOf(given: Partial<Figures>): Figures {
  return {
    period: { firstDay: 20_261_101, lastDay: 20_261_107 },
    totals: totalsOf({}),
    byTask: [],
    byTier: [],
    byModel: [],
    byDay: [],
    fallbacks: fallbacksOf({}),
    recent: [],
    ...given,
  };
}
