import type { Diagnostic, Disposable, Uri } from 'vscode';
import { commands, window } from 'vscode';
import { abortable } from '../../models/abortable.ts';
import type { TaskName } from '../../models/task.ts';
import type { Tier } from '../../models/tier.ts';
import type { RunResult } from '../../routing/run/run.ts';
import type { Mutant } from '../../syntax/syntax.ts';
import type { TaskInput } from '../../tasks/task.ts';
import { CONTEXT_KEYS } from '../ids.ts';
import type { Gathered, Gatherer } from '../input/gather.ts';
import type { ResultOrigin } from '../results/shownResult.ts';
import { traitsOf } from '../taskTable.ts';
import { coded } from '../wording/editorCodes.ts';
import { word } from '../wording/messages.ts';
import type { ActiveRun } from './activeRuns.ts';
import { ActiveRuns, offerToCancel } from './activeRuns.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { FinishedRuns, isStale } from './finishedRuns.ts';
import { askForFollowUp, wantedTest, withInstruction } from './instruction.ts';
import type { LinesAsked, LinesEstimate, LinesReview } from './linesReview.ts';
import { isOfOneFile, linesReview, noReview } from './linesReview.ts';
import { tellOutcome } from './outcomeMessages.ts';
import { showProgress } from './progressNotification.ts';
import { progressText } from './progressText.ts';
import { offersOf } from './resultOffers.ts';
import { originOf } from './resultOrigin.ts';
import type { HowToRun, RunExecutionParts } from './runExecution.ts';
import { RunExecution } from './runExecution.ts';
import type { ShownFindings } from './showing.ts';
import { targetText } from './targetText.ts';
import type { TiersAsked } from './tierAnswers.ts';
import { answersAtTiers } from './tierAnswers.ts';

/** Shows results; `results/` does it. */
interface ResultPresenter {
  present(result: RunResult, origin: ResultOrigin): Promise<void>;
  /** Shows findings without a message of their own. */
  presentFindings(result: RunResult, origin: ResultOrigin): Promise<void>;
  /** The result in front, if there is one. */
  readonly current: { readonly result: RunResult } | undefined;
  /** Whether the result of a run stands in its document or file by now. */
  isWritten(runId: number): boolean;
}

/** What runs are started with. */
export interface RunsParts extends RunExecutionParts {
  readonly presenter: RunExecutionParts['presenter'] & ResultPresenter;
  readonly findings: ShownFindings;
}

/** What a command may say beside its task. */
export interface RunOptions {
  readonly instruction?: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly chosenTier?: Tier;
}

/** Starts runs as the commands ask, and goes on from their results. */
export class Runs implements Disposable {
  readonly #parts: RunsParts;
  readonly #active = new ActiveRuns();
  readonly #finished = new FinishedRuns();
  readonly #execution: RunExecution;

  constructor(parts: RunsParts) {
    this.#parts = parts;
    this.#execution = new RunExecution(parts);
  }

  /** Fires when a run starts, goes on or ends. */
  readonly onDidChange = this.#active.onDidChange;

  /** The run that ended last in this window. */
  get last(): FinishedRun | undefined {
    return this.#finished.last;
  }

  /** A short text for each run that works, say `Write Docs · Haiku 5.5`. */
  working(): readonly string[] {
    return this.#active.working();
  }

  /** A short text for each run that waits for an answer of the user. */
  askingUser(): readonly string[] {
    return this.#active.askingUser();
  }

  /** Runs a task on the active editor. Whatever goes wrong is told; nothing is thrown. */
  async start(task: TaskName, options: RunOptions = {}): Promise<void> {
    const editor = window.activeTextEditor;
    await this.#once(task, editor?.document.uri, async (active) => {
      const { signal } = active.controller;
      this.#parts.warmUp?.();
      const { instruction, diagnostics } = options;
      const { gatherer } = await this.#parts.taskInputs();
      const found = await gatherer.gather({ task, editor, instruction, diagnostics }, signal);
      const gathered = await abortable(withInstruction(await this.#withTests(found)), signal);
      await this.#run(active, gathered, { chosenTier: options.chosenTier });
    });
  }

  /** Asks tiers the same about the active editor; the answers are shown to nobody here. */
  async atTiers(task: TaskName, asked: TiersAsked): Promise<readonly FinishedRun[]> {
    const editor = window.activeTextEditor;
    let finished: readonly FinishedRun[] = [];
    await this.#once(task, editor?.document.uri, async (active) => {
      const { signal } = active.controller;
      const { gatherer } = await this.#parts.taskInputs();
      const wanted = { task, editor, instruction: undefined, diagnostics: undefined };
      const found = await gatherer.gather(wanted, signal);
      const gathered = await abortable(withInstruction(found), signal);
      finished = await answersAtTiers(this.#execution, active, gathered, asked);
      const last = finished.at(-1);
      if (last?.result.outcome === 'failed') void this.#tellOutcome(last);
    });
    return finished;
  }

  /** Has a test written that fails where a change is made that no test of a file notices. */
  async writeTestFor(uri: Uri, mutant: Mutant): Promise<void> {
    await this.#once('tests', uri, async (active) => {
      const { gatherer } = await this.#parts.taskInputs();
      const place = { uri, line: mutant.line };
      const wanted = wantedTest(mutant);
      const found = await gatherer.around('tests', place, wanted, active.controller.signal);
      await this.#run(active, { ...found, input: { ...found.input, kills: mutant } }, {});
    });
  }

  /**
   * Has a test written that fails because of a finding, and says of the finding what came of it. Where
   * tests cannot be run, nobody is asked.
   */
  async showFinding(uri: Uri, id: string): Promise<void> {
    await this.#once('tests', uri, async (active) => {
      const finding = this.#parts.findings.find(uri, id);
      if (finding === undefined) return;
      const { gatheredToShow } = await import('./showing.ts');
      const inputs = await this.#parts.taskInputs();
      const asked = { uri, finding };
      const gathered = await gatheredToShow(inputs, asked, active.controller.signal);
      await this.#run(active, gathered, {});
    });
  }

  /**
   * Has Opus answer the result in front, or else the last run: with the draft and its problems where
   * it failed its check, else afresh. It goes on with the run, unless the code is another by now.
   */
  async escalate(): Promise<void> {
    const last = this.#inFront();
    if (last === undefined) return this.#parts.errors.tell(coded('result.none'));
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
      return this.#parts.errors.tell(coded('result.none'));
    }
    const { gathered } = last;
    const { task } = gathered.input;
    const isWritten = this.#isWritten(last);
    const { refusesRefining, speaksOfCode } = traitsOf(task);
    if (isWritten && refusesRefining !== undefined) {
      return this.#parts.errors.tell(coded(refusesRefining));
    }
    await this.#once(task, gathered.uri, async (active) => {
      const asked = words ?? askForFollowUp();
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
      if (isStale(gathered) && speaksOfCode) {
        // What was said of the code is to be said of the code as it is now: another question.
        const now = await this.#again(gathered);
        return this.#run(active, now, { draft });
      }
      // A proposal is for the text that it was made from: Accept merges it with what came since.
      return this.#run(active, gathered, { prepared, draft, continues: last });
    });
  }

  /**
   * What the review of some lines of a file would begin with; undefined where the file cannot be
   * reviewed, which its review says.
   */
  async estimateLines(
    asked: LinesAsked,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<LinesEstimate | undefined> {
    return this.#onLines(asked.uri, report, signal, async (active) => {
      try {
        const gathered = await this.#lines(asked);
        return await this.#execution.estimate(active, gathered);
      } catch (error) {
        if (isOfOneFile(error)) return undefined;
        throw error;
      }
    });
  }

  /**
   * Reviews some lines of a file as one of several: the findings that `isWanted` are shown in the
   * file, and nothing is told but what stops the others too.
   */
  async reviewLines(
    asked: LinesAsked,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<LinesReview> {
    return this.#onLines(asked.uri, report, signal, async (active) => {
      try {
        const gathered = await this.#lines(asked);
        const { agreedNusd } = asked;
        const finished = await this.#carryOut(active, gathered, { agreedNusd });
        const { review, shown } = linesReview(finished.result, asked.isWanted);
        if (shown !== undefined) {
          await this.#parts.presenter.presentFindings(shown, originOf(gathered, shown, []));
        } else if (finished.result.outcome === 'failed') {
          void this.#tellOutcome(finished);
        }
        return review;
      } catch (error) {
        if (isOfOneFile(error)) return noReview(false);
        void this.#parts.errors.show(error);
        return noReview(true);
      }
    });
  }

  dispose(): void {
    this.#active.dispose();
  }

  /** Works on a file as one of several, with its execution. */
  onFile<T>(
    { task, uri }: { readonly task: TaskName; readonly uri: Uri },
    signal: AbortSignal,
    work: (active: ActiveRun, execution: RunExecution) => Promise<T>,
  ): Promise<T> {
    const about = { key: `file ${task} ${uri.toString()}`, task, report: () => undefined };
    return this.#amongOthers(about, signal, (active) => work(active, this.#execution));
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
    try {
      await this.#during(key, task, work);
    } catch (error) {
      void this.#parts.errors.show(error);
    }
  }

  async #lines({ uri, target, instruction }: LinesAsked): Promise<Gathered> {
    const { gatherer } = await this.#parts.taskInputs();
    return gatherer.lines('review', uri, target, instruction);
  }

  async #during<T>(
    key: string,
    task: TaskName,
    work: (active: ActiveRun) => Promise<T>,
  ): Promise<T> {
    const active = this.#active.begin(key, task);
    try {
      return await work(active);
    } finally {
      active.dispose();
    }
  }

  /** Something about one file of several, which ends with them. */
  #onLines<T>(
    uri: Uri,
    report: (message: string) => void,
    signal: AbortSignal,
    work: (active: ActiveRun) => Promise<T>,
  ): Promise<T> {
    const about = { key: `changes ${uri.toString()}`, task: 'review', report } as const;
    return this.#amongOthers(about, signal, work);
  }

  #amongOthers<T>(
    { key, task, report }: { key: string; task: TaskName; report: (message: string) => void },
    signal: AbortSignal,
    work: (active: ActiveRun) => Promise<T>,
  ): Promise<T> {
    return this.#during(key, task, async (active) => {
      signal.throwIfAborted();
      const onAbort = (): void => active.controller.abort(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      active.onDidProgress((progress) => report(progressText(progress, word)));
      try {
        return await work(active);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    });
  }

  async #run(active: ActiveRun, gathered: Gathered, how: HowToRun): Promise<void> {
    const notification = showProgress(active, targetText(gathered));
    let finished: FinishedRun;
    try {
      finished = await this.#carryOut(active, gathered, how);
    } finally {
      notification.dispose();
    }
    if (gathered.input.shows !== undefined) {
      const { markShown } = await import('./showing.ts');
      await markShown(finished, this.#parts.findings);
    }
    if (finished.result.outcome === 'accepted') return this.#show(finished, finished.result);
    // Not awaited: a message waits for the user, and the next run must not wait for it.
    void this.#tellOutcome(finished).catch((error: unknown) => this.#parts.errors.show(error));
  }

  /** A fix of what tests show has to turn these green. */
  async #withTests(gathered: Gathered): Promise<Gathered> {
    if (gathered.input.task !== 'fix') return gathered;
    const { withTests } = await import('./showing.ts');
    return withTests(gathered, this.#parts.findings);
  }

  async #carryOut(active: ActiveRun, gathered: Gathered, how: HowToRun): Promise<FinishedRun> {
    const finished = await this.#execution.carryOut(active, gathered, how);
    this.#finished.remember(finished);
    await commands.executeCommand('setContext', CONTEXT_KEYS.hasResult, true);
    this.#active.tellChanged();
    return finished;
  }

  /** Says why there is no accepted answer. */
  #tellOutcome(finished: FinishedRun): Promise<void> {
    const { result, gathered } = finished;
    const { title } = gathered.input.shows ?? {};
    const show = (shown: RunResult): Promise<void> => this.#show(finished, shown);
    return tellOutcome(result, this.#parts.errors, show, title);
  }

  async #show({ gathered, checkDetails }: FinishedRun, result: RunResult): Promise<void> {
    const onWholeFile = (more: Pick<TaskInput, 'includePrivate'>): Promise<void> =>
      this.#onWholeFile(gathered, more);
    const offers = offersOf({ gathered, checkDetails }, result, onWholeFile);
    await this.#parts.presenter.present(result, originOf(gathered, result, offers, checkDetails));
  }

  #onWholeFile(gathered: Gathered, more: Pick<TaskInput, 'includePrivate'>): Promise<void> {
    return this.#once(gathered.input.task, gathered.uri, async (active) => {
      const { gatherer } = await this.#parts.taskInputs();
      await this.#run(active, await gatherer.wholeFile(gathered, more), {});
    });
  }

  /** The run behind the result in front; without one, the run that ended last. */
  #inFront(): FinishedRun | undefined {
    const current = this.#parts.presenter.current;
    return current === undefined ? this.last : this.#finished.get(current.result.runId);
  }

  /** The same question, or another, on the document as it is now. */
  async #again(...about: Parameters<Gatherer['again']>): Promise<Gathered> {
    const { gatherer } = await this.#parts.taskInputs();
    return gatherer.again(...about);
  }

  #isWritten({ result }: FinishedRun): boolean {
    return this.#parts.presenter.isWritten(result.runId);
  }
}
