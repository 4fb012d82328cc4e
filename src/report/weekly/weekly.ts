import type { Figures, Period, TierAttempts, Totals } from '../../ledger/figures.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { WeekChange } from './weekChanges.ts';
import { changesBetween, ENOUGH_RUNS } from './weekChanges.ts';

/** A number of this week beside that of the week before; null: there is none. */
export interface Compared {
  readonly now: number | null;
  readonly before: number | null;
}

/** What a week has come to, beside the week before. Money in nUSD, shares from 0 to 1. */
export interface Weekly {
  readonly period: Period;
  readonly before: Period;
  /** The tags of the runs that it is of; absent: of all. */
  readonly tags?: TagFilter;
  readonly totals: Readonly<Record<TotalFigure, Compared>>;
  readonly tiers: readonly (WeekGroup<TierFigure> & { readonly key: string })[];
  readonly tasks: readonly (WeekGroup<TaskFigure> & { readonly key: string })[];
  /** What is much different from the week before, the gravest first. */
  readonly changes: readonly WeekChange[];
  readonly advice: readonly Advice[];
}

type WeekGroup<Name extends string> = { readonly figures: Readonly<Record<Name, Compared>> };

/** Figures of all runs. */
const TOTALS = {
  spentNusd: (totals) => totals.costNusd,
  savedNusd: (totals) => (totals.comparableRuns > 0 ? totals.savedNusd : null),
  runs: (totals) => totals.runs,
  kept: (totals) => totals.kept,
  perKeptNusd: perKept,
  unkeptNusd: (totals) => totals.unkeptCostNusd,
  escalated: (totals) => share(totals.escalations, totals.runs),
  unpriced: (totals) => totals.unpriced,
} as const satisfies Readonly<Record<string, (totals: Totals) => number | null>>;

/** Figures of a task. */
const TASKS = {
  runs: (totals) => totals.runs,
  spentNusd: (totals) => totals.costNusd,
  passed: (totals) => share(totals.accepted, totals.runs),
  escalated: (totals) => share(totals.escalations, totals.runs),
  keptShare: (totals) => share(totals.kept, totals.runs),
  perKeptNusd: perKept,
} as const satisfies Readonly<Record<string, (totals: Totals) => number | null>>;

/** A tier's attempts, and the answers of it that were kept. */
interface TierWeek {
  readonly attempts: TierAttempts | undefined;
  readonly runs: Totals | undefined;
}

const TIERS = {
  requests: ({ attempts }) => attempts?.attempts ?? 0,
  spentNusd: ({ attempts }) => attempts?.costNusd ?? 0,
  perRequestNusd: ({ attempts }) =>
    attempts === undefined ? null : share(attempts.costNusd, attempts.attempts, Math.round),
  passed: ({ attempts }) => attempts?.successRate ?? null,
  perKeptNusd: ({ attempts, runs }) =>
    attempts === undefined ? null : share(attempts.costNusd, runs?.kept ?? 0, Math.round),
} as const satisfies Readonly<Record<string, (tier: TierWeek) => number | null>>;

export type TotalFigure = keyof typeof TOTALS;
export type TaskFigure = keyof typeof TASKS;
export type TierFigure = keyof typeof TIERS;

/** What to do, by a rule and the numbers that it looked at. */
export type Advice =
  /** With Tierwise a task cost more than Opus alone would have. */
  | { readonly code: 'startAtOpus'; readonly task: string; readonly lostNusd: number }
  /** More of its runs escalated than is usual, though it still saves. */
  | { readonly code: 'lookAtEscalations'; readonly task: string; readonly share: number }
  /** Most of its answers were not kept. */
  | { readonly code: 'lookAtUnkept'; readonly task: string; readonly share: number }
  | { readonly code: 'setPrices'; readonly attempts: number };

const MANY_ESCALATIONS = 0.15;
const FEW_KEPT = 0.5;

/** What two weeks have come to. */
export function weeklyOf(now: Figures, before: Figures): Weekly {
  const groupsIn = (kind: 'byTask' | 'byTier', key: string) =>
    [now, before].map((figures) => figures[kind].find((group) => group.key === key));
  const keys = (kind: 'byTask' | 'byTier') => [
    ...new Set([...now[kind], ...before[kind]].map(({ key }) => key)),
  ];
  const tierKeys = new Set(
    [now, before].flatMap(({ fallbacks }) => fallbacks.byTier.map(({ tier }) => tier)),
  );
  const tierIn = (figures: Figures, key: string): TierWeek => ({
    attempts: figures.fallbacks.byTier.find(({ tier }) => tier === key),
    runs: figures.byTier.find((group) => group.key === key),
  });
  return {
    period: now.period,
    before: before.period,
    totals: compared(TOTALS, now.totals, before.totals),
    tiers: [...tierKeys].map((key) => ({
      key,
      figures: compared(TIERS, tierIn(now, key), tierIn(before, key)),
    })),
    tasks: keys('byTask').map((key) => {
      const [here, there] = groupsIn('byTask', key);
      return { key, figures: compared(TASKS, here, there) };
    }),
    changes: changesBetween(now, before),
    advice: adviceOf(now),
  };
}

function compared<Of, Name extends string>(
  figures: Readonly<Record<Name, (of: Of) => number | null>>,
  now: Of | undefined,
  before: Of | undefined,
): Readonly<Record<Name, Compared>> {
  const names = Object.keys(figures) as Name[];
  const pairs = names.map((name) => {
    const valueOf = (of: Of | undefined) => (of === undefined ? null : figures[name](of));
    return [name, { now: valueOf(now), before: valueOf(before) }] as const;
  });
  return Object.fromEntries(pairs) as Record<Name, Compared>;
}

function adviceOf({ byTask, totals }: Figures): readonly Advice[] {
  const advice = byTask
    .filter(({ runs }) => runs >= ENOUGH_RUNS)
    .flatMap((group): readonly Advice[] => {
      const { key: task, comparableRuns, savedNusd, escalations, runs, kept } = group;
      if (comparableRuns >= ENOUGH_RUNS && savedNusd < 0) {
        return [{ code: 'startAtOpus', task, lostNusd: -savedNusd }];
      }
      if (kept / runs < FEW_KEPT) return [{ code: 'lookAtUnkept', task, share: 1 - kept / runs }];
      const escalated = escalations / runs;
      return escalated > MANY_ESCALATIONS
        ? [{ code: 'lookAtEscalations', task, share: escalated }]
        : [];
    });
  const { unpriced } = totals;
  return unpriced > 0 ? [...advice, { code: 'setPrices', attempts: unpriced }] : advice;
}

function perKept({ costNusd, kept }: Totals): number | null {
  return share(costNusd, kept, Math.round);
}

function share(part: number, of: number, rounded = (value: number) => value): number | null {
  return of > 0 ? rounded(part / of) : null;
}
