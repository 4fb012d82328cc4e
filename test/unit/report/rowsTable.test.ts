import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { chartOf } from '../../../src/report/chart.ts';
import { Format } from '../../../src/report/format.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import { rowsTable } from '../../../src/report/rowsTable.ts';
import type { Cell } from '../../../src/report/tables.ts';
import { chartTable, fallbackTable, groupTable, recentTable } from '../../../src/report/tables.ts';
import { comparedOf, dayOf, fallbacksOf, groupOf, runOf, totalsOf } from './figuresOf.ts';

const format = new Format('en', REPORT_TEXTS, 'UTC');
const words = { 'task.docs': 'Docs', 'tier.opus': 'Opus', 'attempt.repair': 'repair' };
const started_at = Date.UTC(2026, 10, 3, 14, 5);

function filtersOf(row: readonly Cell[] | undefined): readonly unknown[] {
  return (row ?? []).map(({ behind }) => behind && [behind.kind, behind.filter]);
}

function texts(row: readonly Cell[] | undefined): readonly string[] {
  return (row ?? []).map(({ text, detail }) =>
    detail === undefined ? text : `${text} | ${detail}`,
  );
}

describe('the rows behind a number', () => {
  it('of a group are its runs and attempts, and what can be compared', () => {
    const group = groupOf('docs', { ...comparedOf(4, 0.25, 1), escalations: 1, kept: 2 });
    const table = groupTable('task', [group], words, format);
    assert.deepEqual(filtersOf(table.rows[0]), [
      undefined,
      ['runs', { task: 'docs' }],
      ['attempts', { task: 'docs' }],
      ['attempts', { task: 'docs' }],
      ['runs', { task: 'docs', kept: 'no' }],
      ['runs', { task: 'docs', kept: 'yes' }],
      ['runs', { task: 'docs', comparable: true }],
      ['runs', { task: 'docs', comparable: true }],
      ['runs', { task: 'docs', escalated: true }],
    ]);
  });

  it('of a model are the runs that it answered, and all attempts at it', () => {
    const table = groupTable('model', [groupOf('claude-x', comparedOf(1, 1, 1))], words, format);
    const [, runs, attempts] = filtersOf(table.rows[0]);
    assert.deepEqual(runs, ['runs', { finalModel: 'claude-x' }]);
    assert.deepEqual(attempts, ['attempts', { model: 'claude-x' }]);
    const none = groupTable('model', [groupOf('', totalsOf({ runs: 1 }))], words, format);
    assert.equal(none.rows[0]?.[0]?.text, 'no model');
    assert.deepEqual(filtersOf(none.rows[0]).slice(1, 3), [
      ['runs', { finalModel: '' }],
      ['attempts', { model: '' }],
    ]);
  });

  it('of the chart are those of its days, of a run its attempts', () => {
    const days = [dayOf(20_261_103, 'opus', 10, 11)];
    const chart = chartOf(days, { firstDay: 20_261_101, lastDay: 20_261_107 }, false);
    const period = { firstDay: 20_261_103, lastDay: 20_261_103 };
    assert.deepEqual(filtersOf(chartTable(chart, words, format).rows[0]), [
      undefined,
      ['runs', { period }],
      ['attempts', { period, tier: 'opus' }],
      ['attempts', { period }],
      ['runs', { period, comparable: true }],
    ]);
    const recent = recentTable([runOf({ runId: 9 })], words, format);
    assert.deepEqual(filtersOf(recent.rows[0])[5], ['attempts', { run: 9 }]);
  });

  it('of a tier are its attempts, judged and passed ones apart', () => {
    const opus = {
      tier: 'opus',
      attempts: 4,
      judged: 3,
      successes: 2,
      successRate: 2 / 3,
      fallbacks: 1,
      costNusd: 5e9,
    } as const;
    const table = fallbackTable(fallbacksOf({ byTier: [opus] }), words, format);
    assert.deepEqual(texts(table.rows[0]), ['Opus', '4', '3', '2', '67%', '1', '$5.00']);
    assert.deepEqual(filtersOf(table.rows[0]), [
      undefined,
      ['attempts', { tier: 'opus' }],
      ['attempts', { judged: true, tier: 'opus' }],
      ['attempts', { judged: true, outcome: 'accepted', tier: 'opus' }],
      ['attempts', { judged: true, tier: 'opus' }],
      ['runs', { escalated: true, tier: 'opus' }],
      ['attempts', { tier: 'opus' }],
    ]);
  });

  it('are shown run by run', () => {
    const run = {
      started_at,
      task: 'docs',
      language: 'go',
      outcome: 'accepted',
      strength: 'proves',
      start_tier: 'haiku',
      final_tier: 'opus',
      attempts: 2,
      cost_nusd: 10_000_000,
      unpriced: 1,
      baseline_nusd: null,
    };
    assert.deepEqual(texts(rowsTable('runs', [run], words, format).rows[0]), [
      'Nov 3, 2:05 PM',
      'Docs | go',
      'accepted | proves',
      'haiku → Opus',
      '2',
      '$0.01 | + 1 unpriced',
      '–',
    ]);
    const undone = { ...run, verdict: 'undone' };
    const [taken] = rowsTable('runs', [undone], words, format).rows;
    assert.equal(texts(taken)[2], 'accepted | proves · undone');
    const free = { ...run, cost_nusd: 0, unpriced: 0, baseline_method: 'included' };
    const [row] = rowsTable('runs', [free], words, format).rows;
    assert.deepEqual(texts(row).slice(-2), ['included', '–']);
    const [about] = rowsTable('runs', [{ ...run, estimated: 1 }], words, format).rows;
    assert.equal(texts(about).at(-2), '~$0.01 | + 1 unpriced');
  });

  it('are shown attempt by attempt, with every kind of token', () => {
    const attempt = {
      started_at,
      kind: 'repair',
      model: 'claude-opus-5-5',
      tier: 'opus',
      outcome: 'rejected',
      input_tokens: 1000,
      cache_read_tokens: 200,
      cache_write_5m_tokens: 30,
      cache_write_1h_tokens: 4,
      output_tokens: 50,
      duration_ms: 14_000,
      cost_nusd: 10_000_000,
      usage: 'estimated',
    };
    assert.deepEqual(texts(rowsTable('attempts', [attempt], words, format).rows[0]), [
      'Nov 3, 2:05 PM',
      'repair',
      'claude-opus-5-5 | Opus',
      'rejected',
      '1,234 / 50',
      '14 sec',
      '~$0.01',
    ]);
    const unpriced = { ...attempt, cost_nusd: null };
    const [row] = rowsTable('attempts', [unpriced], words, format).rows;
    assert.equal(texts(row).at(-1), '– | + 1 unpriced');
    const included = { ...attempt, cost_nusd: 0, price_id: 'included' };
    const [other] = rowsTable('attempts', [included], words, format).rows;
    assert.equal(texts(other).at(-1), 'included');
  });
});
