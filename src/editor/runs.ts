import {
  CancellationError,
  commands,
  type Diagnostic,
  type Disposable,
  EventEmitter,
  l10n,
  ProgressLocation,
  type Range,
  type Uri,
  window,
} from 'vscode';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { Draft, RunRequest, Runner, RunResult } from '../routing/run.ts';
import type { LineRange } from '../syntax/syntax.ts';
import type { PreparedTask, Problem, Task } from '../tasks/task.ts';
import { abortable } from '../routing/abortable.ts';
import type { Configuration } from './configuration.ts';
import type { Connection, Connections } from './connections.ts';
import { TASK_TITLES } from './displayNames.ts';
import type { ErrorReporter } from './errors.ts';
import { normalised } from './documentText.ts';
import type { Gathered, Gatherer } from './gather.ts';
import { COMMANDS, CONTEXT_KEYS } from './ids.ts';
import { say, word } from './messages.ts';
import {
  advance,
  NOT_STARTED,
  progressText,
  type RunProgress,
  shownModel,
} from './progressText.ts';
import type { ExplanationStream } from './results/explanations.ts';
import type { ResultOrigin } from './results/results.ts';
import { cancelledText, resultTitle } from './resultTitle.ts';
import { AskedQuestions } from './runQuestions.ts';
import type { SettingWarnings } from './settingWarnings.ts';
import type { TaskMaterial } from './taskMaterial.ts';
import { within } from './wording.ts';

/** Shows results; `results/` does it. */
interface ResultPresenter {
  present(result: RunResult, origin: ResultOrigin): Promise<void>;
  /** Shows findings without a message of their own. */
  presentFindings(result: RunResult, origin: ResultOrigin): Promise<void>;
  /** Shows an explanation of a document while it is written. */
  stream(about: Uri): ExplanationStream;
  /** The result in front, if there is one. */
  readonly current: { readonly result: RunResult } | undefined;
  /** Whether the result of a run stands in its document or file by now. */
  isWritten(runId: number): boolean;
}

/** Gives the runner for a connection: one for each, so that breakers and the catalog last. */
export type RunnerFor = (connection: Connection) => Runner | Promise<Runner>;

/** What a run is built from. */
export interface RunsParts {
  /** Loads what gathers and checks on first use. */
  readonly material: () => Promise<Omit<TaskMaterial, 'dispose'>>;
  readonly configuration: Configuration;
  readonly connections: Connections;
  /** Loads the task on first use. */
  readonly taskFor: (name: TaskName) => Promise<Task>;
  readonly runnerFor: RunnerFor;
  readonly presenter: ResultPresenter;
  readonly errors: ErrorReporter;
  readonly warnings: SettingWarnings;
}

/** What a command may say beside its task. */
export interface RunOptions {
  readonly instruction?: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly chosenTier?: Tier;
  /** For `fix`: the finding's own lines. */
  readonly range?: Range;
}

/** A run that has ended, with what it was made from. */
export interface FinishedRun {
  readonly gathered: Gathered;
  readonly prepared: PreparedTask;
  readonly result: RunResult;
  /** Its last answer that was checked, to go on from; undefined: there is none. */
  readonly answered: Answered | undefined;
}

/** An answer with what was asked for it. */
interface Answered {
  readonly prepared: PreparedTask;
  readonly reply: string;
  /** What its gate found; none: it was accepted. */
  readonly problems: readonly Problem[];
}

/** How the review of some lines came out. */
export interface LinesReview {
  readonly isAccepted: boolean;
  /** No other file would fare better, say because there is no key. */
  readonly isHopeless: boolean;
  readonly findings: number;
  readonly hidden: number;
  readonly costNusd: number;
  /** It was part of a subscription. */
  readonly included?: boolean;
}

/** Runs that can still be refined or retried; each holds the text of its file. */
const MOST_REMEMBERED = 20;

/** What a run goes on from, or is told to use. */
interface HowToRun {
  readonly chosenTier?: Tier | undefined;
  /** What is asked; prepared anew when absent. */
  readonly prepared?: PreparedTask;
  readonly draft?: Draft | undefined;
  /** The run that it goes on with; absent: it is a run of its own. */
  readonly continues?: FinishedRun;
}

type Report = (message: string) => void;

interface ActiveRun {
  readonly task: TaskName;
  readonly controller: AbortController;
  progress: RunProgress;
}

/** Carries out the commands: gather, prepare, run with progress, present. */
export class Runs implements Disposable {
  readonly #parts: RunsParts;
  readonly #active = new Map<string, ActiveRun>();
  readonly #changed = new EventEmitter<void>();
  readonly #finished = new Map<number, FinishedRun>();

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  /** Fires when a run starts, goes on or ends. */
  readonly onDidChange = this.#changed.event;

  /** The run that ended last in this window. */
  get last(): FinishedRun | undefined {
    return [...this.#finished.values()].at(-1);
  }

  /** A short text for each run under way, say `Write Docs · Haiku 5.5`. */
  working(): readonly string[] {
    return [...this.#active.values()].map(({ task, progress }) =>
      progress.model === undefined
        ? say('progress.started', { task })
        : say('progress.working', { task, model: shownModel(progress) }),
    );
  }

  /** Runs a task on the active editor. Whatever goes wrong is told; nothing is thrown. */
  async start(task: TaskName, options: RunOptions = {}): Promise<void> {
    const editor = window.activeTextEditor;
    await this.#once(task, editor?.document.uri, async (active) => {
      const { signal } = active.controller;
      const { instruction, diagnostics, range } = options;
      const { gatherer } = await this.#parts.material();
      const found = await gatherer.gather(
        { task, editor, instruction, diagnostics, range },
        signal,
      );
      const gathered = await abortable(withInstruction(found), signal);
      await this.#run(active, gathered, { chosenTier: options.chosenTier });
    });
  }

  /**
   * Has Opus answer the result in front, or else the last run: with the draft and its problems where
   * it failed its check, else afresh. It goes on with the run, unless the code is another by now.
   */
  async escalate(): Promise<void> {
    const last = this.#inFront();
    if (last === undefined) return this.#parts.errors.tell({ code: 'result.none', args: {} });
    const { gathered, answered } = last;
    const { task } = gathered.input;
    await this.#once(task, gathered.uri, async (active) => {
      const chosenTier = 'opus';
      if (isStale(gathered) || this.#isWritten(last)) {
        const now = await this.#again(gathered);
        return this.#run(active, now, { chosenTier });
      }
      const { prepared, reply, problems } = answered ?? { ...last, reply: '', problems: [] };
      const draft = problems.length > 0 ? { reply, problems } : undefined;
      return this.#run(active, gathered, { chosenTier, prepared, draft, continues: last });
    });
  }

  /** Goes on from the result in front, or else the last one, with a follow-up in words. */
  async refine(words?: string): Promise<void> {
    const last = this.#inFront();
    const answered = last?.answered;
    if (last === undefined || answered === undefined) {
      return this.#parts.errors.tell({ code: 'result.none', args: {} });
    }
    const { gathered } = last;
    const { task } = gathered.input;
    const isWritten = this.#isWritten(last);
    if (isWritten && task === 'docs') {
      return this.#parts.errors.tell({ code: 'result.refineComments', args: {} });
    }
    if (isWritten && task === 'tests') {
      return this.#parts.errors.tell({ code: 'result.refineTests', args: {} });
    }
    await this.#once(task, gathered.uri, async (active) => {
      const asked = words ?? askFor(l10n.t('Refine'), say('question.refine'));
      const followUp = await abortable(Promise.resolve(asked), active.controller.signal);
      const { prepared, reply } = answered;
      const draft = { reply, followUp };
      if (isWritten) {
        // The draft is what the document says now: it is code to change as any other, and the run
        // that it came from has its verdict.
        const ask = { task: 'refactor', instruction: followUp, diagnostics: [] } as const;
        const now = await this.#again(gathered, ask);
        return this.#run(active, now, {});
      }
      if (isStale(gathered) && (task === 'review' || task === 'explain')) {
        // What was said of the code is to be said of the code as it is now: another question.
        const now = await this.#again(gathered);
        return this.#run(active, now, { draft });
      }
      // A proposal is for the text that it was made from: Accept merges it with what came since.
      return this.#run(active, gathered, { prepared, draft, continues: last });
    });
  }

  /**
   * Reviews some lines of a file as one of several: the findings that `isWanted` are shown in the
   * file, and nothing is told but what stops the others too.
   */
  async reviewLines(
    uri: Uri,
    target: LineRange,
    instruction: string,
    isWanted: (finding: LineRange) => boolean,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<LinesReview> {
    const task = 'review';
    const nothing = { isAccepted: false, isHopeless: false, findings: 0, hidden: 0, costNusd: 0 };
    const key = `changes ${uri.toString()}`;
    const active: ActiveRun = { task, controller: new AbortController(), progress: NOT_STARTED };
    const onAbort = (): void => active.controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#active.set(key, active);
    this.#tellActivity();
    try {
      const { gatherer } = await this.#parts.material();
      const gathered = await gatherer.lines(task, uri, target, instruction);
      const finished = await this.#carryOut(active, gathered, {}, (work) => work(report));
      const { result } = finished;
      const { costNusd, included = false, outcome, answer } = result;
      if (outcome !== 'accepted' || answer?.kind !== 'findings') {
        if (outcome === 'failed') void this.#tellOutcome(finished);
        return {
          ...nothing,
          isHopeless: outcome === 'failed' || outcome === 'cancelled',
          costNusd,
          included,
        };
      }
      const findings = answer.findings.filter(isWanted);
      const hidden = answer.hidden.filter(isWanted);
      const shown = { ...result, answer: { ...answer, findings, hidden } };
      await this.#parts.presenter.presentFindings(shown, originOf(gathered, shown));
      const counts = { findings: findings.length, hidden: hidden.length };
      return { isAccepted: true, isHopeless: false, ...counts, costNusd, included };
    } catch (error) {
      // A file that cannot be sent, say, is no reason to leave the others.
      const isOwn = error instanceof Error && error.name === 'UserError';
      const isOfFile =
        isOwn &&
        /^(?:document|input|nothingToDo)\./.test(
          String((error as Error & { code?: unknown }).code),
        );
      if (!isOfFile) void this.#parts.errors.show(error);
      return { ...nothing, isHopeless: !isOfFile };
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#active.delete(key);
      this.#tellActivity();
    }
  }

  dispose(): void {
    for (const { controller } of this.#active.values()) controller.abort(new CancellationError());
    this.#changed.dispose();
  }

  /** One run for each document and task at a time; a second start offers to cancel the first. */
  async #once(
    task: TaskName,
    uri: Uri | undefined,
    work: (active: ActiveRun) => Promise<void>,
  ): Promise<void> {
    const key = `${task} ${uri?.toString() ?? ''}`;
    const running = this.#active.get(key);
    if (running !== undefined) return offerToCancel(running);
    const active: ActiveRun = { task, controller: new AbortController(), progress: NOT_STARTED };
    this.#active.set(key, active);
    this.#tellActivity();
    try {
      await work(active);
    } catch (error) {
      void this.#parts.errors.show(error);
    } finally {
      this.#active.delete(key);
      this.#tellActivity();
    }
  }

  async #run(active: ActiveRun, gathered: Gathered, how: HowToRun): Promise<void> {
    const finished = await this.#carryOut(active, gathered, how, (work) =>
      this.#withProgress(active, work),
    );
    if (finished.result.outcome === 'accepted') return this.#show(finished, finished.result);
    // Not awaited: a message waits for the user, and the next run must not wait for it.
    void this.#tellOutcome(finished).catch((error: unknown) => this.#parts.errors.show(error));
  }

  /** From the connection to the result; `around` shows the progress of what takes time. */
  async #carryOut(
    active: ActiveRun,
    gathered: Gathered,
    { chosenTier, draft, continues, ...how }: HowToRun,
    around: (work: (report: Report) => Promise<FinishedRun>) => Promise<FinishedRun>,
  ): Promise<FinishedRun> {
    const { configuration, connections, errors, presenter, runnerFor, warnings } = this.#parts;
    const { task } = gathered.input;
    const { signal } = active.controller;
    const connection = await abortable(connections.forRun(), signal);
    if (connection.isDemo) errors.informOnce({ code: 'demo.notice', args: {} });
    const { routing, problems } = await abortable(
      configuration.forRun(task, gathered.uri, gathered.place.path, askWorkspaceSpend),
      signal,
    );
    warnings.tell(problems);
    const runner = await runnerFor(connection);

    const finished = await around(async (report) => {
      const prepared = how.prepared ?? (await this.#prepare(gathered, signal));
      const record = continues?.result.record;
      const request: RunRequest = {
        prepared,
        settings: routing,
        purpose: 'use',
        chosenTier,
        draft,
        ...(record ? { continues: record } : {}),
      };
      const stream = task === 'explain' ? presenter.stream(gathered.uri) : undefined;
      const result = await runner.run(
        request,
        new AskedQuestions(signal),
        (event) => {
          active.progress = advance(active.progress, event);
          report(progressText(active.progress, word));
          if (event.type === 'attempt') this.#tellActivity();
          if (event.type === 'attempt') stream?.restart(shownModel(active.progress));
          if (event.type === 'text') stream?.add(event.text);
        },
        signal,
      );
      if (result.outcome !== 'accepted') stream?.breakOff();
      const answered = answerOf(prepared, result) ?? continues?.answered;
      return { gathered, prepared, result, answered };
    });
    this.#remember(finished);
    await commands.executeCommand('setContext', CONTEXT_KEYS.hasResult, true);
    this.#changed.fire();
    return finished;
  }

  async #prepare(gathered: Gathered, signal: AbortSignal): Promise<PreparedTask> {
    const { contextFor, toolsFor } = await this.#parts.material();
    const tools = toolsFor(gathered);
    const [task, context] = await Promise.all([
      this.#parts.taskFor(gathered.input.task),
      contextFor(gathered, signal),
    ]);
    return task.prepare({ ...gathered.input, context }, tools, signal);
  }

  /** Shows progress that names who works, and can be cancelled at any moment. */
  async #withProgress<T>(
    active: ActiveRun,
    work: (report: (message: string) => void) => Promise<T>,
  ): Promise<T> {
    const title = l10n.t(TASK_TITLES[active.task]);
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(options, async (progress, token) => {
      const cancel = token.onCancellationRequested(() => {
        active.controller.abort(new CancellationError());
      });
      let shown = '';
      const report = (message: string): void => {
        if (message === shown) return;
        shown = message;
        progress.report({ message });
      };
      report(word(active.progress.phase));
      try {
        return await work(report);
      } finally {
        cancel.dispose();
      }
    });
  }

  /** Says why there is no accepted answer. */
  async #tellOutcome(finished: FinishedRun): Promise<void> {
    const { result } = finished;
    switch (result.outcome) {
      case 'accepted':
        return;
      case 'rejected':
        return this.#offerRejected(finished);
      case 'failed':
        return this.#parts.errors.tell(
          result.failure === undefined
            ? { code: 'result.failed', args: {} }
            : within('failure', result.failure),
        );
      case 'cancelled':
        window.setStatusBarMessage(word(cancelledText(result, word)), 8000);
    }
  }

  async #show({ gathered }: FinishedRun, result: RunResult): Promise<void> {
    await this.#parts.presenter.present(result, originOf(gathered, result));
  }

  /** An answer that failed its check is shown only when the user asks for it. */
  async #offerRejected(finished: FinishedRun): Promise<void> {
    const { result } = finished;
    const showAnyway = l10n.t('Show Anyway');
    const retry = l10n.t('Retry with Opus');
    const why = l10n.t('Why This Model?');
    const titles = [
      ...(result.lastAnswer === undefined ? [] : [showAnyway]),
      ...(result.finalTier === 'opus' ? [] : [retry]),
      why,
    ];
    const model = shownModel({ tier: result.finalTier, model: result.finalModel });
    const [problem] = result.problems;
    const text =
      problem === undefined
        ? say('result.rejectedBare', { model })
        : say('result.rejected', { model, problem: word(problem) });
    const answer = await window.showWarningMessage(text, ...titles);
    if (answer === showAnyway) {
      await this.#show(finished, { ...result, answer: result.lastAnswer });
    } else if (answer === retry) {
      await commands.executeCommand(COMMANDS.escalateResult);
    } else if (answer === why) {
      await commands.executeCommand(COMMANDS.explainRoute);
    }
  }

  /** The run behind the result in front; without one, the run that ended last. */
  #inFront(): FinishedRun | undefined {
    const current = this.#parts.presenter.current;
    return current === undefined ? this.last : this.#finished.get(current.result.runId);
  }

  /** The same question, or another, on the document as it is now. */
  async #again(...about: Parameters<Gatherer['again']>): Promise<Gathered> {
    const { gatherer } = await this.#parts.material();
    return gatherer.again(...about);
  }

  #isWritten({ result }: FinishedRun): boolean {
    return this.#parts.presenter.isWritten(result.runId);
  }

  #remember(finished: FinishedRun): void {
    // A run that was gone on with is the last one again.
    this.#finished.delete(finished.result.runId);
    this.#finished.set(finished.result.runId, finished);
    const oldest = this.#finished.keys().next();
    if (this.#finished.size > MOST_REMEMBERED && !oldest.done) this.#finished.delete(oldest.value);
  }

  #tellActivity(): void {
    void commands.executeCommand('setContext', CONTEXT_KEYS.running, this.#active.size > 0);
    this.#changed.fire();
  }
}

/** Whether the document is not what the run was asked about any more. */
function isStale({ document, input }: Gathered): boolean {
  return normalised(document) !== input.source;
}

/** What there is to go on from: a wish that was answered is a part of what was asked. */
function answerOf(
  prepared: PreparedTask,
  { reply, problems, asked }: RunResult,
): Answered | undefined {
  if (reply === undefined) return undefined;
  const isSame = asked === undefined || asked === prepared.prompt;
  return { prepared: isSame ? prepared : { ...prepared, prompt: asked }, reply, problems };
}

function originOf({ input, uri, place }: Gathered, result: RunResult): ResultOrigin {
  // A review tells by itself how many findings it hides.
  const told = result.notes.filter(({ code }) => code !== 'notes.hiddenFindings');
  return {
    task: input.task,
    uri,
    baseText: input.source,
    target: input.target,
    workspaceFolder: place.root,
    title: word(resultTitle(result, word)),
    notes: [...new Set(told.map((note) => word(within('note', note))))],
  };
}

async function offerToCancel({ task, controller }: ActiveRun): Promise<void> {
  const cancel = l10n.t('Cancel It');
  const answer = await window.showInformationMessage(say('question.running', { task }), cancel);
  if (answer === cancel) controller.abort(new CancellationError());
}

/** Refactor means nothing without words; the other tasks take theirs as an argument. */
async function withInstruction(gathered: Gathered): Promise<Gathered> {
  const { input } = gathered;
  if (input.task !== 'refactor' || input.instruction !== undefined) return gathered;
  const instruction = await askFor(l10n.t('Refactor'), say('question.refactor'));
  return { ...gathered, input: { ...input, instruction } };
}

/** @throws CancellationError when the user closes the box or leaves it empty. */
async function askFor(title: string, prompt: string): Promise<string> {
  const typed = await window.showInputBox({
    title: l10n.t('Tierwise: {0}', title),
    prompt,
    ignoreFocusOut: true,
  });
  const words = typed?.replace(/\s+/g, ' ').trim() ?? '';
  if (words === '') throw new CancellationError();
  return words;
}

async function askWorkspaceSpend(task: TaskName): Promise<boolean> {
  const use = l10n.t('Use Them');
  const ignore = l10n.t('Use Mine');
  const question = say('settings.workspaceSpend', { task });
  const answer = await window.showWarningMessage(question, use, ignore);
  if (answer === undefined) throw new CancellationError();
  return answer === use;
}
