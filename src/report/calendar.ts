import type { Period } from '../ledger/figures.ts';

const DAY_MS = 86_400_000;

/** The start of a local day `yyyymmdd` as unix ms of the same day in UTC; for counting and naming. */
export function dayToUtcMs(day: number): number {
  return Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100);
}

/** The local day `yyyymmdd` of a moment. */
export function localDay(moment: Date): number {
  return moment.getFullYear() * 10_000 + (moment.getMonth() + 1) * 100 + moment.getDate();
}

/** The day `yyyymmdd` of a time that `dayToUtcMs` gave. */
function utcMsToDay(ms: number): number {
  const date = new Date(ms);
  return date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}

/** The day so many days after `day`; before it for a negative count. */
export function addDays(day: number, count: number): number {
  return utcMsToDay(dayToUtcMs(day) + count * DAY_MS);
}

/** How many days lie from `first` to `last`, both ends included. */
export function daysBetween(first: number, last: number): number {
  return Math.round((dayToUtcMs(last) - dayToUtcMs(first)) / DAY_MS) + 1;
}

/** The Monday of the week that `day` lies in. */
export function mondayOf(day: number): number {
  const weekday = new Date(dayToUtcMs(day)).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The first day of the month that `day` lies in. */
export function firstOfMonth(day: number): number {
  return Math.floor(day / 100) * 100 + 1;
}

/** The first day of the month after the one that `day` lies in. */
export function firstOfNextMonth(day: number): number {
  return firstOfMonth(addDays(firstOfMonth(day), 31));
}

/** The first and the last day of rows; a ledger may have more of them than a call takes arguments. */
export function boundsOf(rows: readonly { readonly day: number }[]): Period | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  let [firstDay, lastDay] = [first.day, first.day];
  for (const { day } of rows) {
    firstDay = Math.min(firstDay, day);
    lastDay = Math.max(lastDay, day);
  }
  return { firstDay, lastDay };
}
