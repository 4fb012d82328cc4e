import { Worker } from 'node:worker_threads';
import { WorkerRequests } from '../models/workerRequests.ts';
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
type Answered = Omit<TypeCheckResponse, 'id'>;

/** Asks the worker. It starts with the first question and ends when it is idle. */
export class TypeCheckClient {
  readonly #limitMs: number;
  readonly #requests: WorkerRequests<TypeCheckRequest, Answered>;

  constructor({ libDir, limitMs = LIMIT_MS, workerPath }: TypeCheckOptions) {
    this.#limitMs = limitMs;
    const data: TypeCheckWorkerData = { libDir };
    this.#requests = new WorkerRequests<TypeCheckRequest, Answered>({
      name: 'The type checker',
      start: () => {
        const worker = new Worker(workerPath, {
          workerData: data,
          resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
          stdout: true,
          stderr: true,
        });
        return worker.on('message', ({ id, ...answer }: TypeCheckResponse) => {
          this.#requests.answer(id, answer);
        });
      },
      message: (id, request) => ({ id, request }) satisfies NumberedTypeCheck,
      limitMs: HUNG_MS,
      idleMs: IDLE_MS,
    });
  }

  /** All errors of a text, whenever they are known; undefined when nobody can say. Never rejects. */
  async ask(request: TypeCheckRequest): Promise<Errors> {
    try {
      return (await this.#requests.ask(request)).errors;
    } catch {
      // A check that fails leaves the types unchecked, which the result says.
      return undefined;
    }
  }

  /** What a text is compiled to; undefined when nobody can say. Never rejects. */
  async compile(request: TypeCheckRequest): Promise<string | undefined> {
    try {
      return (await this.#requests.ask({ ...request, what: 'javascript' })).javascript;
    } catch {
      return undefined;
    }
  }

  /** What was asked for, or undefined when it is not known in time. Rejects only when aborted. */
  async inTime<Value>(
    asked: Promise<Value | undefined>,
    signal: AbortSignal,
  ): Promise<Value | undefined> {
    signal.throwIfAborted();
    let timer: NodeJS.Timeout | undefined;
    let onAbort = (): void => undefined;
    try {
      return await Promise.race([
        asked,
        new Promise<undefined>((resolve, reject) => {
          timer = setTimeout(() => resolve(undefined), this.#limitMs);
          onAbort = () => reject(signal.reason as Error);
          signal.addEventListener('abort', onAbort, { once: true });
        }),
      ]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  dispose(): Promise<void> {
    return this.#requests.close();
  }
}
