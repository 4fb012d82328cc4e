import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ModelAnswers } from '../../../src/ledger/trials.ts';
import { Format } from '../../../src/report/format.ts';
import { modelChangeTable } from '../../../src/report/modelChangeTable.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';

const format = new Format('en', REPORT_TEXTS, 'UTC');
const CENT = 10_000_000;

function answers(model: string, count: number, passed: number, task = 'docs'): ModelAnswers {
  return {
    task: task as ModelAnswers['task'],
    tier: 'sonnet',
    model,
    answers: count,
    passed,
    costNusd: CENT * count,
    priced: count,
  };
}

function rows(models: readonly ModelAnswers[]) {
  return (modelChangeTable(models, {}, format)?.rows ?? []).map((cells) =>
    cells.map(({ text, detail }) => [text, detail].filter(Boolean).join(' | ')),
  );
}

describe('new models in the report', () => {
  it('stand beside those before them, task by task and together', () => {
    const table = rows([
      answers('claude-sonnet-5', 100, 90),
      answers('claude-sonnet-5', 50, 45, 'tests'),
      answers('claude-sonnet-5-5', 40, 20),
      answers('claude-sonnet-5-5', 10, 9, 'tests'),
      // The one before has not done it.
      answers('claude-sonnet-5-5', 10, 0, 'fix'),
    ]);
    assert.deepEqual(
      table.map(([tier]) => tier),
      ['sonnet | All tasks', 'sonnet | docs', 'sonnet | tests'],
    );
    const [all, docs, tests] = table;
    assert.deepEqual(all?.slice(1, 4), [
      'claude-sonnet-5 → claude-sonnet-5-5',
      '90% | of 150',
      '58% | of 50',
    ]);
    assert.match(docs?.[4] ?? '', /^~−40% \| −\d+% to −\d+%$/u);
    assert.deepEqual(docs?.slice(5), ['$0.01', '$0.01']);
    assert.equal(tests?.[4], 'Too little is known');
  });

  it('are marked where they are worse, and open their answers', () => {
    const table = modelChangeTable(
      [answers('claude-sonnet-5', 100, 90), answers('claude-sonnet-5-5', 40, 20)],
      {},
      format,
    );
    const cells = table?.rows[0] ?? [];
    assert.equal(cells[4]?.isNegative, true);
    assert.deepEqual(cells[3]?.behind?.filter, {
      purpose: 'answers',
      opening: true,
      task: 'docs',
      tier: 'sonnet',
      model: 'claude-sonnet-5-5',
    });
  });

  it('are not there without one, or where only a release date came to a name', () => {
    assert.equal(modelChangeTable([], {}, format), undefined);
    assert.equal(modelChangeTable([answers('claude-sonnet-5', 5, 5)], {}, format), undefined);
    const renamed = [answers('claude-sonnet-5', 5, 5), answers('claude-sonnet-5-20260601', 5, 5)];
    assert.equal(modelChangeTable(renamed, {}, format), undefined);
    const apart = [answers('claude-sonnet-5', 5, 5), answers('claude-sonnet-5-5', 5, 5, 'fix')];
    assert.equal(modelChangeTable(apart, {}, format), undefined);
  });
});
