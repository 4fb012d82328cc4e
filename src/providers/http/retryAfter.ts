/** A longer wait makes no difference: nobody waits for it without being asked. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** The starts of HTTP's three forms of a date, and of ISO's: `Date.parse` takes any words for one. */
const DATE = /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? |\d{4}-\d\d-\d\dT)/i;

/**
 * The wait that a server asks for in ms, from `retry-after-ms` or `retry-after` (seconds or a
 * date), a day at the most; null when it asks for none that makes sense.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const inMs = headers.get('retry-after-ms');
  const general = headers.get('retry-after');
  const candidates = [
    inMs === null ? Number.NaN : Number(inMs),
    general === null ? Number.NaN : Number(general) * 1_000,
    general === null || !DATE.test(general) ? Number.NaN : Date.parse(general) - now,
  ];
  const asked = candidates.find((ms) => ms > 0);
  return asked === undefined ? null : Math.ceil(Math.min(asked, LONGEST_WAIT_MS));
}
