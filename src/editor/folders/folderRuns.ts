import type { Disposable, Uri } from 'vscode';
import { CancellationError, commands, l10n, ProgressLocation, window } from 'vscode';
import type { FolderRun } from '../../folderRuns/folderRun.ts';
import { isOver } from '../../folderRuns/folderRun.ts';
import type { FolderOrder } from '../../folderRuns/folderRunDriver.ts';
import type { Verdict } from '../../models/booking.ts';
import { formatUsd } from '../../models/money.ts';
import type { TaskName } from '../../models/task.ts';
import type { ErrorReporter } from '../errors.ts';
import { CONTEXT_KEYS, FOLDER_VIEW_ID } from '../ids.ts';
import { askByNotification } from '../question.ts';
import type { Results } from '../results/results.ts';
import { originOf } from '../runs/resultOrigin.ts';
import { AskedQuestions } from '../runs/runQuestions.ts';
import { userError } from '../wording/editorCodes.ts';
import { say, word } from '../wording/messages.ts';
import { plain } from '../wording/plainLabel.ts';
import { messageOf, messageWithin } from '../wording/wording.ts';
import { acceptAnswer } from './acceptAnswer.ts';
import { writeAsked } from './askedFile.ts';
import { chosenHow, showLeftOut } from './folderChoice.ts';
import type { FolderPlanParts, PlannedFile, Reached } from './folderPlans.ts';
import { chosenRoot, plannedFiles } from './folderPlans.ts';
import type { FolderNode } from './folderTree.ts';
import { costOfRun, countsOf, FolderTree } from './folderTree.ts';
import type { KeptRuns } from './keptRuns.ts';
import { placeOfConnection } from './sentPlace.ts';

/** What folder runs are built from. */
export interface FolderRunsParts extends FolderPlanParts {
  readonly kept: KeptRuns;
  readonly results: Pick<
    Results,
    'present' | 'onDidAccept' | 'onDidChangeCurrent' | 'isWritten' | 'waiting'
  >;
  readonly verdicts: { verdict(verdict: Verdict): Promise<void> };
  readonly errors: ErrorReporter;
  /** Unix ms. */
  readonly now: () => number;
}

/** A file that has an answer to accept. */
interface ReadyFile {
  readonly id: string;
  readonly runId: number;
}

/** Runs on folders and lists: begun with one consent, listed in the Explorer, accepted from there. */
export class FolderRuns implements Disposable {
  readonly #parts: FolderRunsParts;
  readonly #kept: KeptRuns;
  readonly #tree: FolderTree;
  readonly #subscriptions: readonly Disposable[];

  constructor(parts: FolderRunsParts) {
    const { kept, results } = parts;
    this.#parts = parts;
    this.#kept = kept;
    this.#tree = new FolderTree(kept);
    this.#subscriptions = [
      kept,
      this.#tree,
      kept.onDidChange(() => this.#tellChanged()),
      kept.onDidEnd((run) => void this.#tellEnd(run)),
      results.onDidAccept(({ result }) => void this.#settleWritten(result.runId)),
      results.onDidChangeCurrent(() => void this.#settleWritten()),
    ];
    this.#tellChanged();
  }

  /** Runs a task on folders and files; on a folder that is asked for where there are none. */
  async start(task: TaskName, roots: readonly Uri[]): Promise<void> {
    const plans = await plannedFiles(
      this.#parts,
      task,
      roots.length > 0 ? roots : [await chosenRoot()],
    );
    const { files: all, leftOut, reached } = plans;
    if (reached === undefined) {
      return showLeftOut(leftOut, say('folder.none', { count: leftOut.length }));
    }
    const { runner } = reached;
    const hasBatches = (await runner.batches()) !== undefined;
    const { files, isBatched } = await chosenHow({ task, files: all, leftOut, hasBatches });
    const { signal } = new AbortController();
    const order = await this.#order(task, reached, { files, isBatched });
    const started = await this.#kept.driver.start(order, signal);
    if (started.type === 'denied') {
      return this.#parts.errors.tell(messageWithin('failure', started.failure));
    }
    const { id } = started;
    this.#tellChanged();
    await commands.executeCommand(`${FOLDER_VIEW_ID}.focus`);
    if (isBatched) {
      void window.showInformationMessage(say('folder.sent', { files: files.length }));
      void this.#kept.goOn(id);
    } else void this.#goOnVisibly(id, task);
  }

  /** Opens what is proposed for a file, to be looked at, changed and accepted like any other result. */
  async show(node: unknown): Promise<void> {
    const ready = fileOf(node);
    if (ready === undefined) return;
    const found = await this.#kept.readyAt(ready.id, ready.runId);
    if (found === undefined) return;
    const { asked, result } = found;
    const gathered = await this.#kept.gathered(asked);
    if (gathered === undefined) throw userError('result.documentDeleted');
    await this.#parts.results.present(result, originOf(gathered, result, []));
  }

  /** Accepts a file, or all that are ready of a folder run. */
  async accept(node: unknown): Promise<void> {
    const ready = this.#readyIn(node);
    let accepted = 0;
    let clashes = 0;
    const refused: string[] = [];
    for (const { id, runId } of ready) {
      const found = await this.#kept.readyAt(id, runId);
      if (found === undefined) continue;
      const { uri } = found.asked;
      try {
        // What an editor shows may have been changed there: that is what is accepted.
        const shown = this.#parts.results.waiting.textOf(runId);
        const written = await acceptAnswer(found.asked, found.result, shown);
        clashes += written.clashes;
        // What was left out is not lost: its file stays on the list, to be looked at.
        if (written.clashes > 0) continue;
        accepted += 1;
        await this.#accepted({ id, runId }, written.keptShare);
        await this.#parts.results.waiting.close(runId);
      } catch (error) {
        const reason = reasonOf(error);
        if (reason === undefined) throw error;
        const file = plain(uri.path.slice(uri.path.lastIndexOf('/') + 1));
        refused.push(say('folder.notAccepted', { file, reason }));
      }
    }
    const parts = [
      ...(accepted > 0 ? [say('folder.accepted', { count: accepted })] : []),
      ...(clashes > 0 ? [say('folder.clashes', { count: clashes })] : []),
      ...refused,
    ];
    if (refused.length > 0) void window.showWarningMessage(parts.join(' '));
    else if (parts.length > 0) void window.showInformationMessage(parts.join(' '));
  }

  /** Discards a file's answer. */
  async discard(node: unknown): Promise<void> {
    for (const { id, runId } of this.#readyIn(node)) {
      await this.#kept.driver.settle(id, runId, 'discarded');
      const at = this.#parts.now();
      await this.#parts.verdicts.verdict({ runId, at, verdict: 'discarded' });
      await this.#parts.results.waiting.close(runId);
    }
  }

  /** Cancels what is not done yet. */
  async cancel(node: unknown): Promise<void> {
    const id = runOf(node);
    if (id !== undefined) await this.#kept.cancel(id);
  }

  /** Takes a folder run off the list, and asks before answers go that are paid for. */
  async remove(node: unknown): Promise<void> {
    const run = this.#kept.get(runOf(node) ?? '');
    if (!run || !isOver(run)) return;
    const { ready } = countsOf(run);
    if (ready > 0) {
      const remove = l10n.t('Remove');
      const question = say('folder.remove', { count: ready });
      const answer = await window.showWarningMessage(question, { modal: true }, remove);
      if (answer !== remove) return;
      await this.discard({ type: 'run', id: run.id });
    }
    await this.#kept.driver.forget(run.id);
    this.#tellChanged();
  }

  /** Forgets all that are over, with what was asked and answered. What is under way goes on. */
  async clear(): Promise<void> {
    for (const run of this.#kept.runs()) if (isOver(run)) await this.#kept.driver.forget(run.id);
    this.#tellChanged();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** All that the chosen files are sent with; those that cannot begin are left out. */
  async #order(
    task: TaskName,
    { runner, connection }: Reached,
    { files, isBatched }: { readonly files: readonly PlannedFile[]; readonly isBatched: boolean },
  ): Promise<FolderOrder> {
    const { signal } = new AbortController();
    const begun: FolderOrder['files'][number][] = [];
    for (const { gathered, request } of files) {
      const beginning = await runner.begin(request, isBatched, signal);
      if (beginning.type === 'failed') {
        const { code, args } = messageWithin('failure', beginning.failure);
        throw Object.assign(new Error(code), { name: 'UserError', code, args });
      }
      begun.push({ run: beginning.run, call: beginning.call, asked: writeAsked(gathered) });
    }
    const [first] = files;
    if (first === undefined) throw new CancellationError();
    const { settings } = first.request;
    const ask = (text: string, ...answers: readonly string[]) =>
      askByNotification(text, answers, signal);
    const runs = begun.map(({ run }) => run);
    const questions = new AskedQuestions(ask);
    const reserve = async () => {
      const reserved = await runner.reserve({ runs, settings, questions });
      const notes = reserved.type === 'reserved' ? reserved.notes : [];
      for (const note of notes) void this.#parts.errors.tell(messageWithin('note', note));
      return reserved;
    };
    return { task, isBatched, place: placeOfConnection(connection), files: begun, reserve };
  }

  /** Sends the files now, with one progress and one cancel. */
  async #goOnVisibly(id: string, task: TaskName): Promise<void> {
    const files = this.#kept.get(id)?.files.size ?? 0;
    const title = say('folder.run', { task, files });
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    await window.withProgress(options, async (progress, token) => {
      const listeners = [
        token.onCancellationRequested(() => void this.#kept.cancel(id)),
        this.#kept.onDidChange(() => {
          const run = this.#kept.get(id);
          if (!run) return;
          const done = files - countsOf(run).open;
          progress.report({ message: say('folder.working', { done, files }) });
        }),
      ];
      try {
        await this.#kept.goOn(id);
      } finally {
        for (const listener of listeners) listener.dispose();
      }
    });
  }

  #readyIn(node: unknown): readonly ReadyFile[] {
    const file = fileOf(node);
    if (file !== undefined) return [file];
    const run = this.#kept.get(runOf(node) ?? '');
    const files = [...(run?.files.values() ?? [])].filter(({ state }) => state.type === 'ready');
    return files.map(({ run: { started } }) => ({ id: run?.id ?? '', runId: started.runId }));
  }

  async #accepted({ id, runId }: ReadyFile, keptShare: number): Promise<void> {
    await this.#kept.driver.settle(id, runId, 'accepted');
    const verdict = keptShare === 1 ? 'applied' : 'edited';
    await this.#parts.verdicts.verdict({ runId, at: this.#parts.now(), verdict, keptShare });
  }

  /** Takes note of what was accepted from an editor of its own: its verdict is booked there. */
  async #settleWritten(accepted?: number): Promise<void> {
    for (const run of this.#kept.runs()) {
      for (const [runId, { state }] of run.files) {
        if (state.type !== 'ready') continue;
        if (runId !== accepted && !this.#parts.results.isWritten(runId)) continue;
        await this.#kept.driver.settle(run.id, runId, 'accepted');
      }
    }
  }

  async #tellEnd(run: FolderRun): Promise<void> {
    const { ready } = countsOf(run);
    const cost = formatUsd(costOfRun(run));
    const args = { task: run.task, files: run.files.size, cost };
    if (ready === 0) {
      void window.showInformationMessage(say('folder.endedNone', args));
      return;
    }
    const acceptAll = l10n.t('Accept All');
    const show = l10n.t('Show the List');
    const text = say('folder.ended', { ...args, ready });
    const answer = await window.showInformationMessage(text, acceptAll, show);
    try {
      if (answer === acceptAll) await this.accept({ type: 'run', id: run.id });
      if (answer === show) await this.#tree.reveal(run.id);
    } catch (error) {
      void this.#parts.errors.show(error);
    }
  }

  #tellChanged(): void {
    const hasRuns = this.#kept.runs().length > 0;
    void commands.executeCommand('setContext', CONTEXT_KEYS.hasFolderRuns, hasRuns);
    this.#tree.refresh();
  }
}

/** Why a file was not accepted, in words; undefined: that is nothing that a user can act on. */
function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'UserError') return undefined;
  const { code, args } = error as Error & Parameters<typeof messageOf>[0];
  return word(messageOf({ code, args }));
}

/** The file that a line of the list stands for. Menus and keybindings may pass anything. */
function fileOf(node: unknown): ReadyFile | undefined {
  const { type, id, runId } = (node ?? {}) as Partial<Extract<FolderNode, { type: 'file' }>>;
  if (type !== 'file' || typeof id !== 'string' || typeof runId !== 'number') return undefined;
  return { id, runId };
}

function runOf(node: unknown): string | undefined {
  const { type, id } = (node ?? {}) as Partial<FolderNode>;
  return type === 'run' && typeof id === 'string' ? id : undefined;
}
