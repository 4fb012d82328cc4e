import type { Disposable } from 'vscode';
import { CancellationError, commands, EventEmitter, l10n, window } from 'vscode';
import type { TaskName } from '../../models/task.ts';
import type { RunEvent } from '../../routing/run/run.ts';
import { refuseWithoutAi } from '../aiFeatures.ts';
import { CONTEXT_KEYS } from '../ids.ts';
import { say } from '../wording/messages.ts';
import type { RunProgress } from './progressText.ts';
import { advance, NOT_STARTED, shownModel, trying } from './progressText.ts';

/** A run under way: what it does, how far it is, and its cancelling. Ended by whoever began it. */
export class ActiveRun implements Disposable {
  readonly task: TaskName;
  readonly controller = new AbortController();
  readonly #progressed = new EventEmitter<RunProgress>();
  readonly #ended: () => void;
  #progress = NOT_STARTED;

  constructor(task: TaskName, ended: () => void) {
    this.task = task;
    this.#ended = ended;
  }

  /** Fires with each step that it makes. */
  readonly onDidProgress = this.#progressed.event;

  get progress(): RunProgress {
    return this.#progress;
  }

  /** What happened in it. */
  heard(event: RunEvent): void {
    this.#set(advance(this.#progress, event));
  }

  /** How many changes of the code its check has tried. */
  tried(judged: number, chosen: number): void {
    this.#set(trying(this.#progress, judged, chosen));
  }

  /** Whether it waits for an answer of the user. */
  waitsForUser(asksUser: boolean): void {
    this.#set({ ...this.#progress, asksUser });
  }

  cancel(): void {
    this.controller.abort(new CancellationError());
  }

  /** Ends it. */
  dispose(): void {
    this.#progressed.dispose();
    this.#ended();
  }

  #set(progress: RunProgress): void {
    this.#progress = progress;
    this.#progressed.fire(progress);
  }
}

/** The runs that are under way in this window. */
export class ActiveRuns implements Disposable {
  readonly #runs = new Map<string, ActiveRun>();
  readonly #changed = new EventEmitter<void>();

  /** Fires when a run starts, goes on or ends. */
  readonly onDidChange = this.#changed.event;

  /** The run of this key; while there is one, no other of its key may start. */
  get(key: string): ActiveRun | undefined {
    return this.#runs.get(key);
  }

  /** Begins a run; its key is free again once it is disposed of. @throws UserError without AI features */
  begin(key: string, task: TaskName): ActiveRun {
    // Also what starts without a command, say the repair of a late problem.
    refuseWithoutAi();
    const active = new ActiveRun(task, () => {
      this.#runs.delete(key);
      this.tellChanged();
    });
    let shown = active.progress;
    active.onDidProgress((now) => {
      const isSame = now.model === shown.model && now.asksUser === shown.asksUser;
      shown = now;
      if (!isSame) this.tellChanged();
    });
    this.#runs.set(key, active);
    this.tellChanged();
    return active;
  }

  /** A short text for each run that works, say `Write Docs · Haiku 5.5`. */
  working(): readonly string[] {
    return this.#where(false).map(({ task, progress }) =>
      progress.model === undefined
        ? say('progress.started', { task })
        : say('progress.working', { task, model: shownModel(progress) }),
    );
  }

  /** A short text for each run that waits for an answer of the user. */
  askingUser(): readonly string[] {
    return this.#where(true).map(({ task }) => say('progress.workingAsks', { task }));
  }

  /** To be called when what is known of a run has changed. */
  tellChanged(): void {
    void commands.executeCommand('setContext', CONTEXT_KEYS.running, this.#runs.size > 0);
    this.#changed.fire();
  }

  #where(asksUser: boolean): readonly ActiveRun[] {
    return [...this.#runs.values()].filter(({ progress }) => progress.asksUser === asksUser);
  }

  /** Cancels all of them. */
  dispose(): void {
    for (const run of this.#runs.values()) run.cancel();
    this.#changed.dispose();
  }
}

/** Says that a run is under way already, and offers to cancel it. */
export async function offerToCancel(running: ActiveRun): Promise<void> {
  const cancel = l10n.t('Cancel It');
  const question = say('question.running', { task: running.task });
  const answer = await window.showInformationMessage(question, cancel);
  if (answer === cancel) running.cancel();
}
