import { Worker } from 'node:worker_threads';
import type { GivenDiagnostic } from '../tasks/task.ts';
import type {
  NumberedTypeCheck,
  TypeCheckRequest,
  TypeCheckResponse,
  TypeCheckWorkerData,
} from './typeCheckMessages.ts';

/** Where the worker and TypeScript's declarations are, and how long it may take. */
export interface TypeCheckOptions {
  /** Absolute path of the worker's script. */
  readonly workerPath: string;
  /** Absolute path of the folder with TypeScript's `lib.*.d.ts`. */
  readonly libDir: string;
  /** Longest wait for one answer in ms; 5,000 when left out. */
  readonly limitMs?: number;
}

const LIMIT_MS = 5_000;
/** A check that nobody waits for any longer may go on this long: the next one is then quick. */
const HUNG_MS = 60_000;
/** A program of a large project holds a lot of memory: it is let go when nobody asks. */
const IDLE_MS = 5 * 60_000;
const MOST_MEGABYTES = 2_000;

type Errors = readonly GivenDiagnostic[] | undefined;

interface Pending {
  readonly resolve: (errors: Errors) => void;
  readonly hung: NodeJS.Timeout;
}

/** Asks the worker. It starts with the first question and ends when it is idle. */
export class TypeCheckClient {
  readonly #options: TypeCheckOptions;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;
  #isDisposed = false;

  constructor(options: TypeCheckOptions) {
    this.#options = options;
  }

  /** All errors of a text, whenever they are known; undefined when nobody can say. Never rejects. */
  ask(request: TypeCheckRequest): Promise<Errors> {
    if (this.#isDisposed) return Promise.resolve(undefined);
    const id = this.#nextId;
    this.#nextId += 1;
    clearTimeout(this.#idle);
    return new Promise((resolve) => {
      const hung = setTimeout(() => void this.#end(), HUNG_MS).unref();
      this.#pending.set(id, { resolve, hung });
      const worker = (this.#worker ??= this.#start());
      worker.ref();
      worker.postMessage({ id, request } satisfies NumberedTypeCheck);
    });
  }

  /** What was asked for, or undefined when it is not known in time. Rejects only when aborted. */
  async inTime(asked: Promise<Errors>, signal: AbortSignal): Promise<Errors> {
    signal.throwIfAborted();
    let timer: NodeJS.Timeout | undefined;
    let onAbort = (): void => undefined;
    try {
      return await Promise.race([
        asked,
        new Promise<undefined>((resolve, reject) => {
          timer = setTimeout(() => resolve(undefined), this.#options.limitMs ?? LIMIT_MS);
          onAbort = () => reject(signal.reason as Error);
          signal.addEventListener('abort', onAbort, { once: true });
        }),
      ]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#end();
  }

  #start(): Worker {
    const data: TypeCheckWorkerData = { libDir: this.#options.libDir };
    const worker = new Worker(this.#options.workerPath, {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
      stdout: true,
      stderr: true,
    });
    worker.on('message', ({ id, errors }: TypeCheckResponse) => this.#settle(id, errors));
    // A check that fails leaves the types unchecked, which the result says; its thread is done for.
    worker.on('error', () => this.#lost(worker));
    worker.on('exit', () => this.#lost(worker));
    return worker;
  }

  #settle(id: number, errors: Errors): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.hung);
    pending?.resolve(errors);
    if (this.#pending.size > 0) return;
    this.#worker?.unref();
    this.#idle = setTimeout(() => void this.#end(), IDLE_MS).unref();
  }

  #lost(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const id of this.#pending.keys()) this.#settle(id, undefined);
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    for (const { resolve, hung } of this.#pending.values()) {
      clearTimeout(hung);
      resolve(undefined);
    }
    this.#pending.clear();
    await worker?.terminate();
  }
}
