import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TextDocument } from 'vscode';
import { TextEditorRevealType, window, workspace } from 'vscode';
import { tabsOf } from '../../../src/editor/documents/openDocuments.ts';
import { unsavedDocument } from '../unsavedDocument.ts';
import { codeOf, ResultFixture, type } from './resultFixture.ts';

const CODE = 'export const one = 1;\n';
const TEST = "import { one } from './cart';\n\nit('is one', () => {\n  expect(one).toBe(1);\n});\n";

describe('a new test file', () => {
  let fixture: ResultFixture;
  let code: TextDocument;

  beforeEach(async () => {
    fixture = new ResultFixture();
    code = await fixture.file('cart.ts', CODE);
  });

  afterEach(async () => {
    await fixture.dispose();
    assert.deepEqual(fixture.errors, []);
  });

  async function present(
    path: string,
    text: string,
    replaces?: string,
    runId?: number,
  ): Promise<void> {
    const answer = { kind: 'newFile', path, language: 'typescript', text, replaces } as const;
    const origin = fixture.origin(code, 'tests');
    await fixture.results.present(fixture.result('tests', answer, runId), origin);
  }

  function shown(): TextDocument {
    const document = window.activeTextEditor?.document;
    assert.ok(document);
    return document;
  }

  it('stands unsaved at its place, in its language; nothing is on disk', async () => {
    await present('test/cart.test.ts', TEST);
    const document = shown();
    assert.equal(document.uri.scheme, 'untitled');
    assert.equal(document.uri.path, join(fixture.folder, 'test/cart.test.ts'));
    assert.equal(document.languageId, 'typescript');
    assert.equal(document.getText(), TEST);
    assert.equal(document.isDirty, true);
    assert.equal(tabsOf(document.uri).length, 1);
    assert.equal(window.activeTextEditor?.selection.active.line, 0);
    assert.equal(existsSync(join(fixture.folder, 'test')), false);
    assert.equal(fixture.results.current?.origin.task, 'tests');
  });

  it('gives way to a further answer of its run, and only saving it is a verdict', async () => {
    await present('test/cart.test.ts', TEST);
    await present('test/cart.test.ts', TEST.replace('is one', 'is 1'), undefined, 1);
    assert.match(shown().getText(), /is 1/);
    assert.equal(fixture.results.isWritten(1), false);
    await fixture.results.acceptResult();
    assert.equal(fixture.results.isWritten(1), true);
    assert.match(fixture.bytes('test/cart.test.ts'), /is 1/);
    const verdicts = await fixture.booked(1);
    assert.deepEqual(
      verdicts.map(({ verdict }) => verdict),
      ['applied'],
    );
  });

  it('is saved at its place when it is accepted', async () => {
    await present('test/cart.test.ts', TEST);
    await fixture.results.acceptResult();
    assert.equal(fixture.bytes('test/cart.test.ts'), TEST);
    assert.equal(shown().uri.fsPath, join(fixture.folder, 'test/cart.test.ts'));
    const [verdict] = await fixture.booked(1);
    assert.deepEqual([verdict?.verdict, verdict?.keptShare], ['applied', 1]);
    assert.equal(fixture.results.current, undefined);
  });

  it('can be saved by hand: what was changed counts', async () => {
    await present('test/cart.test.ts', TEST);
    await type(shown(), 0, 0, '', [2, 0]);
    assert.equal(await shown().save(), true);
    const [verdict] = await fixture.booked(1);
    assert.equal(verdict?.verdict, 'edited');
    assert.ok(verdict.keptShare !== undefined && verdict.keptShare < 1);
  });

  it('is thrown away without a question when it is discarded', async () => {
    await present('test/cart.test.ts', TEST);
    const document = shown();
    await fixture.results.discardResult();
    assert.equal(document.isClosed, true);
    assert.equal(existsSync(join(fixture.folder, 'test')), false);
    assert.equal((await fixture.booked(1))[0]?.verdict, 'discarded');
  });

  it('never stands in the place of a file or of another unsaved one', async () => {
    writeFileSync(join(fixture.folder, 'cart.test.ts'), 'mine');
    await present('cart.test.ts', TEST);
    assert.equal(shown().uri.path, join(fixture.folder, 'cart2.test.ts'));
    await type(shown(), 0, 0, '// touched\n');
    await present('cart.test.ts', TEST);
    assert.equal(shown().uri.path, join(fixture.folder, 'cart3.test.ts'));
    assert.equal(fixture.bytes('cart.test.ts'), 'mine');
  });

  it('is not saved over a file that came meanwhile', async () => {
    await present('cart.test.ts', TEST);
    writeFileSync(join(fixture.folder, 'cart.test.ts'), 'mine');
    assert.equal(await codeOf(fixture.results.acceptResult()), 'result.fileExists');
    assert.equal(fixture.bytes('cart.test.ts'), 'mine');
    assert.equal(shown().getText(), TEST);
  });

  it('takes the place of an earlier one that nobody has touched', async () => {
    await present('cart.test.ts', 'first\n');
    await present('cart.test.ts', TEST);
    assert.equal(shown().uri.path, join(fixture.folder, 'cart.test.ts'));
    assert.equal(shown().getText(), TEST);
    assert.equal((await fixture.booked(1))[0]?.verdict, 'discarded');
  });

  it('holds nothing else where the editor brings back what was thrown away at its place', async () => {
    const subscription = workspace.onDidOpenTextDocument((document) => {
      if (document.isUntitled) void type(document, 0, 0, 'thrown away\n');
    });
    await present('cart.test.ts', TEST);
    subscription.dispose();
    assert.equal(shown().getText(), TEST);
  });

  it('is a proposal where cases are added to an existing file', async () => {
    mkdirSync(join(fixture.folder, 'test'));
    writeFileSync(join(fixture.folder, 'test/cart.test.ts'), TEST);
    await present('test/cart.test.ts', `${TEST}\nit('more', () => {});\n`, TEST);
    assert.equal(fixture.proposals().length, 1);
    await fixture.results.acceptResult();
    const document = shown();
    assert.equal(document.uri.path, join(fixture.folder, 'test/cart.test.ts'));
    assert.equal(document.getText(), `${TEST}\nit('more', () => {});\n`);
    assert.equal(document.isDirty, true);
    assert.equal(fixture.bytes('test/cart.test.ts'), TEST);
    assert.equal(code.getText(), CODE);
  });

  it('never leaves the folder', async () => {
    assert.equal(await codeOf(present('../../cart.test.ts', TEST)), 'result.outsideFolder');
    assert.equal(await codeOf(present('../../cart.test.ts', TEST, '')), 'result.outsideFolder');
  });

  it('never leaves the folder through a link', async () => {
    // Windows makes links for administrators alone.
    if (process.platform === 'win32') return;
    symlinkSync(tmpdir(), join(fixture.folder, 'tests'));
    assert.equal(await codeOf(present('tests/cart.test.ts', TEST)), 'result.throughLink');
    assert.equal(await codeOf(present('tests/cart.test.ts', TEST, '')), 'result.throughLink');
  });

  it('of an untitled document has no place of its own', async () => {
    const untitled = await unsavedDocument(CODE, 'typescript');
    const editor = await window.showTextDocument(untitled, { preview: false });
    editor.revealRange(editor.selection, TextEditorRevealType.Default);
    const answer = {
      kind: 'newFile',
      path: 'cart.test.ts',
      language: 'typescript',
      text: TEST,
      replaces: undefined,
    } as const;
    await fixture.results.present(
      fixture.result('tests', answer),
      fixture.origin(untitled, 'tests'),
    );
    assert.equal(shown().getText(), TEST);
    assert.equal(shown().languageId, 'typescript');
    assert.equal(shown().isUntitled, true);
  });
});
