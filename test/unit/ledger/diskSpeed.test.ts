import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { DiskSpeed } from '../../../src/ledger/folder/diskSpeed.ts';

describe('Ledger: a quick disk', () => {
  it('is one whose place is known and on this machine', async () => {
    const disk = new DiskSpeed(() => 0);
    assert.equal(disk.isQuick, false);
    await disk.find(String.raw`\\server\share\books`, 'win32');
    assert.equal(disk.isQuick, false);
    await disk.find(String.raw`C:\books`, 'win32');
    assert.equal(disk.isQuick, true);
    await disk.find('/proc', 'linux');
    assert.equal(disk.isQuick, false);
    await disk.find(join(tmpdir(), 'tierwise-is-not-there'), 'linux');
    assert.equal(disk.isQuick, false);
  });

  it('is left alone once it was slow, for longer each time', async () => {
    let time = 0;
    const disk = new DiskSpeed(() => time);
    await disk.find('/books', 'darwin');
    const rests: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      assert.equal(
        disk.run(() => (time += 11)),
        time,
      );
      const from = time;
      while (!disk.isQuick) time += 1;
      rests.push(time - from);
    }
    assert.deepEqual(rests, [1_000, 2_000, 4_000]);
    disk.run(() => (time += 10));
    assert.equal(disk.isQuick, true);
  });

  it('hands on what goes wrong', async () => {
    const disk = new DiskSpeed(() => 0);
    await disk.find('/books', 'darwin');
    assert.throws(
      () =>
        disk.run(() => {
          throw new Error('full');
        }),
      /full/,
    );
  });
});
