import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncFolder } from '../../../src/ledger/folderFiles.ts';

describe('the sync of a folder', () => {
  const { fsyncSync } = fs;
  afterEach(() => {
    fs.fsyncSync = fsyncSync;
  });

  function refusals(code: string): () => number {
    let calls = 0;
    fs.fsyncSync = () => {
      calls += 1;
      throw Object.assign(new Error(code), { code });
    };
    return () => calls;
  }

  for (const code of ['EINVAL', 'EPERM', 'ENOTSUP', 'ENOSYS']) {
    it(`is done without once it was refused with ${code}`, () => {
      const folder = fs.mkdtempSync(join(tmpdir(), 'sync-'));
      const calls = refusals(code);
      try {
        syncFolder(folder);
        syncFolder(folder);
        assert.equal(calls(), 1);
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    });
  }

  it('still fails where the disk does', () => {
    refusals('EIO');
    assert.throws(() => {
      syncFolder('.');
    }, /EIO/);
  });
});
