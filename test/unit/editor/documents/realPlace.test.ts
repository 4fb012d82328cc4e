import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { staysInside } from '../../../../src/editor/documents/realPlace.ts';

/** Windows makes links for administrators alone. */
const whereLinksAre = process.platform === 'win32' ? () => undefined : it;

describe('the place of what is accepted', () => {
  let parent = '';
  let folder = '';

  before(async () => {
    parent = await mkdtemp(join(tmpdir(), 'tierwise-place-'));
    folder = join(parent, 'project');
    await mkdir(join(folder, 'src'), { recursive: true });
    await mkdir(join(parent, 'project2'));
    await writeFile(join(folder, 'src', 'a.ts'), '');
    if (process.platform === 'win32') return;
    await symlink(join(parent, 'project2'), join(folder, 'tests'));
    await symlink(join(parent, 'nowhere.ts'), join(folder, 'a.test.ts'));
    await symlink(join(folder, 'missing'), join(folder, 'lib'));
    await symlink('src', join(folder, 'inner'));
    await symlink('loop', join(folder, 'loop'));
    await symlink(folder, join(parent, 'opened'));
  });

  after(() => rm(parent, { recursive: true, force: true }));

  it('is in the folder where no link leads out of it', async () => {
    for (const path of ['src/a.ts', 'src/b.ts', 'new/deep/b.ts', '..b.ts']) {
      assert.equal(await staysInside(folder, join(folder, path)), true, path);
    }
    assert.equal(await staysInside(folder, join(parent, 'project2', 'a.ts')), false);
    assert.equal(await staysInside(join(parent, 'gone'), join(parent, 'gone', 'a.ts')), false);
  });

  whereLinksAre('is refused where a link leads out or nowhere', async () => {
    for (const path of [
      'tests/a.ts',
      'tests/new/a.ts',
      'a.test.ts',
      'lib/a.ts',
      'loop',
      'loop/a',
    ]) {
      assert.equal(await staysInside(folder, join(folder, path)), false, path);
    }
    assert.equal(await staysInside(folder, join(folder, 'inner', 'b.ts')), true);
    const opened = join(parent, 'opened');
    assert.equal(await staysInside(opened, join(opened, 'src', 'b.ts')), true);
  });
});
