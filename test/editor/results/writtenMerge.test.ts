import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TextDocument } from 'vscode';
import { commands, ConfigurationTarget, window, workspace } from 'vscode';
import { acceptAnswer } from '../../../src/editor/folders/acceptAnswer.ts';
import { codeOf, ResultFixture, type } from './resultFixture.ts';

const CODE = 'export const one = 1;\n\nexport const two = 2;\n';
const PROPOSED = 'export const one = 1;\n\n/** Two. */\nexport const two = 2;\n';
const ADDED = '// Written by another program.\n';

describe('an answer for a file that another program has written a moment ago', () => {
  let fixture: ResultFixture;
  /** At the root: what lies elsewhere is watched only some time after its editor is seen. */
  const pathOf = (name: string): string =>
    join((workspace.workspaceFolders?.[0]?.uri ?? assert.fail()).fsPath, name);

  const file = async (name: string): Promise<TextDocument> => {
    writeFileSync(pathOf(name), CODE);
    const document = await workspace.openTextDocument(pathOf(name));
    await window.showTextDocument(document, { preview: false });
    return document;
  };
  const writeElsewhere = (name: string): void => writeFileSync(pathOf(name), ADDED + CODE);
  const bytes = (name: string): string => readFileSync(pathOf(name), 'utf8');

  beforeEach(() => {
    fixture = new ResultFixture();
  });

  afterEach(async () => {
    await fixture.dispose();
    for (const name of ['one.ts', 'two.ts', 'three.ts']) rmSync(pathOf(name), { force: true });
    assert.deepEqual(fixture.errors, []);
  });

  it('is merged into what is on the disk, and saved, where nobody saves each file', async () => {
    const document = await file('one.ts');
    writeElsewhere('one.ts');
    const answer = { kind: 'edits', text: PROPOSED, summary: '' } as const;
    const input = { source: CODE } as Parameters<typeof acceptAnswer>[0]['input'];
    const result = { ...fixture.result('docs', answer), answer };
    const written = await acceptAnswer({ uri: document.uri, input }, result);
    assert.deepEqual(written, { keptShare: 1, clashes: 0 });
    assert.equal(bytes('one.ts'), ADDED + PROPOSED);
    assert.equal(document.isDirty, false);
  });

  it('is merged into it by Accept, too', async () => {
    const document = await file('two.ts');
    await fixture.propose(document, PROPOSED);
    writeElsewhere('two.ts');
    await fixture.results.acceptResult();
    assert.equal(document.getText(), ADDED + PROPOSED);
    await commands.executeCommand('workbench.action.files.save');
    assert.equal(bytes('two.ts'), ADDED + PROPOSED);
  });

  it('is merged into what the user has typed and not saved, which stays unsaved', async () => {
    const document = await file('three.ts');
    await type(document, 0, 21, ' // typed');
    writeElsewhere('three.ts');
    const answer = { kind: 'edits', text: PROPOSED, summary: '' } as const;
    const input = { source: CODE } as Parameters<typeof acceptAnswer>[0]['input'];
    await acceptAnswer({ uri: document.uri, input }, { ...fixture.result('docs', answer), answer });
    assert.equal(document.getText(), PROPOSED.replace('= 1;', '= 1; // typed'));
    assert.equal(bytes('three.ts'), ADDED + CODE);
  });

  it('is not merged into a text that the editor does not bring up to that', async () => {
    const settings = workspace.getConfiguration('files');
    await settings.update(
      'watcherExclude',
      { '**/unwatched/**': true },
      ConfigurationTarget.Global,
    );
    const path = pathOf(join('unwatched', 'four.ts'));
    mkdirSync(dirname(path));
    writeFileSync(path, CODE);
    try {
      const document = await workspace.openTextDocument(path);
      writeFileSync(path, ADDED + CODE);
      const answer = { kind: 'edits', text: PROPOSED, summary: '' } as const;
      const input = { source: CODE } as Parameters<typeof acceptAnswer>[0]['input'];
      const result = { ...fixture.result('docs', answer), answer };
      const failure = await codeOf(acceptAnswer({ uri: document.uri, input }, result));
      assert.equal(failure, 'result.staleText');
      assert.equal(readFileSync(path, 'utf8'), ADDED + CODE);
      assert.equal(document.isDirty, false);
    } finally {
      rmSync(dirname(path), { recursive: true });
      await settings.update('watcherExclude', undefined, ConfigurationTarget.Global);
    }
  });
});
