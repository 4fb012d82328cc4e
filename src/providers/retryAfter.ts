/** More than one timer can hold. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * The wait that a server asks for in ms, from `retry-after-ms` or `retry-after` (seconds or a
 * date); null when it asks for none that makes sense.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const inMs = headers.get('retry-after-ms');
  const general = headers.get('retry-after');
  const candidates = [
    inMs === null ? Number.NaN : Number(inMs),
    general === null ? Number.NaN : Number(general) * 1_000,
    general === null ? Number.NaN : Date.parse(general) - now,
  ];
  const asked = candidates.find((ms) => ms > 0 && ms <= LONGEST_WAIT_MS);
  return asked === undefined ? null : Math.ceil(asked);
}
