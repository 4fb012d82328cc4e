import type { Estimate, Outcome } from './interval.ts';
import { LEAST_EFFECTIVE, weighed } from './interval.ts';
import { shareInterval } from './shares.ts';
import { intervalOf, spreadOf } from './spread.ts';

/**
 * What all of `runs` runs would have come to, from those among them that did what is asked about: their mean,
 * weighted by one over the chance of each and normalised by the weights themselves, times the number of runs. Chance
 * alone decided which these are, so a run has 1 − p of its variance: where all did it with certainty
 * nothing is estimated. Too little is known where fewer than {@link LEAST_EFFECTIVE} were chosen by chance,
 * the weights are worth less, or they cannot stand for all runs.
 */
export function whatIfTotal(outcomes: readonly Outcome[], runs: number): Estimate {
  return ifEnough(outcomes, runs, () => {
    const spread = spreadOf(outcomes, ({ propensity }) => 1 - propensity);
    const { estimate, low, high } = intervalOf(spread);
    return { estimate: runs * estimate, low: runs * low, high: runs * high };
  });
}

/**
 * As {@link whatIfTotal}, of what is 1 or 0 for each run, as a share of the runs: by Wilson's interval of a sample of
 * the effective size, less what chance did not decide, which holds where all or none are.
 */
export function whatIfShare(outcomes: readonly Outcome[], runs: number): Estimate {
  const { mean, effective } = weighed(outcomes);
  const share = Math.min(1, Math.max(0, mean));
  const of = effective / leftToChance(outcomes);
  const known = ifEnough(outcomes, runs, () => shareInterval({ share, of }));
  return known.known === 'exactly' ? { known: 'exactly', estimate: share } : known;
}

/** How much of the variance of a weighted mean there is where chance alone chose: Σ (1 − p) w² / Σ w². */
function leftToChance(outcomes: readonly Outcome[]): number {
  let [left, all] = [0, 0];
  for (const { propensity } of outcomes) {
    left += (1 - propensity) / propensity ** 2;
    all += 1 / propensity ** 2;
  }
  return left / all;
}

/**
 * Whether every run had a chance of being among these: then the weights come to as many as there are runs, within three
 * standard errors, √Σ (1 − p)/p². Where some had none, these say nothing of them.
 */
function standsForAll(outcomes: readonly Outcome[], runs: number): boolean {
  const { weight } = weighed(outcomes);
  const variance = outcomes.reduce((all, { propensity: p }) => all + (1 - p) / p ** 2, 0);
  return Math.abs(weight - runs) <= 3 * Math.sqrt(variance);
}

function ifEnough(
  outcomes: readonly Outcome[],
  runs: number,
  interval: () => ReturnType<typeof intervalOf>,
): Estimate {
  const chosen = outcomes.filter(({ propensity }) => propensity < 1).length;
  if (chosen === 0 && outcomes.length === runs) {
    return { known: 'exactly', estimate: outcomes.reduce((all, { value }) => all + value, 0) };
  }
  const effective = Math.min(weighed(outcomes).effective, chosen);
  if (effective < LEAST_EFFECTIVE || !standsForAll(outcomes, runs))
    return { known: 'tooLittle', effective };
  return { known: 'about', effective, ...interval() };
}
