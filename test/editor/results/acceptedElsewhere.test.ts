import assert from 'node:assert/strict';
import type { Tab, TextDocument } from 'vscode';
import { TabInputText, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import { tabsOf } from '../../../src/editor/documents/openDocuments.ts';
import { acceptAnswer } from '../../../src/editor/folders/acceptAnswer.ts';
import type { RunResult } from '../../../src/routing/run/run.ts';
import type { Answer } from '../../../src/tasks/task.ts';
import { codeOf, ResultFixture, type, until } from './resultFixture.ts';

const CODE = 'export const one = 1;\n\nexport const two = 2;\n';
const PROPOSED = '/** One. */\nexport const one = 1;\n\n/** Two. */\nexport const two = 2;\n';

describe('a result that is accepted from a list while an editor shows it', () => {
  let fixture: ResultFixture;

  beforeEach(() => {
    fixture = new ResultFixture();
  });

  afterEach(async () => {
    await fixture.dispose();
    assert.deepEqual(fixture.errors, []);
  });

  const tabs = (): readonly Tab[] => window.tabGroups.all.flatMap((group) => group.tabs);

  async function shown(document: TextDocument, answer: Answer): Promise<RunResult> {
    const result = fixture.result('docs', answer);
    await fixture.results.present(result, fixture.origin(document, 'docs'));
    return result;
  }

  const edits = (text: string): Answer => ({ kind: 'edits', text, summary: 'Does it' });

  /** As the list does it. */
  async function accept(document: TextDocument, source: string, result: RunResult) {
    const { waiting } = fixture.results;
    const asked = { uri: document.uri, input: { source } } as Parameters<typeof acceptAnswer>[0];
    const written = await acceptAnswer(asked, result, waiting.textOf(result.runId));
    await waiting.close(result.runId);
    return written;
  }

  it('closes its own tab, and no other one', async () => {
    const [document, other] = [await fixture.file('a.ts', CODE), await fixture.file('b.ts', CODE)];
    const result = await shown(document, edits(PROPOSED));
    await shown(other, edits(PROPOSED));
    assert.equal(tabs().length, 4);
    const written = await accept(document, CODE, result);
    assert.deepEqual(written, { keptShare: 1, clashes: 0 });
    assert.equal(fixture.bytes('a.ts'), PROPOSED);
    assert.equal(fixture.bytes('b.ts'), CODE);
    const left = tabs().map(({ input }) =>
      input instanceof TabInputTextDiff ? 'diff' : input instanceof TabInputText && input.uri.path,
    );
    assert.deepEqual(new Set(left), new Set([document.uri.path, other.uri.path, 'diff']));
    assert.equal(left.length, 3);
    assert.deepEqual(fixture.verdicts, [], 'the list books the verdict');
    assert.equal(fixture.results.waiting.isOf(result.runId), false);
  });

  it('writes what the user has made of it there', async () => {
    const document = await fixture.file('a.ts', CODE);
    const result = await shown(document, edits(PROPOSED));
    const proposal = await fixture.proposal();
    await type(proposal, 3, 0, '', [4, 0]);
    const { keptShare } = await accept(document, CODE, result);
    assert.equal(fixture.bytes('a.ts'), PROPOSED.replace('/** Two. */\n', ''));
    assert.equal(keptShare, 0.5);
    assert.deepEqual(fixture.proposals(), []);
  });

  it('is refused where all of it was taken back, and stays to be looked at', async () => {
    const document = await fixture.file('a.ts', CODE);
    const result = await shown(document, edits(PROPOSED));
    const proposal = await fixture.proposal();
    await type(proposal, 0, 0, CODE, [5, 0]);
    assert.equal(await codeOf(accept(document, CODE, result)), 'result.nothingToAccept');
    assert.equal(fixture.bytes('a.ts'), CODE);
    assert.equal(fixture.proposals().length, 1);
  });

  it('is a new file as the user has left it, and closes without a question', async () => {
    const document = await fixture.file('a.ts', CODE);
    const answer = { kind: 'newFile', path: 'a.test.ts', language: 'typescript', text: 'one();\n' };
    const { runId } = await shown(document, answer as Answer);
    const { waiting } = fixture.results;
    const unsaved = window.activeTextEditor?.document;
    assert.ok(unsaved?.isUntitled === true);
    await type(unsaved, 1, 0, 'two();\n');
    assert.deepEqual(waiting.textOf(runId), {
      base: [],
      proposed: ['one();', ''],
      text: ['one();', 'two();', ''],
    });
    await waiting.close(runId);
    assert.deepEqual([tabsOf(unsaved.uri), waiting.isOf(runId)], [[], false]);
    assert.equal(waiting.textOf(runId), undefined);
    assert.deepEqual([tabsOf(document.uri).length, fixture.verdicts], [1, []]);
  });

  it('opens no tab of the file, however long saving takes', async () => {
    const open = await fixture.file('open.ts', CODE);
    const uri = Uri.joinPath(open.uri, '..', 'closed.ts');
    await workspace.fs.writeFile(uri, new TextEncoder().encode(CODE));
    const document = await workspace.openTextDocument(uri);
    const slow = workspace.onWillSaveTextDocument((event) => {
      if (event.document !== document) return;
      // The editor shows what stays changed for a while.
      event.waitUntil(until(window.tabGroups.onDidChangeTabs, () => tabsOf(uri).length > 0));
    });
    try {
      await accept(document, CODE, fixture.result('docs', edits(PROPOSED)));
    } finally {
      slow.dispose();
    }
    assert.equal(fixture.bytes('closed.ts'), PROPOSED);
    assert.deepEqual(tabsOf(uri), []);
    assert.equal(tabsOf(open.uri).length, 1);
  });
});
