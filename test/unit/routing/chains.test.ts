import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { emptyCatalog } from '../../../src/models/catalog.ts';
import { BUNDLED_PRICES, withOverrides } from '../../../src/models/prices.ts';
import type { ChainStep, RoutingSettings } from '../../../src/routing/settings.ts';
import type { Script } from './support.ts';
import { Bench, failing, http, prepared, ScriptedProvider, settings } from './support.ts';

const step = (more: Partial<ChainStep>): ChainStep => ({
  provider: null,
  tier: null,
  model: null,
  effort: null,
  limit: null,
  ...more,
});
const SONNET = step({ tier: 'sonnet' });
const OPUS = step({ tier: 'opus' });
const LARGE = step({ provider: 'openai', model: 'gpt-large', limit: 4_000 });

function withChain(
  steps: readonly ChainStep[],
  more: Partial<RoutingSettings> = {},
): RoutingSettings {
  return settings({ chains: { ...settings().chains, docs: steps }, ...more });
}

/** A bench whose runs may go to OpenAI, too. */
function benchWith(
  scripts: ConstructorParameters<typeof ScriptedProvider>[0],
  elsewhere: readonly Script[],
): { readonly bench: Bench; readonly other: ScriptedProvider } {
  const other = new ScriptedProvider(elsewhere);
  const prices = withOverrides(BUNDLED_PRICES, 'openai', { 'gpt-large': { input: 3, output: 15 } });
  const bench = new Bench(scripts, {
    prices: () => prices,
    otherProvider: async (name) =>
      name === 'openai' ? { catalog: emptyCatalog(name), load: async () => other } : undefined,
  });
  return { bench, other };
}

describe("a user's own chain", () => {
  it('is taken step by step when answers fail, to another provider at last', async () => {
    const { bench, other } = benchWith([{ text: 'bad' }], [{ text: 'good' }]);
    const result = await bench.run({ settings: withChain([SONNET, OPUS, LARGE]) });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, [
      'first sonnet rejected',
      'escalation opus rejected',
      'escalation other accepted',
    ]);
    assert.deepEqual(bench.provider.models, ['sonnet', 'opus']);
    const [asked] = other.requests;
    assert.equal(asked?.model, 'gpt-large');
    assert.equal(asked.maxTokens, 4_000);
    assert.equal(asked.turns.length, 3);
    const last = bench.books.ended.at(-1);
    assert.equal(last?.provider, 'openai');
    assert.equal(last.costNusd, 1_000 * 3_000 + 200 * 15_000);
    assert.equal(result.route.reason.code, 'chain');
    assert.equal(result.route.isChain, true);
  });

  it('repairs where the bound has room for it beside the steps', async () => {
    const bench = new Bench([{ text: 'bad' }]);
    await bench.run({ settings: withChain([SONNET, OPUS]) });
    assert.deepEqual(bench.booked, [
      'first sonnet rejected',
      'repair sonnet rejected',
      'escalation opus rejected',
    ]);
  });

  it('sends the effort, model and limit of a step', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'good' }]);
    const steps = [
      step({ tier: 'haiku', effort: 'low', limit: 3_000 }),
      step({ tier: 'haiku', model: 'claude-haiku-4-5', limit: 5_000 }),
    ];
    await bench.run({ settings: withChain(steps, { maxAttempts: 2 }) });
    assert.deepEqual(
      bench.provider.requests.map(({ model, effort, maxTokens }) => [model, effort, maxTokens]),
      [
        ['claude-haiku-5-5', 'low', 3_000],
        ['claude-haiku-4-5', null, 5_000],
      ],
    );
  });

  it('never goes beyond the limit of a step, nor takes it for that of the next', async () => {
    const { bench, other } = benchWith([{ text: 'x', stop: 'max_tokens' }], [{ text: 'good' }]);
    const short = step({ tier: 'sonnet', limit: 300 });
    const result = await bench.run({
      settings: withChain([short, OPUS, LARGE], { maxAttempts: 4 }),
    });
    assert.equal(result.outcome, 'accepted');
    const limits = [...bench.provider.requests, ...other.requests].map((one) => one.maxTokens);
    assert.deepEqual([limits[0], limits.at(-1)], [300, 4_000]);
    assert.ok((limits[1] ?? 0) >= 2_048);
    assert.deepEqual(bench.provider.models, ['sonnet', 'opus', 'opus']);
  });

  it('gives way to the choice for a run and to a tier that is never left', async () => {
    const bench = new Bench([{ text: 'good' }]);
    await bench.run({ settings: withChain([SONNET, OPUS]), chosenTier: 'haiku' });
    const only = { ...settings().only, docs: 'opus' as const };
    await bench.run({ settings: withChain([SONNET, OPUS], { only }) });
    assert.deepEqual(bench.provider.models, ['haiku', 'opus']);
  });

  it('starts at the floor and says so', async () => {
    const bench = new Bench([{ text: 'good' }]);
    const result = await bench.run({ settings: withChain([SONNET, OPUS], { floor: 'opus' }) });
    assert.deepEqual(bench.provider.models, ['opus']);
    assert.deepEqual(
      result.route.considered.map(({ code }) => code),
      ['floor', 'chain'],
    );
  });

  it('never goes below the floor, wherever the step stands', async () => {
    const bench = new Bench([{ text: 'lost' }]);
    const steps = [SONNET, step({ tier: 'haiku' }), OPUS];
    await bench.run({ settings: withChain(steps, { floor: 'sonnet' }) });
    assert.deepEqual(bench.provider.models, ['sonnet', 'opus']);
  });

  it('skips a step whose breaker is open, and offers the next on a long wait', async () => {
    const slow = http(529, { retryAfterMs: 90_000 });
    const { bench, other } = benchWith([slow], [{ text: 'good' }]);
    const chain = withChain([SONNET, LARGE], { confirmAboveNusd: 1e12 });
    for (let run = 0; run < 5; run += 1) await bench.run({ settings: chain });
    assert.equal(other.requests.length, 5);
    bench.provider.requests.length = 0;
    const result = await bench.run({ settings: chain });
    assert.equal(bench.provider.requests.length, 0);
    assert.equal(result.route.reason.code, 'breaker');
  });

  it('has a breaker of its own for another provider', async () => {
    const { bench } = benchWith([], [http(503, { retryAfterMs: 90_000 })]);
    for (let run = 0; run < 5; run += 1) await bench.run({ settings: withChain([LARGE]) });
    const views = bench.runner.breakers();
    assert.deepEqual(
      views.map(({ tier, provider, state }) => [tier, provider, state]),
      [
        ['haiku', null, 'closed'],
        ['sonnet', null, 'closed'],
        ['opus', null, 'closed'],
        ['other', 'openai', 'open'],
      ],
    );
  });

  it("does not blame the run's own key for that of another provider", async () => {
    for (const [status, cause] of [
      [401, 'keyRejected'],
      [402, 'noCredit'],
      [403, 'forbidden'],
    ] as const) {
      const { bench } = benchWith([{ text: 'lost' }], [http(status)]);
      const { failure, attempts } = await bench.run({ settings: withChain([SONNET, LARGE]) });
      assert.deepEqual(failure, { code: 'stepRefused', args: { provider: 'openai', cause } });
      assert.deepEqual(
        attempts.map(({ errorCode }) => errorCode),
        [null, cause],
      );
    }
  });

  it('leaves out a provider that is off, and says so', async () => {
    const bench = new Bench([{ text: 'good' }]);
    const result = await bench.run({ settings: withChain([SONNET, LARGE]) });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(result.notes, [{ code: 'providerOff', args: { provider: 'openai' } }]);
    const alone = await bench.run({ settings: withChain([LARGE]) });
    assert.equal(alone.route.reason.code, 'default');
  });

  it('never leaves the host for another provider because the network is down', async () => {
    const { bench, other } = benchWith([{ failure: failing('connection') }], [{ text: 'good' }]);
    const result = await bench.run({ settings: withChain([SONNET, LARGE]) });
    assert.equal(result.failure?.code, 'connection');
    assert.equal(other.requests.length, 0);
  });

  it('has a model without a price asked about where a budget is set', async () => {
    const other = new ScriptedProvider([{ text: 'good' }]);
    const bench = new Bench([{ text: 'bad' }], {
      otherProvider: async (name) => ({ catalog: emptyCatalog(name), load: async () => other }),
    });
    const budget = { ...settings().budget, perRunNusd: 1e12 };
    await bench.run({ settings: withChain([SONNET, LARGE], { budget }) });
    assert.equal(bench.spendQuestions[0]?.reason.code, 'unpriced');
    assert.equal(other.requests.length, 0);
  });
});

describe('models of a subscription', () => {
  const included = {
    ...emptyCatalog('editor'),
    isIncluded: true,
    models: ['sonnet', 'opus'].map((line) => ({
      id: `claude-${line}-x`,
      line,
      lifecycle: 'active' as const,
      createdAt: 1,
      retiresAt: null,
      maxInputTokens: 100_000,
      maxOutputTokens: 8_000,
      efforts: [],
      defaultEffort: null,
      adaptiveThinking: false,
      structuredOutputs: false,
      tokenizerFactor: 1,
      minCacheableTokens: 4_096,
    })),
  };

  it('cost nothing, save nothing and start at the nearest tier there is', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'bad' }, { text: 'good' }], {
      catalog: () => included,
    });
    const budget = { ...settings().budget, perDayNusd: 1 };
    const result = await bench.run({ settings: settings({ budget }) });
    assert.equal(result.outcome, 'accepted');
    assert.equal(result.route.reason.code, 'noModel');
    assert.deepEqual(bench.provider.models, ['sonnet', 'sonnet', 'opus']);
    const [run] = bench.books.runs;
    assert.equal(run?.costNusd, 0);
    assert.equal(run.unpriced, 0);
    assert.equal(run.baselineNusd, null);
    assert.equal(run.baselineMethod, 'included');
    assert.equal(result.included, true);
    assert.ok(bench.books.ended.every(({ priceId }) => priceId === 'included'));
    assert.equal(bench.spendQuestions.length, 0);
    // Nobody is told of dollars, not even of none.
    const reasons = bench.events.flatMap((event) =>
      event.type === 'attempt' && event.reason ? [event.reason] : [],
    );
    assert.equal(reasons.length, 2);
    assert.ok(reasons.every(({ args }) => args['costNusd'] === undefined));
  });

  it('are told the shape of the answer in words', async () => {
    const bench = new Bench([{ text: 'good' }], { catalog: () => included });
    const prompt = { ...prepared().prompt, schema: { type: 'object', title: 'shape' } };
    await bench.run({ prepared: prepared({ prompt }) });
    const [request] = bench.provider.requests;
    assert.equal(request?.schema, undefined);
    assert.match(request?.system[0]?.text ?? '', /"title":"shape"/);
  });
});
