import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { priceKeeper, priceRecords } from '../../../../src/editor/connection/priceRecords.ts';
import type { PriceRecord } from '../../../../src/models/priceRecord.ts';
import { BUNDLED_PRICES, priceOf, withOverrides } from '../../../../src/models/prices.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the prices in the books', () => {
  it('have the names that attempts have, with rates per token, source and day', () => {
    const records = priceRecords(BUNDLED_PRICES);
    const price = priceOf(BUNDLED_PRICES, {
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      at: Date.UTC(2026, 10, 20),
      promptTokens: 1,
    });
    const record = records.find(({ id }) => id === price?.id);
    assert.deepEqual(
      { ...record, rates: { ...record?.rates } },
      {
        id: 'anthropic/claude-haiku-5-5@2026-10-07/100000',
        provider: 'anthropic',
        model: 'claude-haiku-5-5',
        validFrom: 20_261_007,
        band: '0-100000',
        rates: { input: 100, output: 500, cacheRead: 10, cacheWrite5m: 125, cacheWrite1h: 200 },
        source: 'https://platform.claude.com/docs/en/models/haiku-5-5/overview (2026-11-20)',
      },
    );
    assert.equal(new Set(records.map(({ id }) => id)).size, records.length);
  });

  it('are kept once, and again when the user changes one', async () => {
    const kept: (readonly PriceRecord[])[] = [];
    const keep = priceKeeper({ recordPrices: async (prices) => void kept.push(prices) }, silent);
    await keep(() => BUNDLED_PRICES);
    await keep(() => BUNDLED_PRICES);
    assert.equal(kept.length, 1);
    const own = { 'claude-haiku-5-5': { input: 1, output: 2 } };
    await keep(() => withOverrides(BUNDLED_PRICES, 'anthropic', own));
    assert.equal(kept.length, 2);
    assert.ok(kept[1]?.some(({ source }) => source === 'user'));
  });

  it('do not stand in the way of a run when they cannot be kept', async () => {
    const failing = { recordPrices: () => Promise.reject(new Error('disk')) };
    await priceKeeper(failing, silent)(() => BUNDLED_PRICES);
  });
});
