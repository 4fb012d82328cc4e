import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { GateResult } from '../../../src/tasks/task.ts';
import { Bench, failing, http, prepared, settings } from './support.ts';

/** A task whose answers say how sure they are. */
const task = prepared({
  name: 'review',
  check: async (reply): Promise<GateResult> => ({
    answer: { kind: 'findings', findings: [], hidden: [] },
    problems: [],
    strength: 'form',
    confidence: Number(reply),
    notes: [],
  }),
});

describe('an answer that is not sure of itself', () => {
  it('goes to a higher tier at once, which is told why', async () => {
    const bench = new Bench([{ text: '0.4' }, { text: '0.9' }]);
    const result = await bench.run({ prepared: task });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, ['first sonnet rejected', 'escalation opus accepted']);
    assert.deepEqual(bench.books.ended[0]?.problems, ['answer.unsure']);
    const words = bench.provider.requests[1]?.turns.at(-1)?.blocks[0]?.text ?? '';
    assert.match(words, /not sure of itself \(confidence 40 %\)/);
    assert.deepEqual(result.notes, []);
  });

  it('is accepted, and says so, where no higher tier may be asked', async () => {
    const bench = new Bench([{ text: '0.4' }]);
    const note = { code: 'unsure', args: { confidencePercent: 40 } };
    const chosen = await bench.run({ prepared: task, chosenTier: 'haiku' });
    assert.equal(chosen.outcome, 'accepted');
    assert.deepEqual(chosen.notes, [note]);
    const bound = await bench.run({ prepared: task, settings: settings({ maxAttempts: 1 }) });
    assert.equal(bound.outcome, 'accepted');
    assert.deepEqual(bound.notes, [note]);
    const both = await bench.run({ prepared: task });
    assert.deepEqual([both.outcome, both.finalTier], ['accepted', 'opus']);
    assert.deepEqual(both.notes, [note]);
  });

  it('is accepted, and says so, where a budget, the user or a failure keeps it from a higher tier', async () => {
    const note = { code: 'unsure', args: { confidencePercent: 40 } };
    const unsure = { text: '0.4', usage: { inputTokens: 1_000, outputTokens: 6_000 } };
    const free = new Bench([unsure, { text: '0.9' }]);
    await free.run({ prepared: task });
    const [first, second] = free.books.started;
    assert.ok(first?.reservedNusd && first.expectedNusd && second?.expectedNusd);
    assert.ok(first.expectedNusd < second.expectedNusd);
    // Each lets the first attempt through and nothing after it.
    const budget = { ...settings().budget, perRunNusd: first.reservedNusd };
    const barred = [
      { budget: { ...budget, action: 'stop' as const } },
      { budget: { ...budget, action: 'stayCheap' as const } },
      { budget: { ...budget, action: 'ask' as const } },
      { confirmAboveNusd: first.expectedNusd },
    ];
    for (const more of barred) {
      const bench = new Bench([unsure]);
      const result = await bench.run({ prepared: task, settings: settings(more) });
      assert.deepEqual(bench.booked, ['first sonnet rejected'], JSON.stringify(more));
      assert.deepEqual([result.outcome, result.strength], ['accepted', 'form']);
      assert.deepEqual(result.problems, []);
      assert.ok(result.answer);
      assert.deepEqual(result.notes, [note]);
    }
    const faults = [
      http(500),
      http(401),
      { failure: failing('connection') },
      { stop: 'refusal' as const },
    ];
    for (const fault of faults) {
      const bench = new Bench((_, index) => (index === 0 ? unsure : fault));
      const result = await bench.run({ prepared: task });
      assert.equal(bench.books.ended.at(-1)?.tier, 'opus');
      assert.equal(result.outcome, 'accepted', JSON.stringify(fault));
      assert.deepEqual([result.finalTier, result.finalModel], ['sonnet', 'claude-sonnet-5-5']);
      assert.equal(bench.books.runs[0]?.finalTier, 'sonnet');
      assert.deepEqual(result.notes, [note]);
    }
  });

  it('is not given when the run is cancelled, nor for one whose gate found more', async () => {
    const bench = new Bench([
      { text: '0.4' },
      { text: '0.9', on: (event) => void (event === 'started' && bench.abort.abort()) },
    ]);
    assert.equal((await bench.run({ prepared: task })).outcome, 'cancelled');
    const other = new Bench([{ text: 'bad' }]);
    const result = await other.run({ settings: settings({ confirmAboveNusd: 1 }) });
    assert.notEqual(result.outcome, 'accepted');
  });

  it('is measured by the setting', async () => {
    for (const [minConfidence, calls] of [
      [0, 1],
      [0.4, 1],
      [0.41, 2],
    ] as const) {
      const bench = new Bench([{ text: '0.4' }]);
      await bench.run({ prepared: task, settings: settings({ minConfidence }) });
      assert.equal(bench.provider.requests.length, calls);
    }
  });
});
