import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import { commands, languages, Selection, Uri, window, workspace } from 'vscode';
import { COMMANDS, INTERNAL_COMMANDS } from '../../src/editor/ids.ts';

describe('the commands', () => {
  async function open(...path: readonly string[]): Promise<TextDocument> {
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, ...path));
    await window.showTextDocument(document);
    return document;
  }

  /** Resolves once `found` gives something, looked at anew whenever the editor changes. */
  async function until<T>(found: () => T | undefined): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    const look = (): void => {
      const it = found();
      if (it !== undefined) resolve(it);
    };
    const listeners = [
      window.onDidChangeActiveTextEditor(look),
      window.tabGroups.onDidChangeTabs(look),
      languages.onDidChangeDiagnostics(look),
      workspace.onDidOpenTextDocument(look),
    ];
    look();
    try {
      return await promise;
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  }

  /** The text of the side of a diff that differs from the document. */
  function proposalOtherThan(before: string): string | undefined {
    return window.visibleTextEditors
      .filter(({ document }) => document.uri.scheme.startsWith('tierwise'))
      .map(({ document }) => document.getText())
      .find((text) => text !== before);
  }

  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are all registered', async () => {
    const registered = new Set(await commands.getCommands(true));
    const wanted = [...Object.values(COMMANDS), ...Object.values(INTERNAL_COMMANDS)];
    assert.deepEqual(
      wanted.filter((id) => !registered.has(id)),
      [],
    );
  });

  it('write docs that are shown, accepted and undone', async () => {
    const document = await open('src', 'lruCache.ts');
    const before = document.getText();
    await commands.executeCommand(COMMANDS.writeDocs);
    const proposed = await until(() => proposalOtherThan(before));
    assert.equal(document.getText(), before);
    await commands.executeCommand(COMMANDS.acceptResult);
    assert.equal(document.getText(), proposed);
    assert.equal(document.isDirty, true);
    await window.showTextDocument(document);
    await commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('review code, as diagnostics of the file', async () => {
    const { uri } = await open('python', 'billing', 'proration.py');
    const editor = window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new Selection(0, 0, editor.document.lineCount, 0);
    await commands.executeCommand(COMMANDS.review);
    const [finding] = await until(() => {
      const found = languages.getDiagnostics(uri).filter(({ source }) => source === 'Tierwise');
      return found.length === 0 ? undefined : found;
    });
    assert.ok(finding);
    assert.notEqual(finding.message, '');
  });

  it('refactor with the words that they are given', async () => {
    const document = await open('go', 'limiter', 'pool.go');
    const before = document.getText();
    await commands.executeCommand(COMMANDS.refactor, { instruction: 'Use clearer names.' });
    const proposed = await until(() => proposalOtherThan(before));
    assert.notEqual(proposed, before);
    await commands.executeCommand(COMMANDS.discardResult);
    assert.equal(document.getText(), before);
    assert.equal(document.isDirty, false);
  });
});
