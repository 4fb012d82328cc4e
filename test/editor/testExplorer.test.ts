import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestController, TestItem, TestMessage, TestRun as ShownRun } from 'vscode';
import {
  CancellationTokenSource,
  EventEmitter,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  Uri,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import type { CheckDetails } from '../../src/editor/input/checkDetails.ts';
import type { Gathered } from '../../src/editor/input/gather.ts';
import { neverSendRules } from '../../src/editor/input/neverSend.ts';
import { withoutRun } from '../../src/editor/results/withoutRun.ts';
import type { FinishedRun } from '../../src/editor/runs/finishedRuns.ts';
import { TestExplorer } from '../../src/editor/testExplorer/testExplorer.ts';
import type { TaskTools, TestRun, TestRunner, TestToRun } from '../../src/tasks/task.ts';
import { unsavedDocument } from './unsavedDocument.ts';

const TEXT = "it('adds', () => {});\nit('takes away', () => {});\n";
const RAN: TestRun = {
  type: 'failed',
  failures: 1,
  output: 'not ok',
  cases: [
    { name: 'sums > adds', outcome: 'passed', durationMs: 4 },
    {
      name: 'sums > takes away',
      outcome: 'failed',
      output: 'error: |-\n  2 is not 3',
      durationMs: 7,
    },
    { name: 'sums > adds', outcome: 'skipped' },
  ],
};

describe('generated tests in the Test Explorer', () => {
  let folder: string;
  let gathered: Gathered;
  let last: FinishedRun | undefined;
  let explorer: TestExplorer;
  /** What was reported, as `how id ms`. */
  let reported: string[];
  let messages: string[];
  let items: Map<string, TestItem>;
  let handler: Parameters<TestController['createRunProfile']>[2];
  let coverer: typeof handler;
  let runner: TestRunner | undefined;
  let why: CheckDetails['notRun'];
  let open: Set<number>;
  let asked: TestToRun[];
  let covered: string[];
  const ran = new EventEmitter<void>();
  const changed = new EventEmitter<undefined>();
  const errors: unknown[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tw-explorer-'));
    mkdirSync(join(folder, 'src'));
    const document = await unsavedDocument('code', 'javascript');
    const root = Uri.file(folder);
    const input = {
      task: 'tests',
      language: 'javascript',
      source: 'code',
      target: { firstLine: 1, lastLine: 1 },
      targetKind: 'file',
      path: 'src/sums.js',
      instruction: undefined,
      diagnostics: [],
    } as const;
    const place = { root, isInWorkspace: true, path: 'src/sums.js', fullPath: '/src/sums.js' };
    const rules = await neverSendRules([], root);
    gathered = { input, document, uri: document.uri, place, rules };
    last = undefined;
    [reported, messages, asked, covered] = [[], [], [], []];
    items = new Map();
    runner = undefined;
    why = undefined;
    open = new Set();
    errors.length = 0;
    explorer = new TestExplorer({
      controller: watched(),
      runs: {
        onDidChange: ran.event,
        get last() {
          return last;
        },
      },
      results: {
        waiting: { isOf: (runId) => open.has(runId) },
        isWritten: () => false,
        onDidChangeCurrent: changed.event,
      },
      taskInputs: async () => ({
        toolsFor: (_gathered, _ask, details) => {
          if (why !== undefined) details.notRun = why;
          return { testRunner: runner } as unknown as TaskTools;
        },
      }),
      errors: { show: async (error) => void errors.push(error) },
    });
  });

  afterEach(() => {
    explorer.dispose();
    rmSync(folder, { recursive: true });
    assert.deepEqual(errors, []);
  });

  /** A real controller whose items and reports are kept here, too: the editor lists them to nobody. */
  function watched(): TestController {
    const controller = tests.createTestController('explorer-test', 'Test');
    const collection = {
      add: (item: TestItem) => void items.set(item.id, item),
      delete: (id: string) => void items.delete(id),
    };
    const report =
      (how: string) =>
      (item: TestItem, ...more: readonly unknown[]) => {
        const [first, second] = more;
        const ms = typeof first === 'number' ? first : second;
        reported.push([how, item.id, ...(typeof ms === 'number' ? [ms] : [])].join(' '));
        const text = (first as TestMessage | undefined)?.message;
        if (typeof text === 'string') messages.push(text);
      };
    const run = {
      started: () => undefined,
      passed: report('passed'),
      failed: report('failed'),
      skipped: report('skipped'),
      errored: report('errored'),
      addCoverage: ({ uri }: { readonly uri: Uri }) => covered.push(uri.path),
      appendOutput: (text: string) => messages.push(text),
      end: () => reported.push('end'),
    } as unknown as ShownRun;
    return {
      items: collection,
      createTestItem: controller.createTestItem.bind(controller),
      createTestRun: () => run,
      createRunProfile: (label: string, kind: TestRunProfileKind, run_: typeof handler) => {
        if (kind === TestRunProfileKind.Run) handler = run_;
        else coverer = run_;
        return controller.createRunProfile(label, kind, run_);
      },
      dispose: () => controller.dispose(),
    } as unknown as TestController;
  }

  function finished(
    runId: number,
    given: Partial<{ text: string; run: TestRun }> = {},
  ): FinishedRun {
    const { text = TEXT, run = RAN } = given;
    const path = 'src/sums.test.js';
    const answer = {
      kind: 'newFile',
      path,
      language: 'javascript',
      text,
      replaces: undefined,
    } as const;
    return {
      gathered,
      prepared: undefined as never,
      result: { ...withoutRun(answer), runId, task: 'tests' },
      answered: undefined,
      checkDetails: { ran: { path, text: TEXT, framework: 'node:test', run } },
    };
  }
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  };
  async function list(runId = 1): Promise<TestItem> {
    open.add(runId);
    last = finished(runId);
    ran.fire();
    await until(() => reported.includes('end'));
    changed.fire(undefined);
    const [item] = items.values();
    return item ?? assert.fail();
  }
  const again = async (run = handler): Promise<void> => {
    reported.length = 0;
    await run(new TestRunRequest(), new CancellationTokenSource().token);
  };

  it('stand there case by case, with result, time and place', async () => {
    const item = await list();
    assert.equal(item.label, 'sums.test.js');
    const children = [...item.children].map(([id, child]) => [id, child.range?.start.line]);
    assert.deepEqual(children, [
      ['sums > adds', 0],
      ['sums > takes away', 1],
      ['sums > adds #2', 0],
    ]);
    assert.deepEqual(reported, [
      'passed sums > adds 4',
      'failed sums > takes away 7',
      'skipped sums > adds #2',
      'end',
    ]);
    assert.deepEqual(messages, ['2 is not 3']);
  });

  it('are not listed where they were not run as they were accepted', async () => {
    last = finished(1, { text: 'another' });
    ran.fire();
    last = finished(2, { run: { type: 'notRun' } });
    ran.fire();
    const done = finished(3);
    last = { ...done, result: { ...done.result, outcome: 'rejected' } };
    ran.fire();
    assert.equal(items.size, 0);
  });

  it('go with what is discarded, deleted or renamed', async () => {
    await list();
    open.clear();
    await until(() => {
      changed.fire(undefined);
      return items.size === 0;
    });
    reported.length = 0;
    await list(2);
    const file = Uri.file(join(folder, 'src', 'sums.test.js'));
    writeFileSync(file.fsPath, TEXT);
    const other = Uri.file(join(folder, 'src', 'other.test.js'));
    const rename = new WorkspaceEdit();
    rename.renameFile(file, other);
    await workspace.applyEdit(rename);
    await until(() => items.has(other.toString()));
    assert.equal(items.size, 1);
    const remove = new WorkspaceEdit();
    remove.deleteFile(other);
    await workspace.applyEdit(remove);
    await until(() => items.size === 0);
  });

  it('are run again as they are now, and say what came of it', async () => {
    await list();
    const text = TEXT.replace('takes', 'carries');
    writeFileSync(join(folder, 'src', 'sums.test.js'), text);
    runner = {
      run: async (test) => {
        asked.push(test);
        return { type: 'passed', cases: [{ name: 'carries away', outcome: 'passed' }] };
      },
    };
    await again();
    assert.deepEqual(
      asked.map((test) => [test.text, test.isOwn, test.coverage]),
      [[text, true, false]],
    );
    assert.deepEqual(reported, ['passed carries away', 'end']);
  });

  it('show which lines they reach, and say where that is not known', async () => {
    await list();
    writeFileSync(join(folder, 'src', 'sums.test.js'), TEXT);
    const coverage = ['src/sums.js', 'src/sums.test.js'].map((path) => ({
      path,
      lines: [[1, 1] as const],
    }));
    runner = { run: async () => ({ type: 'passed', cases: [], coverage }) };
    await again(coverer);
    assert.deepEqual(covered, [join(folder, 'src', 'sums.js')]);
    // A runner that does not know how cannot even start.
    runner = {
      run: async (test) => {
        asked.push(test);
        return test.coverage === true ? { type: 'notRun' } : { type: 'passed', cases: [] };
      },
    };
    why = { cause: 'notStarted', framework: 'node:test', output: 'bad option' };
    messages.length = 0;
    await again(coverer);
    assert.deepEqual(
      asked.map((test) => test.coverage),
      [true, false],
    );
    assert.match(messages.join(), /Which lines were reached is not known: node:test/);
    assert.equal(covered.length, 1);
  });

  it('that are gone, or may not be run, say so', async () => {
    await list();
    await again();
    assert.match(messages.at(-1) ?? '', /in no file and in no editor/);
    writeFileSync(join(folder, 'src', 'sums.test.js'), TEXT);
    why = { cause: 'testsOff' };
    await again();
    assert.match(messages.at(-1) ?? '', /The tests were not run/);
    assert.match(reported[0] ?? '', /^errored /);
  });
});
