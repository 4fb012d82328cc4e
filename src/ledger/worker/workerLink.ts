import { Worker } from 'node:worker_threads';
import type { Log } from '../../models/ports.ts';
import type {
  FromWorker,
  QuestionName,
  Questions,
  ToWorker,
  WorkerSettings,
} from './workerMessages.ts';

/** How long the worker is left alone with what was written, in ms: no eye sees the figure change later. */
const NEWS_MS = 20;

interface Asked {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The editor's end of the ledger's worker. A worker that has died is started anew by the next
 * question.
 */
export class WorkerLink {
  readonly #path: string;
  readonly #settings: WorkerSettings;
  readonly #log: Log;
  readonly #onChanged: (news: FromWorker & { readonly type: 'changed' }) => void;
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #lastId = 0;
  #isClosed = false;
  /** This window has written what the worker was not told of. */
  #hasNews = false;

  constructor(
    path: string,
    settings: WorkerSettings,
    log: Log,
    onChanged: (news: FromWorker & { readonly type: 'changed' }) => void,
  ) {
    this.#path = path;
    this.#settings = settings;
    this.#log = log;
    this.#onChanged = onChanged;
  }

  /** Rejects when the worker cannot be started, dies, or fails to answer. */
  ask<Name extends QuestionName>(
    name: Name,
    ask: Questions[Name]['ask'],
  ): Promise<Questions[Name]['answer']> {
    if (this.#isClosed) return Promise.reject(new Error('The ledger is closed'));
    this.#sendNews();
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      // The worker answers a question of this name with an answer of this name.
      this.#asked.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#send({ type: 'ask', id, name, ask });
    });
  }

  /** Starts the worker, so that the first question finds it ready. */
  start(): void {
    if (this.#isClosed) return;
    try {
      this.#worker ??= this.#startWorker();
    } catch (error) {
      this.#log.error('The ledger worker cannot be started', error);
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

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#failAll(new Error('The ledger is closed'));
    await worker?.terminate();
  }

  #sendNews(): void {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    if (this.#worker !== undefined) this.#send({ type: 'written' });
  }

  #send(message: ToWorker): void {
    try {
      this.#worker ??= this.#startWorker();
      this.#worker.postMessage(message);
    } catch (error) {
      this.#failAll(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #startWorker(): Worker {
    const worker = new Worker(this.#path, { workerData: this.#settings });
    worker.unref();
    worker.on('message', (message: FromWorker) => this.#receive(message));
    const end = (error: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#log.error('The ledger worker has ended', error);
      this.#failAll(error);
    };
    worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => end(new Error(`exit code ${code}`)));
    return worker;
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'log':
        this.#log[message.level](message.message);
        break;
      case 'changed':
        this.#onChanged(message);
        break;
      case 'answer':
        this.#asked.get(message.id)?.resolve(message.answer);
        this.#asked.delete(message.id);
        break;
      case 'failed':
        this.#asked.get(message.id)?.reject(new Error(message.message));
        this.#asked.delete(message.id);
        break;
    }
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}
