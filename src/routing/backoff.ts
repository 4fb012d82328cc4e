import type { Random } from './ports.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 16_000;

/**
 * The pause before a new try in ms: what the server asks for, else doubling from one second, less up
 * to a quarter at random so that many callers do not come back at once. `tries` were made already.
 */
export function backoffMs(tries: number, askedMs: number | null, random: Random): number {
  if (askedMs !== null) return askedMs;
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1));
  return Math.round(full * (1 - 0.25 * random()));
}
