import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'mocha';
import { calcPrice } from '@pydantic/genai-prices';
import { costOf, promptTokensOf } from '../../../src/models/cost.ts';
import { BUNDLED_PRICES, priceOf } from '../../../src/models/prices.ts';
import type { Usage } from '../../../src/models/usage.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../../src/models/usage.ts';
import { withCloud } from '../../../src/providers/cloudPrices.ts';

/** The day on which the two tables are compared. */
const AT = Date.UTC(2026, 10, 20);

const SMALL: Usage = {
  inputTokens: 40_000,
  cacheReadTokens: 30_000,
  cacheWrite5mTokens: 20_000,
  cacheWrite1hTokens: 0,
  outputTokens: 5_000,
  thinkingTokens: 2_000,
};

/** Calls that together use every rate and every band. */
const CALLS: Readonly<Record<string, Usage>> = {
  input: { ...NO_USAGE, inputTokens: 50_000 },
  output: { ...NO_USAGE, inputTokens: 1, outputTokens: 50_000 },
  'cache read': { ...NO_USAGE, cacheReadTokens: 50_000 },
  'cache write': { ...NO_USAGE, cacheWrite5mTokens: 50_000 },
  'cache write, 1 h': { ...NO_USAGE, cacheWrite1hTokens: 50_000 },
  'all of them': SMALL,
  'a prompt of 500k': { ...SMALL, inputTokens: 450_000 },
};

const SONNET_5_5 =
  'newer than their table, which takes it for Sonnet 5; cache reads cost half since 2026-10-07';

/** Where the tables differ, and why ours is kept. A new difference is to be looked into. */
const KNOWN: Readonly<Record<string, string>> = {
  'claude-haiku-5-5: not there': 'newer than their table',
  'claude-sonnet-5-5: cache read': SONNET_5_5,
  'claude-sonnet-5-5: all of them': SONNET_5_5,
  'claude-sonnet-5-5: a prompt of 500k': SONNET_5_5,
  'claude-fable-5-2: not there': 'newer than their table',
  'claude-mythos-5: not there': 'not in their table; priced as Fable of the same version',
  'claude-mythos-5-1: not there': 'not in their table; priced as Fable of the same version',
  'claude-sonnet-4-5: a prompt of 500k':
    'its window is 200,000 tokens here: a larger one needs a beta that is never asked for',
};

describe('Prices beside those of genai-prices', () => {
  it('are the same but for the known differences', () => {
    const models = new Set(BUNDLED_PRICES.rows.map(({ model }) => model));
    const differences: string[] = [];
    for (const model of models) {
      if (usdOf(model, SMALL) === undefined) {
        differences.push(`${model}: not there`);
        continue;
      }
      for (const [name, usage] of Object.entries(CALLS)) {
        const price = priceOf(BUNDLED_PRICES, {
          provider: 'anthropic',
          model,
          at: AT,
          promptTokens: promptTokensOf(usage),
        });
        const ours = price === null ? null : costOf(price, usage, STANDARD_TERMS);
        const theirs = Math.round((usdOf(model, usage) ?? 0) * 1e9);
        if (ours?.nusd !== theirs) differences.push(`${model}: ${name}`);
      }
    }
    assert.deepEqual(differences.sort(), Object.keys(KNOWN).sort());
  });

  it('are the same at Amazon Bedrock, in its regions and anywhere, but for the known differences', () => {
    const names = new Set(BUNDLED_PRICES.rows.map(({ model }) => model));
    const differences: string[] = [];
    let compared = 0;
    for (const name of names) {
      for (const place of ['global', 'us', 'eu', 'jp', 'au']) {
        const model = `${place}.anthropic.${name}`;
        const prices = withCloud(BUNDLED_PRICES, 'bedrock', [{ model, region: '' }]);
        for (const [kind, usage] of Object.entries(CALLS)) {
          // Their table has no price of its own for what is kept for an hour there.
          const usd = usage.cacheWrite1hTokens > 0 ? undefined : usdOf(model, usage, 'aws');
          if (usd === undefined) continue;
          compared += 1;
          const promptTokens = promptTokensOf(usage);
          const price = priceOf(prices, { provider: 'bedrock', model, at: AT, promptTokens });
          const ours = price === null ? null : costOf(price, usage, STANDARD_TERMS);
          if (ours?.nusd !== Math.round(usd * 1e9)) differences.push(`${name}: ${kind}`);
        }
      }
    }
    assert.ok(compared > 100, String(compared));
    const known = Object.keys(KNOWN).filter((difference) => KNOWN[difference] === SONNET_5_5);
    assert.deepEqual([...new Set(differences)].sort(), known.sort());
  });

  it('come from a package that runs nothing when it is installed', () => {
    const entry = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
    const manifest = JSON.parse(
      readFileSync(new URL('../package.json', `file://${entry}`), 'utf8'),
    ) as { readonly scripts?: Readonly<Record<string, string>>; readonly dependencies?: object };
    const atInstall = ['preinstall', 'install', 'postinstall'];
    const scripts = Object.keys(manifest.scripts ?? {});
    assert.deepEqual(
      scripts.filter((name) => atInstall.includes(name)),
      [],
    );
    assert.equal(manifest.dependencies, undefined);
  });
});

/** What the other table says that a call costs, in USD; undefined for a model that it has not. */
function usdOf(model: string, usage: Usage, providerId = 'anthropic'): number | undefined {
  const { cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens } = usage;
  const writes = cacheWrite5mTokens + cacheWrite1hTokens;
  const calculated = calcPrice(
    {
      // There the input counts all of the prompt, and the writes both kinds.
      input_tokens: usage.inputTokens + cacheReadTokens + writes,
      cache_read_tokens: cacheReadTokens,
      cache_write_tokens: writes,
      cache_write_1h_tokens: cacheWrite1hTokens,
      output_tokens: outputTokens,
    },
    model,
    { providerId, timestamp: new Date(AT) },
  );
  return calculated?.total_price;
}
