import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const running = new Set<ChildProcess>();

/**
 * Starts a process as the leader of a group of its own. The whole group is ended with this process, however this process
 * ends (short of SIGKILL).
 */
export function startGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  endWithThisProcess();
  return child;
}

/** Ends a group: politely, and after five seconds for good. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, 'SIGTERM');
  for (let waited = 0; waited < 5000 && isGroupAlive(child); waited += 20) await delay(20);
  signalGroup(child, 'SIGKILL');
  running.delete(child);
}

/** Runs a command to its end; true when it succeeded. What it says goes where this process' output goes. */
export function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<boolean> {
  const child = startGroup(command, args, { stdio: 'inherit', ...options });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      void stopGroup(child).then(() => resolve(code === 0), reject);
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone.
  }
}

function isGroupAlive(child: ChildProcess): boolean {
  if (child.pid === undefined) return false;
  if (process.platform === 'win32') return child.exitCode === null;
  try {
    process.kill(-child.pid, 0);
    return true;
  } catch {
    return false;
  }
}

let isHooked = false;

function endWithThisProcess(): void {
  if (isHooked) return;
  isHooked = true;
  process.on('exit', () => {
    for (const child of running) signalGroup(child, 'SIGKILL');
  });
  // A child may have groups of its own, which only the child can end: it is asked first and waited for.
  let isEnding = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isEnding) return;
      isEnding = true;
      void Promise.all([...running].map(stopGroup)).finally(() => process.exit(130));
    });
  }
}
