import type { Price, Rates } from './prices.ts';
import type { BillingTerms, Usage } from './usage.ts';

/** What a call cost. */
export interface Cost {
  readonly nusd: number;
  readonly priceId: string;
}

/** The size of a call's prompt, which decides its price band: everything but output. */
export function promptTokensOf(usage: Usage): number {
  return (
    usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens
  );
}

/** No call costs more, 100,000 USD: sums of many such can still be told to the nano-dollar. */
const MOST_NUSD = 100_000_000_000_000n;

/**
 * Usage times price in nUSD, exact until one rounding (half up) of the whole. A batch costs half
 * and US-only inference 1.1 times as much. Null where the terms have no known price: fast speed of
 * a model without one, and priority tokens, which are bought ahead.
 */
export function costOf(price: Price, usage: Usage, terms: BillingTerms): Cost | null {
  if (terms.serviceTier === 'priority') return null;
  const rates = terms.speed === 'fast' ? price.fast : price.rates;
  if (!rates) return null;

  const isBatch = terms.batch || terms.serviceTier === 'batch';
  // Rates are per thousand tokens; the twenty makes room for the half and for the tenths.
  const factor = (isBatch ? 1 : 2) * (terms.inferenceGeo === 'us' ? 11 : 10);
  const nusd = exactly(usage, rates, factor) ?? roundedOf(usage, rates, BigInt(factor));
  return { nusd, priceId: price.id };
}

const DIVISOR = 20_000;

/** The rounded cost where every step of it is a whole number that a double holds; undefined: one is not. */
function exactly(usage: Usage, rates: Rates, factor: number): number | undefined {
  const sum =
    usage.inputTokens * rates.input +
    usage.cacheReadTokens * rates.cacheRead +
    usage.cacheWrite5mTokens * rates.cacheWrite5m +
    usage.cacheWrite1hTokens * rates.cacheWrite1h +
    usage.outputTokens * rates.output;
  const scaled = sum * factor + DIVISOR / 2;
  return Number.isSafeInteger(scaled) ? (scaled - (scaled % DIVISOR)) / DIVISOR : undefined;
}

function roundedOf(usage: Usage, rates: Rates, factor: bigint): number {
  const sum =
    BigInt(usage.inputTokens) * BigInt(rates.input) +
    BigInt(usage.cacheReadTokens) * BigInt(rates.cacheRead) +
    BigInt(usage.cacheWrite5mTokens) * BigInt(rates.cacheWrite5m) +
    BigInt(usage.cacheWrite1hTokens) * BigInt(rates.cacheWrite1h) +
    BigInt(usage.outputTokens) * BigInt(rates.output);
  const divisor = BigInt(DIVISOR);
  const nusd = (sum * factor + divisor / 2n) / divisor;
  return Number(nusd < MOST_NUSD ? nusd : MOST_NUSD);
}
