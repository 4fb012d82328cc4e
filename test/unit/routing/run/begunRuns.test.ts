import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { BatchProvider, ReplyEvent } from '../../../../src/providers/port.ts';
import type { BegunRun, KeptReplies } from '../../../../src/routing/run/begun/begunRun.ts';
import type { RunRequest } from '../../../../src/routing/run/run.ts';
import { Bench, NO_BUDGET, prepared, ScriptedProvider, settings } from '../support.ts';

const BATCHES: BatchProvider = {
  create: () => assert.fail('nothing is sent here'),
  status: () => assert.fail('nothing is asked here'),
  recent: () => assert.fail('nothing is asked here'),
  cancel: () => assert.fail('nothing is asked here'),
  results: () => assert.fail('nothing is asked here'),
};

/** A bench whose provider takes batches. */
function batching(scripts: ConstructorParameters<typeof Bench>[0] = []): Bench {
  const provider = Object.assign(new ScriptedProvider(scripts), { batches: BATCHES });
  return new Bench(scripts, { provider: async () => provider });
}

function request(more: Partial<RunRequest> = {}): RunRequest {
  return {
    prepared: prepared(),
    settings: settings(),
    purpose: 'use',
    chosenTier: undefined,
    draft: undefined,
    ...more,
  };
}

async function begun(bench: Bench, isBatched: boolean, more: Partial<RunRequest> = {}) {
  const found = await bench.runner.begin(request(more), isBatched, bench.abort.signal);
  assert.ok(found.type === 'begun', JSON.stringify(found));
  return found;
}

/** What a batch brings: at half the price. */
function reply(text: string, model = 'claude-haiku-5-5'): readonly ReplyEvent[] {
  const usage = {
    inputTokens: 1_000,
    outputTokens: 200,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    thinkingTokens: 0,
  };
  const terms = { serviceTier: 'batch', speed: null, inferenceGeo: null, batch: true };
  return [
    { type: 'started', requestId: null, model, usage },
    { type: 'text', text },
    { type: 'ended', stop: 'end', usage, terms, requestId: null },
  ];
}

const HALF = (1_000 * 100 + 200 * 500) / 2;

function keptReplies(lost: readonly number[]): KeptReplies & {
  readonly kept: Map<number, readonly ReplyEvent[]>;
} {
  const kept = new Map<number, readonly ReplyEvent[]>();
  return {
    kept,
    lost: new Set(lost),
    known: async (ordinal) => kept.get(ordinal),
    sending: async () => undefined,
    keep: async (ordinal, events) => void kept.set(ordinal, [...events]),
  };
}

describe('runs that are begun as one whole', () => {
  it('reserves a batch at half of what the same call may cost now', async () => {
    const bench = batching();
    const now = await begun(bench, false);
    const later = await begun(bench, true);
    const [whole, half] = [now, later].map(({ run }) => run.started.reservedNusd ?? 0);
    assert.ok(whole && half && Math.abs(half * 2 - whole) <= 1);
    assert.equal(later.call.model, 'claude-haiku-5-5');
    assert.deepEqual(bench.books.started, []);
    assert.notEqual(now.run.started.runId, later.run.started.runId);
    // What is kept of it says nothing of the code.
    assert.ok(!JSON.stringify(later.run).includes('xxx'));
  });

  it('says that there are no batches where there are none', async () => {
    const bench = new Bench([]);
    const found = await bench.runner.begin(request(), true, bench.abort.signal);
    assert.equal(found.type === 'failed' && found.failure.code, 'noBatches');
  });

  it('judges a reply that came later, and books it once at its own price', async () => {
    const bench = batching();
    const { run } = await begun(bench, true);
    await bench.runner.reserve({ runs: [run], settings: settings(), questions: bench.questions });
    assert.equal(bench.books.started.length, 1);
    const result = await bench.run({ begun: { run, reply: reply('good') } });
    assert.equal(result.outcome, 'accepted');
    assert.equal(result.runId, run.started.runId);
    assert.deepEqual(bench.booked, ['first haiku accepted']);
    assert.equal(bench.books.ended[0]?.costNusd, HALF);
    assert.equal(bench.books.ended[0]?.terms.batch, true);
    assert.equal(bench.books.started.length, 1);
    assert.equal(bench.books.runs[0]?.costNusd, HALF);
    assert.equal((await bench.books.spent()).reservedNusd, 0);
  });

  it('repairs what fails its gate now, with an ordinal of its own beside those that were lost', async () => {
    const bench = batching([{ text: 'good' }]);
    const { run } = await begun(bench, true);
    const replies = keptReplies([2, 3]);
    const result = await bench.run({ begun: { run, reply: reply('bad'), replies } });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, ['first haiku rejected', 'repair haiku accepted']);
    assert.deepEqual(
      bench.books.ended.map(({ ordinal }) => ordinal),
      [1, 4],
    );
    assert.equal(bench.books.ended[1]?.terms.batch, false);
  });

  it('pays for no repair again whose answer was kept', async () => {
    const first = batching([{ text: 'good' }]);
    const { run } = await begun(first, true);
    const replies = keptReplies([]);
    await first.run({ begun: { run, reply: reply('bad'), replies } });
    assert.deepEqual([...replies.kept.keys()], [2]);

    const second = batching(() => assert.fail('it is not sent again'));
    const result = await second.run({ begun: { run, reply: reply('bad'), replies } });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(
      second.books.ended.map(({ ordinal, costNusd }) => [ordinal, costNusd]),
      first.books.ended.map(({ ordinal, costNusd }) => [ordinal, costNusd]),
    );
  });

  it('sends a reserved attempt now, without reserving it twice', async () => {
    const bench = batching([{ text: 'good' }]);
    const { run } = await begun(bench, false);
    await bench.runner.reserve({ runs: [run], settings: settings(), questions: bench.questions });
    const result = await bench.run({ begun: { run } });
    assert.equal(result.outcome, 'accepted');
    assert.equal(bench.books.started.length, 1);
    assert.deepEqual(bench.booked, ['first haiku accepted']);
  });

  it('lets go of what it holds when it is cancelled before it is sent', async () => {
    const bench = batching();
    const { run } = await begun(bench, false);
    bench.abort.abort();
    const result = await bench.run({ begun: { run } });
    assert.equal(result.outcome, 'cancelled');
    assert.deepEqual(bench.booked, ['first haiku cancelled']);
    assert.equal(bench.books.ended[0]?.costNusd, 0);
  });

  it('books an answer that is paid for, also when nobody waits for its gate', async () => {
    const bench = batching();
    const { run } = await begun(bench, true);
    bench.abort.abort();
    const result = await bench.run({ begun: { run, reply: reply('good') } });
    assert.equal(result.outcome, 'cancelled');
    assert.equal(bench.books.ended.length, 1);
    assert.equal(bench.books.ended[0]?.costNusd, HALF);
  });

  describe('against the budgets', () => {
    async function three(bench: Bench): Promise<readonly BegunRun[]> {
      const all = await Promise.all([1, 2, 3].map(() => begun(bench, true)));
      return all.map(({ run }) => run);
    }

    it('holds the whole before any of it is sent, all or none', async () => {
      const bench = batching();
      const runs = await three(bench);
      const one = runs[0]?.started.reservedNusd ?? 0;
      const budget = { ...NO_BUDGET, perDayNusd: one * 2, action: 'stop' as const };
      const order = { runs, settings: settings({ budget }), questions: bench.questions };
      const denied = await bench.runner.reserve(order);
      assert.equal(denied.type === 'denied' && denied.failure.code, 'budgetStopped');
      assert.equal((await bench.books.spent()).reservedNusd, 0);
      const enough = { ...budget, perDayNusd: one * 3 };
      const reserved = await bench.runner.reserve({
        ...order,
        settings: settings({ budget: enough }),
      });
      assert.equal(reserved.type, 'reserved');
      assert.equal((await bench.books.spent()).reservedNusd, one * 3);
    });

    it('holds none of it where another window has used a budget up meanwhile, which it names', async () => {
      for (const [used, budget] of [
        ['month', 'budgetMonth'],
        ['workspaceDay', 'budgetWorkspaceDay'],
      ] as const) {
        const bench = batching();
        const runs = await three(bench);
        const one = runs[0]?.started.reservedNusd ?? 0;
        const start = bench.books.attemptStarted.bind(bench.books);
        bench.books.attemptStarted = async (attempt) => {
          const isLast = bench.books.started.length === 2;
          const none = { spentNusd: 0, reservedNusd: 2 * one, unpriced: 0 };
          const beyond = { day: none, month: none, workspaceDay: none };
          if (isLast) return { ...beyond, [used]: { ...none, spentNusd: 1 } };
          return start(attempt);
        };
        const limitNusd = 3 * one;
        const limits = { perDayNusd: limitNusd, perMonthNusd: limitNusd } as const;
        const denied = await bench.runner.reserve({
          runs,
          settings: settings({
            budget: { ...NO_BUDGET, ...limits, workspacePerDayNusd: limitNusd, action: 'stop' },
          }),
          questions: bench.questions,
        });
        assert.equal(denied.type, 'denied');
        const { code, args } = denied.failure;
        assert.deepEqual(
          [code, args['budget'], args['limitNusd']],
          ['budgetStopped', budget, limitNusd],
        );
        assert.equal((await bench.books.spent()).reservedNusd, 0);
      }
    });

    it('says which of them only warn, also where another window has used one up meanwhile', async () => {
      for (const action of ['warn', 'stayCheap'] as const) {
        const bench = batching();
        const runs = await three(bench);
        const one = runs[0]?.started.reservedNusd ?? 0;
        const start = bench.books.attemptStarted.bind(bench.books);
        bench.books.attemptStarted = async (attempt, within) => {
          const isLate = bench.books.started.length === 2 && within !== undefined;
          const used = { spentNusd: 3 * one, reservedNusd: 2 * one, unpriced: 0 };
          return isLate ? { month: used } : start(attempt);
        };
        const limits = { perMonthNusd: 4 * one, workspacePerDayNusd: one };
        const reserved = await bench.runner.reserve({
          runs,
          settings: settings({ budget: { ...NO_BUDGET, ...limits, action } }),
          questions: bench.questions,
        });
        assert.equal(reserved.type, 'reserved');
        assert.deepEqual(
          reserved.notes.map(({ code, args }) => [code, args['budget'], args['limitNusd']]),
          [
            ['budgetWarned', 'budgetWorkspaceDay', one],
            ['budgetWarned', 'budgetMonth', 4 * one],
          ],
        );
        assert.equal((await bench.books.spent()).reservedNusd, 3 * one);
      }
    });

    it('asks once about the whole', async () => {
      const bench = batching();
      const runs = await three(bench);
      const budget = { ...NO_BUDGET, perDayNusd: 1, action: 'ask' as const };
      const order = { runs, settings: settings({ budget }), questions: bench.questions };
      const denied = await bench.runner.reserve(order);
      assert.equal(denied.type === 'denied' && denied.failure.code, 'stopped');
      bench.onSpendQuestion = () => 'go';
      assert.equal((await bench.runner.reserve(order)).type, 'reserved');
      assert.equal(bench.spendQuestions.length, 2);
      const worst = runs.reduce((sum, { started }) => sum + (started.reservedNusd ?? 0), 0);
      assert.equal(bench.spendQuestions[1]?.reason.args['worstNusd'], worst);
    });
  });

  describe('that end without a judgement', () => {
    it('cost nothing where nothing was done', async () => {
      const bench = batching();
      const { run } = await begun(bench, true);
      const closing = { type: 'unbilled', outcome: 'failed', code: 'expired' } as const;
      assert.equal(await bench.runner.close(run, closing), 0);
      assert.deepEqual(bench.booked, ['first haiku failed']);
      assert.equal(bench.books.runs[0]?.outcome, 'failed');
    });

    it('cost what is expected where that cannot be known, and say so', async () => {
      const bench = batching();
      const { run } = await begun(bench, true);
      const cost = await bench.runner.close(run, { type: 'unknown', code: 'resultsGone' });
      assert.equal(cost, run.started.expectedNusd);
      assert.equal(bench.books.ended[0]?.usageSource, 'estimated');
      assert.equal(bench.books.ended[0]?.outcome, 'lost');
    });

    it('cost what was billed where the answer cannot be used', async () => {
      const bench = batching();
      const { run } = await begun(bench, true);
      const closing = { type: 'unread', code: 'unreadable', reply: reply('good') } as const;
      assert.equal(await bench.runner.close(run, closing), HALF);
    });
  });
});
