import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A program to run: never through a shell. */
export interface TestProgram {
  /** Absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a program ended. */
export interface ProgramEnd {
  /** null: it could not be started, or was ended here. */
  readonly exitCode: number | null;
  readonly isTimedOut: boolean;
  /** The start and the end of what it wrote, both streams together. */
  readonly output: string;
}

/** Characters kept of the start and of the end of the output. */
const KEPT = 30_000;

/**
 * Runs a program in a process group of its own, which is ended as a whole at the limit and when
 * the signal aborts.
 * @throws the signal's reason, once the group is gone
 */
export async function runProgram(
  { command, args, cwd, env }: TestProgram,
  limitMs: number,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env,
    shell: false,
    windowsHide: true,
    // A group of its own: what the tests start ends with them.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = new KeptOutput();
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.add(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.add(text));
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    endGroup(child);
  }, limitMs);
  const onAbort = (): void => endGroup(child);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const exitCode = await ended(child);
    // What the tests left running behind them goes too.
    endGroup(child);
    signal.throwIfAborted();
    return { exitCode: isTimedOut ? null : exitCode, isTimedOut, output: output.text };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** The exit code; null when it was ended by a signal or never started. */
function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => {
      // A grandchild may hold the pipes open for ever: what has come by now is enough.
      setImmediate(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(code);
      });
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
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
class KeptOutput {
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
