import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { GateResult } from '../../../src/tasks/task.ts';
import { Bench, prepared, settings } from './support.ts';

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
