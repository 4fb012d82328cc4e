import { Worker } from 'node:worker_threads';
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

interface Open extends ToolWork {
  readonly resolve: (outcome: Outcome) => void;
}

/** Questions in a row that are not answered within the limit. */
const MOST_UNANSWERED = 10;

/** One worker thread. What waits for a tool answers pings, what computes does not. */
export class TaskThread {
  readonly #worker: Worker;
  readonly #open = new Map<number, Open>();
  readonly #limitMs: number;
  #nextId = 1;
  #unanswered = 0;
  #isReady = false;
  #isOver = false;
  #pulse: NodeJS.Timeout | undefined;

  constructor({ workerPath, limitMs }: ThreadOptions) {
    this.#limitMs = limitMs;
    this.#worker = new Worker(workerPath, { stdout: true, stderr: true });
    this.#worker.on('message', (message: FromTaskWorker) => this.#take(message));
    // What is lost is told when the thread exits, which it does after an error.
    this.#worker.on('error', () => undefined);
    this.#worker.on('exit', () => this.#lose());
  }

  /** Whether nothing more can be asked of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Work that is aborted ends by the worker's own answer; nobody need wait for that. */
  do(asked: ToolWork): Promise<Outcome> {
    const id = this.#nextId;
    this.#nextId += 1;
    const onAbort = () => this.#tell({ type: 'abort', id });
    asked.signal.addEventListener('abort', onAbort, { once: true });
    return new Promise<Outcome>((resolve) => {
      this.#open.set(id, { ...asked, resolve });
      this.#worker.ref();
      this.#pulse ??= setInterval(() => this.#ping(), this.#limitMs / MOST_UNANSWERED);
      this.#tell({ type: 'work', id, work: asked.work });
    }).finally(() => asked.signal.removeEventListener('abort', onAbort));
  }

  /** Ends it; what is open is lost. */
  async end(): Promise<void> {
    this.#lose();
    await this.#worker.terminate();
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
        return this.#settle(message.id, { type: 'done', value: message.value });
      case 'failed':
        return this.#settle(message.id, { type: 'failed', error: arrived(message.failure) });
      case 'call':
        return void this.#call(message.id, message.call, message.toolCall);
    }
  }

  async #call(id: number, call: number, toolCall: ToolCall): Promise<void> {
    try {
      const open = this.#open.get(id);
      if (open === undefined) throw new Error('The work is over.');
      const value = await useTool(open.tools, toolCall, open.signal);
      this.#tell({ type: 'returned', call, value });
    } catch (error) {
      this.#tell({ type: 'threw', call, failure: crossed(error) });
    }
  }

  #settle(id: number, outcome: Outcome): void {
    this.#open.get(id)?.resolve(outcome);
    this.#open.delete(id);
    if (this.#open.size > 0) return;
    this.#rest();
    this.#worker.unref();
  }

  #rest(): void {
    clearInterval(this.#pulse);
    this.#pulse = undefined;
    this.#unanswered = 0;
  }

  #lose(): void {
    this.#isOver = true;
    this.#rest();
    const wasAlone = this.#open.size === 1;
    for (const { resolve } of this.#open.values()) {
      resolve({ type: 'lost', wasAlone, hasStarted: this.#isReady });
    }
    this.#open.clear();
  }

  #tell(message: ToTaskWorker): void {
    if (!this.#isOver) this.#worker.postMessage(message);
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
