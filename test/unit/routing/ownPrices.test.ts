import assert from 'node:assert/strict';
import { BUNDLED_PRICES, withOverrides } from '../../../src/models/prices.ts';
import { Bench, settings } from './support.ts';

describe("the user's own price of the asked model", () => {
  const answeredBy = 'claude-haiku-5-5-20261007';
  const usage = { inputTokens: 9_000, outputTokens: 480 };
  const models = { haiku: 'corp-small', sonnet: 'corp-middle', opus: 'corp-large' };

  async function run(own: Parameters<typeof withOverrides>[2]) {
    const prices = withOverrides(BUNDLED_PRICES, 'anthropic', own);
    const bench = new Bench([{ text: 'good', answeredBy, usage }], { prices: () => prices });
    const budget = { ...settings().budget, action: 'warn' as const };
    await bench.run({ settings: settings({ models, budget, confirmAboveNusd: 1e12 }) });
    return bench.books;
  }

  it('comes before that of the model that the answer names, in cost and reservation', async () => {
    const large = { input: 15, output: 75 };
    const books = await run({ 'corp-small': { input: 3, output: 15 }, 'corp-large': large });
    assert.equal(books.ended[0]?.costNusd, 9_000 * 3_000 + 480 * 15_000);
    assert.ok((books.started[0]?.reservedNusd ?? 0) >= 480 * 15_000);
    const [booked] = books.runs;
    assert.equal(booked?.costNusd, 34_200_000);
  });

  it('may be nothing, and is then no loss', async () => {
    const books = await run({ 'corp-small': { input: 0, output: 0 } });
    assert.equal(books.ended[0]?.costNusd, 0);
    assert.ok((books.runs[0]?.baselineNusd ?? 0) >= 0);
  });

  it('leaves the price of the answering model where there is none', async () => {
    const books = await run({});
    assert.equal(books.ended[0]?.costNusd, 9_000 * 100 + 480 * 500);
  });
});
