import type { Period } from '../../ledger/figures.ts';
import type { ReportPeriod } from '../../report/protocol/messages.ts';

/** No run begins after it. */
const LAST_DAY = 9999_12_31;

/** The local days of a period that ends with the day of `now` (unix ms). */
export function periodDays(period: ReportPeriod, now: number): Period {
  const lastDay = dayBefore(now, 0);
  switch (period) {
    case 'today':
      return { firstDay: lastDay, lastDay };
    case '7days':
      return { firstDay: dayBefore(now, 6), lastDay };
    case '30days':
      return { firstDay: dayBefore(now, 29), lastDay };
    case 'all':
      // West of where a run began it may still be the day before.
      return { firstDay: 0, lastDay: LAST_DAY };
  }
}

/** As many days before such a period; undefined: there is nothing before it. */
export function daysBeforePeriod(period: ReportPeriod, now: number): Period | undefined {
  const days = { today: 1, '7days': 7, '30days': 30, all: undefined }[period];
  if (days === undefined) return undefined;
  return { firstDay: dayBefore(now, 2 * days - 1), lastDay: dayBefore(now, days) };
}

/** A local day as `yyyymmdd`, so many days before that of `now`; right over a change of the clock. */
export function dayBefore(now: number, daysBefore: number): number {
  const date = new Date(now);
  const day = new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysBefore);
  return day.getFullYear() * 10_000 + (day.getMonth() + 1) * 100 + day.getDate();
}
