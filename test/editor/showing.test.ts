import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TextDocument } from 'vscode';
import { commands, Uri, window, workspace } from 'vscode';
import type { CheckDetails } from '../../src/editor/input/checkDetails.ts';
import type { Gathered, Gatherer } from '../../src/editor/input/gather.ts';
import { neverSendRules } from '../../src/editor/input/neverSend.ts';
import type { KeptFinding } from '../../src/editor/results/findings/keptFinding.ts';
import type { KeptTest } from '../../src/editor/results/findings/showing.ts';
import { withoutRun } from '../../src/editor/results/withoutRun.ts';
import type { FinishedRun } from '../../src/editor/runs/finishedRuns.ts';
import type { ShownFindings } from '../../src/editor/runs/showing.ts';
import { gatheredToShow, markShown, withTests } from '../../src/editor/runs/showing.ts';
import { problem } from '../../src/tasks/problem.ts';
import type { GivenDiagnostic, TaskTools } from '../../src/tasks/task.ts';
import { unsavedDocument } from './unsavedDocument.ts';

const FINDING: KeptFinding = {
  id: '1-shown-0',
  runId: 1,
  firstLine: 2,
  lastLine: 2,
  startCharacter: 0,
  endCharacter: 9,
  fingerprint: '0123456789abcdef',
  isShort: false,
  isHidden: false,
  severity: 'high',
  title: 'One too many',
  trigger: 'a full page',
  consequence: 'a page too many',
  confidence: 0.9,
  suggestion: '',
};
const GIVEN: GivenDiagnostic = {
  firstLine: 2,
  lastLine: 2,
  message: 'One too many',
  source: 'Tierwise',
  ruleCode: 'high',
};
const SHOWN = { path: 'src/pages.test.js', framework: 'vitest', cases: ['has one page'] };
const TEST = { ...SHOWN, text: 'as it was written' };
const ANSWER = {
  kind: 'newFile',
  path: SHOWN.path,
  language: 'javascript',
  text: TEST.text,
  replaces: undefined,
} as const;

describe('a finding that a test is to show', () => {
  const never = new AbortController().signal;
  let folder: string;
  let document: TextDocument;
  let gathered: Gathered;
  let marked: unknown[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tw-showing-'));
    mkdirSync(join(folder, 'src'));
    document = await unsavedDocument('code', 'javascript');
    const root = Uri.file(folder);
    gathered = {
      input: {
        task: 'fix',
        language: 'javascript',
        source: 'code',
        target: { firstLine: 1, lastLine: 1 },
        targetKind: 'file',
        path: 'src/pages.js',
        instruction: undefined,
        diagnostics: [GIVEN],
      },
      document,
      uri: document.uri,
      place: { root, isInWorkspace: true, path: 'src/pages.js', fullPath: '/src/pages.js' },
      rules: await neverSendRules([], root),
    };
    marked = [];
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const findingsWith = (...tests: readonly KeptTest[]): ShownFindings => ({
    find: () => FINDING,
    mark: async (_uri, id, showing, test) => {
      marked.push(id, showing, test);
    },
    testsFor: () => tests,
  });

  it('costs nothing where its test could not be run, and says why', async () => {
    const around: Gatherer['around'] = async (task, _place, instruction) => ({
      ...gathered,
      input: { ...gathered.input, task, instruction },
    });
    const ask = async (notRun: CheckDetails['notRun']): Promise<Gathered> =>
      gatheredToShow(
        {
          gatherer: { around } as Gatherer,
          toolsFor: (_gathered, _ask, details) => {
            if (notRun !== undefined) details.notRun = notRun;
            return {} as TaskTools;
          },
        },
        { uri: document.uri, finding: FINDING },
        never,
      );
    for (const cause of ['testsOff', 'untrusted', 'noFolder'] as const) {
      await assert.rejects(ask({ cause }), { code: 'show.cannotRun', args: { cause } });
    }
    const { input } = await ask(undefined);
    const { id, firstLine, lastLine, title, trigger, consequence } = FINDING;
    assert.deepEqual(input.shows, { id, firstLine, lastLine, title, trigger, consequence });
    assert.deepEqual([input.task, input.instruction], ['tests', undefined]);
  });

  it('says what came of the run, and nothing where it was ended before', async () => {
    const { id } = FINDING;
    const shows = { ...FINDING, firstLine: 2, lastLine: 2 };
    const after = async (
      result: Partial<FinishedRun['result']>,
      notRun?: CheckDetails['notRun'],
    ): Promise<readonly unknown[]> => {
      marked = [];
      const finished = {
        gathered: { ...gathered, input: { ...gathered.input, shows } },
        result: { ...withoutRun(ANSWER), ...result },
        checkDetails: notRun === undefined ? {} : { notRun },
      };
      await markShown(finished, findingsWith());
      return marked;
    };
    const kept = { ...TEST, replaces: undefined };
    assert.deepEqual(await after({ showing: TEST }), [id, { type: 'shown', ...SHOWN }, kept]);
    const problems = [problem('tests.notEnded', {})];
    assert.deepEqual(await after({ outcome: 'rejected', problems }), [
      id,
      { type: 'notShown', problem: 'tests.notEnded' },
      undefined,
    ]);
    assert.deepEqual(await after({}, { cause: 'noRunner', framework: 'jest' }), [
      id,
      { type: 'notRun', cause: 'noRunner', framework: 'jest' },
      undefined,
    ]);
    assert.deepEqual((await after({}, { cause: 'declined' }))[1], {
      type: 'notRun',
      cause: 'declined',
    });
    const notes = [{ code: 'notes.notIsolatable', args: {} }];
    assert.deepEqual((await after({ notes }))[1], { type: 'notRun', cause: 'isolation' });
    assert.deepEqual(await after({ outcome: 'cancelled' }), []);
    assert.deepEqual(await after({ outcome: 'failed' }), []);
  });

  it('is fixed by its test as the user has left it', async () => {
    const kept = { ...TEST, replaces: undefined };
    const now = async (test: KeptTest): Promise<readonly unknown[]> => {
      const { input } = await withTests(gathered, findingsWith(test));
      return (input.shownBy ?? []).map(({ text, isOwn }) => [text, isOwn]);
    };
    assert.deepEqual(await now(kept), [['as it was written', false]]);
    // After a reload nobody remembers a text that was not accepted.
    assert.deepEqual(await now({ ...kept, text: undefined }), []);

    const path = join(folder, SHOWN.path);
    const unsaved = await workspace.openTextDocument(Uri.file(path).with({ scheme: 'untitled' }));
    const editor = await window.showTextDocument(unsaved);
    await editor.edit((edit) => edit.insert(unsaved.positionAt(0), 'not yet accepted'));
    assert.deepEqual(await now(kept), [['not yet accepted', false]]);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');

    writeFileSync(path, 'accepted');
    assert.deepEqual(await now({ ...kept, text: undefined }), [['accepted', true]]);
    assert.deepEqual(await now(kept), [['accepted', true]]);
    // It was to be inserted into a file that is as it was.
    assert.deepEqual(await now({ ...kept, replaces: 'accepted' }), [['as it was written', false]]);
  });

  it('brings nothing to a fix of what no test shows', async () => {
    assert.equal(await withTests(gathered, findingsWith()), gathered);
  });
});
