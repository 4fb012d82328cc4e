import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { costOf, promptTokensOf } from '../../../src/models/cost.ts';
import { BUNDLED_PRICES, priceOf, withOverrides } from '../../../src/models/prices.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../../src/models/usage.ts';
import { UserError } from '../../../src/models/userError.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

function price(model: string, promptTokens = 1_000, at = NOW) {
  const found = priceOf(BUNDLED_PRICES, { provider: 'anthropic', model, at, promptTokens });
  assert.ok(found, model);
  return found;
}

describe('prices', () => {
  it('are in force from their date on', () => {
    const launch = price('claude-sonnet-5-5', 1, Date.parse('2026-10-06T23:59:59Z'));
    const now = price('claude-sonnet-5-5', 1, Date.parse('2026-10-07T00:00:00Z'));
    assert.equal(launch.rates.cacheRead, 200_000);
    assert.equal(now.rates.cacheRead, 100_000);
    assert.notEqual(launch.id, now.id);
  });

  it('do not make a model free when the clock is wrong', () => {
    assert.equal(price('claude-opus-5-5', 1, 0).rates.input, 4_000_000);
  });

  it('charge the whole request of Haiku 5.5 by its band, cached tokens counted', () => {
    const usage = { ...NO_USAGE, inputTokens: 1, cacheReadTokens: 100_000, outputTokens: 10 };
    assert.equal(promptTokensOf(usage), 100_001);
    const low = price('claude-haiku-5-5', 100_000);
    const high = price('claude-haiku-5-5', promptTokensOf(usage));
    assert.equal(low.rates.output, 500_000);
    assert.equal(costOf(high, usage, STANDARD_TERMS)?.nusd, 500 + 100_000 * 50 + 10 * 2_500);
  });

  it('hold for the dated id of a model', () => {
    assert.deepEqual(price('claude-haiku-5-5-20261007'), price('claude-haiku-5-5'));
  });

  it('are unknown, never zero, for a model that has none', () => {
    for (const model of ['claude-mythos-5-2', 'claude-haiku-9', '']) {
      assert.equal(
        priceOf(BUNDLED_PRICES, { provider: 'anthropic', model, at: NOW, promptTokens: 1 }),
        null,
      );
    }
    assert.equal(
      priceOf(BUNDLED_PRICES, {
        provider: 'elsewhere',
        model: 'claude-haiku-5-5',
        at: NOW,
        promptTokens: 1,
      }),
      null,
    );
  });

  it('are whole numbers with a source and a day', () => {
    for (const { rates, source, checked } of BUNDLED_PRICES.rows) {
      assert.ok(Object.values(rates).every(Number.isSafeInteger));
      assert.ok(source && checked);
    }
  });

  it('give way to those of the user, at all times and sizes', () => {
    const table = withOverrides(BUNDLED_PRICES, 'anthropic', {
      'claude-haiku-5-5': { input: 1, output: 3 },
      'house-model': { input: 0, output: 0.25, cacheRead: 0.5 },
    });
    const haiku = priceOf(table, {
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      at: 0,
      promptTokens: 500_000,
    });
    assert.equal(haiku?.id, 'anthropic/claude-haiku-5-5@user:1:3:1:1.25:2/any');
    assert.deepEqual(haiku.rates, {
      input: 1_000_000,
      output: 3_000_000,
      cacheRead: 1_000_000,
      cacheWrite5m: 1_250_000,
      cacheWrite1h: 2_000_000,
    });
    assert.equal(
      priceOf(table, { provider: 'anthropic', model: 'house-model', at: 0, promptTokens: 1 })?.rates
        .cacheRead,
      500_000,
    );
    assert.equal(
      priceOf(table, { provider: 'anthropic', model: 'claude-opus-5-5', at: NOW, promptTokens: 1 })
        ?.id,
      price('claude-opus-5-5').id,
    );
  });

  it('of a user keep their rates under their name when the user changes them', () => {
    const idOf = (input: number) => {
      const table = withOverrides(BUNDLED_PRICES, 'anthropic', { m: { input, output: 4 } });
      return priceOf(table, { provider: 'anthropic', model: 'm', at: NOW, promptTokens: 1 })?.id;
    };
    assert.notEqual(idOf(1), idOf(2));
  });

  it('of a user that make no sense are an error with the name of the model', () => {
    for (const input of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(
        () => withOverrides(BUNDLED_PRICES, 'anthropic', { m: { input, output: 1 } }),
        (error) => error instanceof UserError && error.code === 'priceInvalid',
      );
    }
  });
});

describe('costOf', () => {
  const haiku = price('claude-haiku-5-5');

  it('is usage times price to the nano-dollar', () => {
    const usage = {
      inputTokens: 1_234,
      cacheReadTokens: 5_678,
      cacheWrite5mTokens: 91,
      cacheWrite1hTokens: 23,
      outputTokens: 456,
      thinkingTokens: 400,
    };
    assert.deepEqual(costOf(haiku, usage, STANDARD_TERMS), {
      nusd: 1_234 * 100 + 5_678 * 10 + 91 * 125 + 23 * 200 + 456 * 500,
      priceId: haiku.id,
    });
  });

  it('knows batches, fast speed and US-only inference', () => {
    const usage = { ...NO_USAGE, inputTokens: 1_000, outputTokens: 100 };
    const opus = price('claude-opus-5-5');
    const of = (terms: Partial<typeof STANDARD_TERMS>) =>
      costOf(opus, usage, { ...STANDARD_TERMS, ...terms })?.nusd;
    assert.equal(of({}), 6_000_000);
    assert.equal(of({ batch: true }), 3_000_000);
    assert.equal(of({ batch: true, serviceTier: 'batch' }), 3_000_000);
    assert.equal(of({ speed: 'fast' }), 12_000_000);
    assert.equal(of({ inferenceGeo: 'us' }), 6_600_000);
    assert.equal(
      of({ speed: 'standard', serviceTier: 'standard', inferenceGeo: 'global' }),
      6_000_000,
    );
  });

  it('is unknown where the terms have no known price', () => {
    assert.equal(costOf(haiku, NO_USAGE, { ...STANDARD_TERMS, speed: 'fast' }), null);
    assert.equal(costOf(haiku, NO_USAGE, { ...STANDARD_TERMS, serviceTier: 'priority' }), null);
  });

  it('agrees with exact fractions for any usage and rates, rounded once, half up', () => {
    const tokens = fc.nat(20_000_000);
    const rate = fc.nat(100_000_000);
    const usages = fc.record({
      inputTokens: tokens,
      cacheReadTokens: tokens,
      cacheWrite5mTokens: tokens,
      cacheWrite1hTokens: tokens,
      outputTokens: tokens,
      thinkingTokens: fc.constant(0),
    });
    const rates = fc.record({
      input: rate,
      output: rate,
      cacheRead: rate,
      cacheWrite5m: rate,
      cacheWrite1h: rate,
    });
    fc.assert(
      fc.property(usages, rates, fc.boolean(), fc.boolean(), (usage, row, batch, us) => {
        const terms = { ...STANDARD_TERMS, batch, inferenceGeo: us ? 'us' : null };
        const cost = costOf({ id: 'x', rates: row, fast: null }, usage, terms);
        const pairs = [
          [usage.inputTokens, row.input],
          [usage.cacheReadTokens, row.cacheRead],
          [usage.cacheWrite5mTokens, row.cacheWrite5m],
          [usage.cacheWrite1hTokens, row.cacheWrite1h],
          [usage.outputTokens, row.output],
        ] as const;
        let numerator = pairs.reduce((sum, [n, r]) => sum + BigInt(n) * BigInt(r), 0n);
        let denominator = 1_000n;
        if (batch) denominator *= 2n;
        if (us) {
          numerator *= 11n;
          denominator *= 10n;
        }
        const whole = numerator / denominator;
        const isUp = (numerator % denominator) * 2n >= denominator;
        assert.equal(cost?.nusd, Number(isUp ? whole + 1n : whole));
      }),
    );
  });
});
