import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { renameOver } from '../../../src/ledger/folder/folderFiles.ts';
import { windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import { encodeLine } from '../../../src/ledger/journal/journalLine.ts';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';
import { readFromOutside } from '../../support/sqliteProgram.ts';

const today = systemLocalDay(Date.now());
const day = { firstDay: today, lastDay: today };

describe('Ledger: damaged files', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
  });

  afterEach(() => folder.remove());

  it('reads all records before a torn last line, and goes on behind it', async () => {
    await bookInOneWindow(3);
    const [journal] = journals();
    fs.writeFileSync(journal, fs.readFileSync(journal).subarray(0, -150));
    fs.appendFileSync(journal, '{"crc":"0000');
    const ledger = await folder.open();
    assert.equal((await ledger.figures(day)).totals.attempts, 3);
    await book(ledger, 1);
    assert.equal((await ledger.figures(day)).totals.attempts, 4);
  });

  it('skips garbage in the middle of a journal and keeps the file for later', async () => {
    await bookInOneWindow(2);
    const [journal] = journals();
    const lines = fs.readFileSync(journal, 'utf8').split('\n');
    lines.splice(2, 0, 'garbage \u0000\u0001', '{"crc":"00000000","record":{"t":"run.ended"}}');
    fs.writeFileSync(journal, lines.join('\n'));
    const ledger = await folder.open();
    assert.equal((await ledger.figures(day)).totals.runs, 2);
    assert.ok(await ledger.save());
    await book(ledger, 1);
    assert.ok(await ledger.save());
    await ledger.close();
    assert.equal((await (await folder.open()).figures(day)).totals.runs, 3);
    assert.match(folder.log.join('\n'), /2 unreadable lines/);
    assert.equal(aside().length, 1);
  });

  const damages = {
    missing: (path: string) => fs.rmSync(path),
    truncated: (path: string) => fs.truncateSync(path, 10_000),
    zeroed: (path: string) => fs.writeFileSync(path, Buffer.alloc(fs.statSync(path).size)),
    empty: (path: string) => fs.writeFileSync(path, ''),
    'none of these books': (path: string) => {
      const bytes = fs.readFileSync(path);
      // Its version.
      bytes.writeUInt32BE(0, 60);
      fs.writeFileSync(path, bytes);
    },
    'no database': (path: string) => fs.writeFileSync(path, 'x'.repeat(20_000)),
    'zeroed behind its first page': (path: string) => {
      const bytes = fs.readFileSync(path);
      fs.writeFileSync(path, bytes.fill(0, 4096));
    },
    'full of noise behind its first pages': (path: string) => {
      const bytes = fs.readFileSync(path);
      for (let at = 3 * 4096; at < bytes.length; at += 3) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
      fs.writeFileSync(path, bytes);
    },
  } as const;

  for (const [damage, inflict] of Object.entries(damages)) {
    it(`loses nothing when the database is ${damage}`, async () => {
      // Three windows, so that journals are deleted and two databases are there.
      for (let window = 0; window < 3; window += 1) await bookInOneWindow(4, true);
      const before = await figuresOfNewWindow();
      assert.equal(before.totals.runs, 12);
      inflict(join(folder.ledger, 'ledger.sqlite'));
      assert.deepEqual(await figuresOfNewWindow(), before);
      await bookInOneWindow(4, true);
      const { totals } = await figuresOfNewWindow();
      assert.equal(totals.runs, 16);
      assert.equal(totals.costNusd, 16 * 3_200_000);
      if (damage !== 'missing') {
        assert.ok(aside().some((name) => name.startsWith('ledger.sqlite.')));
        assert.match(folder.log.join('\n'), /Set aside as aside\/ledger\.sqlite/);
      }
    });
  }

  it('deletes journals that both databases hold', async () => {
    for (let window = 0; window < 4; window += 1) await bookInOneWindow(2, true);
    assert.ok(journals().length <= 2, `${journals().length} journals`);
  });

  it('keeps the journals while the database cannot be replaced, and says so', async () => {
    await bookInOneWindow(2, true);
    // Nothing can take the place of a folder that is not empty.
    const previous = join(folder.ledger, 'ledger.previous.sqlite');
    fs.rmSync(previous, { force: true });
    fs.mkdirSync(join(previous, 'in the way'), { recursive: true });
    const ledger = await folder.open();
    await book(ledger, 3);
    assert.equal(await ledger.save(), false);
    assert.match(folder.log.join('\n'), /could not be written \(\w+\): the journals are kept/);
    await ledger.close();
    assert.ok(journals().length > 0);
    assert.equal((await (await folder.open()).figures(day)).totals.runs, 5);
    assert.ok(!fs.readdirSync(folder.ledger).some((name) => name.endsWith('.tmp')));
  });

  it('tries a rename again that Windows refuses while the file is open, but not for ever', () => {
    fs.mkdirSync(folder.ledger);
    const [from, to] = [join(folder.ledger, 'new'), join(folder.ledger, 'old')];
    fs.writeFileSync(from, 'new');
    fs.writeFileSync(to, 'old');
    // No other system refuses it.
    const { renameSync } = fs;
    let refusals = 2;
    fs.renameSync = (...paths) => {
      if (refusals <= 0) return renameSync(...paths);
      refusals -= 1;
      throw Object.assign(new Error('open elsewhere'), { code: 'EPERM' });
    };
    try {
      renameOver(from, to);
      assert.equal(fs.readFileSync(to, 'utf8'), 'new');
      refusals = Infinity;
      assert.throws(() => renameOver(to, from), /open elsewhere/);
      assert.equal(fs.readFileSync(to, 'utf8'), 'new');
    } finally {
      fs.renameSync = renameSync;
    }
  });

  it('takes over the locks of dead processes', async () => {
    await bookInOneWindow(1, true);
    const lock = JSON.stringify({ ...windowProcess(2 ** 22 + 1), nonce: 'x' });
    fs.writeFileSync(join(folder.ledger, 'ledger.lock'), lock);
    const ledger = await folder.open();
    await book(ledger, 1);
    assert.ok(await ledger.save());
    assert.ok(!fs.existsSync(join(folder.ledger, 'ledger.lock')));
  });

  it('works in memory where its folder cannot be made, and says so once', async () => {
    fs.writeFileSync(folder.ledger, '');
    const ledger = await folder.open();
    await book(ledger, 2);
    assert.equal((await ledger.figures(day)).totals.runs, 2);
    assert.equal(ledger.isDurable, false);
    assert.equal(folder.log.filter((line) => line.includes('(ledger)')).length, 1);
    assert.equal((await ledger.spent('day', Date.now())).spentNusd, 6_400_000);
  });

  it('reads a database of a later version and never writes it', async () => {
    await bookInOneWindow(3, true);
    const main = join(folder.ledger, 'ledger.sqlite');
    const bytes = fs.readFileSync(main);
    bytes.writeUInt32BE(99, 60);
    fs.writeFileSync(main, bytes);
    const ledger = await folder.open();
    assert.equal((await ledger.figures(day)).totals.runs, 3);
    await book(ledger, 1);
    assert.equal((await ledger.figures(day)).totals.runs, 4);
    await ledger.save();
    await ledger.close();
    assert.deepEqual(fs.readFileSync(main), bytes);
    assert.match(folder.log.join('\n'), /later version of Tierwise \(99\)/);
    assert.equal((await readFromOutside(main, 'PRAGMA user_version')).rows[0]?.[0], '99');
  });

  it('leaves records of a later version to that', async () => {
    await bookInOneWindow(1);
    const [journal] = journals();
    const later = encodeLine({ t: 'run.merged' } as never);
    fs.appendFileSync(journal, later);
    const ledger = await folder.open();
    assert.equal((await ledger.figures(day)).totals.runs, 1);
    await ledger.save();
    await ledger.save();
    assert.ok(fs.readFileSync(journal).includes(later));
    assert.match(folder.log.join('\n'), /written by a later version/);
  });

  async function bookInOneWindow(runs: number, isSaved = false): Promise<void> {
    const ledger = await folder.open();
    await book(ledger, runs);
    if (isSaved) assert.ok(await ledger.save());
    else await ledger.spent('day', Date.now());
    await kill(ledger, isSaved);
  }

  /** Closes without a snapshot when there was none: the journals are what is left. */
  async function kill(ledger: BookedLedger, isSaved: boolean): Promise<void> {
    await ledger.close();
    if (isSaved) return;
    for (const name of fs.readdirSync(folder.ledger)) {
      if (name.endsWith('.sqlite')) fs.rmSync(join(folder.ledger, name));
    }
  }

  async function figuresOfNewWindow() {
    const ledger = await folder.open();
    const figures = await ledger.figures(day);
    await ledger.close();
    return figures;
  }

  function journals(): [string, ...string[]] {
    const names = fs.readdirSync(folder.ledger).filter((name) => name.startsWith('journal-'));
    const [first, ...rest] = names.map((name) => join(folder.ledger, name));
    assert.ok(first !== undefined);
    return [first, ...rest];
  }

  function aside(): string[] {
    const path = join(folder.ledger, 'aside');
    return fs.existsSync(path) ? fs.readdirSync(path) : [];
  }
});

async function book(ledger: BookedLedger, runs: number): Promise<void> {
  for (let run = 0; run < runs; run += 1) {
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
  }
}
