import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { decodeLines } from '../../../src/ledger/journalLine.ts';
import type { JournalRecord } from '../../../src/ledger/journalRecord.ts';
import { JournalWriter } from '../../../src/ledger/journalWriter.ts';
import { windowProcess } from '../../../src/ledger/windowProcess.ts';

function held(ordinal: number): JournalRecord {
  const day = 20_261_120;
  return { t: 'spend.held', runId: 4096, ordinal, day, heldNusd: 5, expectedNusd: 1 };
}

describe('Ledger: the journal writer', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tierwise-journal-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function writer(maxSegmentBytes?: number): JournalWriter {
    return new JournalWriter({
      folder,
      window: 1,
      process: windowProcess(1_000),
      now: () => 1_000,
      log: { info: assert.fail, warn: assert.fail, error: assert.fail },
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
});
