import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TextDocument } from 'vscode';
import { commands, Selection, Uri, window, workspace } from 'vscode';
import { editedIn } from '../../src/editor/documents/openDocuments.ts';
import { COMMANDS } from '../../src/editor/ids.ts';
import type { SyntaxFacts } from '../../src/syntax/syntax.ts';
import { packagedSyntax } from './standIns.ts';

/** A file of each language, and what its documentation and its tests look like. */
const LANGUAGES: readonly {
  readonly file: string;
  /** A name that is no one else's, and another for it. */
  readonly rename: readonly [string, string];
  readonly comment: RegExp;
  readonly test: { readonly name: RegExp; readonly text: RegExp };
}[] = [
  {
    file: 'limiter.ts',
    rename: ['TICK_MS', 'TICK_LENGTH'],
    comment: /^ *\/\*\*/m,
    test: { name: /limiter\.test\.ts$/, text: /from '/ },
  },
  {
    file: 'cart.js',
    rename: ['sum', 'subtotal'],
    comment: /^ *\/\*\*/m,
    test: { name: /cart\.test\.js$/, text: /cart/ },
  },
  {
    file: 'panel.tsx',
    rename: ['setOpen', 'setShown'],
    comment: /^ *\/\*\*/m,
    test: { name: /panel\.test\.tsx$/, text: /panel/ },
  },
  {
    file: 'inventory.py',
    rename: ['_items', '_shelf'],
    comment: /^ *"""/m,
    test: { name: /test_inventory\.py$/, text: /import|def test_/ },
  },
  {
    file: 'queue.go',
    rename: ['mu', 'guard'],
    comment: /^\/\/ /m,
    test: { name: /queue_test\.go$/, text: /func Test/ },
  },
  {
    file: 'Account.java',
    rename: ['balance', 'funds'],
    comment: /^ *\/\*\*/m,
    test: { name: /AccountTest\.java$/, text: /@Test/ },
  },
  {
    file: 'Store.cs',
    rename: ['items', 'entries'],
    comment: /^ *\/\/\/ <summary>/m,
    test: { name: /StoreTests\.cs$/, text: /Assert\.Equal\("Store"/ },
  },
  {
    file: 'buffer.cpp',
    rename: ['data_', 'slots_'],
    comment: /^ *(?:\/\*\*|\/\/\/)/m,
    test: { name: /test_buffer\.cpp$/, text: /assert\(sizeof\(ring::Buffer<int>\) > 0\)/ },
  },
  {
    file: 'parser.rs',
    rename: ['number', 'index'],
    comment: /^ *\/\/\/ /m,
    test: { name: /parser\.rs$/, text: /#\[test\]/ },
  },
  {
    file: 'ledger.rb',
    rename: ['entry', 'row'],
    comment: /^ *# /m,
    test: { name: /ledger_(?:test|spec)\.rb$/, text: /Books::Ledger/ },
  },
  {
    file: 'Router.php',
    rename: ['routes', 'table'],
    comment: /^ *\/\*\*/m,
    test: { name: /RouterTest\.php$/, text: /assertTrue/ },
  },
];

/** The oldest VS Code shows on these alone that an editor of that age does the same with a file. */
const COMMON = ['limiter.ts', 'inventory.py', 'queue.go'];
const isEveryLanguage = process.env['TIERWISE_LANGUAGES'] !== 'common';

describe('in each language', () => {
  const syntax = packagedSyntax();
  const { signal } = new AbortController();
  let folder = '';
  let fixtures = '';

  before(() => {
    const [opened] = workspace.workspaceFolders ?? [];
    assert.ok(opened);
    folder = join(opened.uri.fsPath, 'languages');
    fixtures = join(process.env['TIERWISE_FIXTURES'] ?? assert.fail(), 'languages');
  });

  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(async () => {
    await syntax.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a copy of a fixture, all of it selected. */
  async function open(place: string, file: string): Promise<TextDocument> {
    const path = join(folder, place, file);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(fixtures, file), path);
    const document = await workspace.openTextDocument(Uri.file(path));
    const editor = await window.showTextDocument(document, { preview: false });
    editor.selection = new Selection(0, 0, document.lineCount, 0);
    return document;
  }

  async function facts(document: TextDocument): Promise<SyntaxFacts> {
    const text = document.getText();
    return (await syntax.facts(document.languageId, text, signal)) ?? assert.fail();
  }

  /** The address of what the active tab lets the user edit, once it is another than `uri`. */
  async function shownBeside(uri: Uri): Promise<Uri> {
    const { promise, resolve } = Promise.withResolvers<Uri>();
    const look = (): void => {
      const shown = editedIn(window.tabGroups.activeTabGroup.activeTab);
      if (shown !== undefined && shown.toString() !== uri.toString()) resolve(shown);
    };
    const listeners = [
      window.tabGroups.onDidChangeTabs(look),
      window.onDidChangeActiveTextEditor(look),
    ];
    look();
    try {
      return await promise;
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  }

  /** Accepts the proposal for a document and gives the bytes that end up in its file. */
  async function acceptedBytes(document: TextDocument): Promise<string> {
    await shownBeside(document.uri);
    await commands.executeCommand(COMMANDS.acceptResult);
    await document.save();
    return readFileSync(document.uri.fsPath, 'utf8');
  }

  for (const { file, rename, comment, test } of LANGUAGES) {
    if (!isEveryLanguage && !COMMON.includes(file)) continue;

    it(`${file} is documented, its code unchanged`, async () => {
      const document = await open('documented', file);
      const original = document.getText();
      const before = await facts(document);
      await commands.executeCommand(COMMANDS.writeDocs);
      const bytes = await acceptedBytes(document);
      assert.match(bytes, comment);
      const compared = await syntax.compareCode(document.languageId, original, bytes, signal);
      assert.deepEqual(compared, { same: true });
      const after = await facts(document);
      assert.equal(after.errors.length, before.errors.length);
      assert.ok(after.comments.length > before.comments.length);
    });

    it(`${file} is refactored, its exports kept`, async () => {
      const document = await open('refactored', file);
      const original = document.getText();
      const before = await facts(document);
      const [name, other] = rename;
      const instruction = `rename ${name} to ${other}`;
      await commands.executeCommand(COMMANDS.refactor, { instruction });
      const bytes = await acceptedBytes(document);
      assert.ok(!original.includes(other) && bytes.includes(other));
      assert.equal(bytes.replaceAll(other, name), original);
      const after = await facts(document);
      assert.equal(after.errors.length, before.errors.length);
      assert.deepEqual(exported(after), exported(before));
    });

    it(`${file} is tested`, async () => {
      const document = await open('tested', file);
      const original = document.getText();
      await commands.executeCommand(COMMANDS.generateTests);
      const shown = await shownBeside(document.uri);
      assert.match(shown.path, test.name);
      const proposed = (await workspace.openTextDocument(shown)).getText();
      await commands.executeCommand(COMMANDS.acceptResult);
      // Cases in the subject's own file come as a proposal for it.
      const isOwnFile = shown.scheme !== 'untitled';
      if (isOwnFile) await document.save();
      const written = isOwnFile ? document.uri.fsPath : shown.path;
      const bytes = readFileSync(written, 'utf8');
      assert.equal(bytes, proposed);
      assert.match(bytes, test.text);
      const subject = readFileSync(document.uri.fsPath, 'utf8');
      assert.ok(isOwnFile ? subject.startsWith(original.trimEnd()) : subject === original);
      const tests = await workspace.openTextDocument(written);
      assert.deepEqual((await facts(tests)).errors, []);
      rmSync(written);
    });
  }

  function exported({ declarations }: SyntaxFacts): readonly string[] {
    return declarations.filter((one) => one.exported).map((one) => one.path);
  }
});
