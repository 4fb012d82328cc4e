import type { Outcomes } from '../models/evidence.ts';
import type { Interval } from './interval.ts';
import { NORMAL_975 } from './student.ts';

/** What two groups came to at the same kind of work. */
export interface Stratum {
  readonly one: Outcomes;
  readonly other: Outcomes;
}

/**
 * The share that passed in one group less that in another, kind by kind of work, so that it does not matter which group
 * had more of what is hard: Mantel and Haenszel's difference with the interval of Klingenberg (2014) over Sato's
 * variance (1989), which holds for few of a kind and where all or none pass. undefined: no kind was tried by both.
 */
export function stratifiedDifference(
  strata: readonly Stratum[],
  quantile = NORMAL_975,
): Interval | undefined {
  let [weight, difference, p, q] = [0, 0, 0, 0];
  for (const { one, other } of strata) {
    const [n1, n2] = [one.tried, other.tried];
    if (n1 <= 0 || n2 <= 0) continue;
    const [y1, y2, n] = [one.passed, other.passed, n1 + n2];
    weight += (n1 * n2) / n;
    difference += (y1 * n2 - y2 * n1) / n;
    p += (n1 ** 2 * y2 - n2 ** 2 * y1 + (n1 * n2 * (n2 - n1)) / 2) / n ** 2;
    q += (y1 * (n2 - y2) + y2 * (n1 - y1)) / (2 * n);
  }
  if (weight === 0) return undefined;
  const estimate = difference / weight;
  const spread = (quantile / weight) ** 2;
  const middle = estimate + (spread * p) / 2;
  const half = Math.sqrt(Math.max(0, middle ** 2 - estimate ** 2 + spread * q));
  const within = (value: number) => Math.min(1, Math.max(-1, value));
  return { estimate, low: within(middle - half), high: within(middle + half) };
}
