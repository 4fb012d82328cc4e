import { CancellationError, commands, type Disposable, EventEmitter, l10n, window } from 'vscode';
import type { TaskName } from '../../models/task.ts';
import { refuseWithoutAi } from '../aiFeatures.ts';
import { CONTEXT_KEYS } from '../ids.ts';
import { say } from '../wording/messages.ts';
import { NOT_STARTED, type RunProgress, shownModel } from './progressText.ts';

/** A run under way. */
export interface ActiveRun {
  readonly task: TaskName;
  readonly controller: AbortController;
  progress: RunProgress;
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

  /** Keeps a run under its key while `work` is under way. */
  async during<T>(
    key: string,
    task: TaskName,
    work: (active: ActiveRun) => Promise<T>,
  ): Promise<T> {
    // Also what starts without a command, say the repair of a late problem.
    refuseWithoutAi();
    const active: ActiveRun = { task, controller: new AbortController(), progress: NOT_STARTED };
    this.#runs.set(key, active);
    this.tellChanged();
    try {
      return await work(active);
    } finally {
      this.#runs.delete(key);
      this.tellChanged();
    }
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
    for (const { controller } of this.#runs.values()) controller.abort(new CancellationError());
    this.#changed.dispose();
  }
}

/** Says that a run is under way already, and offers to cancel it. */
export async function offerToCancel({ task, controller }: ActiveRun): Promise<void> {
  const cancel = l10n.t('Cancel It');
  const answer = await window.showInformationMessage(say('question.running', { task }), cancel);
  if (answer === cancel) controller.abort(new CancellationError());
}
