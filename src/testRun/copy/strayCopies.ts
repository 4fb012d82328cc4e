import { readFileSync, readlinkSync } from 'node:fs';
import { lstat, mkdtemp, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from './removeFolder.ts';

/** Starts of the names of our folders among the temporary ones: a copy; what compilers keep. */
export const COPY_PREFIX = 'tierwise-tests-';
export const CACHE_PREFIX = 'tierwise-builds-';

/** What nobody has used for so long is removed, in ms, whoever made it. */
const STRAY_MS: Readonly<Record<string, number>> = {
  [COPY_PREFIX]: 3_600_000,
  // Touched by each run of a window that may be open for days.
  [CACHE_PREFIX]: 86_400_000,
};

/** Where a process's start stands behind its name in `/proc/<id>/stat`; see proc_pid_stat(5). */
const START_TIME = 19;

/** Where the numbers of processes mean the same: containers may share a folder and count for themselves. */
const COUNTED_IN = namespaceOfProcesses();

/** Makes a folder of our own, by whose name others see when this process has died. Its real path. */
export async function ownFolder(temporary: string, prefix: string): Promise<string> {
  const name = `${prefix}${process.pid}.${COUNTED_IN}.${beganAt('self')}-`;
  return realpath(await mkdtemp(join(temporary, name)));
}

/**
 * Removes copies and caches whose editor has died from a folder for temporary files, each by itself:
 * one that stays keeps no other. `now`: unix ms.
 */
export async function removeStrayCopies(temporary: string, now: number): Promise<void> {
  for (const name of await readdir(temporary)) {
    const age = Object.entries(STRAY_MS).find(([prefix]) => name.startsWith(prefix))?.[1];
    if (age === undefined) continue;
    const folder = join(temporary, name);
    // Another window may be removing it; a link of that name is not ours.
    const found = await lstat(folder).catch(() => undefined);
    if (found?.isDirectory() !== true) continue;
    if (now - found.mtimeMs > age || hasDied(name))
      await removeFolder(folder).catch(() => undefined);
  }
}

/** Whether the process that made a folder of ours is known to be gone. */
function hasDied(name: string): boolean {
  const [, id, countedIn, began] =
    /^[a-z-]+-(\d{1,10})\.(\d{0,20})\.(\d{0,20})-[^-]*$/.exec(name) ?? [];
  if (id === undefined || countedIn !== COUNTED_IN) return false;
  try {
    process.kill(Number(id), 0);
    // A number is given again, to a process that has begun later.
    return began !== '' && began !== beganAt(id);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** When a process began, in the kernel's ticks since the start of the machine; empty: that cannot be told. */
function beganAt(id: string): string {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME] ?? '';
  } catch {
    // Only Linux tells.
    return '';
  }
}

function namespaceOfProcesses(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
  } catch {
    // Only Linux has several.
    return '';
  }
}
