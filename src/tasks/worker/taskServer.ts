import type { MessagePort } from 'node:worker_threads';
import type { TaskName } from '../../models/task.ts';
import { isSupported } from '../../syntax/languages/languages.ts';
import type { PreparedTask, SideModel, Task, TaskTools } from '../task.ts';
import type {
  FromTaskWorker,
  TaskOrder,
  TaskWork,
  ToolCall,
  ToTaskWorker,
} from './taskMessages.ts';
import { arrived, crossed } from './taskMessages.ts';

/** Tasks kept prepared; an older one is prepared again when its reply comes. */
const MOST_PREPARED = 20;

/** Does the work that comes over a port, with the tools at its other end. */
export function serveTasks(
  port: MessagePort,
  taskFor: (name: TaskName) => Task,
  clock: WorkerClock,
): void {
  const server = new TaskServer(port, taskFor, clock);
  port.on('message', (message: ToTaskWorker) => server.take(message));
  port.postMessage({ type: 'ready' } satisfies FromTaskWorker);
}

/** The worker's own time: a function cannot cross. */
type WorkerClock = NonNullable<TaskTools['clock']>;

interface OpenCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

class TaskServer {
  readonly #port: MessagePort;
  readonly #taskFor: (name: TaskName) => Task;
  readonly #working = new Map<number, AbortController>();
  /** The work on whose behalf a task's tools are called now. */
  readonly #caller = new Map<number, number>();
  readonly #calls = new Map<number, OpenCall>();
  readonly #prepared = new Map<number, PreparedTask>();
  readonly #clock: WorkerClock;
  #nextCall = 1;

  constructor(port: MessagePort, taskFor: (name: TaskName) => Task, clock: WorkerClock) {
    this.#port = port;
    this.#taskFor = taskFor;
    this.#clock = clock;
  }

  take(message: ToTaskWorker): void {
    switch (message.type) {
      case 'ping':
        return this.#tell({ type: 'pong' });
      case 'work':
        return void this.#work(message.id, message.work);
      case 'abort':
        return this.#working.get(message.id)?.abort();
      case 'returned':
        return this.#open(message.call)?.resolve(message.value);
      case 'threw':
        return this.#open(message.call)?.reject(arrived(message.failure));
    }
  }

  async #work(id: number, { order, reply, asksBeside }: TaskWork): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#working.set(id, controller);
    this.#caller.set(order.taskId, id);
    try {
      const known = reply === undefined ? undefined : this.#prepared.get(order.taskId);
      const prepared = known ?? (await this.#prepare(order, signal));
      if (reply === undefined) {
        // A function cannot cross: the other side puts its own in its place.
        this.#tell({ type: 'done', id, value: { ...prepared, check: undefined } });
      } else {
        const ask: SideModel = {
          reply: (question) =>
            this.#call(id, { tool: 'sideModel', method: 'reply', args: [question] }) as Promise<
              string | undefined
            >,
        };
        const beside = asksBeside ? ask : undefined;
        this.#tell({ type: 'done', id, value: await prepared.check(reply, signal, beside) });
      }
    } catch (error) {
      this.#tell({ type: 'failed', id, failure: crossed(error) });
    } finally {
      this.#working.delete(id);
    }
  }

  async #prepare(order: TaskOrder, signal: AbortSignal): Promise<PreparedTask> {
    const { taskId, name, input } = order;
    const prepared = await this.#taskFor(name).prepare(input, this.#toolsOf(order), signal);
    this.#prepared.set(taskId, prepared);
    for (const oldest of this.#prepared.keys()) {
      if (this.#prepared.size <= MOST_PREPARED) break;
      this.#prepared.delete(oldest);
      this.#caller.delete(oldest);
    }
    return prepared;
  }

  /** The tools at the other end; what can be aborted there is aborted with the work. */
  #toolsOf({ taskId, optional }: TaskOrder): TaskTools {
    const call = <Value>(tool: keyof TaskTools, method: string, ...args: readonly unknown[]) =>
      this.#call(this.#caller.get(taskId) ?? 0, { tool, method, args }) as Promise<Value>;
    return {
      clock: this.#clock,
      syntax: {
        supports: isSupported,
        facts: (language, text) => call('syntax', 'facts', language, text),
        compareCode: (language, before, after) =>
          call('syntax', 'compareCode', language, before, after),
        compareMeaning: (language, before, after) =>
          call('syntax', 'compareMeaning', language, before, after),
        mutants: (language, text, wish) => call('syntax', 'mutants', language, text, wish),
        marked: (language, text) => call('syntax', 'marked', language, text),
        dispose: () => Promise.resolve(),
      },
      files: {
        read: (path) => call('files', 'read', path),
        exists: (path) => call('files', 'exists', path),
        find: (glob, near, limit) => call('files', 'find', glob, near, limit),
      },
      ...(optional.includes('diagnostics') && {
        diagnostics: {
          errorsIn: (path, language, text) => call('diagnostics', 'errorsIn', path, language, text),
          javascriptOf: (path, language, text) =>
            call('diagnostics', 'javascriptOf', path, language, text),
        },
      }),
      ...(optional.includes('testRunner') && {
        testRunner: {
          run: (test, subject, signal) => {
            const asked = { tool: 'testRunner', method: 'run', args: [test, subject] } as const;
            return this.#abortable(this.#caller.get(taskId) ?? 0, asked, signal);
          },
          endSeries: (name) => call('testRunner', 'endSeries', name),
        },
      }),
      ...(optional.includes('progress') && {
        progress: { mutants: (judged, chosen) => call('progress', 'mutants', judged, chosen) },
      }),
      ...(optional.includes('names') && {
        names: { declared: (names) => call('names', 'declared', names) },
      }),
    };
  }

  #call(id: number, toolCall: ToolCall): Promise<unknown> {
    return this.#begun(id, toolCall).value;
  }

  /** A call that ends at the other end, too, when whoever made it no longer waits. */
  async #abortable<Value>(id: number, toolCall: ToolCall, signal: AbortSignal): Promise<Value> {
    signal.throwIfAborted();
    const { call, value } = this.#begun(id, toolCall);
    const abort = (): void => {
      this.#open(call)?.reject(signal.reason as Error);
      this.#tell({ type: 'callAborted', call });
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      return (await value) as Value;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #begun(
    id: number,
    toolCall: ToolCall,
  ): { readonly call: number; readonly value: Promise<unknown> } {
    const call = this.#nextCall;
    this.#nextCall += 1;
    const value = new Promise<unknown>((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#tell({ type: 'call', id, call, toolCall });
    });
    return { call, value };
  }

  #open(call: number): OpenCall | undefined {
    const open = this.#calls.get(call);
    this.#calls.delete(call);
    return open;
  }

  #tell(message: FromTaskWorker): void {
    this.#port.postMessage(message);
  }
}
