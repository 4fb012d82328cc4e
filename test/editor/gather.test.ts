import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TextDocument } from 'vscode';
import { commands, Selection, Uri, window, workspace } from 'vscode';
import { MovedCursors } from '../../src/editor/documents/movedCursors.ts';
import { Gatherer } from '../../src/editor/input/gather.ts';
import { WorkspaceFiles } from '../../src/editor/input/projectFiles.ts';
import type { TaskName } from '../../src/models/task.ts';
import type { TaskInput } from '../../src/tasks/task.ts';
import { editorParts, packagedSyntax } from './standIns.ts';
import { unsavedDocument } from './unsavedDocument.ts';

const CLASS = `import { round } from './round';

/** A cart. */
export class Cart {
  total = 0;

  add(price: number): void {
    this.total += price;
  }
}
`;

describe('gathering', () => {
  const { configuration, log } = editorParts();
  const syntax = packagedSyntax();
  const gatherer = new Gatherer(syntax, configuration, log, () => isUntouched);
  let isUntouched = false;
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tierwise-gather-'));
  });

  after(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
    await syntax.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  async function gather(task: TaskName): Promise<TaskInput> {
    const editor = window.activeTextEditor;
    const request = {
      task,
      editor,
      instruction: undefined,
      diagnostics: undefined,
    };
    return (await gatherer.gather(request, new AbortController().signal)).input;
  }

  async function refusal(task: TaskName): Promise<string> {
    try {
      await gather(task);
    } catch (error) {
      assert.ok(error instanceof Error && 'code' in error);
      return String(error.code);
    }
    return 'nothing';
  }

  async function untitled(content: string, language = 'typescript'): Promise<void> {
    await bringToFront(await unsavedDocument(content, language));
  }

  /** Shows a document and waits until it counts as the active one, which may come later. */
  async function bringToFront(document: TextDocument): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (window.activeTextEditor?.document === document) resolve();
    };
    const listener = window.onDidChangeActiveTextEditor(look);
    await window.showTextDocument(document);
    look();
    await promise;
    listener.dispose();
  }

  async function file(name: string, content: string | Uint8Array): Promise<Uri> {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
    return Uri.file(path);
  }

  async function show(uri: Uri): Promise<void> {
    await bringToFront(await workspace.openTextDocument(uri));
  }

  it('refuses when no editor is open', async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal(await refusal('docs'), 'document.noEditor');
  });

  it('refuses an empty file', async () => {
    await untitled(' \n\n');
    assert.equal(await refusal('docs'), 'document.empty');
  });

  it('refuses a selection of white space', async () => {
    await untitled('a\n   \nb');
    const editor = window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new Selection(1, 0, 1, 3);
    assert.equal(await refusal('review'), 'document.blankSelection');
  });

  it('refuses a file that is too large', async () => {
    await untitled(`// ${'x'.repeat(1_100_000)}`, 'plaintext');
    assert.equal(await refusal('review'), 'document.tooLarge');
  });

  it('refuses a binary file', async () => {
    const uri = await file('data.bin', new Uint8Array([0, 159, 146, 150, 0, 1, 2, 0]));
    await commands.executeCommand('vscode.open', uri);
    assert.equal(await refusal('review'), 'document.notText');
  });

  it('refuses text with null characters', async () => {
    await untitled('a\0b', 'plaintext');
    assert.equal(await refusal('review'), 'document.notText');
  });

  it('refuses to change a read-only file, and reviews it', async () => {
    const uri = await file('readonly.ts', CLASS);
    await chmod(uri.fsPath, 0o444);
    await show(uri);
    assert.equal(await refusal('docs'), 'document.readOnly');
    assert.equal(await refusal('refactor'), 'document.readOnly');
    assert.equal((await gather('review')).source, CLASS);
    assert.equal((await gather('tests')).path, 'readonly.ts');
  });

  it('takes an untitled document, but knows no place for its tests', async () => {
    await untitled(CLASS);
    assert.equal((await gather('docs')).path, undefined);
    assert.equal(await refusal('tests'), 'document.noPlaceForTests');
  });

  it('reviews a document of a provider, and refuses to change it', async () => {
    const registration = workspace.registerTextDocumentContentProvider('gathered', {
      provideTextDocumentContent: () => CLASS,
    });
    await show(Uri.parse('gathered:/cart.ts'));
    assert.equal(await refusal('docs'), 'document.readOnly');
    assert.equal((await gather('review')).source, CLASS);
    registration.dispose();
  });

  it('refuses its own views', async () => {
    const registration = workspace.registerTextDocumentContentProvider('tierwise-view', {
      provideTextDocumentContent: () => CLASS,
    });
    await show(Uri.parse('tierwise-view:/cart.ts'));
    assert.equal(await refusal('review'), 'document.foreignDocument');
    registration.dispose();
  });

  it('refuses files of the never-send list and of the ignore file', async () => {
    await file('secret/.tierwiseignore', '# mine\nhidden*\n');
    await show(await file('secret/.env.local', 'A=1'));
    assert.equal(await refusal('review'), 'document.neverSend');
    await show(await file('secret/hidden.ts', CLASS));
    assert.equal(await refusal('review'), 'document.neverSend');
    await show(await file('secret/open.ts', CLASS));
    assert.equal(await refusal('review'), 'nothing');
  });

  it('refuses links to such files, and files in linked folders outside', async () => {
    if (process.platform === 'win32') return;
    const secret = await file('linked/.env', 'A=1');
    await symlink(secret.fsPath, join(folder, 'linked', 'notes.ts'));
    await show(Uri.file(join(folder, 'linked', 'notes.ts')));
    assert.equal(await refusal('review'), 'document.neverSend');

    const outside = await file('elsewhere/AGENTS.md', 'Outside.');
    const inside = await file('root/own.md', 'Own.');
    const root = Uri.joinPath(inside, '..');
    await symlink(join(outside.fsPath, '..'), join(root.fsPath, 'docs'));
    await symlink(secret.fsPath, join(root.fsPath, 'plain.md'));
    const place = { root, isInWorkspace: true, path: 'own.md', fullPath: inside.path };
    const files = new WorkspaceFiles(place, { matches: (path) => path.endsWith('.env') });
    assert.equal(await files.read('own.md'), 'Own.');
    assert.equal(await files.read('docs/AGENTS.md'), undefined);
    assert.equal(await files.read('plain.md'), undefined);
  });

  it('heeds the ignore file of the repository around a folder', async () => {
    await mkdir(join(folder, 'repo', '.git'), { recursive: true });
    await file('repo/.tierwiseignore', '*.secret.ts\n/app/own/\n');
    await show(await file('repo/app/a.secret.ts', CLASS));
    assert.equal(await refusal('review'), 'document.neverSend');
    await show(await file('repo/app/own/a.ts', CLASS));
    assert.equal(await refusal('review'), 'document.neverSend');
    await file('repo/.tierwiseignore', Buffer.from('schl\u00fcssel*\n', 'latin1'));
    await show(await file('repo/app/b.ts', CLASS));
    assert.equal(await refusal('review'), 'document.ignoreFile');
  });

  it('lets nothing through when the ignore file cannot be used', async () => {
    await mkdir(join(folder, 'broken', '.tierwiseignore'), { recursive: true });
    await show(await file('broken/a.ts', CLASS));
    assert.equal(await refusal('review'), 'document.ignoreFile');
    // A link that leads nowhere is no file either, and its rules may be elsewhere.
    if (process.platform !== 'win32') {
      const linked = await file('linked/a.ts', CLASS);
      await symlink(join(folder, 'nowhere'), join(folder, 'linked', '.tierwiseignore'));
      await show(linked);
      assert.equal(await refusal('review'), 'document.ignoreFile');
    }
    // It says that it is empty, and has no end.
    if (process.platform === 'linux') {
      const endless = await file('endless/a.ts', CLASS);
      await symlink('/proc/self/pagemap', join(folder, 'endless', '.tierwiseignore'));
      await show(endless);
      assert.equal(await refusal('review'), 'document.ignoreFile');
    }
    // As Notepad once wrote texts, and as a machine of the nineties did.
    const utf16 = Buffer.from('\ufeffhidden*\n', 'utf16le');
    for (const bytes of [utf16, utf16.subarray(2), Buffer.from('schl\u00fcssel*\n', 'latin1')]) {
      await file('coded/.tierwiseignore', bytes);
      await show(await file('coded/hidden.ts', CLASS));
      assert.equal(await refusal('review'), 'document.ignoreFile');
    }
    // Each path would be looked up for seconds.
    await file('coded/.tierwiseignore', 'a/**/a/**/a/**/b\n');
    assert.equal(await refusal('review'), 'document.ignoreFile');
    await file('coded/.tierwiseignore', '\ufeff# mine\r\nhidden*\r\n');
    assert.equal(await refusal('review'), 'document.neverSend');
  });

  it('takes the selection, else the declaration, else the file', async () => {
    await untitled(CLASS);
    const editor = window.activeTextEditor;
    assert.ok(editor);
    const targetAt = async (selection: Selection): Promise<unknown> => {
      editor.selection = selection;
      const { target, targetKind } = await gather('docs');
      return [targetKind, target.firstLine, target.lastLine];
    };
    assert.deepEqual(await targetAt(new Selection(6, 0, 8, 0)), ['selection', 7, 8]);
    assert.deepEqual(await targetAt(new Selection(7, 6, 7, 6)), ['declaration', 7, 9]);
    assert.deepEqual(await targetAt(new Selection(0, 0, 0, 0)), ['file', 1, 10]);
  });

  it('takes the whole file for a review, and where the cursor was never moved', async () => {
    await untitled(CLASS);
    const editor = window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new Selection(7, 6, 7, 6);
    assert.equal((await gather('review')).targetKind, 'file');
    editor.selection = new Selection(6, 0, 8, 0);
    assert.equal((await gather('review')).targetKind, 'selection');

    await untitled('export function first(): void {}\n');
    assert.equal((await gather('explain')).targetKind, 'declaration');
    isUntouched = true;
    assert.equal((await gather('explain')).targetKind, 'file');
    isUntouched = false;
  });

  it('knows a cursor that a key has moved from one that only stands at the start', async () => {
    const cursors = new MovedCursors();
    await untitled('export function first(): void {}\n');
    const editor = window.activeTextEditor;
    assert.ok(editor);
    assert.equal(cursors.isUntouched(editor), true);
    const moved = Promise.withResolvers<void>();
    const listener = window.onDidChangeTextEditorSelection(({ selections: [selection] }) => {
      if (selection?.active.character === 0) moved.resolve();
    });
    await commands.executeCommand('cursorRight');
    await commands.executeCommand('cursorLeft');
    await moved.promise;
    listener.dispose();
    assert.equal(cursors.isUntouched(editor), false);
    cursors.dispose();
  });

  it('takes the whole file of an unknown language', async () => {
    await untitled('some words\nmore words', 'plaintext');
    const { targetKind, target, language } = await gather('review');
    assert.deepEqual([targetKind, target.lastLine, language], ['file', 2, 'plaintext']);
  });

  it('has line ends as tasks take them', async () => {
    await show(await file('crlf.ts', 'const a = 1;\r\nconst b = 2;\r\n'));
    assert.equal((await gather('review')).source, 'const a = 1;\nconst b = 2;\n');
  });

  it('has nothing to fix where no problem is reported', async () => {
    await untitled(CLASS, 'plaintext');
    assert.equal(await refusal('fix'), 'document.noDiagnostic');
  });
});
