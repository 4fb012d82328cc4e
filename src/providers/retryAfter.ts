/** A longer wait makes no difference: nobody waits for it without being asked. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

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
    general === null ? Number.NaN : Date.parse(general) - now,
  ];
  const asked = candidates.find((ms) => ms > 0);
  return asked === undefined ? null : Math.ceil(Math.min(asked, LONGEST_WAIT_MS));
}
