import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import { SUMS } from '../../../src/ledger/booking/sums.ts';
import { LEDGER_MIGRATIONS } from '../../../src/ledger/database/ledgerMigrations.ts';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { FIXTURE_NOW, FIXTURE_PERIOD, fixtureToday } from '../../support/ledgerFixture.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';
import { ledgerEngine } from '../../support/memoryBooks.ts';
import { readFromOutside } from '../../support/sqliteProgram.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/ledger');

describe('Ledger: databases of earlier versions', function () {
  this.timeout(60_000);
  const version = LEDGER_MIGRATIONS.length;
  let engine: SqlJsStatic;
  let folder: LedgerFolder;
  let expected: Awaited<ReturnType<typeof contents>>;

  before(async () => {
    engine = await ledgerEngine();
    folder = await LedgerFolder.create();
    lay(await fixtureToday());
    expected = await contents(await openThen());
    assert.ok(expected.figures.totals.runs > 5);
  });

  after(() => folder.remove());

  beforeEach(async () => {
    await folder.remove();
    folder = await LedgerFolder.create();
  });

  afterEach(() => folder.remove());

  it('are all tried', () => {
    const names = Array.from({ length: version - 1 }, (_, index) => `version${index + 1}.sql`);
    assert.deepEqual(fs.readdirSync(FIXTURES).toSorted(), names);
  });

  const earlier = {
    ...Object.fromEntries(
      fs.readdirSync(FIXTURES).map((name) => [name.replace('.sql', ''), () => fixture(name)]),
    ),
    'version1 of builds before the first release': () =>
      fixture('version2.sql').replace('user_version = 2', 'user_version = 1'),
    'version2 of builds before the first release': () =>
      `${fixture('version2.sql')}ALTER TABLE runs ADD COLUMN ended_after_ms INTEGER;`,
  };

  for (const [name, text] of Object.entries(earlier)) {
    it(`say the same after they were brought to this one: ${name}`, async () => {
      lay(text());
      const ledger = await openThen();
      const found = await contents(ledger);
      assert.deepEqual(found.figures, expected.figures);
      assert.deepEqual(found.attempts, expected.attempts);
      assert.deepEqual(found.ratio, expected.ratio);
      // Through the database that was written, table by table.
      assert.deepEqual(found.tables, expected.tables);
      assert.deepEqual(folder.log, []);
    });
  }

  it('are written at the next quiet moment, and the old file stays until then and beside', async () => {
    lay(fixture('version1.sql'));
    const old = fs.readFileSync(main());
    const ledger = await openThen();
    assert.deepEqual(await ledger.figures(FIXTURE_PERIOD), expected.figures);
    assert.deepEqual(fs.readFileSync(main()), old);
    await ledger.close();
    assert.equal(await versionOf(main()), version);
    const previous = main().replace('ledger.sqlite', 'ledger.previous.sqlite');
    assert.deepEqual(fs.readFileSync(previous), old);
    fs.rmSync(main());
    const again = await openThen();
    assert.deepEqual(await again.figures(FIXTURE_PERIOD), expected.figures);
  });

  it('go on with what is booked in them', async () => {
    lay(fixture('version1.sql'));
    const ledger = await openThen();
    await bookOne(ledger);
    const today = systemLocalDay(FIXTURE_NOW);
    const period = { firstDay: FIXTURE_PERIOD.firstDay, lastDay: today };
    const { totals } = await ledger.figures(period);
    assert.equal(totals.runs, expected.figures.totals.runs + 1);
  });

  it('are left as they are when a step fails, and what is booked meanwhile is kept', async () => {
    lay(fixture('version1.sql').replaceAll(/\bdaily\b/g, 'weekly'));
    const old = fs.readFileSync(main());
    const first = await openThen();
    await bookOne(first);
    await first.save();
    await first.close();
    const today = systemLocalDay(FIXTURE_NOW);
    const second = await openThen();
    assert.equal((await second.figures({ firstDay: today, lastDay: today })).totals.runs, 1);
    assert.deepEqual(fs.readFileSync(main()), old);
    assert.equal(fs.existsSync(join(folder.ledger, 'aside')), false);
    assert.match(folder.log.join('\n'), /version 1 cannot be brought to this one/);
  });

  /** A window in the days after the fixtures' runs. */
  function openThen(): Promise<BookedLedger> {
    return folder.open({ now: () => FIXTURE_NOW });
  }

  /** Puts a database made of SQL where the ledger's is. */
  function lay(text: string): void {
    const database = new engine.Database();
    database.run('PRAGMA page_size = 4096');
    database.exec(text);
    fs.mkdirSync(folder.ledger, { recursive: true });
    fs.writeFileSync(main(), database.export());
    database.close();
  }

  function main(): string {
    return join(folder.ledger, 'ledger.sqlite');
  }

  async function contents(ledger: BookedLedger) {
    await new Promise<void>((resolve) => ledger.onDidChange(resolve));
    const figures = await ledger.figures(FIXTURE_PERIOD);
    const page = { size: 100 };
    const [runs, attempts] = [
      await ledger.rows('runs', { purpose: 'any' }, page),
      await ledger.rows('attempts', { purpose: 'any' }, page),
    ];
    const ofOpus = await ledger.rows('runs', { finalModel: 'claude-opus-5-5' }, page);
    const ratio = ledger.outputRatio('docs', 'haiku');
    assert.ok(await ledger.save());
    const tables: Record<string, unknown> = {};
    tables['columns'] = await rowsOf(
      `SELECT tables.name, columns.name, columns.type, columns."notnull", columns.pk
       FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
       ORDER BY tables.name, columns.name`,
    );
    const word = (code: string) => `(SELECT word FROM words WHERE id = ${code})`;
    const queries = {
      // When a run ended was not known before.
      runs: `SELECT runs_v.*, ${word('final_model')}, verdict_after_ms
        FROM runs_v JOIN runs ON runs.id = runs_v.id`,
      attempts: 'SELECT * FROM attempts_v',
      daily: `SELECT day, ${['purpose', 'task', 'language', 'tier', 'model'].map(word).join(', ')},
        ${SUMS.join(', ')} FROM daily`,
      sizes: `SELECT ${word('task')}, ${word('tier')}, bucket, attempts FROM output_sizes`,
      open: 'SELECT run_id FROM pending UNION ALL SELECT run_id FROM unfinished',
    };
    for (const [name, sql] of Object.entries(queries)) {
      tables[name] = (await rowsOf(sql)).map(String).toSorted();
    }
    assert.equal(await versionOf(main()), version);
    return { figures, attempts: { runs, attempts, ofOpus }, ratio, tables };
  }

  async function rowsOf(sql: string) {
    return (await readFromOutside(main(), sql)).rows;
  }
});

function fixture(name: string): string {
  return fs.readFileSync(join(FIXTURES, name), 'utf8');
}

async function versionOf(path: string): Promise<number> {
  return Number((await readFromOutside(path, 'PRAGMA user_version')).rows[0]?.[0]);
}

async function bookOne(ledger: BookedLedger): Promise<void> {
  const id = ledger.newRunId();
  await ledger.attemptEnded(attemptEnded(id));
  await ledger.runEnded(runEnded(id));
}
