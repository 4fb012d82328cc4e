import type { RecordedRequest } from './demoApi/record.ts';

/** Prices of 2026-11 in nUSD per 1,000 tokens, written down apart from the product's own table. */
const PER_THOUSAND = {
  'claude-haiku-5-5': { input: 100_000n, output: 500_000n, read: 10_000n, write: 125_000n },
  'claude-sonnet-5-5': {
    input: 2_000_000n,
    output: 10_000_000n,
    read: 100_000n,
    write: 2_500_000n,
  },
  'claude-opus-5-5': { input: 4_000_000n, output: 20_000_000n, read: 200_000n, write: 5_000_000n },
} as const;

/** What a request costs in nUSD, by the usage that the server has charged, half of it in a batch; nothing charged is 0. */
export function billOf({ model, usage, endpoint }: RecordedRequest): number {
  if (usage === null) return 0;
  const price = Object.entries(PER_THOUSAND).find(([id]) => id === model)?.[1];
  if (price === undefined) throw new Error(`No price is written down here for ${String(model)}.`);
  const promptTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens;
  if (promptTokens > 100_000 || usage.cacheWrite1hTokens > 0) {
    throw new Error('Long prompts and one-hour caches are not priced here.');
  }
  const thousandfold =
    BigInt(usage.inputTokens) * price.input +
    BigInt(usage.cacheReadTokens) * price.read +
    BigInt(usage.cacheWrite5mTokens) * price.write +
    BigInt(usage.outputTokens) * price.output;
  const divisor = endpoint === 'batched' ? 2000n : 1000n;
  return Number((thousandfold + divisor / 2n) / divisor);
}
