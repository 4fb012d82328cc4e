import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { DiskSpeed } from '../../../src/ledger/folder/diskSpeed.ts';
import { windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import { decodeLines } from '../../../src/ledger/journal/journalLine.ts';
import type { JournalRecord } from '../../../src/ledger/journal/journalRecord.ts';
import { JournalWriter } from '../../../src/ledger/journal/journalWriter.ts';

function held(ordinal: number): JournalRecord {
  const day = 20_261_120;
  return { t: 'spend.held', runId: 4096, ordinal, day, heldNusd: 5, expectedNusd: 1 };
}

for (const isQuick of [true, false]) {
  describe(`Ledger: the journal writer on a ${isQuick ? 'quick' : 'slow'} disk`, () =>
    suite(isQuick));
}

function suite(isQuick: boolean): void {
  let folder: string;
  let disk: DiskSpeed;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tierwise-journal-'));
    disk = new DiskSpeed(() => 0);
    // Where there is nothing that says otherwise, a folder counts as being on this machine.
    if (isQuick) await disk.find(folder, 'darwin');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function writer(maxSegmentBytes?: number): JournalWriter {
    return new JournalWriter({
      folder,
      window: 1,
      process: windowProcess(),
      now: () => 1_000,
      log: { info: assert.fail, warn: assert.fail, error: assert.fail },
      disk,
      keepInMemory: () => assert.fail(),
      ...(maxSegmentBytes === undefined ? {} : { maxSegmentBytes }),
    });
  }

  /** Ordinals of the records in the files as they are now, which is what a killed process leaves. */
  function onDisk(): readonly number[] {
    return readdirSync(folder)
      .sort()
      .flatMap((name) => decodeLines(readFileSync(join(folder, name))).records)
      .flatMap((record) => (record.t === 'spend.held' ? [record.ordinal] : []));
  }

  it('has a record that nobody waits for in its file before it says so, unflushed', async () => {
    const journal = writer();
    for (const ordinal of [1, 2, 3]) {
      await journal.appendAhead(held(ordinal));
      assert.deepEqual(onDisk().at(-1), ordinal);
    }
    await journal.close();
    assert.deepEqual(onDisk(), [1, 2, 3]);
  });

  if (isQuick) {
    it('has such a record in its file before it returns, but never within another write', async () => {
      const journal = writer();
      const first = journal.appendAhead(held(1));
      assert.deepEqual(onDisk(), [1]);
      const waiting = [journal.append(held(2)), journal.appendAhead(held(3))];
      await Promise.all([first, ...waiting]);
      assert.deepEqual(onDisk(), [1, 2, 3]);
      await journal.close();
    });

    it('keeps records in memory while the disk refuses, and writes them once it does not', async () => {
      const kept: number[] = [];
      const log: string[] = [];
      const journal = new JournalWriter({
        folder: join(folder, 'later'),
        window: 1,
        process: windowProcess(),
        now: () => 1_000,
        log: {
          info: (line) => void log.push(line),
          warn: assert.fail,
          error: (line) => void log.push(line),
        },
        disk,
        keepInMemory: (records) => void kept.push(records.length),
      });
      await journal.appendAhead(held(1));
      assert.deepEqual(kept, [1]);
      assert.equal(journal.isDurable, false);
      mkdirSync(join(folder, 'later'));
      await journal.appendAhead(held(2));
      await journal.append(held(3));
      assert.equal(journal.isDurable, true);
      const [name = ''] = readdirSync(join(folder, 'later'));
      const { records } = decodeLines(readFileSync(join(folder, 'later', name)));
      assert.deepEqual(records, [held(1), held(2), held(3)]);
      assert.deepEqual(log, [
        'The journal cannot be written (ENOENT): records are kept in memory until it can',
        'The journal is on the disk again',
      ]);
      await journal.close();
    });
  }

  it('writes what comes before such a flush first, and holds nobody up for it', async () => {
    const journal = writer();
    await journal.appendAhead(held(1));
    const order: string[] = [];
    const ahead = journal.appendAhead(held(2)).then(() => order.push('ahead'));
    const after = journal.append(held(3)).then(() => order.push('after'));
    await Promise.all([ahead, after]);
    assert.deepEqual(order, ['ahead', 'after']);
    assert.deepEqual(onDisk(), [1, 2, 3]);
    await journal.close();
  });

  it('keeps every record once and in order, however they come, over many segments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 30 }),
        async (records) => {
          const journal = writer(700);
          const sent: Promise<void>[] = [];
          for (const [index, [isAhead, isAwaited]] of records.entries()) {
            const record = held(index + 1);
            const done = isAhead ? journal.appendAhead(record) : journal.append(record);
            sent.push(done);
            if (isAwaited) await done;
          }
          await Promise.all(sent);
          const all = records.map((_, index) => index + 1);
          assert.deepEqual(
            onDisk().toSorted((one, other) => one - other),
            all,
          );
          await journal.close();
          const names = readdirSync(folder);
          const isClosed = names.every((name) =>
            decodeLines(readFileSync(join(folder, name))).records.some(({ t }) => t === 'closed'),
          );
          assert.ok(isClosed);
          for (const name of names) rmSync(join(folder, name));
        },
      ),
      { numRuns: 25 },
    );
  }).timeout(60_000);
}
