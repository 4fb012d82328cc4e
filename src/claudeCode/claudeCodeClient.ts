import { Worker } from 'node:worker_threads';
import { WorkerRequests } from '../models/workerRequests.ts';
import type {
  ClaudeCodeAnswer,
  ClaudeCodeAsk,
  ClaudeCodeWorkerData,
  NumberedAsk,
} from './claudeCodeMessages.ts';
import type { ClaudeCodeSpend } from './figures.ts';
import { logPlaces, thisProcess } from './logPlaces.ts';

/** Where the worker is, and where it keeps how far it has read. */
export interface ClaudeCodeOptions {
  /** Absolute path of the worker's script. */
  readonly workerPath: string;
  /** Absolute path of a folder of its own. */
  readonly folder: string;
  /** Absolute paths of the folders that may hold logs. */
  readonly places: readonly string[];
}

/** What is wanted of the logs. */
export type WantedSpend = Omit<Extract<ClaudeCodeAsk, { what: 'read' }>, 'what' | 'places'>;

/** Where logs lie on this machine. */
export function usualPlaces(): readonly string[] {
  return logPlaces(thisProcess());
}

/** What it holds is on disk too, and read again in no time. */
const IDLE_MS = 60_000;
const MOST_MEGABYTES = 1_000;

/** What a reading gave. */
export interface ReadLogs {
  readonly spend: ClaudeCodeSpend;
  /** Nothing could be kept: the next window reads it all again. */
  readonly notKept: boolean;
}

/** Asks the worker that reads Claude Code's logs. It starts with the first question and ends when it is idle. */
export class ClaudeCodeClient {
  readonly #places: readonly string[];
  readonly #requests: WorkerRequests<ClaudeCodeAsk, ClaudeCodeAnswer>;

  constructor({ folder, places, workerPath }: ClaudeCodeOptions) {
    this.#places = places;
    const data: ClaudeCodeWorkerData = { folder };
    this.#requests = new WorkerRequests<ClaudeCodeAsk, ClaudeCodeAnswer>({
      name: "The reader of Claude Code's logs",
      start: () => {
        const worker = new Worker(workerPath, {
          workerData: data,
          resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
          stdout: true,
          stderr: true,
        });
        return worker.on('message', (answer: ClaudeCodeAnswer) => this.#take(answer));
      },
      message: (id, ask) => ({ id, ask }) satisfies NumberedAsk,
      idleMs: IDLE_MS,
    });
  }

  /** Reads on in the logs and sums them up. Rejects when the worker cannot. */
  async read(wanted: WantedSpend): Promise<ReadLogs> {
    const ask = { what: 'read', places: this.#places, ...wanted } as const;
    const { notKept = false, spend } = await this.#requests.ask(ask);
    if (spend === undefined) throw new Error("The reader of Claude Code's logs gave no figures.");
    return { spend, notKept };
  }

  /** Forgets all that was kept of the logs. Rejects when it cannot be erased. */
  async forget(): Promise<void> {
    await this.#requests.ask({ what: 'forget' });
  }

  /** Ends the worker; what it reads is read again by the next. */
  async dispose(): Promise<void> {
    await this.#requests.close();
  }

  #take(answer: ClaudeCodeAnswer): void {
    const { failure, id } = answer;
    if (failure === undefined) this.#requests.answer(id, answer);
    else this.#requests.fail(id, new Error(`Claude Code's logs cannot be read (${failure}).`));
  }
}
