import type { Estimate, Interval, Outcome } from './interval.ts';
import { LEAST_EFFECTIVE, weighed } from './interval.ts';
import { shareDifference } from './shares.ts';
import { intervalOf, lessOther, spreadOf } from './spread.ts';

/**
 * The mean of one group of runs less that of another which chance made, each weighted by one over its
 * chance, with its 95 % interval (see `spread.ts`). Too little is known below {@link LEAST_EFFECTIVE} in either.
 */
export function meanDifference(one: readonly Outcome[], other: readonly Outcome[]): Estimate {
  return compared(one, other, () => intervalOf(lessOther(spreadOf(one), spreadOf(other))));
}

/**
 * As {@link meanDifference}, of what is 1 or 0 for each run, say whether its answer was kept: by Newcombe's
 * interval of the shares in samples of their effective sizes, which holds where all or none are.
 */
export function keptDifference(one: readonly Outcome[], other: readonly Outcome[]): Estimate {
  const shareOf = (outcomes: readonly Outcome[]) => {
    const { mean, effective } = weighed(outcomes);
    return { share: Math.min(1, Math.max(0, mean)), of: effective };
  };
  return compared(one, other, () => shareDifference(shareOf(one), shareOf(other)));
}

function compared(
  one: readonly Outcome[],
  other: readonly Outcome[],
  interval: () => Interval,
): Estimate {
  const effective = Math.min(weighed(one).effective, weighed(other).effective);
  if (effective < LEAST_EFFECTIVE) return { known: 'tooLittle', effective };
  return { known: 'about', effective, ...interval() };
}
