import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { AttemptEnded, RunEnded } from '../../../src/models/booking.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import type { RunResult } from '../../../src/routing/run.ts';
import type { Script } from './support.ts';
import { Bench, failing, http, settings } from './support.ts';

/** USD per million tokens, written down a second time. */
const PRICES: Readonly<Record<string, readonly [input: number, output: number]>> = {
  haiku: [0.1, 0.5],
  sonnet: [2, 10],
  opus: [4, 20],
};

function rightCost({ tier, usage }: AttemptEnded): number {
  const [input, output] = PRICES[tier] ?? [Number.NaN, Number.NaN];
  return Math.round(usage.inputTokens * input * 1_000 + usage.outputTokens * output * 1_000);
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

const tier = fc.constantFrom(...CLAUDE_TIERS);
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
        const bench = new Bench((_, index) => one.scripts[index % one.scripts.length] ?? {});
        const step = () => {
          if (steps++ !== one.cancelAt) return;
          callsAtAbort = bench.provider.requests.length;
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
          confirmAboveNusd: one.confirmAboveNusd,
          budget: { ...base.budget, perDayNusd: one.budgetNusd, action: one.action },
        });
        const result = await bench.run({ settings: all, chosenTier: one.chosen });
        const { started, ended, runs } = bench.books;
        const [run] = runs;

        assert.equal(runs.length, 1);
        assert.ok(run && ended.length <= one.maxAttempts);
        assert.equal(started.length, ended.length);
        assert.equal(run.attempts, ended.length);
        assert.deepEqual(
          ended.map(({ ordinal }) => ordinal),
          ended.map((_, index) => index + 1),
        );
        for (const attempt of ended) {
          if (attempt.model === `claude-${attempt.tier}-5-5`) {
            assert.equal(attempt.costNusd, rightCost(attempt));
          }
        }
        const sum = ended.reduce((total, { costNusd }) => total + (costNusd ?? 0), 0);
        assert.equal(run.costNusd, sum);
        assert.equal(result.costNusd, sum);

        if (callsAtAbort !== undefined) {
          assert.equal(bench.provider.requests.length, callsAtAbort);
        }
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
        if (result.outcome === 'rejected' && !kept && !isUsersEnd) {
          const isBound = ended.length === one.maxAttempts;
          assert.ok(isBound || ended.some((attempt) => attempt.tier === 'opus'));
          // The last attempt within the bound is for Opus, wherever a gate has failed before it.
          const before = ended.at(-2);
          if (isBound && before?.outcome === 'rejected') {
            assert.equal(ended.at(-1)?.tier, 'opus');
          }
        }
        assert.notEqual(result.failure?.code, 'internal');
        assert.equal(result.outcome === 'accepted', result.answer !== undefined);
      }),
      { numRuns: 400 },
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
    const bench = new Bench(() => faults[Math.floor(random() * faults.length)] ?? {}, { random });
    const books = { attempts: 0, cost: 0, runs: 0, runCost: 0, open: 0 };
    bench.books.attemptStarted = async () => void (books.open += 1);
    bench.books.attemptEnded = async (attempt) => {
      books.open -= 1;
      books.attempts += 1;
      books.cost += rightCost(attempt);
    };
    bench.books.runEnded = async (run: RunEnded) => {
      books.runs += 1;
      books.runCost += run.costNusd;
    };
    const perform = async (): Promise<RunResult> => {
      const result = await bench.run();
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

    const states = { haiku: 'closed', sonnet: 'closed', opus: 'closed' };
    assert.ok(transitions.length > 0);
    for (const line of transitions) {
      const [, name, from, to] = /^breaker (\w+): (\w+) -> (\w+) \(.+\)$/.exec(line) ?? [];
      const known = CLAUDE_TIERS.find((candidate) => candidate === name);
      assert.ok(known && to, line);
      assert.equal(states[known], from, line);
      states[known] = to;
    }
    for (const { tier: name, state } of bench.runner.breakers()) {
      if (name !== 'other') assert.equal(states[name], state);
    }
  }).timeout(60_000);
});
