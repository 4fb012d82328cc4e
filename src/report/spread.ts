import { steadyRandom } from '../certainty/steadyRandom.ts';

/** In how many of a hundred futures it comes to less, and to more, than the two ends of a spread. */
const TAIL = 10;

/** Between which amounts most futures lie. */
export interface Spread {
  /** The tenth percentile: no commitment should exceed it. */
  readonly low: number;
  /** The ninetieth percentile. */
  readonly high: number;
}

const FUTURES = 1000;

/**
 * What `ahead` days would come to after days like these: a bootstrap in two steps, first of the days that might have
 * been seen in their place, which says how little a few days tell, then of the days to come. Days are drawn one by one:
 * whole weeks are too few to draw from, and left a month below its floor up to 18 times in a hundred.
 */
export function spreadOf(
  days: readonly number[],
  ahead: number,
  random: () => number = steadyRandom(1),
): Spread {
  const pick = (from: readonly number[]): number => from[Math.floor(random() * from.length)] ?? 0;
  const futures = Array.from({ length: FUTURES }, () => {
    const seen = days.map(() => pick(days));
    let total = 0;
    for (let day = 0; day < ahead; day += 1) total += pick(seen);
    return total;
  }).toSorted((one, other) => one - other);
  const tail = (FUTURES * TAIL) / 100;
  return { low: futures[tail - 1] ?? 0, high: futures[FUTURES - tail - 1] ?? 0 };
}
