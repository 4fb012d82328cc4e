import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { csvCell } from '../../../src/ledger/csvCell.ts';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import type { RowFilter } from '../../../src/ledger/rows.ts';
import { ATTEMPT_COLUMNS, RUN_COLUMNS } from '../../../src/ledger/rows.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { writeHistory } from '../../support/ledgerHistory.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';
import { readFromOutside } from '../../support/sqliteProgram.ts';

const today = systemLocalDay(Date.now());
const period = { firstDay: today, lastDay: today };
const RUNS = 25;

describe('Ledger: rows', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;
  let ledger: BookedLedger;
  const ids: number[] = [];

  before(async () => {
    folder = await LedgerFolder.create();
    ledger = await folder.open();
    for (let run = 0; run < RUNS; run += 1) {
      const id = ledger.newRunId();
      ids.push(id);
      const isEscalated = run % 5 === 0;
      await ledger.attemptEnded(
        attemptEnded(id, {
          outcome: isEscalated ? 'rejected' : 'accepted',
          problems: isEscalated ? ['parse', 'anchor'] : [],
          costNusd: run === 7 ? null : 1_000 + run,
        }),
      );
      if (isEscalated) {
        const opus = { ordinal: 2, kind: 'escalation', tier: 'opus', model: 'opus-x' } as const;
        await ledger.attemptEnded(attemptEnded(id, { ...opus, costNusd: 50_000 }));
      }
      await ledger.runEnded(
        runEnded(id, {
          finalTier: isEscalated ? 'opus' : 'haiku',
          purpose: run === 24 ? 'explore' : 'use',
          task: run % 2 === 0 ? 'docs' : 'review',
        }),
      );
    }
  });

  after(() => folder.remove());

  it('stand behind every number of the figures', async () => {
    const { totals, byTask, byTier } = await ledger.figures(period);
    const runs = await all('runs', { period });
    const attempts = await all('attempts', { period });
    assert.equal(runs.length, totals.runs);
    assert.equal(attempts.length, totals.attempts);
    assert.equal(sum(attempts, 'cost_nusd'), totals.costNusd);
    assert.equal(sum(runs, 'cost_nusd'), totals.costNusd);
    assert.equal((await all('runs', { period, escalated: true })).length, totals.escalations);
    assert.equal((await all('attempts', { period, unpriced: true })).length, totals.unpriced);
    const comparable = await all('runs', { period, comparable: true });
    assert.equal(comparable.length, totals.comparableRuns);
    assert.equal(sum(comparable, 'baseline_nusd'), totals.baselineNusd);
    for (const { key, costNusd } of byTask) {
      const task = key === 'docs' ? 'docs' : 'review';
      assert.equal(sum(await all('attempts', { period, task }), 'cost_nusd'), costNusd);
    }
    for (const { key, costNusd, attempts: count } of byTier) {
      const rows = await all('attempts', { period, tier: key === 'opus' ? 'opus' : 'haiku' });
      assert.equal(rows.length, count);
      assert.equal(sum(rows, 'cost_nusd'), costNusd);
    }
    assert.equal((await all('runs', { purpose: 'any' })).length, RUNS);
    assert.equal((await all('runs', { purpose: 'explore' })).length, 1);
  });

  it('stand behind the numbers of failed and later attempts, of final models and single runs', async () => {
    const { totals, byModel, fallbacks } = await ledger.figures(period);
    assert.equal(
      sum(await all('attempts', { period, failed: true }), 'cost_nusd'),
      totals.failedCostNusd,
    );
    assert.equal(
      sum(await all('attempts', { period, later: true }), 'duration_ms'),
      totals.extraMs,
    );
    assert.equal((await all('attempts', { period, estimated: true })).length, totals.estimated);
    for (const { key, runs, attempts } of byModel) {
      assert.equal((await all('runs', { period, finalModel: key })).length, runs, key);
      assert.equal((await all('attempts', { period, model: key })).length, attempts, key);
    }
    for (const { tier, judged, successes, fallbacks: count } of fallbacks.byTier) {
      const of = { period, tier, judged: true };
      assert.equal((await all('attempts', of)).length, judged);
      assert.equal((await all('attempts', { ...of, outcome: 'accepted' })).length, successes);
      assert.equal((await all('runs', { period, tier, escalated: true })).length, count);
    }
    const [first = 0] = ids;
    assert.equal((await all('runs', { run: first })).length, 1);
    assert.equal((await all('attempts', { run: first })).length, 2);
    const always = { firstDay: 0, lastDay: today };
    assert.equal((await all('runs', { period: always })).length, totals.runs);
  });

  it('come in pages, newest first, each row once', async () => {
    const seen: unknown[] = [];
    let next: string | null = null;
    do {
      const page: Awaited<ReturnType<BookedLedger['rows']>> = await ledger.rows(
        'runs',
        { purpose: 'any' },
        { after: next, size: 4 },
      );
      assert.ok(page.rows.length <= 4);
      seen.push(...page.rows.map((row) => row['id']));
      next = page.next;
    } while (next !== null);
    assert.deepEqual(seen, ids.toReversed());
  });

  it('are exported as CSV with a header that stays', async () => {
    const text = await textOf(ledger.exportRows('runs', 'csv'));
    const lines = text.split('\r\n');
    assert.equal(lines[0], RUN_COLUMNS.join(','));
    assert.equal(lines.length, RUNS + 2);
    assert.ok(lines[1]?.startsWith(`${ids[0]},${today},docs,typescript,use,haiku,opus,accepted`));
    assert.ok(text.includes('"{""tokens"":1200}"'));
  });

  it('are exported as CSV for spreadsheets that write a comma before the fraction', async () => {
    const text = await textOf(ledger.exportRows('runs', 'csvSemicolon'));
    const lines = text.split('\r\n');
    assert.equal(lines[0], RUN_COLUMNS.join(';'));
    assert.equal(lines.length, RUNS + 2);
    const plain = await textOf(ledger.exportRows('runs', 'csv'));
    const column = RUN_COLUMNS.indexOf('cost_nusd');
    assert.equal(lines[1]?.split(';')[column], plain.split('\r\n')[1]?.split(',')[column]);
  });

  it('are exported as JSON that holds what the views hold', async () => {
    const exported: unknown = JSON.parse(await textOf(ledger.exportRows('attempts', 'json')));
    assert.ok(Array.isArray(exported));
    await ledger.save();
    const main = join(folder.ledger, 'ledger.sqlite');
    const read = await readFromOutside(main, 'SELECT * FROM attempts_v ORDER BY run_id, ordinal');
    assert.deepEqual(
      exported.map((row: Record<string, string | number | null>) =>
        ATTEMPT_COLUMNS.map((name) => String(row[name] ?? '')),
      ),
      read.rows,
    );
  });

  it('are exported a piece at a time, however many there are', async () => {
    const many = await LedgerFolder.create();
    try {
      await writeHistory(many.ledger, 2_500, 30);
      const books = await many.open();
      const pieces: string[] = [];
      for await (const piece of books.exportRows('attempts', 'csv')) pieces.push(piece);
      assert.equal(pieces.join('').split('\r\n').length, 2_500 + 2);
      const longest = Math.max(...pieces.map(({ length }) => length));
      assert.ok(longest < pieces.join('').length / 2, `${longest} characters at once`);
    } finally {
      await many.remove();
    }
  });

  it('say how many attempts of a run were estimated', async () => {
    const other = await LedgerFolder.create();
    try {
      const books = await other.open();
      const id = books.newRunId();
      await books.attemptEnded(attemptEnded(id, { usageSource: 'estimated', outcome: 'failed' }));
      await books.attemptEnded(attemptEnded(id, { ordinal: 2, kind: 'repair' }));
      await books.runEnded(runEnded(id));
      const { rows } = await books.rows('runs', {}, { size: 9 });
      assert.deepEqual(
        rows.map((row) => row['estimated']),
        [1],
      );
    } finally {
      await other.remove();
    }
  });

  it('are an empty list when nothing was booked', async () => {
    const filter = { outcome: 'cancelled' };
    assert.equal(await textOf(ledger.exportRows('runs', 'json', filter)), '[\n]\n');
    assert.equal(
      await textOf(ledger.exportRows('runs', 'csv', filter)),
      `${RUN_COLUMNS.join(',')}\r\n`,
    );
  });

  it('cannot start a formula in a spreadsheet', () => {
    assert.equal(csvCell('=1+1'), "'=1+1");
    const german = { separator: ';', decimal: ',' };
    assert.equal(csvCell(0.5, german), '0,5');
    assert.equal(csvCell('a,b', german), 'a,b');
    assert.equal(csvCell('a;b', german), '"a;b"');
    assert.equal(csvCell('=1;1', german), `"'=1;1"`);
    assert.equal(csvCell(0.5), '0.5');
    assert.equal(csvCell('@SUM(A1)'), "'@SUM(A1)");
    assert.equal(csvCell('-2+3'), "'-2+3");
    assert.equal(csvCell('\tx'), "'\tx");
    assert.equal(csvCell('+a,"b"'), `"'+a,""b"""`);
    assert.equal(csvCell(-5), '-5');
    assert.equal(csvCell(null), '');
  });

  async function all(kind: 'runs' | 'attempts', filter: RowFilter) {
    return (await ledger.rows(kind, filter, { size: 1_000 })).rows;
  }
});

describe('Ledger: answers that were kept', () => {
  const VERDICTS = [undefined, 'applied', 'edited', 'undone', 'discarded'] as const;
  const AUDITS = [undefined, 'right', 'wrong', 'unsure'] as const;
  const RATINGS = [undefined, 'up', 'down'] as const;
  let folder: LedgerFolder;
  let books: BookedLedger;
  const kept = new Set<number>();

  before(async () => {
    folder = await LedgerFolder.create();
    books = await folder.open();
    for (const task of ['docs', 'review'] as const) {
      for (const outcome of ['accepted', 'rejected'] as const) {
        for (const verdict of VERDICTS) {
          for (const audit of AUDITS) {
            for (const rating of RATINGS) {
              const id = books.newRunId();
              await books.attemptEnded(attemptEnded(id, { task, costNusd: 1_000 + kept.size }));
              await books.runEnded(runEnded(id, { task, outcome }));
              const said = {
                ...(verdict === undefined ? {} : { verdict }),
                ...(rating === undefined ? {} : { rating }),
              };
              if (Object.keys(said).length > 0) {
                await books.verdict({ runId: id, at: Date.now(), ...said });
              }
              if (audit !== undefined) {
                await books.audit({ runId: id, at: Date.now(), label: audit });
              }
              const isTaken = verdict === 'applied' || verdict === 'edited';
              const isLeft = verdict === undefined && task === 'review';
              const isFine = outcome === 'accepted' && audit !== 'wrong' && rating !== 'down';
              if (isFine && (isTaken || isLeft)) kept.add(id);
            }
          }
        }
      }
    }
  });

  after(() => folder.remove());

  it('are those that nobody took back; a proposal has to be accepted', async () => {
    const { totals } = await books.figures(period);
    assert.equal(totals.kept, kept.size);
    const { rows } = await books.rows('runs', { period, kept: 'yes' }, { size: 1_000 });
    assert.deepEqual(new Set(rows.map(({ id }) => id)), kept);
  });

  it('leave the others, whose cost is told and stands behind the number', async () => {
    const { totals } = await books.figures(period);
    const { rows } = await books.rows('runs', { period, kept: 'no' }, { size: 1_000 });
    assert.equal(rows.length, totals.runs - kept.size);
    assert.equal(sum(rows, 'cost_nusd'), totals.unkeptCostNusd);
    const attempts = await books.rows('attempts', { period, kept: 'no' }, { size: 1_000 });
    assert.equal(sum(attempts.rows, 'cost_nusd'), totals.unkeptCostNusd);
  });
});

function sum(rows: readonly Readonly<Record<string, unknown>>[], name: string): number {
  return rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
