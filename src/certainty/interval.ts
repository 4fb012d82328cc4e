/** A number that was estimated, and where it lies with 95 % confidence. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Below this many answers that count fully, nothing is said: intervals would not be what they claim. */
export const LEAST_EFFECTIVE = 30;

/** An estimate with its interval, or why there is none; `effective`: how many answers it is worth. */
export type Estimate =
  | { readonly known: 'exactly'; readonly estimate: number }
  | ({ readonly known: 'about'; readonly effective: number } & Interval)
  | { readonly known: 'tooLittle'; readonly effective: number };

/** What came of a run, and with which chance the run was made the way it was. */
export interface Outcome {
  readonly value: number;
  /** Above 0, at most 1. */
  readonly propensity: number;
}

/** Outcomes weighted by one over their chance. */
export interface Weighing {
  /** Σ w. */
  readonly weight: number;
  /** Σ w y / Σ w (Hájek 1971). */
  readonly mean: number;
  /** As many equal weights would vary as little: (Σ w)² / Σ w² (Kish 1965). */
  readonly effective: number;
}

/** Outcomes put together; all 0 without any. */
export function weighed(outcomes: readonly Outcome[]): Weighing {
  let [weight, squares, total] = [0, 0, 0];
  for (const { value, propensity } of outcomes) {
    weight += 1 / propensity;
    squares += 1 / propensity ** 2;
    total += value / propensity;
  }
  if (weight === 0) return { weight: 0, mean: 0, effective: 0 };
  return { weight, mean: total / weight, effective: weight ** 2 / squares };
}
