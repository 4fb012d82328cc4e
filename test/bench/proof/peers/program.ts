import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a program is run. */
export interface ProgramPlace {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly limitMs: number;
  /** Called four times a second while it runs. */
  readonly onLook?: () => Promise<void>;
}

/** How a program ended; `code` is null where it was ended at its limit. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly output: string;
  readonly ms: number;
}

/** Characters of output that are kept: its end. */
const MOST = 20_000;
const LOOK_MS = 250;

/** Runs a program with all that it starts, and ends that at the limit. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, limitMs, onLook }: ProgramPlace,
): Promise<ProgramEnd> {
  const start = performance.now();
  // A group of its own, so that it is ended as a whole.
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-MOST);
    });
  }
  let isLooking = false;
  const looks = setInterval(() => {
    if (isLooking || onLook === undefined) return;
    isLooking = true;
    void onLook().finally(() => {
      isLooking = false;
    });
  }, LOOK_MS);
  const limit = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, limitMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    await onLook?.();
    return { code, output, ms: performance.now() - start };
  } finally {
    clearInterval(looks);
    clearTimeout(limit);
  }
}

/** A folder of the cache that is filled once; where that fails it is not there. */
export async function onceIn(
  folder: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  if (existsSync(join(folder, '.ready'))) return folder;
  await rm(folder, { recursive: true, force: true });
  try {
    await fill(folder);
    await writeFile(join(folder, '.ready'), '');
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** Works in a copy of a folder, which is removed behind it. */
export async function inCopy<Result>(
  folder: string,
  work: (copy: string) => Promise<Result>,
): Promise<Result> {
  const holder = await mkdtemp(join(tmpdir(), 'tw-peer-'));
  try {
    const copy = join(holder, 'package');
    await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
    return await work(copy);
  } finally {
    await rm(holder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
