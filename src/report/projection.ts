import type { Figures } from '../ledger/figures.ts';
import { BEHIND } from './behind.ts';
import { addDays, boundsOf, daysBetween } from './calendar.ts';
import type { Format } from './format.ts';
import type { ReportTextKey } from './protocol/texts.ts';
import type { Spread } from './spread.ts';
import { spreadOf } from './spread.ts';
import type { Cell, Table } from './tables.ts';
import { columnsOf, number } from './tables.ts';

/** Fewer days than this say nothing of a month. */
const LEAST_DAYS = 7;

const MONTH_DAYS = 30;
const YEAR_DAYS = 365;

/** What is projected: so many days at so many times the use. */
const SCALES = [
  { label: 'aMonth', days: MONTH_DAYS, times: 1 },
  { label: 'aYear', days: YEAR_DAYS, times: 1 },
  { label: 'aMonthTen', days: MONTH_DAYS, times: 10 },
  { label: 'aMonthHundred', days: MONTH_DAYS, times: 100 },
] as const satisfies readonly { label: ReportTextKey; days: number; times: number }[];

/** The days that a projection is made of. */
export interface ProjectedDays {
  readonly days: number;
  /** What is spent in a month, in nUSD. */
  readonly month: Spread;
  readonly table: Table;
}

/**
 * What use as in the period would come to: the sums of the runs that can be compared, divided by the
 * days from the first one with figures to `today` (`yyyymmdd`) or the period's end. Undefined below
 * seven such days, or without a run that can be compared.
 */
export function projectionOf(
  { totals, byDay, period }: Figures,
  today: number,
  format: Format,
): ProjectedDays | undefined {
  const known = boundsOf(byDay);
  if (known === undefined || totals.comparableRuns === 0) return undefined;
  const last = Math.max(Math.min(period.lastDay, today), known.lastDay);
  const days = daysBetween(known.firstDay, last);
  if (days < LEAST_DAYS) return undefined;
  const column = columnsOf(format);
  const spent = spentByDay(byDay, known.firstDay, days);
  const spreads = new Map(
    [MONTH_DAYS, YEAR_DAYS].map((ahead) => [ahead, spreadOf(spent, ahead)] as const),
  );
  const { comparableCostNusd, baselineNusd, debitedNusd, estimated } = totals;
  return {
    days,
    month: spreads.get(MONTH_DAYS) ?? { low: 0, high: 0 },
    table: {
      id: 'projection',
      caption: format.text('projection'),
      columns: [
        column('use', 'use', false),
        column('compared', 'comparedCost'),
        column('baseline', 'alwaysOpus'),
        column('saved', 'saved'),
        column('spread', 'spentMostly'),
        column('floor', 'commitAtMost'),
      ],
      rows: SCALES.map((scale, place) => {
        const projected = (nusd: number): number =>
          Math.round((nusd * scale.days * scale.times) / days);
        const [cost, baseline] = [projected(comparableCostNusd), projected(baselineNusd)];
        // What proved wrong is taken off, however much it is used.
        const debited = projected(debitedNusd);
        const amount = (nusd: number, shown: string): Cell => ({
          ...number(nusd, shown),
          behind: BEHIND.compared,
        });
        const saved = baseline - debited - cost;
        const spread = spreads.get(scale.days) ?? { low: 0, high: 0 };
        const [low, high] = [spread.low * scale.times, spread.high * scale.times];
        const between = { low: format.usd(low), high: format.usd(high) };
        return [
          { text: format.text(scale.label), sort: place },
          amount(cost, format.about(cost, estimated)),
          amount(baseline, format.usd(baseline)),
          { ...amount(saved, format.about(saved, estimated)), isNegative: saved < 0 },
          { ...number(high, format.text('interval', between)), behind: BEHIND.spent },
          { ...number(low, format.usd(low)), behind: BEHIND.spent },
        ];
      }),
      sort: { column: 'use', descending: false },
    },
  };
}

/** What was spent on each of some days, those without use included. */
function spentByDay(byDay: Figures['byDay'], firstDay: number, days: number): readonly number[] {
  const spent = new Map<number, number>();
  for (const { day, costNusd } of byDay) spent.set(day, (spent.get(day) ?? 0) + costNusd);
  return Array.from({ length: days }, (_, after) => spent.get(addDays(firstDay, after)) ?? 0);
}
