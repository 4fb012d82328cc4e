import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PriceTable } from '../../../src/models/prices.ts';
import { BUNDLED_PRICES, priceOf, withOverrides } from '../../../src/models/prices.ts';
import { withCloud } from '../../../src/providers/cloudPrices.ts';

/** The input price of a model in USD per million tokens; undefined: it has none. */
function usd(table: PriceTable, provider: string, model: string, promptTokens = 10) {
  const price = priceOf(table, { provider, model, at: Date.UTC(2026, 10, 30), promptTokens });
  return price === null ? undefined : price.rates.input / 1e6;
}

const atBedrock = (model: string, promptTokens?: number) =>
  usd(
    withCloud(BUNDLED_PRICES, 'bedrock', [{ model, region: '' }]),
    'bedrock',
    model,
    promptTokens,
  );
const atVertex = (region: string) => {
  const model = 'claude-opus-5-5@20260922';
  return usd(withCloud(BUNDLED_PRICES, 'vertex', [{ model, region }]), 'vertex', model);
};

describe('Prices at a cloud', () => {
  it('follow from the place that an id of Bedrock names, whatever stands around it', () => {
    assert.equal(atBedrock('global.anthropic.claude-opus-5-5-20260922-v1:0'), 4);
    assert.equal(atBedrock('us.anthropic.claude-opus-5-5'), 4.4);
    const arn = 'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-opus-5-5-v1:0';
    assert.equal(atBedrock(arn), 4.4);
    assert.equal(atBedrock('us-gov.anthropic.claude-opus-5'), 6);
    assert.equal(atBedrock('us.anthropic.claude-haiku-5-5', 100_001), 0.55);
  });

  it('are not guessed', () => {
    const unknown = ['anthropic.claude-opus-5-5', 'moon.anthropic.claude-opus-5-5'];
    unknown.push('us.anthropic.claude-opus-9', 'arn:aws:bedrock:us-east-1:1:x/abc', '');
    for (const model of unknown) assert.equal(atBedrock(model), undefined, model);
    assert.equal(atVertex(''), undefined);
  });

  it('follow from the region that Vertex is called in', () => {
    assert.equal(atVertex('global'), 4);
    assert.equal(atVertex('europe-west1'), 4.4);
  });

  it('are those that the user has set, where there are', () => {
    const model = 'us.anthropic.claude-opus-5-5-20260922';
    const own = withOverrides(BUNDLED_PRICES, 'bedrock', { [model]: { input: 3, output: 9 } });
    const table = withCloud(own, 'bedrock', [{ model, region: '' }]);
    assert.equal(usd(table, 'bedrock', model), 3);
    // A price of the model at Anthropic does not change what it costs elsewhere.
    const direct = withOverrides(BUNDLED_PRICES, 'anthropic', {
      'claude-opus-5-5': { input: 1, output: 2 },
    });
    assert.equal(usd(withCloud(direct, 'bedrock', [{ model, region: '' }]), 'bedrock', model), 4.4);
  });
});
