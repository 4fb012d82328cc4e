import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import type { Figures, Glance } from '../../../src/ledger/figures.ts';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import { figuresOf, glanceOf, summaryOf } from '../../../src/ledger/queries/figuresQuery.ts';
import {
  figuresIn,
  glanceIn,
  parseSummary,
  summaryJson,
} from '../../../src/ledger/queries/summary.ts';
import { addDays, localDayIn, systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, attemptStarted, runEnded } from '../../support/ledgerRecords.ts';
import { ledgerEngine, memoryBooks } from '../../support/memoryBooks.ts';

describe('Ledger: the summary of closed books', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;
  const today = systemLocalDay(Date.now());
  const month = { firstDay: addDays(today, -29), lastDay: today };

  beforeEach(async () => {
    folder = await LedgerFolder.create();
  });

  afterEach(() => folder.remove());

  it('answers the status bar and the report of a month before any database is read', async () => {
    const left = await leave(5);
    assert.equal(left.figures.totals.runs, 5);
    assert.deepEqual(await withoutWorker(), left);
  });

  it('reaches back as far as it was made for, and no further', async () => {
    await leave(1);
    const ledger = await openWithoutWorker();
    await assert.rejects(ledger.figures({ firstDay: addDays(today, -60), lastDay: today }));
  });

  it('says nothing of books that another window has gone on with', async () => {
    await leave(2);
    const other = await folder.open();
    await book(other, 1);
    await assert.rejects(withoutWorker());
    assert.equal((await figuresNow()).totals.runs, 3);
    await other.close();
    assert.equal((await withoutWorker()).figures.totals.runs, 3);
  });

  it('answers only until this window writes', async () => {
    await leave(2);
    const ledger = await folder.open();
    assert.equal((await ledger.figures(month)).totals.runs, 2);
    await book(ledger, 1);
    assert.equal((await ledger.figures(month)).totals.runs, 3);
    assert.equal((await ledger.glance(Date.now())).today.runs, 3);
  });

  it('is not made while a call is under way, so that its loss is not hidden', async () => {
    await leave(2);
    const ledger = await folder.open({ processId: 2 ** 22 + 1 });
    await ledger.attemptStarted(attemptStarted(ledger.newRunId(), { expectedNusd: 7 }));
    await ledger.close();
    await assert.rejects(withoutWorker());
    assert.equal((await figuresNow()).totals.costNusd, 2 * 3_200_000 + 7);
  });

  it('keeps nothing of a history that was cleared', async () => {
    await leave(3);
    const ledger = await folder.open();
    await ledger.forget(Date.now() + 1_000);
    await ledger.close();
    const summary = JSON.stringify(fs.readFileSync(join(folder.ledger, NAME), 'utf8'));
    assert.doesNotMatch(summary, /typescript/);
    assert.equal((await withoutWorker()).figures.totals.runs, 0);
  });

  it('is done without where it cannot be written', async () => {
    fs.mkdirSync(join(folder.ledger, NAME), { recursive: true });
    await leave(2);
    assert.equal((await figuresNow()).totals.runs, 2);
    assert.match(folder.log.join('\n'), /^info: The summary could not be written/);
    assert.deepEqual(
      fs.readdirSync(folder.ledger).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  const damages = {
    'a byte of it': (path: string) => {
      const bytes = fs.readFileSync(path);
      const at = bytes.indexOf('"sums"') + 400;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      fs.writeFileSync(path, bytes);
    },
    'its end': (path: string) => fs.truncateSync(path, fs.statSync(path).size - 3),
    'all of it': (path: string) => fs.writeFileSync(path, ''),
    'the database that it is of': (path: string) => {
      const main = path.replace('summary.json', 'sqlite');
      fs.copyFileSync(main, `${main}.copy`);
      fs.renameSync(`${main}.copy`, main);
    },
    'the end of a journal that it is of': (path: string) => {
      for (const journal of journalsBeside(path)) fs.truncateSync(journal, 10);
    },
    'a journal that it is of': (path: string) => {
      for (const journal of journalsBeside(path)) fs.rmSync(journal);
    },
  } as const;

  for (const [what, inflict] of Object.entries(damages)) {
    it(`is not believed when ${what} is not as it was`, async () => {
      await leave(2);
      await leave(1);
      inflict(join(folder.ledger, NAME));
      await assert.rejects(withoutWorker());
      assert.equal((await figuresNow()).totals.runs, 3);
    });
  }

  async function leave(runs: number): Promise<Answers> {
    const ledger = await folder.open();
    await book(ledger, runs);
    const answers = await answersOf(ledger);
    await ledger.close();
    return answers;
  }

  async function figuresNow(): Promise<Figures> {
    const ledger = await folder.open();
    await ledger.spent('day', Date.now());
    const figures = await ledger.figures(month);
    await ledger.close();
    return figures;
  }

  async function withoutWorker(): Promise<Answers> {
    const ledger = await openWithoutWorker();
    try {
      return await answersOf(ledger);
    } finally {
      await ledger.close();
    }
  }

  /** A window whose worker ends at once: what it answers comes from the summary. */
  async function openWithoutWorker(): Promise<BookedLedger> {
    const workerPath = join(folder.path, 'worker.mjs');
    fs.writeFileSync(workerPath, 'process.exit();');
    return folder.open({ workerPath });
  }

  async function answersOf(ledger: BookedLedger): Promise<Answers> {
    const [glance, figures] = await Promise.all([ledger.glance(Date.now()), ledger.figures(month)]);
    return { glance, figures };
  }
});

describe('Ledger: what a summary says', function () {
  this.timeout(60_000);
  let engine: SqlJsStatic;

  before(async () => {
    engine = await ledgerEngine();
  });

  it('is what the books say, for any runs and days, or nothing', () => {
    const runs = fc.array(
      fc.record({
        hour: fc.nat(24 * 12),
        tier: fc.constantFrom('haiku', 'sonnet', 'opus'),
        cost: fc.nat(1_000_000),
        zone: fc.constantFrom('America/Los_Angeles', 'Asia/Tokyo', 'UTC'),
        isUse: fc.boolean(),
      }),
      { maxLength: 140, size: 'max' },
    );
    const from = Date.parse('2026-10-20T00:00:00Z');
    const days = fc.integer({ min: -3, max: 16 });
    let answered = 0;
    fc.assert(
      fc.property(runs, days, days, days, (made, first, begin, length) => {
        const { books, words } = memoryBooks(engine, from);
        books.keep(
          made.flatMap(({ hour, tier, cost, zone, isUse }, index) => {
            const at = from + hour * 3_600_000;
            const day = localDayIn(zone)(at);
            const id = at * 4096 + index;
            const purpose = isUse ? 'use' : 'compare';
            return [
              {
                t: 'attempt.ended',
                day,
                attempt: attemptEnded(id, { tier, costNusd: cost, purpose }),
              },
              { t: 'run.ended', day, run: runEnded(id, { finalTier: tier, purpose }) },
            ] as const;
          }),
        );
        const firstDay = addDays(20_261_020, first);
        const period = {
          firstDay: addDays(20_261_020, begin),
          lastDay: addDays(20_261_020, begin + Math.abs(length)),
        };
        const [figures, glance, written] = books.query((sql) => [
          figuresOf(sql, words(sql), period),
          glanceOf(sql, words(sql), period.lastDay),
          summaryOf(sql, words(sql), firstDay),
        ]);
        books.close();
        const summary = parseSummary(JSON.parse(JSON.stringify(summaryJson(written))));
        assert.ok(summary !== undefined);
        const said = figuresIn(summary, period);
        if (said !== undefined) {
          answered += 1;
          assert.deepEqual(said, figures);
        }
        assert.equal(said === undefined && period.firstDay >= firstDay && made.length < 50, false);
        const seen = glanceIn(summary, period.lastDay);
        if (seen !== undefined) assert.deepEqual(seen, glance);
      }),
      { numRuns: 60 },
    );
    assert.ok(answered > 10, `only ${answered} of 60`);
  });

  it('is nothing when another version has summed other things', () => {
    const json = summaryJson({ firstDay: 20_261_020, cells: [], recent: [] });
    assert.ok(parseSummary(json) !== undefined);
    assert.equal(parseSummary({ ...(json as object), sums: ['runs'] }), undefined);
  });
});

interface Answers {
  readonly glance: Glance;
  readonly figures: Figures;
}

const NAME = 'ledger.summary.json';

function journalsBeside(path: string): readonly string[] {
  const folder = join(path, '..');
  const names = fs.readdirSync(folder).filter((name) => name.startsWith('journal-'));
  assert.ok(names.length > 0);
  return names.map((name) => join(folder, name));
}

async function book(ledger: BookedLedger, runs: number): Promise<void> {
  for (let run = 0; run < runs; run += 1) {
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
  }
}
