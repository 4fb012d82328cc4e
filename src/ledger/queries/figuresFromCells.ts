import { addDays } from '../../models/localDay.ts';
import { rankOf, tierOf } from '../../models/tier.ts';
import type { SumName } from '../database/sums.ts';
import type {
  DayTier,
  FallbackAnalysis,
  Figures,
  Glance,
  GroupTotals,
  Period,
  RecentRun,
  Totals,
} from '../figures.ts';
import { TOTALS } from '../figures.ts';
import type { Cell } from './dailyCells.ts';
import { SUMMED } from './dailyCells.ts';
import { mean } from './mean.ts';

/** How many of its latest runs a report shows. */
export const RECENT_RUNS = 50;

/** Every number of the report, from the cells and the latest runs of its period. */
export function figuresFrom(
  cells: readonly Cell[],
  recent: readonly RecentRun[],
  period: Period,
): Figures {
  const byDay = grouped(cells, ({ day, tier }) => `${day} ${tier}`);
  return {
    period,
    totals: totalsOf(added(cells)),
    byTask: groups(cells, 'task'),
    byTier: groups(cells, 'tier'),
    byModel: groups(cells, 'model'),
    byDay: [...byDay]
      .map(([key, sums]) => dayTier(key, sums))
      .sort((a, b) => a.day - b.day || (a.tier < b.tier ? -1 : 1)),
    fallbacks: fallbacksOf(cells),
    recent,
  };
}

/** The 30 days that a glance is made of. */
export function glancePeriod(today: number): Period {
  return { firstDay: addDays(today, -29), lastDay: today };
}

/** What the status bar shows, from the cells of {@link glancePeriod} and the latest run in it. */
export function glanceFrom(
  cells: readonly Cell[],
  last: RecentRun | undefined,
  today: number,
): Glance {
  const from = (firstDay: number) => totalsOf(added(cells.filter(({ day }) => day >= firstDay)));
  return {
    today: from(today),
    week: from(addDays(today, -6)),
    month: from(glancePeriod(today).firstDay),
    byTierMonth: groups(cells, 'tier'),
    last,
  };
}

function added(cells: readonly Cell[]): readonly number[] {
  return grouped(cells, () => '').get('') ?? [];
}

function grouped<Key>(
  cells: readonly Cell[],
  keyOf: (cell: Cell) => Key,
): ReadonlyMap<Key, readonly number[]> {
  const groupsByKey = new Map<Key, number[]>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const sums = groupsByKey.get(key);
    if (sums === undefined) groupsByKey.set(key, [...cell.sums]);
    else cell.sums.forEach((sum, index) => (sums[index] = (sums[index] ?? 0) + sum));
  }
  return groupsByKey;
}

function groups(cells: readonly Cell[], column: 'task' | 'tier' | 'model'): readonly GroupTotals[] {
  return [...grouped(cells, (cell) => cell[column])]
    .map(([key, sums]) => ({ key: key, ...totalsOf(sums) }))
    .filter(({ runs, attempts }) => runs !== 0 || attempts !== 0)
    .sort((a, b) => b.costNusd - a.costNusd || (a.key < b.key ? -1 : 1));
}

function dayTier(key: string, sums: readonly number[]): DayTier {
  const [day = '', tier = ''] = key.split(' ');
  const { costNusd, baselineNusd, runs } = totalsOf(sums);
  return { day: Number(day), tier: tierOf(tier), costNusd, baselineNusd, runs };
}

/** Attempts and answers tier by tier, and the runs that had to go higher. */
function fallbacksOf(cells: readonly Cell[]): FallbackAnalysis {
  const all = totalsOf(added(cells));
  const byTier = [...grouped(cells, ({ tier }) => tier)]
    .map(([tier, sums]) => {
      const { attempts, escalations: fallbacks, costNusd } = totalsOf(sums);
      const judged = summed(sums, 'gated');
      const successes = summed(sums, 'gated_accepted');
      return {
        tier: tierOf(tier),
        attempts,
        judged,
        successes,
        successRate: share(successes, judged),
        fallbacks,
        costNusd,
      };
    })
    .filter(({ attempts, fallbacks }) => attempts !== 0 || fallbacks !== 0)
    .sort((a, b) => rankOf(a.tier) - rankOf(b.tier));
  const { comparableRuns, comparableCostNusd, baselineNusd, savedNusd } = all;
  return {
    runs: all.runs,
    attempts: all.attempts,
    byTier,
    fallbacks: all.escalations,
    fallbackRate: share(all.escalations, all.runs),
    comparableRuns,
    actualNusd: comparableCostNusd,
    alwaysOpusNusd: baselineNusd,
    savedNusd,
    savedShare: share(savedNusd, baselineNusd),
    meanNusd: comparableRuns === 0 ? null : mean(comparableCostNusd, comparableRuns),
    meanOpusNusd: comparableRuns === 0 ? null : mean(baselineNusd, comparableRuns),
  };
}

function summed(sums: readonly number[], name: SumName): number {
  return sums[SUMMED.indexOf(name)] ?? 0;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function totalsOf(sums: readonly number[]): Totals {
  const entries = Object.entries(TOTALS).map(([name, sum]) => [name, summed(sums, sum)] as const);
  const totals = Object.fromEntries(entries) as Record<keyof typeof TOTALS, number>;
  const savedNusd = totals.baselineNusd - totals.debitedNusd - totals.comparableCostNusd;
  return { ...totals, savedNusd };
}
