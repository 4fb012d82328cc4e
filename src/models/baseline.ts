import type { AttemptOutcome } from './booking.ts';
import type { CatalogModel } from './catalog.ts';
import type { Cost } from './cost.ts';
import { costOf, promptTokensOf } from './cost.ts';
import type { Price } from './prices.ts';
import type { Tier } from './tier.ts';
import type { Usage } from './usage.ts';
import { STANDARD_TERMS } from './usage.ts';

/** An attempt as the baseline looks at it. */
export interface BaselineAttempt {
  readonly tier: Tier;
  readonly outcome: AttemptOutcome;
  readonly usage: Usage;
  /** nUSD; null: unpriced. */
  readonly costNusd: number | null;
  /** Of the model that made the attempt: tokens for a text over those of the current tokenizer. */
  readonly tokenizerFactor: number;
}

/** A run as the baseline looks at it. */
export interface BaselineRun {
  readonly attempts: readonly BaselineAttempt[];
  /** Its user was left with an answer. */
  readonly isAnswered: boolean;
}

/** How a baseline was found. It is stored with the run and never computed again. */
type BaselineMethod =
  /** The run was one call to Opus: the baseline is its cost. */
  | 'opusItself'
  /** First attempt's input, accepted attempt's output without thinking. */
  | 'acceptedOutput'
  /** There was no answer, and it was dearer than the first attempt's input and output without thinking. */
  | 'firstOutput'
  /** There was no answer, so nothing was saved: the baseline is what was spent. */
  | 'noAnswer'
  /** As the two above, times the ratio of outputs that was measured in pairs. */
  | 'acceptedOutputMeasured'
  | 'firstOutputMeasured'
  /** Calls of a subscription: there is nothing to compare with money. */
  | 'included'
  /** No Opus model or no price for it is known, or nothing reached a model. */
  | 'none';

/** What one Opus call would have cost for a run. */
export interface Baseline {
  /** nUSD; null: it cannot be said. */
  readonly nusd: number | null;
  readonly method: BaselineMethod;
  /** Opus's output over the tier's for the same work; 1 until it has been measured. */
  readonly ratio: number;
}

/** A subscription's calls cost nothing by themselves, and so they save nothing either. */
export const INCLUDED_BASELINE: Baseline = { nusd: null, method: 'included', ratio: 1 };

function unmeasured(nusd: number | null, method: BaselineMethod): Baseline {
  return { nusd, method, ratio: 1 };
}

/**
 * What always-Opus would have paid for a run: one call with the first attempt's input and the
 * accepted attempt's output, whatever the run itself tried before. A run that left its user without
 * an answer has the first attempt's output, but no more than was spent: what gave
 * nothing may have cost too much, and has saved nothing. Thinking is left out, since a
 * cheaper tier's thinking says nothing of Opus's; tokens are converted to Opus's tokenizer. Cache
 * reads stay reads (Opus would have had them too); writes count as plain input, for a single call
 * writes nothing. `ratioFor` is Opus's output over that of a tier for the same work, or null as long
 * as too few pairs have measured it.
 */
export function baselineOf(
  { attempts, isAnswered }: BaselineRun,
  opus: CatalogModel | null,
  priceFor: (promptTokens: number) => Price | null,
  ratioFor: (tier: Tier) => number | null = () => null,
): Baseline {
  const [only] = attempts;
  if (attempts.length === 1 && only?.tier === 'opus') {
    return unmeasured(only.costNusd, only.costNusd === null ? 'none' : 'opusItself');
  }
  const first = attempts.find(({ usage }) => promptTokensOf(usage) > 0);
  if (!first || !opus) return unmeasured(null, 'none');

  const answer = (isAnswered ? answerOf(attempts) : undefined) ?? first;
  const measured = answer.tier === 'opus' ? null : ratioFor(answer.tier);
  const converted = (tokens: number, from: BaselineAttempt) =>
    Math.round((tokens * opus.tokenizerFactor) / from.tokenizerFactor);
  const usage: Usage = {
    inputTokens: converted(
      first.usage.inputTokens + first.usage.cacheWrite5mTokens + first.usage.cacheWrite1hTokens,
      first,
    ),
    cacheReadTokens: converted(first.usage.cacheReadTokens, first),
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: Math.round(
      (measured ?? 1) *
        converted(Math.max(0, answer.usage.outputTokens - answer.usage.thinkingTokens), answer),
    ),
    thinkingTokens: 0,
  };
  const price = priceFor(promptTokensOf(usage));
  const cost: Cost | null = price && costOf(price, usage, STANDARD_TERMS);
  if (!cost) return unmeasured(null, 'none');
  if (!isAnswered) {
    const spentNusd = spentOn(attempts);
    if (spentNusd !== null && spentNusd < cost.nusd) return unmeasured(spentNusd, 'noAnswer');
  }
  const method = isAnswered ? 'acceptedOutput' : 'firstOutput';
  return measured === null
    ? unmeasured(cost.nusd, method)
    : { nusd: cost.nusd, method: `${method}Measured`, ratio: measured };
}

/**
 * The attempt whose answer the user was left with: a follow-up may have replaced an earlier one, and
 * one that was given in spite of its doubts was rejected at first.
 */
function answerOf(attempts: readonly BaselineAttempt[]): BaselineAttempt | undefined {
  const last = (wanted: AttemptOutcome) => attempts.findLast(({ outcome }) => outcome === wanted);
  return last('accepted') ?? last('rejected');
}

/** In nUSD; null: not all of it has a price. */
function spentOn(attempts: readonly BaselineAttempt[]): number | null {
  let sum = 0;
  for (const { costNusd } of attempts) {
    if (costNusd === null) return null;
    sum += costNusd;
  }
  return sum;
}
