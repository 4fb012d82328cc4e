import type { TaskName } from '../../models/task.ts';
import { problem } from '../problem.ts';
import type { GateResult, SideModel, Task, TaskTools } from '../task.ts';
import { taskError } from '../taskErrors.ts';
import type { OptionalTool, PreparedData, TaskOrder } from './taskMessages.ts';
import type { ToolWork } from './taskThread.ts';
import { TaskThread } from './taskThread.ts';

/** Where the worker is. */
export interface TaskClientOptions {
  /** Absolute path of the worker's script. */
  readonly workerPath: string;
  /** ms that work may compute without a pause; 5,000 when left out. */
  readonly limitMs?: number;
}

const LIMIT_MS = 5_000;
const OPTIONAL: readonly OptionalTool[] = ['diagnostics', 'testRunner', 'names', 'progress'];

/**
 * Tasks whose work is done in a worker thread: whatever a model wrote, this thread goes on, and work
 * that takes too long is given up. The worker starts with the first task.
 */
export class TaskClient {
  readonly #options: Required<TaskClientOptions>;
  /** Those that work for one piece only are here too. */
  readonly #threads = new Set<TaskThread>();
  #shared: TaskThread | undefined;
  #nextTask = 1;
  #isDisposed = false;

  constructor(options: TaskClientOptions) {
    this.#options = { limitMs: LIMIT_MS, ...options };
  }

  /** The task of that name. `prepare` throws a UserError when it takes too long, too. */
  taskFor(name: TaskName): Task {
    return {
      name,
      prepare: async (input, tools, signal) => {
        const taskId = this.#nextTask;
        this.#nextTask += 1;
        const optional = OPTIONAL.filter((tool) => tools[tool] !== undefined);
        const order: TaskOrder = { taskId, name, input, optional };
        const prepared = await this.#do(order, undefined, tools, signal);
        if (prepared === 'hung') throw taskError('input.unparsable', {});
        const check = (reply: string, checkSignal: AbortSignal, sideModel?: SideModel) =>
          this.#check(order, reply, { ...tools, ...(sideModel && { sideModel }) }, checkSignal);
        return { ...(prepared as PreparedData), check };
      },
    };
  }

  /** Starts the worker beside other work that the next task has to wait for. */
  begin(): void {
    if (!this.#isDisposed) this.#sharedThread();
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  async #check(
    order: TaskOrder,
    reply: string,
    tools: TaskTools,
    signal: AbortSignal,
  ): Promise<GateResult> {
    const result = await this.#do(order, reply, tools, signal);
    if (result !== 'hung') return result as GateResult;
    const problems = [problem('answer.unparsable', {})];
    return { answer: undefined, problems, strength: 'form', notes: [] };
  }

  async #do(
    order: TaskOrder,
    reply: string | undefined,
    tools: TaskTools,
    signal: AbortSignal,
  ): Promise<PreparedData | GateResult | 'hung'> {
    signal.throwIfAborted();
    const asksBeside = tools.sideModel !== undefined;
    let onAbort = (): void => undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([
        this.#worked({ work: { order, reply, asksBeside }, tools, signal }),
        aborted,
      ]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** A thread that hung over several pieces does not say over which: each then gets its own. */
  async #worked(work: ToolWork): Promise<PreparedData | GateResult | 'hung'> {
    const first = await this.#sharedThread().do(work);
    const isInnocent = first.type === 'lost' && !first.wasAlone && !this.#isDisposed;
    const outcome = isInnocent && !work.signal.aborted ? await this.#alone(work) : first;
    switch (outcome.type) {
      case 'done':
        return outcome.value;
      case 'failed':
        throw outcome.error;
      case 'lost':
        if (this.#isDisposed || !outcome.hasStarted) throw new Error('The task worker stopped.');
        return 'hung';
    }
  }

  async #alone(work: ToolWork): ReturnType<TaskThread['do']> {
    const thread = this.#start();
    try {
      return await thread.do(work);
    } finally {
      this.#threads.delete(thread);
      await thread.end();
    }
  }

  #sharedThread(): TaskThread {
    if (this.#shared === undefined || this.#shared.isOver) {
      if (this.#shared !== undefined) this.#threads.delete(this.#shared);
      this.#shared = this.#start();
    }
    return this.#shared;
  }

  #start(): TaskThread {
    if (this.#isDisposed) throw new Error('The task worker was shut down.');
    const thread = new TaskThread(this.#options);
    this.#threads.add(thread);
    return thread;
  }
}
