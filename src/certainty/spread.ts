import type { Interval, Outcome } from './interval.ts';
import { weighed } from './interval.ts';
import { student975 } from './student.ts';

/** An estimate, and how it would vary from sample to sample. */
export interface Spread {
  readonly estimate: number;
  readonly variance: number;
  /** Third central moment. */
  readonly third: number;
  /** Degrees of freedom of the variance. */
  readonly degrees: number;
}

/** Which part of each outcome's variance there is: all of it in a sample, less where chance had less to say. */
type ShareOfVariance = (outcome: Outcome) => number;

/**
 * The spread of a weighted mean, from what each outcome adds to it, u = w (y − ȳ) / Σw: variance Σ u² n/(n − 1),
 * third moment Σ u³ n²/((n − 1)(n − 2)). With long tails a variance is known less well than n says: its
 * degrees of freedom are (n − 1) / (1 + κ/2), κ the excess kurtosis (Box 1953).
 */
export function spreadOf(
  outcomes: readonly Outcome[],
  shareOfVariance: ShareOfVariance = () => 1,
): Spread {
  const { mean, weight } = weighed(outcomes);
  let [n, second, third, fourth] = [0, 0, 0, 0];
  for (const outcome of outcomes) {
    const share = shareOfVariance(outcome);
    if (share === 0) continue;
    const part = (outcome.value - mean) / outcome.propensity / weight;
    n += 1;
    second += share * part ** 2;
    third += share * part ** 3;
    fourth += share * part ** 4;
  }
  return spreadFrom({ estimate: mean, n, second, third, fourth });
}

/** Of some values: how many there are, and the sums of their first to their fourth powers. */
export interface PowerSums {
  readonly count: number;
  readonly powers: readonly [number, number, number, number];
}

/** The spread of the sum of some values: of what as many others like these would come to. */
export function spreadOfSum({
  count: n,
  powers: [sum, squares, cubes, fourths],
}: PowerSums): Spread {
  const mean = sum / n;
  return spreadFrom({
    estimate: sum,
    n,
    second: Math.max(0, squares - n * mean ** 2),
    third: cubes - 3 * mean * squares + 2 * n * mean ** 3,
    fourth: fourths - 4 * mean * cubes + 6 * mean ** 2 * squares - 3 * n * mean ** 4,
  });
}

/** What the sums of central powers say of an estimate that n parts add up to. */
function spreadFrom(of: {
  readonly estimate: number;
  readonly n: number;
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
}): Spread {
  const { estimate, n, second, third, fourth } = of;
  const excess = second === 0 ? 0 : Math.max(0, (fourth * n) / second ** 2 - 3);
  return {
    estimate,
    variance: (second * n) / (n - 1),
    third: (third * n ** 2) / ((n - 1) * (n - 2)),
    degrees: (n - 1) / (1 + excess / 2),
  };
}

/** The spread of one estimate less an independent other; degrees of freedom by Welch (1947). */
export function lessOther(one: Spread, other: Spread): Spread {
  const variance = one.variance + other.variance;
  const weights = one.variance ** 2 / one.degrees + other.variance ** 2 / other.degrees;
  return {
    estimate: one.estimate - other.estimate,
    variance,
    third: one.third - other.third,
    degrees: weights === 0 ? Infinity : variance ** 2 / weights,
  };
}

/**
 * The 95 % interval of what an estimate is an estimate of. Costs have a long tail to one side, and Student's t covers
 * 88 % of it where it says 95: the statistic is first straightened by its skewness g, with Hall's
 * cubic (1992) and its inverse T = 3/g (∛(1 + g (t − g/6)) − 1).
 */
export function intervalOf({ estimate, variance, third, degrees }: Spread): Interval {
  if (!(variance > 0)) return { estimate, low: estimate, high: estimate };
  const error = Math.sqrt(variance);
  const skewness = third / error ** 3;
  const quantile = student975(degrees);
  return {
    estimate,
    low: estimate - error * bent(quantile, skewness),
    high: estimate - error * bent(-quantile, skewness),
  };
}

/** The inverse of Hall's cubic; without skewness it changes nothing. */
function bent(t: number, skewness: number): number {
  if (Math.abs(skewness) < 1e-9) return t;
  return (3 / skewness) * (Math.cbrt(1 + skewness * (t - skewness / 6)) - 1);
}
