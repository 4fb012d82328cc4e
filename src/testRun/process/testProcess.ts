import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { growsOver } from './heldMemory.ts';
import { endMarked, MARK } from './markedProcesses.ts';
import type { SupervisedProgram } from './supervisedProgram.ts';

/** A program to run: never through a shell. */
export interface TestProgram extends SupervisedProgram {
  readonly cwd: string;
}

/** The process that runs it and ends it when this one dies. */
export interface Supervisor {
  /** Absolute path of a Node.js, and what makes it one. */
  readonly node: { readonly command: string; readonly env: Readonly<Record<string, string>> };
  /** Absolute path of its script. */
  readonly script: string;
}

/** How a program ended. */
export interface ProgramEnd {
  /** null: it could not be started, or was ended here. */
  readonly exitCode: number | null;
  readonly isTimedOut: boolean;
  /** It was ended because it held too much memory. */
  readonly isTooLarge?: boolean;
  /** The start and the end of what it wrote, both streams together. */
  readonly output: string;
}

/** How far a program may go. */
export interface ProgramBounds {
  readonly limitMs: number;
  /** Bytes that it may hold with all that it starts. */
  readonly mostMemory: number;
}

/** Characters kept of the start and of the end of the output. */
const KEPT = 30_000;

/**
 * Runs a program in a process group of its own, which is ended as a whole at its limits, when the
 * signal aborts, and when this process dies; so is what has left the group but still has its mark.
 * @throws the signal's reason, once the group is gone
 */
export async function runProgram(
  program: TestProgram,
  supervisor: Supervisor,
  { limitMs, mostMemory }: ProgramBounds,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const child = startSupervised(program, supervisor);
  const output = new KeptOutput();
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.add(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.add(text));
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    endGroup(child);
  }, limitMs);
  let isTooLarge = false;
  const over = new AbortController();
  if (child.pid !== undefined) {
    const grown = growsOver(child.pid, mostMemory, over.signal);
    void grown.then(
      () => {
        isTooLarge = true;
        endGroup(child);
      },
      () => undefined,
    );
  }
  const onAbort = (): void => endGroup(child);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const exitCode = await ended(child);
    // What the tests left running behind them goes too.
    endGroup(child);
    const mark = program.env[MARK];
    if (mark !== undefined) await endMarked(mark, process.pid);
    signal.throwIfAborted();
    const isCut = isTimedOut || isTooLarge;
    return { exitCode: isCut ? null : exitCode, isTimedOut, isTooLarge, output: output.text };
  } finally {
    clearTimeout(timer);
    over.abort();
    signal.removeEventListener('abort', onAbort);
  }
}

/** Starts a program in a process group of its own. */
export function startSupervised(
  { cwd, ...program }: TestProgram,
  { node, script }: Supervisor,
): ChildProcessWithoutNullStreams {
  const child = spawn(node.command, [script], {
    cwd,
    // What can be read of it by the tests is nothing but what they have themselves.
    env: { ...program.env, ...node.env },
    shell: false,
    windowsHide: true,
    // A group of its own: what the tests start ends with them.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Stays open: the supervisor learns by its end that this process has died.
  child.stdin.on('error', () => endGroup(child)).write(`${JSON.stringify(program)}\n`);
  return child;
}

/** The exit code; null when it was ended by a signal or never started. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => {
      // A grandchild may hold the pipes open for ever: what has come by now is enough.
      setImmediate(() => {
        child.stdin?.destroy();
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(code);
      });
    });
  });
}

/** Ends the whole group of a program. */
export function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    spawn(taskkill, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => undefined,
    );
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // The whole group has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Output of any length in bounded memory. */
export class KeptOutput {
  #start = '';
  #end = '';
  #isCut = false;

  add(text: string): void {
    const room = KEPT - this.#start.length;
    this.#start += text.slice(0, Math.max(0, room));
    if (text.length <= room) return;
    this.#end += text.slice(Math.max(0, room));
    if (this.#end.length > 2 * KEPT) {
      this.#end = this.#end.slice(-KEPT);
      this.#isCut = true;
    }
  }

  get text(): string {
    return this.#start + (this.#isCut ? '\n[...]\n' : '') + this.#end;
  }
}
