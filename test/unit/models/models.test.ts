import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { BaselineAttempt } from '../../../src/models/baseline.ts';
import { baselineOf } from '../../../src/models/baseline.ts';
import type { Catalog } from '../../../src/models/catalog.ts';
import {
  BUNDLED_CATALOG,
  emptyCatalog,
  findModel,
  resolveTier,
} from '../../../src/models/catalog.ts';
import { expectedNusd, worstCaseNusd } from '../../../src/models/forecast.ts';
import { exactUsd, formatUsd } from '../../../src/models/money.ts';
import { BUNDLED_PRICES, priceOf } from '../../../src/models/prices.ts';
import { estimateTokens } from '../../../src/models/tokens.ts';
import { NO_USAGE } from '../../../src/models/usage.ts';

const NO_PINS = { haiku: null, sonnet: null, opus: null };

describe('formatUsd', () => {
  it('never shows a small amount as nothing', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '$0.00'],
      [1, '$0.000000001'],
      [400_000, '$0.0004'],
      [412_345, '$0.00041'],
      [41_000_000, '$0.041'],
      [99_400_000, '$0.099'],
      [99_900_000, '$0.10'],
      [100_000_000, '$0.10'],
      [420_000_000, '$0.42'],
      [1_234_567_000_000, '$1,234.57'],
      [-41_000_000, '\u2212$0.041'],
    ];
    for (const [nusd, shown] of cases) assert.equal(formatUsd(nusd), shown);
  });

  it('is there to the nano-dollar for whoever adds up', () => {
    assert.equal(exactUsd(42_137_005), '$0.042137005');
    assert.equal(exactUsd(-1_234_500_000_000), '\u2212$1,234.50');
    assert.equal(exactUsd(123_456_789_012_345), '$123,456.789012345');
  });

  it('is written as the numbers beside it are, in the language of the reader', () => {
    const plain = (nusd: number, language: string) =>
      formatUsd(nusd, language).replaceAll(/[\u00a0\u202f]/g, ' ');
    assert.equal(plain(1_234_567_000_000, 'de'), '1.234,57 $');
    assert.equal(plain(-400_000, 'de'), '\u22120,0004 $');
    assert.equal(plain(41_000_000, 'fr'), '0,041 $');
  });
});

describe('estimateTokens', () => {
  it('counts more tokens for code than for prose', () => {
    assert.equal(estimateTokens('x'.repeat(250), 'code'), 100);
    assert.equal(estimateTokens('x'.repeat(330), 'prose'), 100);
    assert.equal(estimateTokens('', 'code'), 0);
  });
});

describe('resolveTier', () => {
  it('takes the newest active model of the line', () => {
    assert.equal(resolveTier(BUNDLED_CATALOG, 'haiku', NO_PINS)?.id, 'claude-haiku-5-5');
    assert.equal(resolveTier(BUNDLED_CATALOG, 'sonnet', NO_PINS)?.id, 'claude-sonnet-5-5');
    assert.equal(resolveTier(BUNDLED_CATALOG, 'opus', NO_PINS)?.id, 'claude-opus-5-5');
  });

  it('goes by the line, not by the id, and passes over what is not active', () => {
    const opus = findModel(BUNDLED_CATALOG, 'claude-opus-5-5');
    assert.ok(opus);
    const catalog: Catalog = {
      ...BUNDLED_CATALOG,
      models: [
        ...BUNDLED_CATALOG.models,
        { ...opus, id: 'claude-haiku-like', createdAt: opus.createdAt + 1 },
        { ...opus, id: 'newer', createdAt: opus.createdAt + 2, lifecycle: 'deprecated' },
      ],
    };
    assert.equal(resolveTier(catalog, 'opus', NO_PINS)?.id, 'claude-haiku-like');
  });

  it('passes over models that the provider did not find', () => {
    const missing = new Set(['claude-haiku-5-5']);
    assert.equal(resolveTier(BUNDLED_CATALOG, 'haiku', NO_PINS, missing)?.id, 'claude-haiku-4-5');
  });

  it('never replaces a pinned model, and sends an unknown one nothing that it may refuse', () => {
    const pins = { ...NO_PINS, sonnet: 'claude-sonnet-4-5', opus: 'house/opus' };
    const missing = new Set(['claude-sonnet-4-5']);
    assert.equal(resolveTier(BUNDLED_CATALOG, 'sonnet', pins, missing)?.id, 'claude-sonnet-4-5');
    const unknown = resolveTier(BUNDLED_CATALOG, 'opus', pins);
    assert.equal(unknown?.id, 'house/opus');
    assert.deepEqual(unknown.efforts, []);
    assert.equal(unknown.adaptiveThinking, false);
  });

  it('finds nothing behind a gateway without a pin', () => {
    assert.equal(resolveTier(emptyCatalog('anthropic'), 'haiku', NO_PINS), null);
  });
});

describe('forecast', () => {
  const price = priceOf(BUNDLED_PRICES, {
    provider: 'anthropic',
    model: 'claude-opus-5-5',
    at: 0,
    promptTokens: 1,
  });
  assert.ok(price);

  it('reserves more than it expects', () => {
    const size = {
      promptTokens: 1_000,
      expectedOutputTokens: 500,
      maxOutputTokens: 2_000,
      cacheWriteTokens: 400,
    };
    assert.equal(expectedNusd(price, size), 600 * 4_000 + 400 * 5_000 + 500 * 20_000);
    assert.equal(worstCaseNusd(price, size), 750 * 4_000 + 500 * 5_000 + 2_000 * 20_000);
  });
});

describe('baselineOf', () => {
  const opus = resolveTier(BUNDLED_CATALOG, 'opus', NO_PINS);
  const opusPrice = (tokens: number) =>
    priceOf(BUNDLED_PRICES, {
      provider: 'anthropic',
      model: 'claude-opus-5-5',
      at: 0,
      promptTokens: tokens,
    });
  const attempt = (more: Partial<BaselineAttempt>): BaselineAttempt => ({
    tier: 'haiku',
    outcome: 'accepted',
    usage: { ...NO_USAGE, inputTokens: 1_000, outputTokens: 300, thinkingTokens: 100 },
    costNusd: 250_000,
    tokenizerFactor: 1,
    ...more,
  });

  it('prices the first input and the accepted output without thinking at Opus', () => {
    const rejected = attempt({ outcome: 'rejected' });
    const accepted = attempt({
      tier: 'opus',
      usage: { ...NO_USAGE, inputTokens: 1_700, outputTokens: 900, thinkingTokens: 500 },
    });
    assert.deepEqual(
      baselineOf({ attempts: [rejected, accepted], isAnswered: true }, opus, opusPrice),
      {
        nusd: 1_000 * 4_000 + 400 * 20_000,
        method: 'acceptedOutput',
        ratio: 1,
      },
    );
  });

  it('is counted once per run, so that a failed cheap attempt is a loss', () => {
    const usage = { ...NO_USAGE, inputTokens: 1_000, outputTokens: 1_000 };
    const sonnet = attempt({ tier: 'sonnet', outcome: 'rejected', usage, costNusd: 12_000_000 });
    const byOpus = attempt({ tier: 'opus', usage, costNusd: 24_000_000 });
    const baseline = baselineOf({ attempts: [sonnet, byOpus], isAnswered: true }, opus, opusPrice);
    assert.equal(baseline.nusd, 24_000_000);
    assert.ok(36_000_000 > baseline.nusd);
  });

  it('is the cost of a run that was one call to Opus', () => {
    const run = [attempt({ tier: 'opus', costNusd: 77 })];
    assert.deepEqual(baselineOf({ attempts: run, isAnswered: true }, opus, opusPrice), {
      nusd: 77,
      method: 'opusItself',
      ratio: 1,
    });
  });

  it('is no more than what was spent where there is no answer: nothing was saved', () => {
    for (const outcome of ['cancelled', 'rejected', 'failed', 'refused'] as const) {
      const run = [attempt({ outcome, costNusd: 250_000 }), attempt({ outcome, costNusd: 30_000 })];
      assert.deepEqual(baselineOf({ attempts: run, isAnswered: false }, opus, opusPrice), {
        nusd: 280_000,
        method: 'noAnswer',
        ratio: 1,
      });
    }
  });

  it('is that of the first attempt where a run without an answer was dearer: a loss', () => {
    const run = [
      attempt({ outcome: 'rejected' }),
      attempt({ tier: 'opus', outcome: 'rejected', costNusd: 20_000_000 }),
    ];
    assert.deepEqual(baselineOf({ attempts: run, isAnswered: false }, opus, opusPrice), {
      nusd: 1_000 * 4_000 + 200 * 20_000,
      method: 'firstOutput',
      ratio: 1,
    });
  });

  it('cannot be less than what was spent where a price is not known', () => {
    const run = [attempt({ outcome: 'rejected' }), attempt({ outcome: 'failed', costNusd: null })];
    assert.equal(
      baselineOf({ attempts: run, isAnswered: false }, opus, opusPrice).method,
      'firstOutput',
    );
  });

  it('is that of an answer that was given in spite of its doubts', () => {
    const usage = { ...NO_USAGE, inputTokens: 900, outputTokens: 500 };
    const run = [attempt({ outcome: 'truncated' }), attempt({ outcome: 'rejected', usage })];
    assert.deepEqual(baselineOf({ attempts: run, isAnswered: true }, opus, opusPrice), {
      nusd: 1_000 * 4_000 + 500 * 20_000,
      method: 'acceptedOutput',
      ratio: 1,
    });
  });

  it('counts in the tokens of Opus', () => {
    const usage = { ...NO_USAGE, inputTokens: 1_000, outputTokens: 100 };
    const run = [attempt({ usage, tokenizerFactor: 10 / 13 })];
    assert.equal(
      baselineOf({ attempts: run, isAnswered: true }, opus, opusPrice).nusd,
      1_300 * 4_000 + 130 * 20_000,
    );
  });

  it('cannot be said without a model or a price', () => {
    assert.equal(
      baselineOf({ attempts: [attempt({})], isAnswered: true }, null, opusPrice).nusd,
      null,
    );
    assert.equal(
      baselineOf({ attempts: [attempt({})], isAnswered: true }, opus, () => null).nusd,
      null,
    );
    assert.equal(baselineOf({ attempts: [], isAnswered: true }, opus, opusPrice).nusd, null);
  });
});
