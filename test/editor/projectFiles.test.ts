import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Uri, workspace } from 'vscode';
import { WorkspaceFiles } from '../../src/editor/input/projectFiles.ts';

describe('searches of the project', () => {
  let root = '';

  before(() => {
    // Only what is in an opened folder is searched.
    const [opened] = workspace.workspaceFolders ?? [];
    assert.ok(opened);
    root = mkdtempSync(join(opened.uri.fsPath, 'packages-'));
    for (const name of ['one', 'two', 'three']) {
      file(`${name}/package.json`, '{}');
      file(`${name}/src/deep/code.ts`, '');
    }
    file('one/test/code.test.ts', '');
    file('two/test/code.test.ts', '');
  });

  after(() => rmSync(root, { recursive: true, force: true }));

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  const files = (): WorkspaceFiles =>
    new WorkspaceFiles({ root: Uri.file(root), isInWorkspace: true }, { matches: () => false });

  it('stay in the package of a file, where it has what is looked for', async () => {
    const found = await files().find('**/*.test.ts', 'two/src/deep/code.ts', 10);
    assert.deepEqual(found, ['two/test/code.test.ts']);
  });

  it('go through all packages where its own has nothing of it', async () => {
    const found = await files().find('**/*.test.ts', 'three/src/deep/code.ts', 10);
    assert.deepEqual([...found].sort(), ['one/test/code.test.ts', 'two/test/code.test.ts']);
  });

  it('walk the whole folder a bounded number of times, and no package less for that', async () => {
    const one = files();
    for (let tries = 0; tries < 16; tries += 1) {
      await one.find(`**/nothing-${tries}.ts`, 'one/src/deep/code.ts', 1);
    }
    assert.deepEqual(await one.find('**/*.test.ts', 'three/src/deep/code.ts', 10), []);
    assert.deepEqual(await one.find('**/*.test.ts', 'one/src/deep/code.ts', 10), [
      'one/test/code.test.ts',
    ]);
  });
});
