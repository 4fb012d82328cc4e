import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Finding, GateResult } from '../../../../src/tasks/task.ts';
import type { Script } from '../support.ts';
import { Bench, http, NO_BUDGET, prepared, settings } from '../support.ts';

const SOURCE = 'return list.length;\n';

const FINDING: Finding = {
  firstLine: 1,
  lastLine: 1,
  quote: 'return list.length;',
  severity: 'medium',
  title: 'Throws',
  trigger: 'undefined',
  consequence: 'It throws.',
  confidence: 0.9,
  suggestion: '',
};

/** A review whose reply names how many findings it has. */
const task = prepared({
  name: 'review',
  reviewed: SOURCE,
  check: async (reply): Promise<GateResult> => ({
    answer: {
      kind: 'findings',
      findings: Array.from({ length: Number(reply) }, () => FINDING),
      hidden: [],
    },
    problems: [],
    strength: 'form',
    notes: [],
  }),
});

const says = (verdict: string): Script => ({
  text: JSON.stringify({
    verdicts: [{ claim: 1, verdict, from: 1, to: 1, quote: FINDING.quote, why: 'It is handled.' }],
  }),
});

const codes = (notes: readonly { readonly code: string }[]) => notes.map(({ code }) => code);

describe('the second look of a review', () => {
  it('is one cheap call of the same run, booked and charged', async () => {
    const bench = new Bench([{ text: '1' }, says('refuted')]);
    const result = await bench.run({ prepared: task });
    assert.deepEqual(bench.booked, ['first sonnet accepted', 'secondLook haiku accepted']);
    assert.equal(result.outcome, 'accepted');
    assert.ok(result.answer?.kind === 'findings');
    assert.deepEqual(result.answer.findings, []);
    assert.equal(result.answer.hidden[0]?.secondLook?.type, 'refuted');
    assert.deepEqual(codes(result.notes), ['notes.secondLook']);
    const [answered, looked] = bench.books.ended;
    const [run] = bench.books.runs;
    assert.ok(answered?.costNusd && looked?.costNusd && run);
    assert.equal(run.costNusd, answered.costNusd + looked.costNusd);
    // Who answered is who reviewed, and the look is no part of what Opus would have cost.
    assert.deepEqual([result.finalTier, run.finalTier], ['sonnet', 'sonnet']);
    const alone = new Bench([{ text: '1' }]);
    await alone.run({ prepared: task, settings: settings({ secondLook: false }) });
    assert.equal(run.baselineNusd, alone.books.runs[0]?.baselineNusd);
    assert.deepEqual(alone.booked, ['first sonnet accepted']);
  });

  it('is made for findings alone', async () => {
    const empty = new Bench([{ text: '0' }, says('refuted')]);
    assert.deepEqual(codes((await empty.run({ prepared: task })).notes), []);
    assert.deepEqual(empty.booked, ['first sonnet accepted']);
    const other = new Bench([{ text: 'good' }, says('refuted')]);
    await other.run({ prepared: prepared({ name: 'explain' }) });
    assert.deepEqual(other.provider.models.length, 1);
  });

  it('takes nothing from the answer when it fails, and is then said to be none', async () => {
    const scripts: readonly Script[] = [
      http(529),
      http(401),
      { text: 'They are all wrong.' },
      { stop: 'refusal' },
      { stop: 'max_tokens', text: '{"verdicts": [' },
    ];
    for (const script of scripts) {
      const bench = new Bench([{ text: '1' }, script]);
      const result = await bench.run({ prepared: task });
      assert.equal(result.outcome, 'accepted');
      assert.ok(result.answer?.kind === 'findings');
      assert.deepEqual(result.answer.findings, [FINDING]);
      assert.deepEqual(codes(result.notes), ['notes.noSecondLook']);
      assert.equal(bench.clock.waits.length, 0);
    }
  });

  it('is left out where a budget stands against it, without a question', async () => {
    const budget = { ...NO_BUDGET, perRunNusd: 500_000_000 };
    for (const action of ['ask', 'stop', 'stayCheap'] as const) {
      const dear: Script = { text: '1', usage: { outputTokens: 100_000 } };
      const bench = new Bench([dear, says('refuted')]);
      const chosen = settings({ budget: { ...budget, action } });
      const result = await bench.run({ prepared: task, settings: chosen });
      assert.equal(result.outcome, 'accepted');
      assert.deepEqual(bench.booked, ['first sonnet accepted']);
      assert.deepEqual(codes(result.notes), ['notes.noSecondLook']);
      assert.deepEqual(bench.spendQuestions, []);
    }
  });

  it('ends with the run, and what was answered is kept', async () => {
    const bench = new Bench((_, index) =>
      index === 0 ? { text: '1' } : { on: () => bench.abort.abort() },
    );
    const result = await bench.run({ prepared: task });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, ['first sonnet accepted', 'secondLook haiku cancelled']);
    assert.deepEqual(codes(result.notes), ['notes.noSecondLook']);
  });
});
