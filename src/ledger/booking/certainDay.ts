import { startOfDayUtc } from '../../models/localDay.ts';

const DAY_MS = 86_400_000;

/** After a gap without any use, one day of use proves so many days of it. */
const DAYS_PROVEN = 7;

/**
 * The last day of use that is not doubtful; undefined: there is none. Days come as `yyyymmdd`, the
 * last first.
 * A clock that was ahead for a while looks like a long time without use and then some days of it:
 * such days count once they are many for the gap before them. Until then what is kept for a time is
 * measured from the day before the gap.
 */
export function lastCertainDay(days: readonly number[]): number | undefined {
  let certain = days[0];
  for (const [daysAfter, day] of days.entries()) {
    const after = days[daysAfter - 1];
    const gap = after === undefined ? 0 : daysBetween(day, after);
    if (daysAfter < Math.ceil(gap / DAYS_PROVEN)) certain = day;
  }
  return certain;
}

function daysBetween(first: number, last: number): number {
  return Math.round((startOfDayUtc(last) - startOfDayUtc(first)) / DAY_MS);
}
