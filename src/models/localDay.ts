const DAY_MS = 86_400_000;

/** The local day `yyyymmdd` of a unix time in ms. */
export type LocalDay = (at: number) => number;

/** Local days in the time zone of this process. */
export function systemLocalDay(at: number): number {
  const date = new Date(at);
  return date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate();
}

/** Local days in a named time zone, say `Europe/Berlin`. Throws a RangeError for an unknown one. */
export function localDayIn(timeZone: string): LocalDay {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (at) => {
    let day = 0;
    for (const { type, value } of format.formatToParts(at)) {
      if (type === 'year') day += Number(value) * 10_000;
      if (type === 'month') day += Number(value) * 100;
      if (type === 'day') day += Number(value);
    }
    return day;
  };
}

/** The day `count` days after `day` (before it when negative), by the calendar alone. */
export function addDays(day: number, count: number): number {
  const shifted = new Date(startOfDayUtc(day) + count * DAY_MS);
  return (
    shifted.getUTCFullYear() * 10_000 + (shifted.getUTCMonth() + 1) * 100 + shifted.getUTCDate()
  );
}

/** The first day of the month that holds `day`. */
export function firstOfMonth(day: number): number {
  return day - (day % 100) + 1;
}

/** Unix ms at which `day` starts in UTC; every time zone is within 14 hours of it. */
export function startOfDayUtc(day: number): number {
  return Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100);
}
