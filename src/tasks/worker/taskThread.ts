import { Worker } from 'node:worker_threads';
import { WorkerRequests } from '../../models/workerRequests.ts';
import type { GateResult, TaskTools } from '../task.ts';
import type {
  FromTaskWorker,
  PreparedData,
  TaskWork,
  ToolCall,
  ToTaskWorker,
} from './taskMessages.ts';
import { arrived, crossed } from './taskMessages.ts';

/** Where the worker is and how long it may compute without a pause. */
export interface ThreadOptions {
  /** Absolute path of the worker's script. */
  readonly workerPath: string;
  /** ms. */
  readonly limitMs: number;
}

/** One piece of work with what it may use here. */
export interface ToolWork {
  readonly work: TaskWork;
  readonly tools: TaskTools;
  readonly signal: AbortSignal;
}

/** What came of work: an end, or a thread that hung or died over it or over another's. */
export type Outcome =
  | { readonly type: 'done'; readonly value: PreparedData | GateResult }
  | { readonly type: 'failed'; readonly error: Error }
  | { readonly type: 'lost'; readonly wasAlone: boolean; readonly hasStarted: boolean };

/** Questions in a row that are not answered within the limit. */
const MOST_UNANSWERED = 10;

/** One worker thread. What waits for a tool answers pings, what computes does not. */
export class TaskThread {
  readonly #requests: WorkerRequests<ToolWork, Outcome>;
  readonly #limitMs: number;
  /** Calls of tools under way, by their numbers. */
  readonly #calls = new Map<number, AbortController>();
  #unanswered = 0;
  #isReady = false;
  #isOver = false;
  #wasAlone = false;
  #pulse: NodeJS.Timeout | undefined;

  constructor({ workerPath, limitMs }: ThreadOptions) {
    this.#limitMs = limitMs;
    this.#requests = new WorkerRequests<ToolWork, Outcome>({
      name: 'The task worker',
      start: () => {
        const worker = new Worker(workerPath, { stdout: true, stderr: true });
        return worker.on('message', (message: FromTaskWorker) => this.#take(message));
      },
      message: (id, { work }) => ({ type: 'work', id, work }) satisfies ToTaskWorker,
      abortMessage: (id) => ({ type: 'abort', id }) satisfies ToTaskWorker,
      onDeath: () => void this.end(),
    });
    this.#requests.start();
  }

  /** Whether nothing more can be asked of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Work that is aborted ends by the worker's own answer; nobody need wait for that. */
  async do(asked: ToolWork): Promise<Outcome> {
    this.#pulse ??= setInterval(() => this.#ping(), this.#limitMs / MOST_UNANSWERED);
    try {
      return await this.#requests.ask(asked, asked.signal);
    } catch {
      return { type: 'lost', wasAlone: this.#wasAlone, hasStarted: this.#isReady };
    } finally {
      if (this.#requests.size === 0) this.#rest();
    }
  }

  /** Ends it; what is open is lost. */
  async end(): Promise<void> {
    if (!this.#isOver) this.#wasAlone = this.#requests.size === 1;
    this.#isOver = true;
    this.#rest();
    await this.#requests.close();
  }

  /** Counted in pings, not by the clock: this thread, or the whole machine, may have slept. */
  #ping(): void {
    if (!this.#isReady) return;
    if (this.#unanswered >= MOST_UNANSWERED) return void this.end();
    this.#unanswered += 1;
    this.#tell({ type: 'ping' });
  }

  #take(message: FromTaskWorker): void {
    this.#unanswered = 0;
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        return;
      case 'pong':
        return;
      case 'done':
        return this.#requests.answer(message.id, { type: 'done', value: message.value });
      case 'failed':
        return this.#requests.answer(message.id, {
          type: 'failed',
          error: arrived(message.failure),
        });
      case 'call':
        return void this.#call(message.id, message.call, message.toolCall);
      case 'callAborted':
        return this.#calls.get(message.call)?.abort();
    }
  }

  async #call(id: number, call: number, toolCall: ToolCall): Promise<void> {
    try {
      const open = this.#requests.asked(id);
      if (open === undefined) throw new Error('The work is over.');
      const aborted = new AbortController();
      this.#calls.set(call, aborted);
      const signal = AbortSignal.any([open.signal, aborted.signal]);
      const value = await useTool(open.tools, toolCall, signal);
      this.#tell({ type: 'returned', call, value });
    } catch (error) {
      this.#tell({ type: 'threw', call, failure: crossed(error) });
    } finally {
      this.#calls.delete(call);
    }
  }

  #rest(): void {
    clearInterval(this.#pulse);
    this.#pulse = undefined;
    this.#unanswered = 0;
  }

  #tell(message: ToTaskWorker): void {
    this.#requests.tell(message);
  }
}

/** Tools are objects of functions; those that take a signal take it last. */
function useTool(
  tools: TaskTools,
  { tool, method, args }: ToolCall,
  signal: AbortSignal,
): Promise<unknown> {
  const used = tools[tool] as unknown as Readonly<
    Record<string, ((...given: readonly unknown[]) => Promise<unknown>) | undefined>
  >;
  const given = tool === 'files' ? args : [...args, signal];
  const found = used[method]?.(...given);
  return found ?? Promise.reject(new Error(`There is no ${tool}.${method}.`));
}
