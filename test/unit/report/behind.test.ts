import assert from 'node:assert/strict';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import type { Figures } from '../../../src/ledger/figures.ts';
import type { JournalRecord } from '../../../src/ledger/journal/journalRecord.ts';
import type { Quality } from '../../../src/ledger/quality.ts';
import { figuresOf } from '../../../src/ledger/queries/figuresQuery.ts';
import { qualityOf } from '../../../src/ledger/queries/qualityQuery.ts';
import { rowsOf } from '../../../src/ledger/queries/rowsQuery.ts';
import { trialsOf } from '../../../src/ledger/queries/trialsQuery.ts';
import type { LedgerRow } from '../../../src/ledger/rows.ts';
import { firstRunIdAt } from '../../../src/ledger/runId.ts';
import type { ModelAnswers } from '../../../src/ledger/trials.ts';
import { localDayIn } from '../../../src/models/localDay.ts';
import type { Behind } from '../../../src/report/behind.ts';
import { BEHIND } from '../../../src/report/behind.ts';
import { certificateTable } from '../../../src/report/certificateTable.ts';
import { chartOf } from '../../../src/report/chart.ts';
import { controlTable } from '../../../src/report/controlTable.ts';
import { Format } from '../../../src/report/format.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import { changesOf } from '../../../src/report/quality/changes.ts';
import { startTable } from '../../../src/report/quality/startTable.ts';
import { tierQualityTable } from '../../../src/report/quality/tierTable.ts';
import type { Table } from '../../../src/report/tables.ts';
import { chartTable, fallbackTable, groupTable, recentTable } from '../../../src/report/tables.ts';
import { whatIfTable } from '../../../src/report/whatIfTable.ts';
import { attemptEnded, attemptStarted, runEnded } from '../../support/ledgerRecords.ts';
import { ledgerEngine, memoryBooks } from '../../support/memoryBooks.ts';

const FROM = Date.parse('2026-10-24T00:00:00Z');
const localDay = localDayIn('Europe/Berlin');
const PERIODS = [
  { firstDay: 20_261_024, lastDay: 20_261_025 },
  { firstDay: 0, lastDay: 99_991_231 },
];
const format = new Format('en', REPORT_TEXTS, 'UTC');

const attempt = fc.record({
  kind: fc.constantFrom('repair', 'limit', 'effort', 'escalation', 'refine'),
  tier: fc.constantFrom('haiku', 'sonnet', 'opus', 'other'),
  outcome: fc.constantFrom('accepted', 'rejected', 'refused', 'truncated', 'failed', 'cancelled'),
  costNusd: fc.option(fc.nat(1_000_000_000), { freq: 6 }),
  usageSource: fc.constantFrom('reported', 'estimated'),
  durationMs: fc.nat(60_000),
});

/** A run of any kind: judged before, gone on with, without any attempt, under way, lost, not for use. */
const run = fc.record({
  at: fc.integer({ min: FROM, max: FROM + 3 * 86_400_000 }),
  isClassified: fc.boolean(),
  attempts: fc.array(attempt, { maxLength: 5 }),
  end: fc.constantFrom('accepted', 'accepted', 'rejected', 'cancelled', 'failed', 'none'),
  isWaiting: fc.boolean(),
  baselineNusd: fc.option(fc.nat(1_000_000_000)),
  purpose: fc.constantFrom('use', 'use', 'use', 'explore', 'control', 'compare'),
  task: fc.constantFrom('docs', 'review', 'tests'),
  propensity: fc.constantFrom(null, 1, 0.1, 0.9),
  modelPropensity: fc.constantFrom(null, null, 0.1, 0.9),
  label: fc.constantFrom('right', 'wrong', 'wrong', 'unsure', null),
  verdict: fc.constantFrom('applied', 'edited', 'undone', 'discarded', null),
  keptShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});
type MadeRun = typeof run extends fc.Arbitrary<infer Made> ? Made : never;

function recordsOf(made: MadeRun, index: number): readonly JournalRecord[] {
  const { at, attempts, purpose, task, end, baselineNusd, propensity, modelPropensity } = made;
  const id = at * 4096 + index;
  const day = localDay(at);
  const records = attempts.map((each, place): JournalRecord => {
    const kinds = made.isClassified ? (['classify', 'first'] as const) : (['first'] as const);
    const kind = kinds[place] ?? each.kind;
    const common = {
      ordinal: place + 1,
      model: `model-${each.tier}${index % 3 === 0 ? '-2' : ''}`,
      purpose,
      task,
    };
    return { t: 'attempt.ended', day, attempt: attemptEnded(id, { ...each, ...common, kind }) };
  });
  if (made.isWaiting) {
    const waiting = attemptStarted(id, { ordinal: attempts.length + 1, purpose, task });
    records.push({ t: 'attempt.started', day, attempt: waiting });
  }
  if (end === 'none') return records;
  const startTier = attempts[0]?.tier ?? 'haiku';
  const finalTier = attempts.at(-1)?.tier ?? 'haiku';
  const chance = { propensity, modelPropensity };
  const ended = { startTier, finalTier, outcome: end, baselineNusd, purpose, task, ...chance };
  records.push({ t: 'run.ended', day, run: runEnded(id, ended) });
  const { label, verdict, keptShare } = made;
  if (verdict !== null) {
    const kept = keptShare === null ? {} : { keptShare };
    records.push({ t: 'verdict', verdict: { runId: id, at: at + 8e7, verdict, ...kept } });
  }
  if (label !== null) records.push({ t: 'audit', audit: { runId: id, at: at + 9e7, label } });
  return records;
}

const histories = fc.record({
  made: fc.array(run, { minLength: 1, maxLength: 12 }),
  isDead: fc.boolean(),
  clearedAt: fc.option(fc.integer({ min: FROM, max: FROM + 3 * 86_400_000 })),
});
const orders = fc.infiniteStream(fc.nat());

function forget(at: number): JournalRecord {
  return { t: 'forget', at, before: firstRunIdAt(at), keepFrom: 20_261_001 };
}

/** How often histories are made, until each number was in one. */
const MOST_ROUNDS = 20;

/** What the rows behind a number of a table come to, by the number's column. */
const MEANINGS: Readonly<Record<string, (rows: Rows, figures: Figures) => number>> = {
  runs: ({ length }) => length,
  attempts: ({ length }) => length,
  judged: ({ length }) => length,
  successes: ({ length }) => length,
  fallbacks: ({ length }) => length,
  rate: (rows) => rows.filter((row) => row['outcome'] === 'accepted').length / rows.length,
  cost: (rows) => sum(rows, 'cost_nusd'),
  unkept: (rows) => sum(rows, 'cost_nusd'),
  compared: (rows) => sum(rows, 'cost_nusd'),
  baseline: (rows) => sum(rows, 'baseline_nusd'),
  saved: savedIn,
  share: (rows, { totals }) => sum(rows, 'cost_nusd') / (totals.costNusd || 1),
  // The columns of the chart's table.
  haiku: (rows) => sum(rows, 'cost_nusd'),
  sonnet: (rows) => sum(rows, 'cost_nusd'),
  opus: (rows) => sum(rows, 'cost_nusd'),
  other: (rows) => sum(rows, 'cost_nusd'),
  total: (rows) => sum(rows, 'cost_nusd'),
};
type Rows = readonly LedgerRow[];

/** An answer that proved wrong has saved nothing: its cost is lost. */
function savedIn(rows: Rows): number {
  const good = rows.filter((row) => row['audit'] !== 'wrong');
  return sum(good, 'baseline_nusd') - sum(rows, 'cost_nusd');
}

describe('every number of the report', function () {
  this.timeout(60_000);
  let engine: SqlJsStatic;

  before(async () => {
    engine = await ledgerEngine();
  });

  it('is what the rows behind it come to, whatever was booked', () => {
    const seen = new Set<string>();
    let rounds = 0;
    const numbers = [...Object.keys(MEANINGS), 'escalated', 'kept'];
    const check = (): void =>
      fc.assert(
        fc.property(histories, orders, ({ made, isDead, clearedAt }, order) => {
          const { books, words, settle } = memoryBooks(engine, FROM);
          const records = made.flatMap(recordsOf);
          const cleared: readonly JournalRecord[] = clearedAt === null ? [] : [forget(clearedAt)];
          const shuffled = [...records, ...records.slice(0, 3), ...cleared]
            .map((record) => ({ record, place: Number(order.next().value) }))
            .sort((one, other) => one.place - other.place)
            .map(({ record }) => record);
          const half = shuffled.length / 2;
          books.keep(shuffled.slice(0, half));
          // A window that was taken for dead goes on all the same.
          if (isDead) books.query(settle);
          books.keep(shuffled.slice(half));
          for (const period of PERIODS) {
            const rowsBehind = ({ kind, filter }: Behind): Rows => {
              const page = { after: null, size: 10_000, order: 'DESC' } as const;
              const whole = { period, ...filter };
              return books.query((sql) => rowsOf(sql, words(sql), { kind, filter: whole }, page))
                .rows;
            };
            const figures = books.query((sql) => figuresOf(sql, words(sql), period));
            checkTotals(figures, rowsBehind);
            for (const table of tablesOf(figures)) checkTable(table, figures, rowsBehind, seen);
            const quality = books.query((sql) => qualityOf(sql, words(sql), { period }));
            checkQuality(quality, figures, rowsBehind);
            checkChanges(figures, rowsBehind);
            const trials = books.query((sql) => trialsOf(sql, words(sql), period));
            checkWhatIf(whatIfTable({ figures, trials, words: {}, format }), rowsBehind);
            checkCounts(certificateTable(trials.audits, {}, format), rowsBehind);
            for (const one of trials.models) checkModel(one, rowsBehind);
            const control = controlTable(trials, format);
            if (control !== undefined)
              checkCounts({ ...control, rows: control.rows.slice(0, 1) }, rowsBehind);
          }
          books.close();
        }),
        { numRuns: 20 },
      );
    // Chance decides what a history has: some numbers are in few.
    do check();
    while ((rounds += 1) < MOST_ROUNDS && seen.size < numbers.length);
    assert.deepEqual([...seen].toSorted(), numbers.toSorted());
  });
});

function checkTotals({ totals, fallbacks }: Figures, rowsBehind: (behind: Behind) => Rows): void {
  const compared = rowsBehind(BEHIND.compared);
  assert.deepEqual(
    {
      costNusd: sum(rowsBehind(BEHIND.spent), 'cost_nusd'),
      attempts: rowsBehind(BEHIND.spent).length,
      unpriced: rowsBehind(BEHIND.unpriced).length,
      comparableRuns: compared.length,
      comparableCostNusd: sum(compared, 'cost_nusd'),
      baselineNusd: sum(compared, 'baseline_nusd'),
      escalations: rowsBehind(BEHIND.escalated).length,
      accepted: rowsBehind(BEHIND.accepted).length,
      failedCostNusd: sum(rowsBehind(BEHIND.failed), 'cost_nusd'),
      extraMs: sum(rowsBehind(BEHIND.later), 'duration_ms'),
      runs: rowsBehind({ kind: 'runs', filter: {} }).length,
      estimated: rowsBehind({ kind: 'attempts', filter: { estimated: true } }).length,
      debitedNusd: sum(rowsBehind(BEHIND.debited), 'baseline_nusd'),
      kept: rowsBehind(BEHIND.kept).length,
      unkeptCostNusd: sum(rowsBehind(BEHIND.unkept), 'cost_nusd'),
      audited: rowsBehind(BEHIND.audited).length,
      auditedWrong: rowsBehind({ kind: 'runs', filter: { audit: 'wrong' } }).length,
      savedNusd: savedIn(compared),
    },
    totals,
  );
  assert.equal(fallbacks.savedNusd, totals.savedNusd);
}

function checkTable(
  table: Table,
  figures: Figures,
  rowsBehind: (behind: Behind) => Rows,
  seen: Set<string>,
): void {
  for (const cells of table.rows) {
    for (const [index, cell] of cells.entries()) {
      const column = table.columns[index];
      if (column?.isNumber !== true || typeof cell.sort !== 'number') continue;
      const where = `${table.id} ${cells[0]?.text ?? ''} ${column.key}`;
      assert.ok(cell.behind, `${where} opens nothing`);
      const rows = rowsBehind(cell.behind);
      const [, runs, cost] = cells;
      // A rate is of the runs beside it, and what a kept answer cost is all that was spent.
      const rates: Readonly<Record<string, number>> = {
        escalated: rows.length / Number(runs?.sort),
        kept: Math.round(Number(cost?.sort) / rows.length),
      };
      const found = rates[column.key] ?? MEANINGS[column.key]?.(rows, figures);
      assert.equal(found, cell.sort, where);
      seen.add(column.key);
    }
  }
}

/** What a model's answers have come to, which the report's cells only divide. */
function checkModel(one: ModelAnswers, rowsBehind: (behind: Behind) => Rows): void {
  const { task, tier, model } = one;
  const filter = { purpose: 'answers', opening: true, task, tier, model } as const;
  const rows = rowsBehind({ kind: 'attempts', filter });
  const passed = rows.filter((row) => row['outcome'] === 'accepted').length;
  const priced = rows.filter((row) => row['cost_nusd'] !== null).length;
  const costNusd = sum(rows, 'cost_nusd');
  assert.deepEqual({ ...one, answers: rows.length, passed, priced, costNusd }, one);
}

/** What was and what would have been, where that is exact: other prices are of the rows that they would change. */
function checkWhatIf(table: Table, rowsBehind: (behind: Behind) => Rows): void {
  for (const [name, runs, was, would] of table.rows) {
    const where = `${name?.text ?? ''} ${name?.detail ?? ''}`;
    if (runs?.behind && runs.behind.kind === 'runs') {
      assert.equal(rowsBehind(runs.behind).length, runs.sort, `runs: ${where}`);
    }
    if (was?.behind)
      assert.equal(sum(rowsBehind(was.behind), 'cost_nusd'), was.sort, `was: ${where}`);
    if (would?.detail !== 'exact' || where.includes('price')) continue;
    assert.ok(would.behind);
    assert.equal(sum(rowsBehind(would.behind), 'cost_nusd'), would.sort, `would: ${where}`);
  }
}

/** How good answers were: what each number says of the rows that it opens. */
function checkQuality(
  quality: Quality,
  figures: Figures,
  rowsBehind: (behind: Behind) => Rows,
): void {
  const tables = [
    tierQualityTable(quality.tiers, figures.byTier, {}, format),
    startTable(quality.starts, {}, format),
  ];
  for (const table of tables) {
    for (const cells of table.rows) {
      const runs = Number(cells[table.id === 'starts' ? 2 : 1]?.sort);
      for (const [index, cell] of cells.entries()) {
        const key = table.columns[index]?.key ?? '';
        if (cell.behind === undefined) continue;
        const where = `${table.id} ${cells[0]?.text ?? ''} ${key}`;
        const rows = rowsBehind(cell.behind);
        const expected = QUALITY[key]?.(rows, runs) ?? rows.length;
        if (key === 'breakEven') assert.ok(rows.length > 0 && expected >= Number(cell.sort), where);
        else assert.ok(Math.abs(Number(cell.sort) - expected) < 1e-9 * (1 + expected), where);
      }
    }
  }
}

const QUALITY: Readonly<Record<string, (rows: Rows, runs: number) => number>> = {
  satisfaction: (rows) => rows.reduce((total, row) => total + contentOf(row), 0) / rows.length,
  share: (rows) => sum(rows, 'kept_share') / rows.length,
  median: (rows) => fastestOf(rows, 0.5),
  most: (rows) => fastestOf(rows, 0.95),
  added: (rows) => sum(rows, 'duration_ms'),
  perDollar: (rows) => (rows.filter(isRight).length * 1e9) / sum(rows, 'cost_nusd'),
  escalated: (rows, runs) => rows.length / runs,
  // What is spent at the start itself is at least nothing.
  breakEven: () => 1,
};

function isRight(row: LedgerRow): boolean {
  const takenBack = row['verdict'] === 'undone' || row['verdict'] === 'discarded';
  return row['outcome'] === 'accepted' && row['audit'] !== 'wrong' && !takenBack;
}

function contentOf(row: LedgerRow): number {
  if (row['verdict'] === 'undone' || row['verdict'] === 'discarded' || row['audit'] === 'wrong') {
    return 0;
  }
  return row['audit'] === 'right' ? 1 : Number(row['kept_share'] ?? 1);
}

function fastestOf(rows: Rows, share: number): number {
  const times = rows.map((row) => Number(row['duration_ms'])).toSorted((a, b) => a - b);
  return times[Math.ceil(times.length * share) - 1] ?? 0;
}

/** A period beside itself: both numbers of a line open the same rows, which are those that it counts. */
function checkChanges(figures: Figures, rowsBehind: (behind: Behind) => Rows): void {
  const changes = changesOf(figures, figures, {}, format);
  for (const [measure, now, earlier] of changes?.table.rows ?? []) {
    assert.deepEqual(now, earlier);
    if (now?.behind === undefined) continue;
    const rows = rowsBehind(now.behind);
    const { runs } = figures.totals;
    const isShare = ['Passed their check', 'Kept answers', 'Escalated'].includes(
      measure?.text ?? '',
    );
    const found: Readonly<Record<string, number>> = {
      Spent: sum(rows, 'cost_nusd'),
      Saved: savedIn(rows),
    };
    const expected = found[measure?.text ?? ''] ?? (isShare ? rows.length / runs : rows.length);
    assert.equal(now.sort, expected, measure?.text);
  }
}

function checkCounts(table: Table, rowsBehind: (behind: Behind) => Rows): void {
  for (const cell of table.rows.flat()) {
    if (cell.behind) assert.equal(rowsBehind(cell.behind).length, cell.sort, table.id);
  }
}

function tablesOf(figures: Figures): readonly Table[] {
  const chart = chartOf(figures.byDay, figures.period, true);
  return [
    groupTable('task', figures.byTask, {}, format),
    groupTable('tier', figures.byTier, {}, format),
    groupTable('model', figures.byModel, {}, format),
    fallbackTable(figures.fallbacks, {}, format),
    chartTable(chart, {}, format),
    recentTable(figures.recent, {}, format),
  ];
}

function sum(rows: Rows, name: string): number {
  return rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
}
