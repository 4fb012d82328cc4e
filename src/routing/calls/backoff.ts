import type { Random } from '../../models/ports.ts';
import type { RetrySettings } from '../settings.ts';

/**
 * The pause before a new try in ms: what the server asks for, though no shorter than the first pause,
 * else doubling from the first delay, less up to a quarter at random so that many callers do not come
 * back at once. `tries` were made already.
 */
export function backoffMs(
  tries: number,
  askedMs: number | null,
  { firstDelayMs, longestDelayMs }: RetrySettings,
  random: Random,
): number {
  const doublings = askedMs === null ? Math.max(0, tries - 1) : 0;
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** doublings);
  return Math.max(askedMs ?? 0, Math.round(full * (1 - 0.25 * random())));
}
