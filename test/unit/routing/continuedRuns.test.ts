import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { RunRequest, RunResult } from '../../../src/routing/run/run.ts';
import type { Script } from './support.ts';
import { Bench, failing, http, prepared, settings, START } from './support.ts';

/** What Refine… asks of a result. */
function refineOf({ reply = '', record }: RunResult, followUp = 'shorter'): Partial<RunRequest> {
  return { draft: { reply, followUp }, ...(record ? { continues: record } : {}) };
}

/** What Retry with Opus asks of a result. */
function retryOf({ reply, problems, record }: RunResult): Partial<RunRequest> {
  const draft = reply !== undefined && problems.length > 0 ? { reply, problems } : undefined;
  return { draft, chosenTier: 'opus', ...(record ? { continues: record } : {}) };
}

const USED = { inputTokens: 1_000, outputTokens: 200 };
/** nUSD of `USED` at each tier, and of a baseline with that input and output. */
const HAIKU = 200_000;
const OPUS = 8_000_000;

describe('a follow-up in words', () => {
  it('is an attempt of the same run, at the tier that gave the answer, with the draft', async () => {
    const bench = new Bench([
      { text: 'good one' },
      { text: 'good two', usage: { outputTokens: 50 } },
    ]);
    const first = await bench.run();
    bench.clock.time += 3_600_000;
    const second = await bench.run(refineOf(first));

    assert.equal(second.runId, first.runId);
    assert.equal(second.outcome, 'accepted');
    assert.deepEqual(bench.booked, ['first haiku accepted', 'refine haiku accepted']);
    assert.deepEqual(
      bench.books.started.map(({ runId, ordinal }) => [runId, ordinal]),
      [
        [first.runId, 1],
        [first.runId, 2],
      ],
    );
    assert.equal(second.route.reason.code, 'answered');
    assert.deepEqual(
      second.attempts.map(({ ordinal, kind }) => [ordinal, kind]),
      [
        [1, 'first'],
        [2, 'refine'],
      ],
    );
    const [, asked] = bench.provider.requests;
    assert.deepEqual(
      asked?.turns.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.equal(asked?.turns[1]?.blocks[0]?.text, 'good one');
    assert.match(asked?.turns[2]?.blocks[0]?.text ?? '', /shorter/);
  });

  it('ends its run once more: same start, all attempts, baseline of the last answer', async () => {
    const bench = new Bench([
      { text: 'good one', usage: USED },
      { text: 'good two', usage: { inputTokens: 3_000, outputTokens: 400 } },
    ]);
    const first = await bench.run();
    bench.clock.time += 24 * 3_600_000;
    const second = await bench.run(refineOf(first));
    const [one, two] = bench.books.runs;
    assert.ok(one && two);
    assert.equal(one.baselineNusd, OPUS);
    // The first attempt's input, the last accepted answer's output.
    assert.equal(two.baselineNusd, 1_000 * 4_000 + 400 * 20_000);
    assert.equal(two.costNusd, HAIKU + 3_000 * 100 + 400 * 500);
    assert.equal(second.costNusd, two.costNusd);
    assert.equal(two.attempts, 2);
    assert.deepEqual([two.runId, two.startedAt, two.startTier], [one.runId, START, 'haiku']);
    assert.equal(two.reasonCode, one.reasonCode);
    assert.equal(two.estimateHighNusd, one.estimateHighNusd);
    assert.ok(two.endedAt > one.endedAt);
    // The day between the two was not worked on it.
    assert.equal(two.durationMs, 0);
  });

  it('has the bound of an answer for itself, repairs and escalates as any other', async () => {
    const bench = new Bench([
      { text: 'bad' },
      { text: 'bad' },
      { text: 'good at Opus' },
      { text: 'bad' },
      { text: 'good again' },
    ]);
    const first = await bench.run();
    assert.equal(first.finalTier, 'opus');
    const second = await bench.run(refineOf(first));
    assert.equal(second.outcome, 'accepted');
    assert.deepEqual(bench.booked.slice(2), [
      'escalation opus accepted',
      'refine opus rejected',
      'repair opus accepted',
    ]);
    const last = bench.provider.requests.at(-1)?.turns.map(({ blocks }) => blocks[0]?.text ?? '');
    assert.equal(last?.length, 5);
    assert.match(last?.[2] ?? '', /shorter/);
    assert.equal(last?.[3], 'bad');
  });

  it('that fails leaves the run with the answer that it had', async () => {
    const scripts: readonly Script[] = [http(401), { text: 'lost' }];
    for (const script of scripts) {
      const bench = new Bench((_, index) => (index === 0 ? { text: 'good', usage: USED } : script));
      const first = await bench.run();
      const second = await bench.run(refineOf(first));
      assert.notEqual(second.outcome, 'accepted');
      assert.equal(second.answer, undefined);
      const run = bench.books.runs.at(-1);
      assert.deepEqual(
        [run?.outcome, run?.strength, run?.finalTier],
        ['accepted', 'proves', 'haiku'],
      );
      assert.equal(run?.baselineNusd, OPUS);
      assert.equal(run?.attempts, bench.books.ended.length);
    }
  });

  it('that is stopped before its first attempt leaves the books as they were', async () => {
    const bench = new Bench([{ text: 'good' }]);
    const first = await bench.run();
    const second = await bench.run({
      ...refineOf(first),
      settings: settings({ confirmAboveNusd: 0 }),
    });
    assert.equal(second.outcome, 'cancelled');
    assert.equal(bench.books.runs.length, 1);
    assert.equal(second.attempts.length, 1);
    const third = await bench.run(refineOf({ ...second, reply: first.reply }));
    assert.equal(third.attempts.length, 2);
  });

  it('counts towards the budget of its run', async () => {
    const bench = new Bench([{ text: 'good', usage: USED }]);
    bench.onSpendQuestion = () => 'stop';
    const first = await bench.run();
    const worst = bench.books.started[0]?.reservedNusd ?? 0;
    const budget = { ...settings().budget, perRunNusd: worst + HAIKU / 2, action: 'ask' as const };
    const alone = await new Bench([{ text: 'good', usage: USED }]).run({
      settings: settings({ budget }),
    });
    assert.equal(alone.outcome, 'accepted');
    const second = await bench.run({ ...refineOf(first), settings: settings({ budget }) });
    assert.deepEqual(second.failure, { code: 'stopped', args: { question: 'budgetRun' } });
  });

  it('is a run of its own where the run is not known any more', async () => {
    const bench = new Bench([{ text: 'good' }]);
    const first = await bench.run();
    const second = await bench.run({ draft: { reply: 'good', followUp: 'shorter' } });
    assert.notEqual(second.runId, first.runId);
    assert.deepEqual(bench.booked, ['first haiku accepted', 'first haiku accepted']);
  });

  it('goes on along a chain from the step that answered', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'good' }, { text: 'good' }]);
    const step = { provider: null, model: null, effort: null, limit: null };
    const docs = [
      { ...step, tier: 'haiku' as const },
      { ...step, tier: 'sonnet' as const },
    ];
    const all = settings({ maxAttempts: 2, chains: { ...settings().chains, docs } });
    const first = await bench.run({ settings: all });
    await bench.run({ ...refineOf(first), settings: all });
    assert.deepEqual(bench.provider.models, ['haiku', 'sonnet', 'sonnet']);
  });
});

describe('a retry with Opus', () => {
  it('is an escalation of the same run, told the draft and its problems', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'good' }]);
    const first = await bench.run({ settings: settings({ maxAttempts: 1 }) });
    const second = await bench.run(retryOf(first));
    assert.equal(second.outcome, 'accepted');
    assert.deepEqual(bench.booked, ['first haiku rejected', 'escalation opus accepted']);
    const words = bench.provider.requests[1]?.turns.map(({ blocks }) => blocks[0]?.text ?? '');
    assert.equal(words?.[1], 'bad');
    assert.match(words?.[2] ?? '', /The quote of finding 1/);
    const run = bench.books.runs.at(-1);
    assert.deepEqual([run?.startTier, run?.finalTier, run?.attempts], ['haiku', 'opus', 2]);
    // What the cheaper attempt cost is a loss.
    assert.equal(
      (run?.baselineNusd ?? 0) - (run?.costNusd ?? 0),
      -(bench.books.ended[0]?.costNusd ?? 0),
    );
  });

  it('of an answer that passed asks the same again, and not for a change', async () => {
    const bench = new Bench([{ text: 'good' }]);
    const first = await bench.run();
    await bench.run(retryOf(first));
    const [one, two] = bench.provider.requests;
    assert.deepEqual(two?.turns, one?.turns);
    assert.deepEqual(bench.booked, ['first haiku accepted', 'escalation opus accepted']);
  });
});

describe('however often a run is gone on with', () => {
  const script: fc.Arbitrary<Script> = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Script>({ text: 'good' }) },
    { weight: 3, arbitrary: fc.constant<Script>({ text: 'bad' }) },
    fc.constantFrom<Script>(
      { text: 'lost' },
      { stop: 'refusal' },
      { text: 'half', stop: 'max_tokens' },
      http(500),
      http(401),
      { failure: failing('connection') },
    ),
  );
  const wishes = fc.array(fc.constantFrom('refine', 'retry', 'cancel'), { maxLength: 5 });

  it('it has one id, each attempt once, and ends with the sum of all of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(script, { minLength: 1, maxLength: 12 }),
        wishes,
        fc.integer({ min: 1, max: 4 }),
        async (scripts, wanted, maxAttempts) => {
          const bench = new Bench((_, index) => scripts[index % scripts.length] ?? {});
          const all = settings({ maxAttempts });
          let last = await bench.run({ settings: all, prepared: prepared() });
          for (const wish of wanted) {
            bench.clock.time += 60_000;
            const before = bench.books.ended.length;
            const more = wish === 'retry' ? retryOf(last) : refineOf(last);
            if (wish === 'cancel') {
              const controller = new AbortController();
              controller.abort();
              const request = { prepared: prepared(), settings: all, purpose: 'use' as const };
              const asked = { chosenTier: undefined, draft: undefined, ...request, ...more };
              const { signal } = controller;
              last = await bench.runner.run(asked, bench.questions, () => undefined, signal);
            } else {
              last = await bench.run({ ...more, settings: all });
            }
            assert.ok(bench.books.ended.length - before <= maxAttempts);
          }
          const { ended, runs, started } = bench.books;
          const [first] = runs;
          const run = runs.at(-1);
          assert.ok(first && run);
          assert.equal(new Set(runs.map(({ runId }) => runId)).size, 1);
          assert.equal(started.length, ended.length);
          assert.deepEqual(
            ended.map(({ ordinal }) => ordinal),
            ended.map((_, index) => index + 1),
          );
          assert.equal(run.attempts, ended.length);
          assert.equal(
            run.costNusd,
            ended.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0),
          );
          assert.equal(run.startTier, first.startTier);
          assert.equal(run.startedAt, first.startedAt);
          const isAccepted = ended.some(({ outcome }) => outcome === 'accepted');
          assert.equal(run.outcome === 'accepted', isAccepted);
          assert.equal(last.attempts.length, ended.length);
          assert.deepEqual(
            runs.map(({ endedAt }) => endedAt),
            runs.map(({ endedAt }) => endedAt).sort((one, other) => one - other),
          );
          // No end is written twice: each has more attempts than the one before it.
          assert.equal(new Set(runs.map(({ attempts }) => attempts)).size, runs.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});
