import assert from 'node:assert/strict';
import { commands, type TextDocument, window, workspace } from 'vscode';
import { Gatherer } from '../../src/editor/gather.ts';
import type { ResultOrigin } from '../../src/editor/results/results.ts';
import { Runs } from '../../src/editor/runs.ts';
import { SettingWarnings } from '../../src/editor/settingWarnings.ts';
import type { RunRequest, Runner, RunResult } from '../../src/routing/run.ts';
import type { PreparedTask, ProjectFiles, Task } from '../../src/tasks/task.ts';
import { editorParts, packagedSyntax } from './standIns.ts';

const SOURCE = 'export function add(a: number, b: number): number {\n  return a + b;\n}\n';
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

/** Stands in for the models: it answers as the test says, when the test says. */
class ScriptedRunner implements Runner {
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
  const gatherer = new Gatherer(syntax, configuration, log);
  const warnings = new SettingWarnings(configuration, errors);
  let shown: { readonly result: RunResult; readonly origin: ResultOrigin }[] = [];
  let document: TextDocument;

  function runsOn(runner: Runner, runnerFor = (): Runner => runner, reporter = errors): Runs {
    const presenter = {
      current: undefined,
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
      material: async () => ({
        gatherer,
        toolsFor: () => ({ syntax, files: NO_FILES }),
        contextFor: async () => [],
      }),
      configuration,
      connections,
      taskFor,
      runnerFor,
      presenter,
      errors: reporter,
      warnings,
    });
  }

  beforeEach(async () => {
    shown = [];
    lines.length = 0;
    document = await workspace.openTextDocument({ content: SOURCE, language: 'typescript' });
    await window.showTextDocument(document);
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
    assert.equal(runs.last?.gathered.input.instruction, 'short');
    assert.equal(runner.requests[0]?.purpose, 'use');
    runs.dispose();
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

  it('asks Opus the same again, and goes on from the answer in words', async () => {
    const runner = new ScriptedRunner();
    runner.answer.resolve(accepted);
    const runs = runsOn(runner);
    await runs.start('docs');
    await runs.escalate();
    assert.equal(runner.requests[1]?.chosenTier, 'opus');
    assert.equal(runner.requests[1].draft, undefined);
    await runs.refine('shorter');
    assert.deepEqual(runner.requests[2]?.draft, { reply: '{}', followUp: 'shorter' });
    assert.equal(runner.requests[2].prepared, runner.requests[0]?.prepared);
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
