import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { machineLedgers } from '../../../../src/editor/usage/merged/machineLedgers.ts';
import { removeFolder, temporaryFolder } from '../../../host/folders.ts';

describe('the ledgers of all workspaces', () => {
  let user: string;

  beforeEach(() => {
    user = temporaryFolder();
  });

  afterEach(() => removeFolder(user));

  const storage = (name: string): string =>
    join(user, 'workspaceStorage', name, 'tierwise.tierwise', 'ledger');
  const global = (): string => join(user, 'globalStorage', 'tierwise.tierwise');

  function make(...folders: readonly string[]): void {
    for (const folder of folders) mkdirSync(folder, { recursive: true });
  }

  it('are found beside the own one, those that are there', async () => {
    make(storage('cc'), storage('aa'), storage('bb'), join(global(), 'ledger'));
    make(join(user, 'workspaceStorage', 'dd', 'somebody.else', 'ledger'));
    make(join(user, 'workspaceStorage', 'ee', 'tierwise.tierwise', 'findings'));
    make(join(user, 'workspaceStorage', 'ff', 'tierwise.tierwise'));
    writeFileSync(storage('ff'), 'no folder');
    assert.deepEqual(await machineLedgers({ ledger: storage('bb'), global: global() }), [
      { folder: storage('bb'), of: 'thisWorkspace' },
      { folder: join(global(), 'ledger'), of: 'noFolder' },
      { folder: storage('aa'), of: 'otherWorkspace' },
      { folder: storage('cc'), of: 'otherWorkspace' },
    ]);
  });

  it('are found by a window without a folder', async () => {
    const own = join(global(), 'ledger');
    make(storage('aa'), own);
    assert.deepEqual(await machineLedgers({ ledger: own, global: global() }), [
      { folder: own, of: 'noFolder' },
      { folder: storage('aa'), of: 'otherWorkspace' },
    ]);
  });

  it('are none where nothing was booked yet', async () => {
    assert.deepEqual(await machineLedgers({ ledger: storage('aa'), global: global() }), []);
    const own = join(global(), 'ledger');
    assert.deepEqual(await machineLedgers({ ledger: own, global: global() }), []);
  });
});
