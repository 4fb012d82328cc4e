import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { AttemptEnded, RunEnded } from '../../../src/models/booking.ts';
import { emptyCatalog } from '../../../src/models/catalog.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import type { ModelRequest } from '../../../src/providers/port.ts';
import type { RunResult } from '../../../src/routing/run/run.ts';
import type { ChainStep, ClassifierSettings } from '../../../src/routing/settings.ts';
import type { Script } from './support.ts';
import { Bench, failing, http, ScriptedProvider, settings } from './support.ts';

/** USD per million tokens, written down a second time. */
const PRICES: Readonly<Record<string, readonly [input: number, output: number]>> = {
  haiku: [0.1, 0.5],
  sonnet: [2, 10],
  opus: [4, 20],
};

function rightCost({ tier, usage }: AttemptEnded): number {
  const [input, output] = PRICES[tier] ?? [Number.NaN, Number.NaN];
  const sent = usage.inputTokens + 1.25 * usage.cacheWrite5mTokens;
  return Math.round(sent * input * 1_000 + usage.outputTokens * output * 1_000);
}

const usage = fc.record({ inputTokens: fc.nat(900), outputTokens: fc.nat(2_000) });

const script: fc.Arbitrary<Script> = fc.oneof(
  { weight: 3, arbitrary: usage.map((used): Script => ({ text: 'good', usage: used })) },
  { weight: 4, arbitrary: usage.map((used): Script => ({ text: 'bad', usage: used })) },
  { weight: 2, arbitrary: usage.map((used): Script => ({ text: 'lost', usage: used })) },
  usage.map((used): Script => ({ stop: 'refusal', usage: used })),
  usage.map((used): Script => ({ text: 'half', stop: 'max_tokens', usage: used })),
  usage.map((used): Script => ({ text: 'x', stop: 'context_exceeded', usage: used })),
  fc.constantFrom(400, 401, 402, 403, 404, 413, 429, 500, 529).map((status) => http(status)),
  fc.nat(120_000).map((ms) => http(429, { retryAfterMs: ms + 1 })),
  fc
    .constantFrom('connection' as const, 'timeout' as const, 'cut' as const, 'malformed' as const)
    .map((kind): Script => ({ failure: failing(kind) })),
  fc.tuple(usage, fc.nat(500)).map(([used, length]): Script => ({
    text: 'x'.repeat(length),
    isStarted: true,
    usage: used,
    failure: failing('cut'),
  })),
  usage.map((used): Script => ({
    text: 'x',
    isStarted: true,
    usage: used,
    failure: failing('api', { errorType: 'overloaded_error' }),
  })),
);

/** What the small model says, or does instead. */
const verdict: fc.Arbitrary<Script> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('easy', 'medium', 'hard'), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([level, confidence]): Script => ({ text: JSON.stringify({ level, confidence }) })),
  },
  { weight: 2, arbitrary: script },
);

const tier = fc.constantFrom(...CLAUDE_TIERS);

const OTHER = 'gpt-large';
const STEP = { provider: null, tier: null, model: null, effort: null, limit: null } as const;
const chainStep: fc.Arbitrary<ChainStep> = fc.oneof(
  { weight: 3, arbitrary: tier.map((one) => ({ ...STEP, tier: one })) },
  tier.map((one) => ({ ...STEP, tier: one, effort: 'high' as const, limit: 300 })),
  fc.constant({ ...STEP, provider: 'openai', model: OTHER }),
);
const chains = fc.uniqueArray(chainStep, {
  minLength: 1,
  maxLength: 4,
  selector: (step) => JSON.stringify(step),
});
const classifiers = fc.record<ClassifierSettings>({
  use: fc.constantFrom('off', 'haiku'),
  confidence: fc.constantFrom(0, 0.7, 1),
  unsureTier: fc.constantFrom('auto', 'sonnet', 'opus'),
});

/** Whether a call asks how hard the work is, and not for an answer. */
function isClassifying({ schema }: ModelRequest): boolean {
  return JSON.stringify(schema ?? null).includes('"level"');
}

const situations = fc.record({
  scripts: fc.array(script, { minLength: 1, maxLength: 12 }),
  maxAttempts: fc.integer({ min: 1, max: 5 }),
  only: fc.option(tier),
  chosen: fc.option(tier, { nil: undefined }),
  isPinned: fc.boolean(),
  confirmAboveNusd: fc.constantFrom(0, 3_000_000, 1e12),
  budgetNusd: fc.option(fc.integer({ min: 0, max: 200_000_000 })),
  action: fc.constantFrom('warn' as const, 'stayCheap' as const, 'ask' as const, 'stop' as const),
  waitAnswers: fc.array(fc.constantFrom('wait' as const, 'next' as const, 'stop' as const), {
    minLength: 1,
  }),
  spendAnswers: fc.array(fc.constantFrom('go' as const, 'stop' as const), { minLength: 1 }),
  chain: fc.option(chains, { freq: 3 }),
  /** Whether the other provider that a chain may name is set up. */
  isOtherOn: fc.boolean(),
  classifier: classifiers,
  verdicts: fc.array(verdict, { minLength: 1, maxLength: 3 }),
  /** The event or wait at which the run is cancelled; none: it is not. */
  cancelAt: fc.option(fc.nat(15), { nil: undefined }),
});

const STOPPED = ['stopped', 'budgetStopped', 'budgetStayCheap'];

describe('whatever happens to a run', () => {
  it('its books are right, its bounds hold, and Opus was tried', async () => {
    await fc.assert(
      fc.asyncProperty(situations, async (one) => {
        let callsAtAbort: number | undefined;
        let steps = 0;
        let waitsAnswered = 0;
        let spendsAnswered = 0;
        const next = (request: ModelRequest, index: number): Script => {
          const drawn = isClassifying(request) ? one.verdicts : one.scripts;
          return drawn[index % drawn.length] ?? {};
        };
        const other = new ScriptedProvider(next);
        const bench = new Bench(next, {
          otherProvider: async () =>
            one.isOtherOn
              ? { catalog: emptyCatalog('openai'), load: async () => other }
              : undefined,
        });
        const calls = () => bench.provider.requests.length + other.requests.length;
        const step = () => {
          if (steps++ !== one.cancelAt) return;
          callsAtAbort = calls();
          bench.abort.abort();
        };
        bench.onEvent = step;
        bench.clock.onWait = step;
        // A user who always waits on would wait for ever.
        bench.onWaitQuestion = () => {
          const answer = one.waitAnswers[waitsAnswered % one.waitAnswers.length] ?? 'stop';
          return waitsAnswered++ > 8 ? 'stop' : answer;
        };
        bench.onSpendQuestion = () =>
          one.spendAnswers[spendsAnswered++ % one.spendAnswers.length] ?? 'stop';
        const base = settings();
        const pins = {
          haiku: 'claude-haiku-5-5',
          sonnet: 'claude-sonnet-5-5',
          opus: 'claude-opus-5-5',
        };
        const all = settings({
          maxAttempts: one.maxAttempts,
          only: { ...base.only, docs: one.only },
          models: one.isPinned ? pins : base.models,
          chains: { ...base.chains, docs: one.chain },
          classifier: one.classifier,
          confirmAboveNusd: one.confirmAboveNusd,
          budget: { ...base.budget, perDayNusd: one.budgetNusd, action: one.action },
        });
        const result = await bench.run({ settings: all, chosenTier: one.chosen });
        const { started, ended, runs } = bench.books;
        const [run] = runs;

        const answers = ended.filter(({ kind }) => kind !== 'classify');
        const asked = ended.filter(({ kind }) => kind === 'classify');

        assert.equal(runs.length, 1);
        assert.ok(run && answers.length <= one.maxAttempts);
        assert.ok(asked.length <= (one.classifier.use === 'off' ? 0 : 1));
        assert.ok(asked.every(({ ordinal, tier: where }) => ordinal === 1 && where === 'haiku'));
        assert.equal(started.length, ended.length);
        assert.equal(run.attempts, ended.length);
        assert.deepEqual(
          ended.map(({ ordinal }) => ordinal),
          ended.map((_, index) => index + 1),
        );
        for (const attempt of ended) {
          if (attempt.model === OTHER) assert.equal(attempt.costNusd, null);
          if (attempt.model === `claude-${attempt.tier}-5-5`) {
            assert.equal(attempt.costNusd, rightCost(attempt));
          }
        }
        const sum = ended.reduce((total, { costNusd }) => total + (costNusd ?? 0), 0);
        assert.equal(run.costNusd, sum);
        assert.equal(result.costNusd, sum);

        assert.equal(run.unpriced, ended.filter(({ costNusd }) => costNusd === null).length);

        if (callsAtAbort !== undefined) assert.equal(calls(), callsAtAbort);
        const kept = one.chosen ?? one.only;
        if (kept) assert.ok(ended.every((attempt) => attempt.tier === kept));
        if (one.isPinned) {
          assert.ok(
            bench.provider.requests.every(({ model }) => Object.values(pins).includes(model)),
          );
        }
        if (one.budgetNusd !== null && one.action === 'stop') {
          assert.ok(sum <= one.budgetNusd);
        }
        const isUsersEnd = STOPPED.includes(result.failure?.code ?? '');
        if (!one.isOtherOn || !one.chain || kept) assert.equal(other.requests.length, 0);
        const ladder =
          one.chain?.filter(({ provider }) => provider === null || one.isOtherOn) ?? [];
        const isBound = answers.length === one.maxAttempts;
        if (result.outcome === 'rejected' && !kept && !isUsersEnd && ladder.length > 0) {
          // Of a chain, too, nothing is left untried within the bound.
          const top = ladder.at(-1);
          const last = answers.at(-1);
          assert.ok(isBound || (top?.tier ? last?.tier === top.tier : last?.model === OTHER));
        }
        if (result.outcome === 'rejected' && !kept && !isUsersEnd && ladder.length === 0) {
          assert.ok(isBound || answers.some((attempt) => attempt.tier === 'opus'));
          // The last attempt within the bound is for Opus, wherever a gate has failed before it.
          const before = answers.at(-2);
          if (isBound && before?.outcome === 'rejected') {
            assert.equal(answers.at(-1)?.tier, 'opus');
          }
        }
        assert.notEqual(result.failure?.code, 'internal');
        assert.equal(result.outcome === 'accepted', result.answer !== undefined);
      }),
      { numRuns: 600 },
    );
  });
});

describe('several runs at once', () => {
  it('never hold and spend more than the budget together, whenever each is told of the others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60_000_000 }),
        fc.option(fc.integer({ min: 0, max: 60_000_000 }), { nil: null }),
        fc.integer({ min: 2, max: 8 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }),
        async (perDayNusd, workspacePerDayNusd, runs, delays) => {
          const bench = new Bench([{ text: 'good', usage: { outputTokens: 900 } }]);
          const { books } = bench;
          let turn = 0;
          const late = async (): Promise<void> => {
            for (let left = delays[turn++ % delays.length] ?? 0; left > 0; left -= 1) {
              await new Promise(setImmediate);
            }
          };
          let highest = 0;
          const spent = books.spent.bind(books);
          const start = books.attemptStarted.bind(books);
          books.spent = async () => {
            const found = await spent();
            await late();
            return found;
          };
          books.attemptStarted = async (attempt) => {
            await late();
            await start(attempt);
            const { spentNusd, reservedNusd } = await spent();
            highest = Math.max(highest, spentNusd + reservedNusd);
            return null;
          };
          const limits = { perDayNusd, workspacePerDayNusd };
          const budget = { ...settings().budget, ...limits, action: 'stop' as const };
          const all = settings({ budget });
          await Promise.all(Array.from({ length: runs }, () => bench.run({ settings: all })));
          const limit = Math.min(perDayNusd, workspacePerDayNusd ?? Infinity);
          assert.ok(highest <= limit, `${highest} of ${limit}`);
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** A small seeded generator, so that a soak can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a soak', () => {
  const RUNS = 5_000;
  const AT_A_TIME = 16;

  function heap(): number {
    setFlagsFromString('--expose-gc');
    runInNewContext('gc(); gc();');
    return process.memoryUsage().heapUsed;
  }

  it('of many runs with random faults leaves exact sums and nothing else', async () => {
    const random = seeded(20_261_120);
    const faults: readonly Script[] = [
      { text: 'good' },
      { text: 'good' },
      { text: 'bad' },
      { text: 'lost' },
      { stop: 'refusal' },
      { text: 'half', stop: 'max_tokens' },
      http(429, { retryAfterMs: 60_000 }),
      http(529),
      http(500),
      { failure: failing('connection') },
      { text: 'x'.repeat(99), isStarted: true, failure: failing('cut') },
    ];
    const drawn = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    const verdicts = ['easy', 'medium', 'hard'].map((level): Script => ({
      text: JSON.stringify({ level, confidence: 0.8 }),
    }));
    const next = (request: ModelRequest): Script =>
      drawn(isClassifying(request) ? [...verdicts, ...faults] : faults) ?? {};
    const other = new ScriptedProvider(next);
    const otherProvider = { catalog: emptyCatalog('openai'), load: async () => other };
    const bench = new Bench(next, { random, otherProvider: async () => otherProvider });
    const large: ChainStep = { ...STEP, provider: 'openai', model: OTHER };
    const base = settings();
    const kinds = [
      base,
      settings({ classifier: { use: 'haiku', confidence: 0.7, unsureTier: 'sonnet' } }),
      settings({ chains: { ...base.chains, docs: [{ ...STEP, tier: 'sonnet' }, large] } }),
      settings({
        chains: {
          ...base.chains,
          docs: CLAUDE_TIERS.map((one) => ({ ...STEP, tier: one })),
        },
      }),
    ];
    const books = { attempts: 0, cost: 0, runs: 0, runCost: 0, open: 0 };
    bench.books.attemptStarted = async () => {
      books.open += 1;
      return null;
    };
    bench.books.attemptEnded = async (attempt) => {
      books.open -= 1;
      books.attempts += 1;
      books.cost += attempt.model === OTHER ? 0 : rightCost(attempt);
    };
    bench.books.runEnded = async (run: RunEnded) => {
      books.runs += 1;
      books.runCost += run.costNusd;
    };
    const perform = async (): Promise<RunResult> => {
      const result = await bench.run({ settings: drawn(kinds) ?? base });
      other.requests.length = 0;
      bench.events.length = 0;
      bench.provider.requests.length = 0;
      bench.clock.waits.length = 0;
      bench.waitQuestions.length = 0;
      return result;
    };
    const transitions: string[] = [];
    let before = 0;
    for (let done = 0; done < RUNS; done += AT_A_TIME) {
      const results = await Promise.all(Array.from({ length: AT_A_TIME }, perform));
      assert.ok(results.every(({ failure }) => failure?.code !== 'internal'));
      transitions.push(...bench.logged.filter((line) => line.startsWith('breaker')));
      bench.logged.length = 0;
      // Everything has been compiled and cached once by then.
      if (before === 0 && done > RUNS / 10) before = heap();
    }
    assert.ok(books.runs >= RUNS);
    assert.equal(books.open, 0);
    assert.equal(books.cost, books.runCost);
    assert.ok(heap() < before * 1.1);

    const states: Record<string, string> = {
      haiku: 'closed',
      sonnet: 'closed',
      opus: 'closed',
      openai: 'closed',
    };
    assert.ok(transitions.length > 0);
    for (const line of transitions) {
      const [, name, from, to] = /^breaker (\w+): (\w+) -> (\w+) \(.+\)$/.exec(line) ?? [];
      assert.ok(name && to, line);
      assert.equal(states[name], from, line);
      states[name] = to;
    }
    const views = bench.runner.breakers();
    assert.equal(views.length, 4);
    for (const { tier: name, provider, state } of views) {
      assert.equal(states[provider ?? name], state);
    }
  }).timeout(60_000);
});
