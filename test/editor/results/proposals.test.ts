import assert from 'node:assert/strict';
import {
  commands,
  ConfigurationTarget,
  FilePermission,
  languages,
  Range,
  Selection,
  TabInputTextDiff,
  TextEdit,
  Uri,
  window,
  workspace,
} from 'vscode';
import { ProposalFiles } from '../../../src/editor/results/proposals/proposalFiles.ts';
import { unsavedDocument } from '../unsavedDocument.ts';
import { closeForGood, codeOf, ResultFixture, type, until } from './resultFixture.ts';

const CODE = 'export function add(a, b) {\n  return a + b;\n}\n\nexport const one = 1;\n';
const PROPOSED =
  '/** Adds. */\nexport function add(a, b) {\n  return a + b;\n}\n\nexport const ONE = 1;\n';

describe('a proposal', () => {
  let fixture: ResultFixture;

  beforeEach(() => {
    fixture = new ResultFixture();
  });

  afterEach(async () => {
    await fixture.dispose();
    assert.deepEqual(fixture.errors, []);
  });

  it('opens as a diff of the text with a writable text in the same language', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof TabInputTextDiff);
    const [left, right] = await Promise.all([
      workspace.openTextDocument(input.original),
      workspace.openTextDocument(input.modified),
    ]);
    assert.equal(left.getText(), CODE);
    assert.equal(right.getText(), PROPOSED);
    assert.equal(right.languageId, 'typescript');
    const stats = await Promise.all([left, right].map(({ uri }) => workspace.fs.stat(uri)));
    assert.deepEqual(
      stats.map(({ permissions }) => permissions),
      [FilePermission.Readonly, undefined],
    );
    assert.equal(document.getText(), CODE);
    assert.equal(document.isDirty, false);
    assert.deepEqual(fixture.results.current?.origin.uri, document.uri);
  });

  it('is written unsaved and undone in one step', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    await fixture.results.acceptResult();
    assert.equal(document.getText(), PROPOSED);
    assert.equal(document.isDirty, true);
    assert.equal(fixture.bytes('cart.ts'), CODE);
    assert.deepEqual(fixture.proposals(), []);
    assert.equal(window.activeTextEditor?.document, document);
    await commands.executeCommand('undo');
    assert.equal(document.getText(), CODE);
    const verdicts = await fixture.booked(2);
    assert.deepEqual(
      verdicts.map(({ runId, verdict, keptShare }) => [runId, verdict, keptShare]),
      [
        [1, 'applied', 1],
        [1, 'undone', undefined],
      ],
    );
    await commands.executeCommand('redo');
    assert.equal((await fixture.booked(3))[2]?.verdict, 'applied');
  });

  it('keeps what was typed after it was shown', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    await type(document, 1, 15, ' // typed');
    await type(document, 2, 1, '\n\nexport const two = 2;');
    await fixture.results.acceptResult();
    assert.equal(
      document.getText(),
      PROPOSED.replace('a + b;\n}', 'a + b; // typed\n}\n\nexport const two = 2;'),
    );
    assert.deepEqual(fixture.accepted[0]?.clashes, []);
  });

  it('keeps what was typed while the run was under way, and shows it on both sides', async () => {
    const document = await fixture.file('cart.ts', CODE);
    const origin = fixture.origin(document);
    await type(document, 1, 15, ' // typed');
    await fixture.propose(document, PROPOSED, origin);
    const merged = PROPOSED.replace('a + b;', 'a + b; // typed');
    assert.equal((await fixture.proposal()).getText(), merged);
    await fixture.results.acceptResult();
    assert.equal(document.getText(), merged);
  });

  it('waits for a pause in typing, and takes no key of it', async () => {
    const document = await fixture.file('cart.ts', CODE);
    const editor = await window.showTextDocument(document);
    editor.selection = new Selection(4, 21, 4, 21);
    const typed = ' // typed while the answer comes';
    const began = Date.now();
    // However slow the machine is, no time passes between two keys.
    fixture.now = () => began;
    await commands.executeCommand('type', { text: typed.slice(0, 1) });
    const shown = fixture.propose(document, PROPOSED, fixture.origin(document));
    for (const text of typed.slice(1)) await commands.executeCommand('type', { text });
    fixture.now = () => began + 1_000;
    await shown;
    assert.equal(document.lineAt(4).text, `export const one = 1;${typed}`);
  });

  it('is shown as it was made when it clashes with typing already', async () => {
    const document = await fixture.file('cart.ts', CODE);
    const origin = fixture.origin(document);
    await type(document, 0, 0, '// typed\n');
    await fixture.propose(document, PROPOSED, origin);
    assert.equal((await fixture.proposal()).getText(), PROPOSED);
    await fixture.results.acceptResult();
    assert.equal(document.getText(), `// typed\n${PROPOSED.replace('/** Adds. */\n', '')}`);
    assert.deepEqual(fixture.accepted[0]?.clashes, [{ firstLine: 1, lastLine: 1 }]);
  });

  it('leaves out what clashes with typing, and lists it', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    await type(document, 4, 19, '100', [4, 20]);
    await fixture.results.acceptResult();
    assert.equal(
      document.getText(),
      PROPOSED.replace('export const ONE = 1;', 'export const one = 100;'),
    );
    assert.deepEqual(fixture.accepted[0]?.clashes, [{ firstLine: 6, lastLine: 6 }]);
    const [verdict] = await fixture.booked(1);
    assert.equal(verdict?.verdict, 'edited');
    assert.equal(verdict.keptShare, 1 / 3);
  });

  it('stays open and writes nothing when all of it clashes', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, CODE.replace('one = 1', 'ONE = 1'));
    await type(document, 4, 13, 'uno', [4, 16]);
    const typed = document.getText();
    assert.equal(await codeOf(fixture.results.acceptResult()), 'result.onlyClashes');
    assert.equal(document.getText(), typed);
    assert.equal(fixture.proposals().length, 1);
    assert.deepEqual(fixture.verdicts, []);
  });

  it('keeps CRLF and a missing final line end', async () => {
    const text = CODE.trimEnd().replaceAll('\n', '\r\n');
    const document = await fixture.file('cart.ts', text);
    await fixture.propose(document, PROPOSED.trimEnd());
    await fixture.results.acceptResult();
    assert.equal(document.getText(), PROPOSED.trimEnd().replaceAll('\n', '\r\n'));
    await document.save();
    assert.equal(fixture.bytes('cart.ts'), PROPOSED.trimEnd().replaceAll('\n', '\r\n'));
  });

  it('leaves the cursor where it was', async () => {
    const document = await fixture.file('cart.ts', CODE);
    const editor = window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new Selection(1, 9, 1, 10);
    await fixture.propose(document, PROPOSED);
    await fixture.results.acceptResult();
    const selection = window.activeTextEditor?.selection;
    assert.deepEqual(selection && document.getText(selection), 'a');
    assert.equal(selection?.start.line, 2);
  });

  it('can be edited, stays saved and is accepted as it was left', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    const proposal = await fixture.proposal();
    await type(proposal, 0, 0, '', [1, 0]);
    await until(workspace.onDidSaveTextDocument, () => !proposal.isDirty);
    await fixture.results.acceptResult();
    assert.equal(document.getText(), PROPOSED.replace('/** Adds. */\n', ''));
    const [verdict] = await fixture.booked(1);
    assert.deepEqual([verdict?.verdict, verdict?.keptShare], ['edited', 2 / 3]);
  });

  it('is not formatted when it is kept saved', async () => {
    const editorSettings = workspace.getConfiguration('editor');
    const filesSettings = workspace.getConfiguration('files');
    const formatter = languages.registerDocumentFormattingEditProvider(
      { pattern: '**' },
      {
        provideDocumentFormattingEdits: () => [
          TextEdit.insert(new Range(0, 0, 0, 0).start, 'formatted '),
        ],
      },
    );
    await editorSettings.update('formatOnSave', true, ConfigurationTarget.Global);
    await filesSettings.update('trimTrailingWhitespace', true, ConfigurationTarget.Global);
    try {
      const document = await fixture.file('cart.ts', CODE);
      await fixture.propose(document, PROPOSED);
      const proposal = await fixture.proposal();
      await type(proposal, 1, 0, '   \n');
      await until(workspace.onDidSaveTextDocument, () => !proposal.isDirty);
      assert.equal(proposal.getText(), PROPOSED.replace('export', '   \nexport'));
    } finally {
      formatter.dispose();
      await editorSettings.update('formatOnSave', undefined, ConfigurationTarget.Global);
      await filesSettings.update('trimTrailingWhitespace', undefined, ConfigurationTarget.Global);
    }
  });

  it('is marked as UTF-8 where the settings say something else', async () => {
    const settings = workspace.getConfiguration('files');
    const files = new ProposalFiles('tierwise-encoding-test', () => 0);
    const start = (): string =>
      Buffer.from(files.readFile(files.add('1', 'cart.ts', 'ö', false))).toString('hex');
    assert.equal(start(), 'c3b6');
    await settings.update('encoding', 'utf16le', ConfigurationTarget.Global);
    try {
      assert.equal(start(), 'efbbbfc3b6');
    } finally {
      await settings.update('encoding', undefined, ConfigurationTarget.Global);
      files.dispose();
    }
  });

  it('is discarded without a trace', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    await fixture.results.discardResult();
    assert.equal(document.getText(), CODE);
    assert.equal(document.isDirty, false);
    assert.deepEqual(fixture.proposals(), []);
    assert.equal((await fixture.booked(1))[0]?.verdict, 'discarded');
    assert.equal(await codeOf(fixture.results.acceptResult()), 'result.nothingOpen');
  });

  it('is discarded by closing its tab, edited or not', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    const proposal = await fixture.proposal();
    await type(proposal, 0, 0, '// mine\n');
    await until(workspace.onDidSaveTextDocument, () => !proposal.isDirty);
    await commands.executeCommand('workbench.action.closeActiveEditor');
    assert.equal((await fixture.booked(1))[0]?.verdict, 'discarded');
    assert.equal(document.getText(), CODE);
    assert.equal(fixture.results.current, undefined);
  });

  it('is not discarded by moving its tab to another group', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    await commands.executeCommand('workbench.action.moveEditorToNextGroup');
    await fixture.results.acceptResult();
    assert.equal(document.getText(), PROPOSED);
    assert.deepEqual(
      fixture.verdicts.map(({ verdict }) => verdict),
      ['applied'],
    );
  });

  it('of a closed file opens the file again, unsaved', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    await window.tabGroups.close(
      window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ label }) => label === 'cart.ts')),
    );
    await fixture.results.acceptResult();
    const now = window.activeTextEditor?.document;
    assert.equal(now?.uri.toString(), document.uri.toString());
    assert.equal(now.getText(), PROPOSED);
    assert.equal(now.isDirty, true);
    assert.equal(fixture.bytes('cart.ts'), CODE);
  });

  it('of a deleted file is told, not written', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    fixture.remove('cart.ts');
    assert.equal(await codeOf(fixture.results.acceptResult()), 'result.documentDeleted');
    assert.equal(fixture.proposals().length, 1);
  });

  it('of a read-only file is told, not written', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    fixture.makeReadOnly('cart.ts');
    assert.equal(await codeOf(fixture.results.acceptResult()), 'result.documentReadOnly');
    assert.equal(document.getText(), CODE);
  });

  it('is for an untitled document too, until that is closed', async () => {
    const document = await unsavedDocument(CODE, 'javascript');
    await window.showTextDocument(document, { preview: false });
    await fixture.propose(document, PROPOSED);
    assert.equal((await fixture.proposal()).languageId, 'javascript');
    await fixture.results.acceptResult();
    assert.equal(document.getText(), PROPOSED);

    await fixture.propose(document, CODE);
    await closeForGood(document);
    assert.equal(await codeOf(fixture.results.acceptResult()), 'result.documentClosed');
  });

  it('that changes nothing opens nothing', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, CODE);
    assert.deepEqual(fixture.proposals(), []);
    assert.equal(fixture.results.current, undefined);
  });

  it('replaces an earlier one of the same task on the same file', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    await fixture.propose(document, CODE.replace('one', 'uno'));
    assert.equal(fixture.proposals().length, 1);
    assert.equal((await fixture.booked(1))[0]?.verdict, 'discarded');
    await fixture.results.acceptResult();
    assert.equal(document.getText(), CODE.replace('one', 'uno'));
  });

  it('gives way to a further answer of its run, which alone has a verdict', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, CODE.replace('one', 'uno'));
    const runId = fixture.results.current?.result.runId;
    await fixture.propose(document, PROPOSED, fixture.origin(document), runId);
    assert.equal(fixture.proposals().length, 1);
    await fixture.results.acceptResult();
    assert.equal(document.getText(), PROPOSED);
    assert.deepEqual(
      fixture.verdicts.map(({ verdict }) => verdict),
      ['applied'],
    );
  });

  it('is known to stand in its document, until that is undone', async () => {
    const document = await fixture.file('cart.ts', CODE);
    await fixture.propose(document, PROPOSED);
    assert.equal(fixture.results.isWritten(1), false);
    await fixture.results.acceptResult();
    assert.equal(fixture.results.isWritten(1), true);
    await commands.executeCommand('undo');
    assert.equal(fixture.results.isWritten(1), false);
    await commands.executeCommand('redo');
    assert.equal(fixture.results.isWritten(1), true);
  });

  it('stands beside those of other files: the one in front is meant', async () => {
    const first = await fixture.file('first.ts', CODE);
    await fixture.propose(first, PROPOSED);
    const second = await fixture.file('second.ts', CODE);
    await fixture.propose(second, PROPOSED);
    await window.showTextDocument(first, { preview: false });
    await until(
      window.tabGroups.onDidChangeTabs,
      () => window.tabGroups.activeTabGroup.activeTab?.label === 'first.ts',
    );
    await fixture.results.acceptResult();
    assert.deepEqual([first.getText(), second.getText()], [PROPOSED, CODE]);
    await fixture.results.acceptResult();
    assert.equal(second.getText(), PROPOSED);
  });
});

describe('results', () => {
  it('close what an earlier window has left open', async () => {
    const fixture = new ResultFixture();
    try {
      const document = await fixture.file('cart.ts', CODE);
      await fixture.propose(document, PROPOSED);
      const [left, right] = ['before', 'after'].map((side) =>
        Uri.from({ scheme: fixture.proposals()[0]?.scheme ?? '', path: `/99/${side}/cart.ts` }),
      );
      assert.ok(left && right);
      await commands.executeCommand('vscode.diff', left, right, 'stale', { preview: false });
      await until(window.tabGroups.onDidChangeTabs, () => fixture.proposals().length === 2);
      await fixture.results.restore();
      await until(window.tabGroups.onDidChangeTabs, () => fixture.proposals().length === 1);
    } finally {
      await fixture.dispose();
    }
  });
});
