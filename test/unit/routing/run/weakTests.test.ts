import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { problem } from '../../../../src/tasks/problem.ts';
import type { GateResult } from '../../../../src/tasks/task.ts';
import { Bench, prepared, settings } from '../support.ts';

/** A task whose answers say how many of ten mutants they notice; six are enough. */
const task = prepared({
  name: 'tests',
  check: async (reply): Promise<GateResult> => {
    const killed = Number(reply);
    const words = { before: 'a < b', after: 'a <= b' };
    const isRight = !Number.isNaN(killed);
    return {
      answer: { kind: 'markdown', markdown: reply, names: [] },
      problems: !isRight
        ? [problem('tests.failed', { count: 1 })]
        : killed < 6
          ? [problem('tests.survived', { line: 3 }, { change: 'a <= b instead of a < b' })]
          : [],
      strength: isRight && killed >= 6 ? 'proves' : 'checks',
      notes: [],
      ...(isRight && {
        mutants: { executed: 10, killed, timedOut: 1 },
        survivors: [{ line: 3, ...words }],
      }),
    };
  },
});

describe('tests that are right and notice too little', () => {
  it('are repaired at their tier, told what they do not notice', async () => {
    const bench = new Bench([{ text: '4' }, { text: '8' }]);
    const result = await bench.run({ prepared: task });
    assert.deepEqual(bench.booked, ['first haiku rejected', 'repair haiku accepted']);
    const words = bench.provider.requests[1]?.turns.at(-1)?.blocks[0]?.text ?? '';
    assert.match(words, /tests\.survived: .*line 3 .* has a <= b instead of a < b/);
    assert.deepEqual([result.outcome, result.strength], ['accepted', 'proves']);
    assert.deepEqual(result.survivors, [{ line: 3, before: 'a < b', after: 'a <= b' }]);
    assert.deepEqual(bench.books.runs.at(-1)?.mutants, { executed: 10, killed: 8, timedOut: 1 });
  });

  it('are given as they are, and no dearer tier is asked, when that does not help', async () => {
    const bench = new Bench([{ text: '4' }, { text: '5' }]);
    const result = await bench.run({ prepared: task });
    assert.deepEqual(bench.booked, ['first haiku rejected', 'repair haiku rejected']);
    assert.deepEqual(
      [result.outcome, result.strength, result.finalTier, result.problems],
      ['accepted', 'checks', 'haiku', []],
    );
    assert.ok(result.answer?.kind === 'markdown' && result.answer.markdown === '5');
    assert.deepEqual(bench.books.runs.at(-1)?.mutants, { executed: 10, killed: 5, timedOut: 1 });
  });

  it('are given at once where nothing more may be asked', async () => {
    const bench = new Bench([{ text: '4' }]);
    const result = await bench.run({ prepared: task, settings: settings({ maxAttempts: 1 }) });
    assert.deepEqual([result.outcome, result.strength], ['accepted', 'checks']);
  });

  it('go up as ever when the repair breaks them', async () => {
    const bench = new Bench([{ text: '4' }, { text: 'broken' }, { text: '9' }]);
    const result = await bench.run({ prepared: task });
    assert.equal(result.outcome, 'accepted');
    assert.equal(bench.booked.at(-1), 'escalation opus accepted');
  });
});
