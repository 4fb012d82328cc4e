import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { DiskSpeed } from '../../../src/ledger/folder/diskSpeed.ts';
import { syncFolder, syncFolderAtOnce } from '../../../src/ledger/folder/folderSync.ts';
import { windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import { JournalWriter } from '../../../src/ledger/journal/journalWriter.ts';

describe('the sync of a folder', () => {
  const { fsync, fsyncSync } = fs;
  let folder = '';
  let calls = 0;

  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'tierwise-sync-'));
    calls = 0;
  });

  afterEach(() => {
    Object.assign(fs, { fsync, fsyncSync });
    fs.rmSync(folder, { recursive: true });
  });

  /** Has the system refuse to sync folders, and nothing else. */
  function refuse(code: string): void {
    const refusal = (fd: number): Error | undefined => {
      if (!fs.fstatSync(fd).isDirectory()) return undefined;
      calls += 1;
      return Object.assign(new Error(code), { code });
    };
    Object.assign(fs, {
      fsyncSync: (fd: number) => {
        const error = refusal(fd);
        if (error !== undefined) throw error;
        fsyncSync(fd);
      },
      fsync: (fd: number, done: (error: Error | null) => void) => {
        const error = refusal(fd);
        if (error === undefined) fsync(fd, done);
        else process.nextTick(done, error);
      },
    });
  }

  for (const code of ['EINVAL', 'EPERM', 'EACCES', 'ENOTSUP', 'ENOSYS']) {
    it(`is done without once it was refused with ${code}`, async () => {
      refuse(code);
      await syncFolder(folder);
      await syncFolder(folder);
      syncFolderAtOnce(folder);
      assert.equal(calls, process.platform === 'win32' ? 0 : 1);
    });

    it(`keeps a journal in one file, and all of it durable, where it is refused with ${code}`, async () => {
      refuse(code);
      const journal = new JournalWriter({
        folder,
        window: 1,
        process: windowProcess(),
        now: () => 1_000,
        log: { info: assert.fail, warn: assert.fail, error: assert.fail },
        disk: new DiskSpeed(() => 0),
        keepInMemory: () => assert.fail(),
      });
      for (let runId = 1; runId <= 120; runId += 1) {
        await journal.append({ t: 'spend.released', runId, ordinal: 1 });
      }
      assert.equal(journal.isDurable, true);
      await journal.close();
      assert.equal(fs.readdirSync(folder).length, 1);
    });
  }

  it('still fails where the disk does', async () => {
    if (process.platform === 'win32') return;
    refuse('EIO');
    await assert.rejects(syncFolder(folder), /EIO/);
    assert.throws(() => syncFolderAtOnce(folder), /EIO/);
  });
});
