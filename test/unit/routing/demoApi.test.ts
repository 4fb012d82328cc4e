import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { BUNDLED_CATALOG, emptyCatalog, resolveTier } from '../../../src/models/catalog.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import type { CatalogSource } from '../../../src/routing/calls/catalogSource.ts';
import { createCatalogSource } from '../../../src/routing/calls/catalogSource.ts';
import type { Problem, Prompt } from '../../../src/tasks/task.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import { Bench, FakeClock, prepared, settings } from './support.ts';

const CODE = Array.from({ length: 120 }, (_, line) => `${line + 1}|const value${line} = ${line};`);

const PROMPT: Prompt = {
  system: 'Review the code. '.repeat(20),
  turns: [
    {
      role: 'user',
      blocks: [
        {
          text: `<code-0123abcd language="typescript" lines="1-120">\n${CODE.join('\n')}\n</code-0123abcd>\n`,
          stable: true,
        },
        {
          text: '<request-0123abcd task="explain" first="1" last="120">\n</request-0123abcd>\n',
          stable: false,
        },
      ],
    },
  ],
  schema: undefined,
};

const NO_PINS = { haiku: null, sonnet: null, opus: null };

describe('the router against a strict server', () => {
  let api: DemoApi;

  before(async () => {
    api = await startDemoApi({ msPerDelta: 0 });
  });
  after(() => api.stop());
  beforeEach(() => api.reset());

  function provider(apiKey = 'demo-key') {
    return createAnthropicProvider({ apiKey, baseUrl: api.url, fetch: globalThis.fetch });
  }

  function bench(apiKey?: string) {
    const adapter = provider(apiKey);
    return new Bench([], { provider: async () => adapter });
  }

  function task(fails: (reply: string, call: number) => boolean = () => false) {
    let calls = 0;
    const check = async (reply: string) => {
      calls += 1;
      const isBad = fails(reply, calls);
      const problem: Problem = {
        code: 'answer.empty',
        args: {},
        detail: 'It is wrong.',
        repairable: true,
      };
      return {
        answer: { kind: 'markdown' as const, markdown: reply, names: [] },
        problems: isBad ? [problem] : [],
        strength: 'form' as const,
        notes: [],
      };
    };
    return prepared({ name: 'explain', prompt: PROMPT, check });
  }

  for (const tier of CLAUDE_TIERS) {
    it(`books at ${tier} what the server reports, to the nano-dollar`, async () => {
      const one = bench();
      const start = { ...settings().start, explain: tier };
      const result = await one.run({ prepared: task(), settings: settings({ start }) });
      assert.equal(result.outcome, 'accepted', JSON.stringify(result.failure));
      const [served] = api.requests;
      const [booked] = one.books.ended;
      assert.deepEqual(booked?.usage, served?.usage);
      assert.equal(booked?.usageSource, 'reported');
      assert.equal(booked.requestId, served?.requestId);
      const prices = { haiku: [100, 500], sonnet: [2_000, 10_000], opus: [4_000, 20_000] } as const;
      const [input, output] = prices[tier];
      const { usage } = booked;
      assert.equal(booked.costNusd, usage.inputTokens * input + usage.outputTokens * output);
      assert.ok((one.books.started[0]?.reservedNusd ?? 0) >= (booked.costNusd ?? 0));
    });

    it(`answers each row of the failure table at ${tier}`, async () => {
      const start = { ...settings().start, explain: tier };
      const run = async () => {
        const one = bench();
        const result = await one.run({ prepared: task(), settings: settings({ start }) });
        return { result, one, models: api.requests.map(({ model }) => model) };
      };
      const model = `claude-${tier}-5-5`;
      const cases = [
        [{ status: 401 }, 'keyRejected', 1],
        [{ status: 402 }, 'noCredit', 1],
        [{ status: 403 }, 'forbidden', 1],
        [{ status: 400 }, 'badRequest', 1],
        [{ status: 413 }, 'tooLong', 1],
        [{ status: 429, errorCode: 'enforced_spend_limit_reached' }, 'noCredit', 1],
        [{ connection: 'reset' }, 'cut', 2],
        [{ connection: 'cut' }, 'cut', 2],
        [{ malformed: 'json' }, 'malformed', 2],
        [{ malformed: 'html' }, 'malformed', 2],
        [{ malformed: 'noStop' }, 'cut', 2],
      ] as const;
      for (const [behaviour, code, calls] of cases) {
        api.reset();
        api.setBehaviour(tier, behaviour);
        const { result, models } = await run();
        assert.equal(result.failure?.code, code, JSON.stringify(behaviour));
        assert.deepEqual(
          models,
          Array.from({ length: calls }, () => model),
        );
      }
      for (const [behaviour, waits] of [
        [{ status: 429, retryAfter: 3, times: 1 }, [3_000]],
        [{ status: 429, retryAfter: 3, retryAfterAs: 'ms', times: 1 }, [3_000]],
        [{ status: 529, times: 2 }, [1_000, 2_000]],
        [{ status: 500, times: 1 }, [1_000]],
        [{ status: 503, times: 1 }, [1_000]],
        [{ status: 504, times: 1 }, [1_000]],
        [{ streamError: 'overloaded_error', times: 1 }, [1_000]],
        [{ malformed: 'unknownEvents' }, []],
      ] as const) {
        api.reset();
        api.setBehaviour(tier, behaviour);
        const { result, one, models } = await run();
        assert.equal(result.outcome, 'accepted', JSON.stringify(behaviour));
        assert.deepEqual(one.clock.waits, waits);
        assert.deepEqual(
          models,
          Array.from({ length: waits.length + 1 }, () => model),
        );
      }
    });
  }

  it('takes a refusal and a failed gate to Opus, each call charged', async () => {
    api.setBehaviour('haiku', { stop: 'refusal' });
    const one = bench();
    const start = { ...settings().start, explain: 'haiku' as const };
    const failsSonnet = task((_, call) => call === 1);
    const result = await one.run({ prepared: failsSonnet, settings: settings({ start }) });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(one.booked, [
      'first haiku refused',
      'escalation sonnet rejected',
      'escalation opus accepted',
    ]);
    assert.deepEqual(
      one.books.ended.map(({ usage }) => usage),
      api.requests.map(({ usage }) => usage),
    );
  });

  it('raises a limit that was too low', async () => {
    api.setBehaviour('sonnet', { stop: 'max_tokens', times: 1 });
    const one = bench();
    const result = await one.run({ prepared: task() });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(one.booked, ['first sonnet truncated', 'limit sonnet accepted']);
  });

  it('says so when the key is wrong', async () => {
    const one = bench('demo-wrong-key');
    const result = await one.run({ prepared: task() });
    assert.equal(result.failure?.code, 'keyRejected');
    assert.ok(!JSON.stringify([result, one.logged, one.books]).includes('demo-wrong-key'));
  });

  for (const [shape, schema] of [
    ['text', undefined],
    ['JSON', { type: 'object', properties: {}, required: [], additionalProperties: false }],
  ] as const) {
    for (const thinkingTokens of [0, 300]) {
      it(`books a cancelled stream of ${shape} within 15 % (thinking ${thinkingTokens})`, async () => {
        const text = 'The value is kept for the next call. '.repeat(200);
        api.setBehaviour('*', { text, thinkingTokens, connection: 'stall', afterDeltas: 150 });
        const one = bench();
        let characters = 0;
        let isSettling: NodeJS.Immediate | undefined;
        one.onEvent = (event) => {
          if (event.type !== 'text') return;
          ({ characters } = event);
          // The server has fallen silent once no text has come for a while.
          clearImmediate(isSettling);
          if (characters > 500) isSettling = setImmediate(() => one.abort.abort());
        };
        const prompt = { ...PROMPT, schema };
        const result = await one.run({ prepared: { ...task(), prompt } });
        assert.equal(result.outcome, 'cancelled');
        const served = await api.waitFor(({ outcome }) => outcome === 'aborted');
        const [booked] = one.books.ended;
        assert.ok(booked && served.usage);
        assert.equal(booked.usageSource, 'estimated');
        assert.equal(booked.usage.inputTokens, served.usage.inputTokens);
        const seen = characters / 2.5 + thinkingTokens;
        const error = Math.abs(booked.usage.outputTokens - seen) / seen;
        assert.ok(error <= 0.15, `${error}`);
        const right = served.usage.inputTokens * 2_000 + seen * 10_000;
        assert.ok(Math.abs((booked.costNusd ?? 0) - right) / right <= 0.15);
      });
    }
  }

  describe('its catalog', () => {
    const signal = new AbortController().signal;

    function source(clock = new FakeClock(), logged: string[] = []): CatalogSource {
      const log = {
        info: (line: string) => void logged.push(line),
        warn: (line: string) => void logged.push(line),
        error: (line: string) => void logged.push(line),
      };
      return createCatalogSource(BUNDLED_CATALOG, async () => provider(), clock, log);
    }

    it('comes from the list of models, with what only the bundle knows', async () => {
      const catalog = source();
      assert.equal(catalog.current(), BUNDLED_CATALOG);
      await catalog.refresh(signal);
      assert.equal(catalog.current().source, 'listed');
      for (const tier of CLAUDE_TIERS) {
        const listed = resolveTier(catalog.current(), tier, NO_PINS);
        const bundled = resolveTier(BUNDLED_CATALOG, tier, NO_PINS);
        assert.deepEqual(listed, bundled);
      }
    });

    it('is asked for once a day, and stays when the list cannot be had', async () => {
      const clock = new FakeClock();
      const logged: string[] = [];
      const catalog = source(clock, logged);
      await Promise.all([catalog.refreshDaily(signal), catalog.refreshDaily(signal)]);
      await catalog.refreshDaily(signal);
      assert.equal(api.requests.length, 1);
      clock.time += 24 * 3_600_000;
      api.setBehaviour('models', { status: 500 });
      const listed = catalog.current();
      await catalog.refreshDaily(signal);
      assert.equal(api.requests.length, 2);
      assert.equal(catalog.current(), listed);
      assert.match(logged.at(-1) ?? '', /cannot be had: http \(500/);
    });

    it('is looked up again after a 404', async () => {
      const adapter = provider();
      const stale = {
        ...BUNDLED_CATALOG,
        models: BUNDLED_CATALOG.models.map((model) =>
          model.line === 'sonnet' ? { ...model, id: `${model.id}-gone` } : model,
        ),
      };
      const clock = new FakeClock();
      const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
      const catalog = createCatalogSource(stale, async () => adapter, clock, log);
      const one = new Bench([], {
        provider: async () => adapter,
        catalog: catalog.current,
        refreshCatalog: catalog.refresh,
      });
      const result = await one.run({ prepared: task() });
      assert.equal(result.outcome, 'accepted');
      assert.equal(result.finalModel, 'claude-sonnet-5-5');
      assert.equal(result.attempts.length, 2);
    });

    it('tells what stands between it and the list when it knows no model', async () => {
      for (const [key, code] of [
        ['demo-key', undefined],
        ['demo-wrong-key', 'keyRejected'],
      ] as const) {
        const adapter = provider(key);
        const clock = new FakeClock();
        const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
        const nothing = emptyCatalog('anthropic');
        const catalog = createCatalogSource(nothing, async () => adapter, clock, log);
        const one = new Bench([], {
          provider: async () => adapter,
          catalog: catalog.current,
          refreshCatalog: catalog.refresh,
        });
        const result = await one.run({ prepared: task() });
        assert.equal(result.failure?.code, code);
        assert.equal(result.outcome, code ? 'failed' : 'accepted');
        assert.equal(one.books.runs.length, 1);
      }
    });

    it('is empty behind a gateway until models are pinned', async () => {
      const adapter = provider();
      const models = { haiku: null, sonnet: 'claude-sonnet-5-5', opus: null };
      const one = new Bench([], {
        provider: async () => adapter,
        catalog: () => emptyCatalog('anthropic'),
      });
      assert.equal((await one.run({ prepared: task() })).failure?.code, 'modelNotSet');
      const pinned = await one.run({ prepared: task(), settings: settings({ models }) });
      assert.equal(pinned.outcome, 'accepted');
    });
  });
});
