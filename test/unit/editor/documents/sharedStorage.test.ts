import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { sharedStoragePath } from '../../../../src/editor/documents/sharedStorage.ts';

describe('the storage of a folder', () => {
  const storage = (id: string): string => `/home/me/User/workspaceStorage/${id}/tierwise.tierwise`;

  it('is one for all windows that are open on it', () => {
    for (const id of ['5a1b2c3d4e5f', '-5a1b2c3']) {
      assert.equal(sharedStoragePath(storage(id)), storage(id));
      assert.equal(sharedStoragePath(storage(`${id}-1`)), storage(id));
      assert.equal(sharedStoragePath(storage(`${id}-9`)), storage(id));
    }
  });

  it('leaves every other path as it is', () => {
    for (const path of [
      storage('-5'),
      storage('ext-dev'),
      '/home/me/User/globalStorage/tierwise.tierwise',
      '/home/my-1/User/globalStorage/tierwise.tierwise',
      '/srv/workspaceStorage/a-1/b/c',
    ]) {
      assert.equal(sharedStoragePath(path), path);
    }
  });
});
