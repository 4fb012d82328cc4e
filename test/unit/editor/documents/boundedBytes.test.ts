import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { bytesUpTo } from '../../../../src/editor/documents/boundedBytes.ts';

describe('Bytes of a file, read no further than wanted', () => {
  it('are all of it up to the bound, and none beyond', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tierwise-bytes-'));
    try {
      const path = join(folder, 'file');
      for (const size of [0, 1, 9, 10, 11, 70_000]) {
        writeFileSync(path, 'x'.repeat(size));
        for (const most of [0, 10, 69_999, 70_000]) {
          const read = bytesUpTo(path, most).then(({ length }) => length);
          if (size > most) await assert.rejects(read, /more in the file/);
          else assert.equal(await read, size);
        }
      }
      await assert.rejects(bytesUpTo(folder, 10));
      await assert.rejects(bytesUpTo(join(folder, 'none'), 10), { code: 'ENOENT' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const whereSystemFilesAre = process.platform === 'linux' ? it : () => undefined;

  whereSystemFilesAre(
    'come to an end where a file says that it is empty and has none',
    async () => {
      // A link in a repository can lead there.
      await assert.rejects(bytesUpTo('/proc/self/pagemap', 100_000));
      assert.ok((await bytesUpTo('/proc/self/status', 100_000)).length > 100);
    },
  );
});
