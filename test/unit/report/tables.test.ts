import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { chartOf } from '../../../src/report/chart.ts';
import { Format } from '../../../src/report/format.ts';
import { pageStateFrom } from '../../../src/report/page/pageState.ts';
import { renderPage } from '../../../src/report/pageHtml.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import { nextSort, sortRows } from '../../../src/report/sorting.ts';
import type { Cell } from '../../../src/report/tables.ts';
import { chartTable, groupTable, recentTable } from '../../../src/report/tables.ts';
import { comparedOf, dayOf, groupOf, runOf, totalsOf, USD } from './figuresOf.ts';

const format = new Format('en', REPORT_TEXTS, 'UTC');
const words = { 'task.docs': 'Docs', 'tier.haiku': 'Haiku', 'tier.opus': 'Opus' };

function texts(row: readonly Cell[] | undefined): readonly string[] {
  return (row ?? []).map(({ text, detail }) =>
    detail === undefined ? text : `${text} | ${detail}`,
  );
}

describe('tables of the report', () => {
  it('shows what each group cost, saved and escalated, and its share of the spend', () => {
    const docs = groupOf('docs', {
      ...comparedOf(4, 0.25, 1),
      escalations: 1,
      kept: 3,
      unkeptCostNusd: 0.05 * USD,
    });
    const mine = groupOf('mine', totalsOf({ runs: 2, costNusd: 0.75 * USD, unpriced: 1 }));
    const table = groupTable('task', [docs, mine], words, format);
    assert.equal(table.columns.length, table.rows[0]?.length);
    // What was compared is read from its neighbours: with us, with Opus alone, the difference.
    assert.deepEqual(
      table.columns.slice(6, 9).map(({ label }) => label),
      ['With Tierwise', 'Always Opus', 'Saved'],
    );
    assert.deepEqual(texts(table.rows[0]), [
      'Docs',
      '4',
      '$0.25',
      '25%',
      '$0.05 | 20%',
      '$0.083',
      '$0.25',
      '$1.00',
      '$0.75 | 75%',
      '25%',
    ]);
    assert.deepEqual(texts(table.rows[1]), [
      'mine',
      '2',
      '$0.75 | + 1 unpriced',
      '75%',
      '–',
      '–',
      '–',
      '–',
      '–',
      '0%',
    ]);
  });

  it('says what was compared only where that is not all there is', () => {
    const all = groupTable('task', [groupOf('docs', comparedOf(4, 0.25, 1))], words, format);
    assert.ok(!all.columns.some(({ key }) => key === 'compared'));
    assert.equal(all.columns.length, all.rows[0]?.length);
  });

  it('has every amount of a group to the nano-dollar too', () => {
    const group = groupOf('docs', comparedOf(4, 0.01555, 0.05934));
    const [row] = groupTable('task', [group], words, format).rows;
    assert.deepEqual(
      row?.map(({ exact }) => exact),
      [
        undefined,
        undefined,
        '$0.01555',
        undefined,
        undefined,
        undefined,
        '$0.05934',
        '$0.04379',
        undefined,
      ],
    );
  });

  it('marks the groups that lost money', () => {
    const table = groupTable('tier', [groupOf('opus', comparedOf(1, 2, 1))], words, format);
    const [row] = table.rows;
    assert.equal(row?.[0]?.tier, 'opus');
    assert.deepEqual(texts(row).at(7), '−$1.00 | −100%');
    assert.equal(row?.[7]?.isNegative, true);
  });

  it('tells of each run how it went, who answered and why', () => {
    const escalated = runOf({ finalTier: 'opus', finalModel: 'claude-opus-5-5', attempts: 3 });
    const cut = runOf({
      runId: 2,
      outcome: 'cancelled',
      strength: null,
      estimated: 1,
      baselineNusd: null,
    });
    const reasons = { 'reason.1': 'Haiku passed 41 of 43', 'strength.proves': 'proven' };
    const table = recentTable([escalated, cut], { ...words, ...reasons }, format);
    assert.deepEqual(texts(table.rows[0]), [
      'Nov 3, 2:05 PM',
      'Docs | go',
      'accepted | proven',
      'Haiku → Opus | claude-opus-5-5 · 3 attempts',
      'Haiku passed 41 of 43',
      '$0.01',
      '$0.10',
    ]);
    assert.deepEqual(texts(table.rows[1]).slice(2), [
      'cancelled',
      'Haiku | claude-haiku-5-5',
      'taskDefault',
      '~$0.01',
      '–',
    ]);
  });

  it('has the figures of the chart, without its empty days', () => {
    const days = [dayOf(20_261_103, 'haiku', 1, 20), dayOf(20_261_103, 'opus', 10, 11)];
    const chart = chartOf(days, { firstDay: 20_261_101, lastDay: 20_261_107 }, false);
    const table = chartTable(chart, words, format);
    assert.deepEqual(
      table.columns.map(({ label }) => label),
      ['Day', 'Runs', 'Haiku', 'Opus', 'Total', 'Always Opus'],
    );
    assert.deepEqual(table.rows.map(texts), [
      ['Tue, Nov 3', '2', '$0.01', '$0.10', '$0.11', '$0.31'],
    ]);
  });

  it('has the cost of a run under way, which is no run of its day yet', () => {
    const days = [{ ...dayOf(20_261_103, 'haiku', 1), runs: 0 }];
    const chart = chartOf(days, { firstDay: 20_261_101, lastDay: 20_261_107 }, false);
    assert.deepEqual(chartTable(chart, words, format).rows.map(texts), [
      ['Tue, Nov 3', '0', '$0.01', '$0.01', '$0.00'],
    ]);
  });

  it('sorts numbers and names in both directions, what is missing last', () => {
    const rows = [2, null, 10, 1];
    const sorted = (descending: boolean): readonly (number | null)[] =>
      sortRows(rows, (row) => row, descending, 'en');
    assert.deepEqual(sorted(false), [1, 2, 10, null]);
    assert.deepEqual(sorted(true), [10, 2, 1, null]);
    assert.deepEqual(
      sortRows(['Sonnet 10', 'haiku', 'Sonnet 9'], (row) => row, false, 'en'),
      ['haiku', 'Sonnet 9', 'Sonnet 10'],
    );
  });

  it('turns the order of the same column and starts another at its useful end', () => {
    const byCost = { column: 'cost', descending: true };
    assert.deepEqual(nextSort(byCost, 'cost', true), { column: 'cost', descending: false });
    assert.deepEqual(nextSort(byCost, 'task', false), { column: 'task', descending: false });
  });
});

describe('state of the report', () => {
  it('comes back as it was kept', () => {
    const kept = {
      period: 'all',
      tags: { branch: 'main', ticket: '' },
      scroll: 120,
      hasSeenRuns: true,
      sorts: { recent: { column: 'cost', descending: true } },
      open: ['chart-details'],
    };
    assert.deepEqual(pageStateFrom(structuredClone(kept)), kept);
  });

  it('starts anew from anything else', () => {
    const none = {
      period: undefined,
      tags: {},
      scroll: 0,
      hasSeenRuns: false,
      sorts: {},
      open: [],
    };
    for (const kept of [
      undefined,
      null,
      'x',
      [],
      { period: 'never', scroll: '1', open: [1], tags: { x: '' } },
    ]) {
      assert.deepEqual(pageStateFrom(kept), none);
    }
    assert.deepEqual(pageStateFrom({ sorts: { recent: { column: 1 } } }), none);
  });
});

describe('shell of the report', () => {
  const page = renderPage({
    nonce: 'n0nce',
    cspSource: 'https://host.example',
    scriptUri: 'https://host.example/report.js?a=1&b=2',
    styleUri: 'https://host.example/report.css',
    title: '</title><script>x</script>',
    language: 'en',
  });

  it('allows its own script and style and nothing else', () => {
    assert.match(
      page,
      /default-src 'none'; style-src https:\/\/host\.example; script-src 'nonce-n0nce'/u,
    );
    assert.doesNotMatch(page, /unsafe|style=|<style|\son\w+=/u);
  });

  it('keeps what it is given from becoming markup', () => {
    assert.equal(page.match(/<script/gu)?.length, 1);
    assert.match(page, /a=1&amp;b=2/u);
  });
});
