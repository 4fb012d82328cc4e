import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import {
  commands,
  ConfigurationTarget,
  Position,
  Range,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import { AI_SWITCH } from '../../src/editor/aiFeatures.ts';
import { Gatherer } from '../../src/editor/input/gather.ts';
import type { ResultOrigin } from '../../src/editor/results/shownResult.ts';
import { Runs } from '../../src/editor/runs/runs.ts';
import { SettingWarnings } from '../../src/editor/runs/settingWarnings.ts';
import { BUNDLED_PRICES } from '../../src/models/prices.ts';
import type { RunEstimate, Runner, RunRequest, RunResult } from '../../src/routing/run/run.ts';
import type { PreparedTask, Problem, ProjectFiles, Task } from '../../src/tasks/task.ts';
import { until } from './results/resultFixture.ts';
import { editorParts, packagedSyntax } from './standIns.ts';
import { unsavedDocument } from './unsavedDocument.ts';

const SOURCE =
  'export function add(a: number, b: number): number {\n  return a + b;\n}\n\nexport const two = 2;\n';
const EDITED = `/** Adds. */\n${SOURCE}`;

const accepted: RunResult = {
  runId: 1,
  task: 'docs',
  outcome: 'accepted',
  answer: { kind: 'edits', text: EDITED, summary: 'One comment.' },
  reply: '{}',
  lastAnswer: undefined,
  strength: 'proves',
  problems: [],
  notes: [],
  route: {
    moves: [],
    reason: { code: 'default', args: { tier: 'haiku' } },
    considered: [],
    only: false,
    propensity: 1,
    estimate: null,
  },
  finalTier: 'haiku',
  finalModel: 'claude-haiku-5-5',
  attempts: [],
  costNusd: 400_000,
  unpriced: 0,
  estimated: false,
  baselineNusd: null,
  durationMs: 10,
  failure: undefined,
};

const RECORD: NonNullable<RunResult['record']> = {
  runId: 1,
  startedAt: 1_000,
  workedMs: 10,
  prices: BUNDLED_PRICES,
  start: {
    tier: 'haiku',
    reason: accepted.route.reason,
    estimate: null,
    propensity: 1,
    policy: '0',
    purpose: 'use',
  },
  accepted: { tier: 'haiku', strength: 'proves' },
  attempts: [],
  summaries: [],
  baseline: [],
  isIncluded: false,
};

/** Puts lines before a document's own, as an edit that is not ours, and waits until they are there. */
async function insertAtTop(document: TextDocument, lines: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(0, 0), lines);
  await apply(document, edit, lines + document.getText());
}

/** Takes a first piece of text out of a document again. */
async function removeFromTop(document: TextDocument, inserted: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.delete(document.uri, new Range(0, 0, inserted.split('\n').length - 1, 0));
  await apply(document, edit, document.getText().slice(inserted.length));
}

async function apply(document: TextDocument, edit: WorkspaceEdit, text: string): Promise<void> {
  assert.equal(await workspace.applyEdit(edit), true);
  await until(workspace.onDidChangeTextDocument, () => document.getText() === text);
}

/** Stands in for the models: it answers as the test says, when the test says. */
class ScriptedRunner implements Runner {
  readonly estimate = (): RunEstimate => ({
    tier: 'sonnet',
    model: 'claude-sonnet-5',
    costNusd: 30_000_000,
  });
  readonly requests: RunRequest[] = [];
  readonly signals: AbortSignal[] = [];
  readonly started = Promise.withResolvers<void>();
  readonly answer = Promise.withResolvers<RunResult>();

  async run(...[request, , onEvent, signal]: Parameters<Runner['run']>): Promise<RunResult> {
    this.requests.push(request);
    this.signals.push(signal);
    onEvent({
      type: 'attempt',
      ordinal: this.requests.length,
      kind: 'first',
      tier: 'haiku',
      model: 'claude-haiku-5-5',
      effort: null,
      reason: undefined,
    });
    this.started.resolve();
    return this.answer.promise;
  }
}

const NO_FILES: ProjectFiles = {
  read: async () => undefined,
  exists: async () => false,
  find: async () => [],
};

const task: Task = {
  name: 'docs',
  prepare: async ({ language }): Promise<PreparedTask> => ({
    name: 'docs',
    language,
    prompt: { system: '', turns: [], schema: undefined },
    sent: [],
    notes: [],
    expectedOutputTokens: 10,
    signals: { lines: 3, declarations: 1, instruction: undefined },
    check: async () => ({ answer: undefined, problems: [], strength: 'proves', notes: [] }),
  }),
};

describe('a run', () => {
  const { configuration, connections, errors, log, lines } = editorParts(
    undefined,
    'http://127.0.0.1:9',
  );
  const syntax = packagedSyntax();
  const gatherer = new Gatherer(syntax, configuration, log, () => false);
  const warnings = new SettingWarnings(configuration, errors);
  let shown: { readonly result: RunResult; readonly origin: ResultOrigin }[] = [];
  let document: TextDocument;
  let isWritten = false;

  const isInFront = (): boolean => window.activeTextEditor?.document === document;

  function runsOn(
    runner: Runner,
    runnerFor: () => Runner | Promise<Runner> = () => runner,
    reporter = errors,
  ): Runs {
    const presenter = {
      current: undefined,
      isWritten: () => isWritten,
      presentFindings: async () => undefined,
      stream: () => ({
        restart: () => undefined,
        add: () => undefined,
        breakOff: () => undefined,
      }),
      present: async (result: RunResult, origin: ResultOrigin) => {
        shown.push({ result, origin });
      },
    };
    const taskFor = (): Promise<Task> => Promise.resolve(task);
    return new Runs({
      taskInputs: async () => ({
        gatherer,
        toolsFor: () => ({ syntax, files: NO_FILES }),
        contextFor: async () => [],
      }),
      configuration,
      connections,
      taskFor,
      runnerFor,
      presenter,
      findings: { find: () => undefined, mark: async () => undefined, testsFor: () => [] },
      errors: reporter,
      warnings,
    });
  }

  beforeEach(async () => {
    shown = [];
    isWritten = false;
    lines.length = 0;
    document = await unsavedDocument(SOURCE, 'typescript');
    await window.showTextDocument(document);
    await until(window.onDidChangeActiveTextEditor, isInFront);
  });

  afterEach(async () => {
    assert.equal(document.getText(), SOURCE);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  after(async () => {
    warnings.dispose();
    await syntax.dispose();
  });

  it('presents what came out, with where it came from and who answered', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve(accepted);
    const runs = runsOn(runner);
    await runs.start('docs', { instruction: 'short' });
    assert.equal(shown.length, 1);
    const { origin } = shown[0] ?? assert.fail();
    assert.equal(origin.baseText, SOURCE);
    assert.equal(origin.uri.toString(), document.uri.toString());
    assert.deepEqual(origin.target, { firstLine: 1, lastLine: 3 });
    assert.equal(origin.title, 'Haiku 5.5 · checked: proven · $0.0004');
    assert.match(origin.place, /^add of /);
    assert.equal(runs.last?.gathered.input.instruction, 'short');
    assert.equal(runner.requests[0]?.purpose, 'use');
    runs.dispose();
  });

  it('offers to take in the whole file, and asks the same of it', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve(accepted);
    const runs = runsOn(runner);
    await runs.start('docs', { instruction: 'short' });
    const [offer] = shown[0]?.origin.offers ?? [];
    assert.equal(offer?.title, 'Whole File');
    await offer.take();
    const { origin } = shown[1] ?? assert.fail();
    assert.match(origin.place, /^the whole of /);
    assert.deepEqual(origin.offers, []);
    assert.equal(runs.last?.gathered.input.instruction, 'short');
    runs.dispose();
  });

  it('is estimated without being begun, and is not asked about what was agreed to', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve(accepted);
    const runs = runsOn(runner);
    const [opened] = workspace.workspaceFolders ?? [];
    assert.ok(opened);
    const uri = Uri.joinPath(opened.uri, 'estimated.ts');
    await workspace.fs.writeFile(uri, new TextEncoder().encode(SOURCE));
    const asked = {
      uri,
      target: { firstLine: 1, lastLine: 2 },
      instruction: '',
      isWanted: () => true,
      agreedNusd: 900_000_000,
    };
    const { signal } = new AbortController();
    const estimate = await runs.estimateLines(asked, () => undefined, signal);
    assert.deepEqual([estimate?.costNusd, estimate?.confirmAboveNusd], [30_000_000, 100_000_000]);
    assert.equal(runner.requests.length, 0);
    await runs.reviewLines(asked, () => undefined, signal);
    assert.equal(runner.requests[0]?.settings.confirmAboveNusd, 900_000_000);
    runs.dispose();
    await workspace.fs.delete(uri);
  });

  it('is none where AI features are turned off, however it is started, and says so', async () => {
    const settings = workspace.getConfiguration();
    await settings.update(AI_SWITCH, true, ConfigurationTarget.Global);
    const runner = new ScriptedRunner();
    const runs = runsOn(runner);
    try {
      await runs.start('docs');
    } finally {
      await settings.update(AI_SWITCH, undefined, ConfigurationTarget.Global);
    }
    assert.equal(runner.requests.length, 0);
    assert.ok(lines.some((line) => line.includes('aiOff')));
    runs.dispose();
  });

  it('says in the result why it went elsewhere than usual', async () => {
    const runner = new ScriptedRunner();
    const args = { tier: 'opus', from: 'haiku', signal: 'security' };
    const reason = { code: 'signal', args } as const;
    runner.answer.resolve({ ...accepted, route: { ...accepted.route, reason } });
    await runsOn(runner).start('docs');
    assert.deepEqual(shown[0]?.origin.notes, [
      'It starts at Opus instead of Haiku, because of a question of security.',
    ]);
  });

  it('is cancelled while it waits for its runner', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const runs = runsOn(new ScriptedRunner(), () => {
      resolve();
      return new Promise<Runner>(() => undefined);
    });
    const run = runs.start('docs');
    await asked;
    runs.dispose();
    await run;
    assert.deepEqual(shown, []);
  });

  it('says once that answers come from the demo API', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve(accepted);
    const fresh = editorParts();
    const runs = runsOn(runner, () => runner, fresh.errors);
    await runs.start('docs');
    await runs.start('docs');
    const told = fresh.lines.filter((line) => line.includes('Told: demo.notice'));
    assert.equal(told.length, 1);
    runs.dispose();
  });

  it('names task and model while it works, and nothing after it', async () => {
    const runner = new ScriptedRunner();
    const runs = runsOn(runner);
    const run = runs.start('docs');
    await runner.started.promise;
    assert.deepEqual(runs.working(), ['Write Docs · Haiku 5.5']);
    runner.answer.resolve(accepted);
    await run;
    assert.deepEqual(runs.working(), []);
    runs.dispose();
  });

  it('is not started twice on the same document', async () => {
    const runner = new ScriptedRunner();
    const runs = runsOn(runner);
    const run = runs.start('docs');
    await runner.started.promise;
    void runs.start('docs');
    runner.answer.resolve(accepted);
    await run;
    assert.equal(runner.requests.length, 1);
    runs.dispose();
  });

  it('is ended at once when the extension ends', async () => {
    const runner = new ScriptedRunner();
    const runs = runsOn(runner);
    const run = runs.start('docs');
    await runner.started.promise;
    runs.dispose();
    assert.equal(runner.signals[0]?.aborted, true);
    runner.answer.resolve({ ...accepted, outcome: 'cancelled', answer: undefined });
    await run;
    assert.deepEqual(shown, []);
  });

  it('shows nothing that failed its check, and nothing of a run that failed', async () => {
    for (const outcome of ['rejected', 'failed'] as const) {
      const runner = new ScriptedRunner();
      const failure = { code: 'overloaded', args: { tier: 'haiku', status: 529 } };
      const answer = { ...accepted, outcome, answer: undefined, lastAnswer: accepted.answer };
      runner.answer.resolve({ ...answer, failure: outcome === 'failed' ? failure : undefined });
      const runs = runsOn(runner);
      await runs.start('docs');
      assert.deepEqual(shown, []);
      runs.dispose();
    }
    assert.ok(lines.some((line) => line.includes('Told: failure.overloaded')));
  });

  it('tells a fault of its own once, and is free for the next run', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve(accepted);
    let tries = 0;
    const runs = runsOn(runner, () => {
      tries += 1;
      if (tries === 1) throw new Error('no runner');
      return runner;
    });
    await runs.start('docs');
    assert.ok(lines.some((line) => line.includes('Told: unexpected')));
    await runs.start('docs');
    assert.equal(shown.length, 1);
    runs.dispose();
  });

  it('asks Opus the same again, and goes on from the answer in words, all in one run', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve({ ...accepted, record: RECORD });
    const runs = runsOn(runner);
    await runs.start('docs');
    await runs.escalate();
    const [first, second] = runner.requests;
    assert.equal(second?.chosenTier, 'opus');
    assert.equal(second.draft, undefined);
    assert.equal(first?.continues, undefined);
    assert.equal(second.continues, RECORD);
    await runs.refine('shorter');
    const third = runner.requests[2];
    assert.deepEqual(third?.draft, { reply: '{}', followUp: 'shorter' });
    assert.equal(third.prepared, first?.prepared);
    assert.equal(third.continues, RECORD);
    assert.equal(runs.last?.result.runId, 1);
    runs.dispose();
  });

  it('tells Opus of the problems of an answer that failed its check', async () => {
    const problem: Problem = {
      code: 'docs.emptyComment',
      args: {},
      detail: 'Empty.',
      repairable: true,
    };
    const runner = new ScriptedRunner();
    const rejected = { ...accepted, outcome: 'rejected', answer: undefined } as const;
    runner.answer.resolve({ ...rejected, problems: [problem], record: RECORD });
    const runs = runsOn(runner);
    await runs.start('docs');
    await runs.escalate();
    const [, second] = runner.requests;
    assert.deepEqual(second?.draft, { reply: '{}', problems: [problem] });
    assert.equal(second.continues, RECORD);
    runs.dispose();
  });

  it('goes on from the answer that there was, where a follow-up had none', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve({ ...accepted, record: RECORD });
    let next: RunResult | undefined;
    const answers: Runner = {
      estimate: runner.estimate,
      run: async (...run) => {
        const result = await runner.run(...run);
        return next ?? result;
      },
    };
    const runs = runsOn(answers);
    await runs.start('docs');
    next = { ...accepted, outcome: 'cancelled', answer: undefined, reply: undefined };
    await runs.refine('shorter');
    next = undefined;
    await runs.refine('longer');
    assert.deepEqual(runner.requests[2]?.draft, { reply: '{}', followUp: 'longer' });
    runs.dispose();
  });

  it('does not refine comments and tests that are in place already, and says what to do', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve({ ...accepted, record: RECORD });
    const runs = runsOn(runner);
    await runs.start('docs');
    isWritten = true;
    void runs.refine('shorter');
    const [folder] = workspace.workspaceFolders ?? [];
    const [other] = folder ? await workspace.findFiles('src/*.ts', null, 1) : [];
    const { document: shownOther } = await window.showTextDocument(other ?? assert.fail());
    await until(
      window.onDidChangeActiveTextEditor,
      () => window.activeTextEditor?.document === shownOther,
    );
    await runs.start('tests');
    void runs.refine('shorter');
    await commands.executeCommand('workbench.action.closeActiveEditor');
    await window.showTextDocument(document);
    await until(window.onDidChangeActiveTextEditor, isInFront);
    assert.equal(runner.requests.length, 2);
    for (const code of ['result.refineComments', 'result.refineTests']) {
      assert.ok(
        lines.some((line) => line.includes(`Told: ${code}`)),
        code,
      );
    }
    runs.dispose();
  });

  it('refines an accepted change as the code that it is now', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve({ ...accepted, task: 'refactor', record: RECORD });
    const runs = runsOn(runner);
    await runs.start('refactor', { instruction: 'rename' });
    isWritten = true;
    const header = '// Arithmetic.\n\n';
    await insertAtTop(document, header);
    await runs.refine('and shorter');
    const [, second] = runner.requests;
    assert.equal(second?.draft, undefined);
    assert.equal(second?.continues, undefined);
    const { input } = runs.last?.gathered ?? assert.fail();
    assert.equal(input.source, header + SOURCE);
    assert.equal(input.instruction, 'and shorter');
    assert.equal(input.task, 'refactor');
    const { origin } = shown[1] ?? assert.fail();
    assert.equal(origin.baseText, header + SOURCE);
    // Opus is asked about the code as it is now, too, and not within the settled run.
    await runs.escalate();
    assert.equal(runner.requests[2]?.continues, undefined);
    assert.equal(runs.last?.gathered.input.source, header + SOURCE);
    await removeFromTop(document, header);
    runs.dispose();
  });

  it('has a review of changed code say more of the code as it is now', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve({ ...accepted, task: 'review', record: RECORD });
    const runs = runsOn(runner);
    await runs.start('review');
    const header = '// Arithmetic.\n';
    await insertAtTop(document, header);
    await runs.refine('only races');
    const [, second] = runner.requests;
    assert.deepEqual(second?.draft, { reply: '{}', followUp: 'only races' });
    assert.equal(second.continues, undefined);
    assert.equal(runs.last?.gathered.input.source, header + SOURCE);
    await removeFromTop(document, header);
    runs.dispose();
  });

  it('has nothing to go on from before the first run', async () => {
    const runs = runsOn(new ScriptedRunner());
    void runs.refine('shorter');
    void runs.escalate();
    assert.equal(lines.filter((line) => line.includes('Told: result.none')).length, 2);
    runs.dispose();
  });
});
