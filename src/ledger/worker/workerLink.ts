import { Worker } from 'node:worker_threads';
import type { Log } from '../../models/ports.ts';
import { WorkerRequests } from '../../models/workerRequests.ts';
import type {
  FromWorker,
  QuestionName,
  Questions,
  ToWorker,
  WorkerSettings,
} from './workerMessages.ts';

/** How long the worker is left alone with what was written, in ms: no eye sees the figure change later. */
const NEWS_MS = 20;

/** A scan of large books leaves much behind that is soon collected: without a bound it stands in memory for long. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 8 } as const;

/** The worker's script, what it is started with, and who hears of it. */
export interface WorkerLinkOptions {
  readonly path: string;
  readonly settings: WorkerSettings;
  readonly log: Log;
  /** The figures are not what they were; absent: nobody is told. */
  readonly onChanged?: (news: FromWorker & { readonly type: 'changed' }) => void;
  /** ms without a question after which the worker ends, as it does when its only one is aborted; absent: it stays. */
  readonly idleMs?: number;
}

interface Question {
  readonly name: QuestionName;
  readonly ask: unknown;
}

/**
 * The editor's end of the ledger's worker. A worker that has died is started anew by the next
 * question.
 */
export class WorkerLink {
  readonly #options: WorkerLinkOptions;
  readonly #requests: WorkerRequests<Question, unknown>;
  /** This window has written what the worker was not told of. */
  #hasNews = false;

  constructor(options: WorkerLinkOptions) {
    this.#options = options;
    this.#requests = new WorkerRequests<Question, unknown>({
      name: 'The ledger worker',
      start: () => this.#startWorker(),
      message: (id, { name, ask }) => ({ type: 'ask', id, name, ask }) satisfies ToWorker,
      onDeath: (error) => options.log.error('The ledger worker has ended', error),
      ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs, endsOnAbort: true }),
    });
  }

  /** Rejects when the worker cannot be started, dies, or fails to answer, and once the signal is aborted. */
  ask<Name extends QuestionName>(
    name: Name,
    ask: Questions[Name]['ask'],
    signal?: AbortSignal,
  ): Promise<Questions[Name]['answer']> {
    this.#sendNews();
    // The worker answers a question of this name with an answer of this name.
    return this.#requests.ask({ name, ask }, signal) as Promise<Questions[Name]['answer']>;
  }

  /** Starts the worker, so that the first question finds it ready. */
  start(): void {
    try {
      this.#requests.start();
    } catch (error) {
      this.#options.log.error('The ledger worker cannot be started', error);
    }
  }

  /**
   * Tells a running worker that this window has written: before the next question, else a moment after,
   * once whoever waited for the record has gone on: a thread that wakes takes the machine from just that.
   */
  tellWritten(): void {
    if (this.#hasNews) return;
    this.#hasNews = true;
    setTimeout(() => this.#sendNews(), NEWS_MS).unref();
  }

  close(): Promise<void> {
    return this.#requests.close();
  }

  #sendNews(): void {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    this.#requests.tell({ type: 'written' } satisfies ToWorker);
  }

  #startWorker(): Worker {
    const { path, settings } = this.#options;
    const worker = new Worker(path, { workerData: settings, resourceLimits: WORKER_LIMITS });
    worker.on('message', (message: FromWorker) => this.#receive(message));
    return worker;
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'log':
        this.#options.log[message.level](message.message);
        break;
      case 'changed':
        this.#options.onChanged?.(message);
        break;
      case 'answer':
        this.#requests.answer(message.id, message.answer);
        break;
      case 'failed':
        this.#requests.fail(message.id, new Error(message.message));
        break;
    }
  }
}
