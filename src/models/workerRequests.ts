/** What is needed of a `Worker` of `node:worker_threads`. */
export interface WorkerThread {
  postMessage(message: unknown): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<unknown>;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
}

/** A worker thread that is asked, and what becomes of requests that it does not answer. */
export interface WorkerRequestsOptions<Ask> {
  /** Its name in errors, say `The parser`. */
  readonly name: string;
  /** Starts a thread. Whoever does hears its messages, and hands on its answers. */
  readonly start: () => WorkerThread;
  /** What the thread is sent for a request. */
  readonly message: (id: number, ask: Ask) => unknown;
  /** What it is sent when a request is aborted, which it then answers; absent: nobody waits any more. */
  readonly abortMessage?: (id: number) => unknown;
  /** An aborted request ends the thread, where it was asked for nothing else: it would go on with it. */
  readonly endsOnAbort?: true;
  /** ms that an answer may take: then the thread is ended, with all that it was asked. */
  readonly limitMs?: number;
  /** ms without a request after which the thread is ended, and what it holds let go. */
  readonly idleMs?: number;
  /** How often a request is sent whose thread dies, in all; 1 when absent. */
  readonly tries?: number;
  /** Called when a thread has died by itself, before what it was asked is sent again or rejects. */
  readonly onDeath?: (error: Error) => void;
}

interface OpenRequest<Ask, Answer> {
  readonly ask: Ask;
  readonly tries: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** Lets go of the deadline and of the signal. */
  readonly release: () => void;
}

/**
 * Requests to a worker thread that wait for their answers. The thread starts with the first of them,
 * and one that has died is started anew by the next. It keeps its process alive only while there are
 * some.
 */
export class WorkerRequests<Ask, Answer> {
  readonly #options: WorkerRequestsOptions<Ask>;
  readonly #open = new Map<number, OpenRequest<Ask, Answer>>();
  #worker: WorkerThread | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(options: WorkerRequestsOptions<Ask>) {
    this.#options = options;
  }

  /** Requests that are not answered yet. */
  get size(): number {
    return this.#open.size;
  }

  /** What was asked under a number; undefined once it is answered. */
  asked(id: number): Ask | undefined {
    return this.#open.get(id)?.ask;
  }

  /**
   * Rejects when the thread cannot be started, dies, takes too long or is ended, and with the signal's
   * reason once that is aborted.
   */
  ask(ask: Ask, signal?: AbortSignal): Promise<Answer> {
    if (this.#isClosed) return Promise.reject(this.#error('was shut down'));
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    clearTimeout(this.#idle);
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      const release = this.#watch(id, signal);
      this.#send(id, { ask, tries: 1, resolve, reject, release });
    });
  }

  /** Takes the thread's answer to a request; one that nobody waits for is left alone. */
  answer(id: number, answer: Answer): void {
    this.#take(id)?.resolve(answer);
  }

  /** As {@link answer}, where the thread could not do what was asked. */
  fail(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  /** Starts the thread, so that the first request finds it ready. Throws when that is not to be had. */
  start(): void {
    if (!this.#isClosed) this.#worker ??= this.#started();
  }

  /** Sends something to the thread, if it runs, that needs no answer. */
  tell(message: unknown): void {
    this.#worker?.postMessage(message);
  }

  /** Ends the thread for good; what is open rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end(this.#error('was shut down'));
  }

  #watch(id: number, signal: AbortSignal | undefined): () => void {
    const { abortMessage, endsOnAbort, limitMs } = this.#options;
    const deadline =
      limitMs === undefined
        ? undefined
        : setTimeout(() => void this.#end(this.#error('did not answer in time')), limitMs).unref();
    const onAbort = () => {
      if (abortMessage === undefined) this.fail(id, signal?.reason);
      else this.tell(abortMessage(id));
      if (endsOnAbort === true && this.#open.size === 0) void this.#end(this.#error('was left'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    return () => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', onAbort);
    };
  }

  #send(id: number, open: OpenRequest<Ask, Answer>): void {
    this.#open.set(id, open);
    try {
      const worker = (this.#worker ??= this.#started());
      worker.ref();
      worker.postMessage(this.#options.message(id, open.ask));
    } catch (error) {
      this.fail(id, error);
    }
  }

  #started(): WorkerThread {
    const worker = this.#options.start();
    worker.unref();
    worker.on('error', (error) => {
      this.#died(worker, error instanceof Error ? error.message : String(error));
    });
    worker.on('exit', (code) => this.#died(worker, `exit code ${code}`));
    return worker;
  }

  #died(worker: WorkerThread, detail: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = this.#error(`stopped: ${detail}`);
    this.#options.onDeath?.(error);
    for (const [id, open] of this.#open) {
      const isLast = this.#isClosed || open.tries >= (this.#options.tries ?? 1);
      if (isLast) this.fail(id, error);
      else this.#send(id, { ...open, tries: open.tries + 1 });
    }
  }

  #take(id: number): OpenRequest<Ask, Answer> | undefined {
    const open = this.#open.get(id);
    if (open === undefined) return undefined;
    this.#open.delete(id);
    open.release();
    if (this.#open.size === 0) this.#rest();
    return open;
  }

  #rest(): void {
    if (this.#worker === undefined) return;
    this.#worker.unref();
    const { idleMs } = this.#options;
    if (idleMs === undefined) return;
    this.#idle = setTimeout(() => void this.#end(this.#error('was idle')), idleMs).unref();
  }

  async #end(reason: Error): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    for (const id of this.#open.keys()) this.fail(id, reason);
    await worker?.terminate();
  }

  #error(what: string): Error {
    return new Error(`${this.#options.name} ${what}.`);
  }
}
