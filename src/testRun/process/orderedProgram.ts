import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { AnswerIn } from './answerIn.ts';
import { busyTime } from './busyTime.ts';
import { growsOver } from './heldMemory.ts';
import type { WaitingProcess } from './markedProcesses.ts';
import { endMarked, endStrays, waitingProcess } from './markedProcesses.ts';
import type { ProgramBounds, ProgramEnd, Supervisor, TestProgram } from './testProcess.ts';
import { ended, endGroup, KeptOutput, startSupervised } from './testProcess.ts';

/** What the program is told, as one line of JSON beside an id for its answer. */
export interface Order {
  readonly args: readonly string[];
  /** Set for what it starts. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the folder to work in. */
  readonly cwd: string;
  /** Absolute paths of the files that are others than at the last order, of the first the one under test. */
  readonly changed: readonly string[];
  /** What the last argument is one of: files that may be loaded at once. */
  readonly files?: readonly string[] | undefined;
  /** Which cases to run, in this order, by their places among all of the file. */
  readonly places?: readonly number[] | undefined;
  /** Whether to tell what they leave. */
  readonly left?: boolean | undefined;
  /** Nothing is run yet: it is to make itself ready for such orders, as before the first. */
  readonly again?: boolean;
}

/** How an order ended. */
export type OrderEnd =
  | ({
      readonly type: 'done';
      /** Its process is one of several runs: what one has left there may fail another. */
      readonly isShared: boolean;
      /** ms from the order to its end, and ms for which processors were busy with it where that is known. */
      readonly ms: number;
      readonly busyMs: number | undefined;
    } & ProgramEnd)
  /** The program cannot do what it is told, and nothing was run. */
  | { readonly type: 'refused' }
  /** What others have left may have ended it, and what it has written may fail the next: it is to be done by itself. */
  | { readonly type: 'unclear' }
  /** The program itself has ended, and nobody knows what became of the order. */
  | { readonly type: 'lost' };

/** Bounds of one order. */
interface OrderBounds extends ProgramBounds {
  /** Most ms for which processors may be busy with it: that many on a machine with other work, too. */
  readonly busyLimitMs?: number | undefined;
  readonly signal: AbortSignal;
}

/** Between two looks at how busy an order is, in ms. */
const LOOK_MS = 250;

/** ms for which a program that was told to stop may take to say so. */
const STOP_MS = 3_000;

/** What stands before the exit code of a run after which another process is used, and of one whose process is one of several. */
const SAID = /^(fresh )?(shared )?/;

/** ms in which a program may make itself ready again, which is of no run. */
const READY_MS = 60_000;

/**
 * A program that stays and does one order after the other. It tells the end of each on both of its
 * outputs, by the order's id, which nobody else knows; what was left running is ended then.
 */
export class OrderedProgram {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #parts: OrderedProgramParts;
  readonly #exit: Promise<number | null>;
  #waiting: WaitingProcess | undefined;
  #isOver = false;
  #isFresh = false;

  private constructor(child: ChildProcessWithoutNullStreams, parts: OrderedProgramParts) {
    this.#child = child;
    this.#parts = parts;
    this.#exit = ended(child).finally(() => {
      this.#isOver = true;
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
  }

  /**
   * Starts it for orders with such arguments and waits until it is ready; undefined: it cannot be used
   * here, and is ended.
   */
  static async start(
    { program, args }: { readonly program: TestProgram; readonly args: readonly string[] },
    parts: OrderedProgramParts,
    bounds: OrderBounds,
  ): Promise<OrderedProgram | undefined> {
    const child = startSupervised({ ...program, takesOrders: true }, parts.supervisor);
    const started = new OrderedProgram(child, parts);
    try {
      const { word } = await started.#answered({ id: parts.newId(), args }, bounds);
      started.#waiting = await waitingProcess(parts.mark, Number(word));
      if (started.#waiting !== undefined) return started;
      await started.end();
      return undefined;
    } catch (error) {
      await started.end();
      throw error;
    }
  }

  /** Whether it takes no more orders. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether what its runs had in common is gone since the last order. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /**
   * Has it do something. At the limit, when the signal aborts and when it ends by itself, all of it is
   * ended.
   * @throws the signal's reason
   */
  async order(order: Order, bounds: OrderBounds): Promise<OrderEnd> {
    if (this.#isFresh && !(await this.#isReady(order, bounds))) return { type: 'lost' };
    const start = performance.now();
    const before = await this.#busy();
    const id = this.#parts.newId();
    const { word, output, ...limits } = await this.#answered({ ...order, id }, bounds);
    const isTimedOut = limits.over !== undefined;
    if (word === undefined) {
      await this.end();
      if (!isTimedOut) return { type: 'lost' };
    }
    const { mark, isOwn } = this.#parts;
    if (this.#waiting !== undefined && !this.#isOver) await endStrays(mark, this.#waiting, isOwn);
    bounds.signal.throwIfAborted();
    if (word === 'cannot') return { type: 'refused' };
    const [said = '', fresh, shared] = SAID.exec(word ?? '') ?? [];
    this.#isFresh = fresh !== undefined || word === 'unclear';
    if (word === 'unclear') return { type: 'unclear' };
    const code = isTimedOut ? NaN : Number(word?.slice(said.length));
    const after = await this.#busy();
    return {
      type: 'done',
      exitCode: Number.isInteger(code) ? code : null,
      isTimedOut,
      isTooLarge: limits.over === 'memory',
      isShared: !isTimedOut && shared !== undefined,
      ms: performance.now() - start,
      busyMs: before === undefined || after === undefined ? undefined : after - before,
      output,
    };
  }

  /** Has it load again what it has lost. */
  async #isReady(order: Order, { mostMemory, signal }: OrderBounds): Promise<boolean> {
    const bounds = { limitMs: READY_MS, mostMemory, signal };
    const { word } = await this.#answered(
      { ...order, again: true, id: this.#parts.newId() },
      bounds,
    );
    if (word === undefined) await this.end();
    return word !== undefined;
  }

  async #busy(): Promise<number | undefined> {
    return this.#waiting === undefined ? undefined : busyTime(this.#waiting.id);
  }

  /** Ends it and all that it has started. */
  async end(): Promise<void> {
    this.#isOver = true;
    endGroup(this.#child);
    await this.#exit;
    await endMarked(this.#parts.mark, process.pid);
  }

  /**
   * `word`: what it answered; undefined: nothing until it ended, or when it was told to stop at the limit.
   */
  async #answered(
    order: Partial<Order> & { readonly id: string },
    { limitMs, busyLimitMs, mostMemory, signal }: OrderBounds,
  ): Promise<{
    readonly word: string | undefined;
    readonly output: string;
    readonly over?: 'time' | 'memory' | undefined;
  }> {
    signal.throwIfAborted();
    const output = new KeptOutput();
    const streams = [this.#child.stdout, this.#child.stderr].map(
      (stream) => new AnswerIn(stream, order.id, output),
    );
    const over = new AbortController();
    const within = AbortSignal.any([signal, over.signal]);
    let limit: 'time' | 'memory' | undefined;
    try {
      this.#child.stdin.write(`${JSON.stringify(order)}\n`);
      const answers = Promise.all(streams.map(({ word }) => word)).then(([first]) => first);
      // Who writes what is no answer is as good as gone.
      const exit = Promise.race([
        this.#exit.then(() => undefined),
        ...streams.map(({ broken }) => broken),
      ]);
      const time = this.#limit({ limitMs, busyLimitMs, signal: within }).then(
        (isOver): undefined => {
          if (isOver) limit ??= 'time';
        },
      );
      const memory = this.#grown(mostMemory, within).then((): undefined => {
        limit ??= 'memory';
      });
      const word = await Promise.race([answers, exit, time, memory]);
      if (signal.aborted) await this.end();
      signal.throwIfAborted();
      if (word !== undefined || limit === undefined) return { word, output: output.text };
      // What takes more and more is not asked to stop.
      if (limit === 'memory') return { word: undefined, output: output.text, over: limit };
      const stopped = await Promise.race([answers, exit, this.#stop(within)]);
      return { word: stopped, output: output.text, over: limit };
    } finally {
      over.abort();
      for (const stream of streams) stream.dispose();
    }
  }

  /** Resolves at a limit, and with false when the signal aborts. */
  async #limit({
    limitMs,
    busyLimitMs,
    signal,
  }: Omit<OrderBounds, 'mostMemory'>): Promise<boolean> {
    const start = performance.now();
    const before = busyLimitMs === undefined ? undefined : await this.#busy();
    const left = (): number => limitMs - (performance.now() - start);
    try {
      while (left() > 0) {
        await delay(before === undefined ? left() : Math.min(LOOK_MS, left()), undefined, {
          signal,
        });
        if (before === undefined || busyLimitMs === undefined) continue;
        const now = await this.#busy();
        if (now !== undefined && now - before > busyLimitMs) return true;
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when the program holds too much; never while nobody can tell. */
  async #grown(bytes: number, signal: AbortSignal): Promise<void> {
    // What has left its parents belongs to the first process of its space, which is above the program.
    const id = this.#child.pid;
    if (id === undefined) return new Promise(() => undefined);
    return growsOver(id, bytes, signal).catch(() => new Promise(() => undefined));
  }

  /** Ends what an order has started, and resolves when the program has had time to say that it is over. */
  async #stop(signal: AbortSignal): Promise<undefined> {
    const { mark, isOwn, isStopped } = this.#parts;
    if (this.#waiting === undefined) return;
    if (isStopped === true) this.#child.stdin.write('{"stop":true}\n');
    await endStrays(mark, this.#waiting, isOwn);
    await delay(STOP_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** What running a program by orders needs. */
export interface OrderedProgramParts {
  readonly supervisor: Supervisor;
  /** Of its processes. */
  readonly mark: string;
  /** What nobody can guess: an order's answer is known by it. */
  readonly newId: () => string;
  /** Whether what the program has started stays between orders, by its command line. */
  readonly isOwn: (commandLine: string) => boolean;
  /** Whether it can be told to stop what it does; else that is done by ending what it has started. */
  readonly isStopped?: boolean | undefined;
}
