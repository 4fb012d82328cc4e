import type { WorkerLinkOptions } from './workerLink.ts';
import { WorkerLink } from './workerLink.ts';
import type { Questions } from './workerMessages.ts';

/** How long the second worker waits for another question, in ms: what it holds is let go then. */
const IDLE_MS = 60_000;

/** What may take long: it reads single runs and attempts, of which there may be a million. */
type SlowName = 'quality' | 'trials';

/**
 * Asks a second worker what takes long, so that the first is there for all else. It starts with the first such question, reads
 * the files as they are, and ends when it is asked no more.
 */
export class SlowQuestions {
  readonly #first: WorkerLink;
  readonly #second: WorkerLink | undefined;
  readonly #isOnDisk: () => boolean;

  /** `isOnDisk`: whether all that was booked is in the files; what is not, only the first worker knows. */
  constructor(first: WorkerLink, options: WorkerLinkOptions, isOnDisk: () => boolean) {
    this.#first = first;
    this.#isOnDisk = isOnDisk;
    const { path, settings, log } = options;
    if (settings.folder === undefined) return;
    this.#second = new WorkerLink({
      path,
      log,
      settings: { ...settings, isReader: true },
      idleMs: IDLE_MS,
    });
  }

  /** As `WorkerLink.ask`. An aborted question is not worked on any more. */
  ask<Name extends SlowName>(
    name: Name,
    ask: Questions[Name]['ask'],
    signal?: AbortSignal,
  ): Promise<Questions[Name]['answer']> {
    const link = this.#isOnDisk() ? this.#second : undefined;
    return (link ?? this.#first).ask(name, ask, signal);
  }

  async close(): Promise<void> {
    await this.#second?.close();
  }
}
