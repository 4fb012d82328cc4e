import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { problem } from '../../../../src/tasks/problem.ts';
import type { GateResult, Problem } from '../../../../src/tasks/task.ts';
import { Bench, prepared } from '../support.ts';

const PROBLEMS: Readonly<Record<string, Problem>> = {
  passes: problem('tests.notShown', {}),
  hangs: problem('tests.notEnded', {}),
  unread: problem('tests.syntaxError', { line: 1 }),
};

/** A task whose answers say what the test does that is to show a finding. */
const task = prepared({
  name: 'tests',
  check: async (reply): Promise<GateResult> => {
    const found = PROBLEMS[reply];
    const showing = { path: 'a.test.js', text: reply, framework: 'node:test', cases: ['a'] };
    return {
      answer: { kind: 'markdown', markdown: reply, names: [] },
      problems: found === undefined ? [] : [found],
      strength: 'checks',
      notes: [],
      ...(found === undefined && { showing }),
    };
  },
});

describe('a test that was to show a finding', () => {
  it('is repaired at its tier where it shows nothing, and says then what it shows', async () => {
    const bench = new Bench([{ text: 'passes' }, { text: 'fails' }]);
    const result = await bench.run({ prepared: task });
    assert.deepEqual(bench.booked, ['first haiku rejected', 'repair haiku accepted']);
    assert.deepEqual([result.outcome, result.showing?.text], ['accepted', 'fails']);
  });

  it('costs no dearer tier, since the finding may be wrong', async () => {
    const bench = new Bench([{ text: 'passes' }, { text: 'passes' }]);
    const result = await bench.run({ prepared: task });
    assert.deepEqual(bench.booked, ['first haiku rejected', 'repair haiku rejected']);
    assert.deepEqual(
      [result.outcome, result.problems[0]?.code, result.showing],
      ['rejected', 'tests.notShown', undefined],
    );
  });

  it('is not asked for again where it hangs', async () => {
    const bench = new Bench([{ text: 'hangs' }]);
    const result = await bench.run({ prepared: task });
    assert.deepEqual(bench.booked, ['first haiku rejected']);
    assert.equal(result.problems[0]?.code, 'tests.notEnded');
  });

  it('goes up as ever where it is no test', async () => {
    const bench = new Bench([{ text: 'unread' }, { text: 'unread' }, { text: 'fails' }]);
    const result = await bench.run({ prepared: task });
    assert.deepEqual([result.outcome, result.finalTier], ['accepted', 'opus']);
  });
});
