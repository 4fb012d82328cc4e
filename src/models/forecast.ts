import { costOf } from './cost.ts';
import type { Price } from './prices.ts';
import { NO_USAGE, STANDARD_TERMS } from './usage.ts';

/** The size of a call that has not been sent. All in tokens. */
export interface CallSize {
  /** Estimate of the whole prompt. */
  readonly promptTokens: number;
  /** Output that is likely, thinking included. */
  readonly expectedOutputTokens: number;
  /** The limit that is sent with the call. */
  readonly maxOutputTokens: number;
  /** Part of the prompt that the call asks the provider to cache. */
  readonly cacheWriteTokens: number;
}

/** How far a token estimate may be below the truth. */
const ESTIMATE_MARGIN = 1.25;

/** The prompt's size in tokens at worst, which also decides the price band to reserve for. */
export function worstPromptTokens(size: CallSize): number {
  return Math.ceil(size.promptTokens * ESTIMATE_MARGIN);
}

/**
 * The most that a call may cost, in nUSD: the prompt with its margin, everything marked for the
 * cache written to it, and output up to the limit.
 */
export function worstCaseNusd(price: Price, size: CallSize): number | null {
  const prompt = worstPromptTokens(size);
  const written = Math.min(prompt, Math.ceil(size.cacheWriteTokens * ESTIMATE_MARGIN));
  const usage = {
    ...NO_USAGE,
    inputTokens: prompt - written,
    cacheWrite5mTokens: written,
    outputTokens: size.maxOutputTokens,
  };
  return costOf(price, usage, STANDARD_TERMS)?.nusd ?? null;
}

/** What a call is likely to cost, in nUSD. */
export function expectedNusd(price: Price, size: CallSize): number | null {
  const written = Math.min(size.promptTokens, size.cacheWriteTokens);
  const usage = {
    ...NO_USAGE,
    inputTokens: size.promptTokens - written,
    cacheWrite5mTokens: written,
    outputTokens: Math.min(size.expectedOutputTokens, size.maxOutputTokens),
  };
  return costOf(price, usage, STANDARD_TERMS)?.nusd ?? null;
}
