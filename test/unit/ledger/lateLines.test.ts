import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import { LedgerBookkeeper } from '../../../src/ledger/booking/ledgerBookkeeper.ts';
import { Store } from '../../../src/ledger/database/store.ts';
import { windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import { encodeLine } from '../../../src/ledger/journal/journalLine.ts';
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
    const process = windowProcess(2 ** 22 + 1);
    const header = { t: 'segment', version: 1, id: 'a', at: AT, process } as const;
    fs.writeFileSync(journal, Buffer.concat([encodeLine(header), line(1)]));
  });

  afterEach(() => folder.remove());

  // A snapshot looks at the folder at several moments: each is one at which the window may write.
  for (let moment = 1; moment <= 16; moment += 1) {
    it(`is booked when it comes at moment ${moment} after the database was replaced`, () => {
      const store = storeOf();
      assert.equal(store.snapshot('now'), 'written');
      const replaced = fs.statSync(main()).ino;
      let moments = 0;
      atEachLook(() => {
        if (unlooked.statSync(main()).ino === replaced) return;
        moments += 1;
        // Its window has the file open, whatever it is called by now.
        if (moments === moment) fs.writeSync(open, line(2));
      });
      assert.equal(store.snapshot('again'), 'written');
      restore();
      const isInTime = moments >= moment && fs.fstatSync(open).nlink > 0;
      assert.equal(
        store.query((sql) => sql.number('SELECT count(*) FROM attempts')),
        isInTime ? 2 : 1,
      );
      store.close();
      assert.equal(fs.existsSync(join(folder.path, 'aside')), false);
    });
  }

  it('is booked when its journal has only then begun', () => {
    const other = journal.replace('1-1', '2-1');
    const store = storeOf();
    let isBegun = false;
    atEachLook(() => {
      if (isBegun || !unlooked.existsSync(main())) return;
      isBegun = true;
      fs.copyFileSync(journal, other);
    });
    assert.equal(store.snapshot('now'), 'written');
    restore();
    assert.ok(isBegun && fs.existsSync(other));
    store.close();
  });

  const unlooked = { ...fs };
  const main = () => join(folder.path, 'ledger.sqlite');
  let open: number;

  beforeEach(() => {
    open = fs.openSync(journal, 'a');
  });

  afterEach(() => {
    restore();
    fs.closeSync(open);
  });

  /** Calls something before each look at the folder and each change in it. */
  function atEachLook(call: () => void): void {
    let isCalling = false;
    for (const name of ['renameSync', 'readdirSync', 'openSync', 'statSync', 'rmSync'] as const) {
      const original = fs[name] as (...args: unknown[]) => unknown;
      const looked = (...args: unknown[]): unknown => {
        if (!isCalling) {
          isCalling = true;
          call();
          isCalling = false;
        }
        return original(...args);
      };
      Object.assign(fs, { [name]: looked });
    }
  }

  function restore(): void {
    const { renameSync, readdirSync, openSync, statSync, rmSync } = unlooked;
    Object.assign(fs, { renameSync, readdirSync, openSync, statSync, rmSync });
  }

  function storeOf(): Store {
    return new Store({
      engine,
      folder: folder.path,
      name: 'ledger',
      bookkeeper: new LedgerBookkeeper(365),
      process: windowProcess(),
      now: () => AT,
      log: { info: () => undefined, warn: assert.fail, error: assert.fail },
    });
  }
});

function line(ordinal: number): Buffer {
  const attempt = attemptEnded(AT * 4096, { ordinal });
  return encodeLine({ t: 'attempt.ended', day: DAY, attempt });
}
