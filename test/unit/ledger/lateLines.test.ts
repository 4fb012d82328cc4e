import assert from 'node:assert/strict';
import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import { encodeLine } from '../../../src/ledger/journalLine.ts';
import { LedgerBooks } from '../../../src/ledger/ledgerBooks.ts';
import { Store } from '../../../src/ledger/store.ts';
import { windowProcess } from '../../../src/ledger/windowProcess.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded } from '../../support/ledgerRecords.ts';
import { ledgerEngine } from '../../support/memoryBooks.ts';

const DAY = 20_261_120;
const AT = Date.parse('2026-11-20T10:00:00Z');

describe('Ledger: what a window writes right before it dies', () => {
  let engine: SqlJsStatic;
  let folder: LedgerFolder;
  let journal: string;

  before(async () => {
    engine = await ledgerEngine();
  });

  beforeEach(async () => {
    folder = await LedgerFolder.create();
    journal = join(folder.path, 'journal-1-1.jsonl');
    const process = { pid: 2 ** 22 + 1, host: hostname(), start: 'x', bootedAt: 0 };
    const header = { t: 'segment', version: 1, id: 'a', at: AT, process } as const;
    fs.writeFileSync(journal, Buffer.concat([encodeLine(header), line(1)]));
  });

  afterEach(() => folder.remove());

  // The clock is read at several moments of a snapshot: each is one at which the window may write.
  for (const moment of [1, 2, 3, 4]) {
    it(`is booked when it comes at moment ${moment} after the database was replaced`, () => {
      let moments = 0;
      let mainBefore = Number.NaN;
      const main = join(folder.path, 'ledger.sqlite');
      const now = () => {
        if (mainBefore > 0 && fs.statSync(main).ino !== mainBefore) {
          moments += 1;
          if (moments === moment) fs.appendFileSync(journal, line(2));
        }
        return AT;
      };
      const store = storeOf(now);
      assert.equal(store.snapshot('now'), 'written');
      mainBefore = fs.statSync(main).ino;
      assert.equal(store.snapshot('again'), 'written');
      assert.equal(
        store.query((sql) => sql.number('SELECT count(*) FROM attempts')),
        moments >= moment ? 2 : 1,
      );
      store.close();
      assert.equal(fs.existsSync(join(folder.path, 'aside')), false);
    });
  }

  it('is booked when its journal has only then begun', () => {
    const other = journal.replace('1-1', '2-1');
    let isReplaced = false;
    const main = join(folder.path, 'ledger.sqlite');
    const later = AT + 3_600_000;
    const now = () => {
      if (fs.existsSync(main) && !isReplaced) {
        isReplaced = true;
        fs.copyFileSync(journal, other);
        fs.utimesSync(other, AT / 1_000, AT / 1_000);
      }
      return later;
    };
    const store = storeOf(now);
    assert.equal(store.snapshot('now'), 'written');
    assert.ok(isReplaced && fs.existsSync(other));
    store.close();
  });

  function storeOf(now: () => number): Store {
    return new Store({
      engine,
      folder: folder.path,
      name: 'ledger',
      books: new LedgerBooks(365),
      process: windowProcess(AT),
      now,
      log: { info: () => undefined, warn: assert.fail, error: assert.fail },
    });
  }
});

function line(ordinal: number): Buffer {
  const attempt = attemptEnded(AT * 4096, { ordinal });
  return encodeLine({ t: 'attempt.ended', day: DAY, attempt });
}
