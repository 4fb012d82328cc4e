import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { problem } from '../../../../src/tasks/problem.ts';
import { firstPrompt } from '../../../../src/tasks/prompt.ts';
import type { GateResult } from '../../../../src/tasks/task.ts';
import type { Script } from '../support.ts';
import { Bench, http, NO_BUDGET, prepared, settings } from '../support.ts';

const QUESTION = {
  prompt: firstPrompt('Say what it is called with.', [{ text: 'code', stable: false }], {}),
  maxOutputTokens: 500,
  expectedOutputTokens: 100,
};

describe('what a check asks a model beside the answer', () => {
  const heard: (string | undefined)[] = [];
  beforeEach(() => heard.splice(0));

  const task = prepared({
    name: 'refactor',
    check: async (reply, _signal, beside): Promise<GateResult> => {
      heard.push(await beside?.reply(QUESTION));
      const problems = reply === 'bad' ? [problem('edits.none', {})] : [];
      const answer = { kind: 'edits', text: reply, summary: '' } as const;
      return { answer, problems, strength: 'checks', notes: [] };
    },
  });

  it('is one cheap call of the same run, booked and charged, whatever is checked again', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'lists' }, { text: 'good' }]);
    const result = await bench.run({ prepared: task });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(heard, ['lists', 'lists']);
    assert.deepEqual(bench.booked.toSorted(), [
      'arguments haiku accepted',
      'first sonnet rejected',
      'repair sonnet accepted',
    ]);
    const [run] = bench.books.runs;
    const sum = bench.books.ended.reduce((all, { costNusd }) => all + (costNusd ?? 0), 0);
    assert.equal(run?.costNusd, sum);
    // What was asked beside an answer ends before it; a follow-up goes on behind them all.
    assert.deepEqual(
      result.record?.attempts.map(({ ordinal }) => ordinal),
      [1, 2, 3],
    );
    assert.deepEqual([result.finalTier, run?.finalTier], ['sonnet', 'sonnet']);
  });

  it('takes nothing from the check when there is no reply', async () => {
    const scripts: readonly Script[] = [http(529), http(401), { stop: 'refusal' }];
    for (const script of scripts) {
      heard.splice(0);
      const bench = new Bench([{ text: 'good' }, script]);
      assert.equal((await bench.run({ prepared: task })).outcome, 'accepted');
      assert.deepEqual(heard, [undefined]);
      assert.equal(bench.clock.waits.length, 0);
    }
  });

  it('is not asked where it is not wanted, or a budget stands against it', async () => {
    const before = new Bench([{ text: 'good' }, { text: 'lists' }]);
    await before.run({ prepared: task });
    const [first] = before.books.started;
    // Enough for the answer at its dearest, and for nothing beside it.
    const perRunNusd = (first?.reservedNusd ?? 0) + 1;
    const budget = { ...NO_BUDGET, perRunNusd };
    for (const chosen of [
      settings({ probeArguments: false }),
      settings({ budget: { ...budget, action: 'ask' } }),
    ]) {
      heard.splice(0);
      const bench = new Bench([{ text: 'good' }, { text: 'lists' }]);
      assert.equal((await bench.run({ prepared: task, settings: chosen })).outcome, 'accepted');
      assert.deepEqual([heard, bench.booked], [[undefined], ['first sonnet accepted']]);
      assert.deepEqual(bench.spendQuestions, []);
    }
  });
});
