import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { errorCode, isAlive } from './windowProcess.ts';
import type { WindowProcess } from './windowProcess.ts';

/** A lock that is held until it is released or its process ends. */
export interface FolderLock {
  /** Whether the file is still ours: nobody took us for dead. */
  isHeld(): boolean;
  release(): void;
}

/** A file without a readable owner is being written, or its writer died at it. */
const UNREADABLE_AGE_MS = 5_000;

/**
 * Takes a lock file in a folder, or undefined while a living process holds it. A lock whose process
 * has ended is taken over. Throws what the file system throws, say for a read-only folder.
 */
export function takeLock(
  folder: string,
  name: string,
  owner: WindowProcess,
  now: number,
): FolderLock | undefined {
  const path = join(folder, name);
  const nonce = randomUUID();
  const content = JSON.stringify({ ...owner, nonce });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      createWhole(folder, name, content);
      return {
        isHeld: () => readLock(path)?.nonce === nonce,
        release: () => {
          if (readLock(path)?.nonce === nonce) fs.rmSync(path, { force: true });
        },
      };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (!clearDeadLock(folder, name, now)) return undefined;
  }
  return undefined;
}

/** A lock appears with its owner in it, or not at all, at whatever moment its process is killed. */
function createWhole(folder: string, name: string, content: string): void {
  const temporary = join(folder, `${name}.${randomUUID()}.tmp`);
  fs.writeFileSync(temporary, content);
  try {
    fs.linkSync(temporary, join(folder, name));
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    // No hard links here: then it is written in place.
    fs.writeFileSync(join(folder, name), content, { flag: 'wx' });
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

interface LockContent extends WindowProcess {
  readonly nonce: string;
}

/** Removes a lock whose process has ended. Whether there is none now. */
function clearDeadLock(folder: string, name: string, now: number): boolean {
  const path = join(folder, name);
  const found = readLock(path);
  if (found === undefined ? !isOld(path, now) : isAlive(found, now)) return false;
  // Renamed first: of several that find it dead only one gets it, and it sees what it really took.
  const taken = join(folder, `${name}.${randomUUID()}.dead`);
  try {
    fs.renameSync(path, taken);
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
  const inside = readLock(taken);
  const isStillDead = inside === undefined || !isAlive(inside, now);
  if (!isStillDead) {
    try {
      fs.linkSync(taken, path);
    } catch {
      // Somebody has taken it meanwhile, or links are not to be had: its owner will see.
    }
  }
  fs.rmSync(taken, { force: true });
  return isStillDead;
}

function readLock(path: string): LockContent | undefined {
  try {
    const content: unknown = JSON.parse(fs.readFileSync(path, 'utf8'));
    return isLockContent(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function isLockContent(content: unknown): content is LockContent {
  return (
    typeof content === 'object' &&
    content !== null &&
    'pid' in content &&
    typeof content.pid === 'number' &&
    'host' in content &&
    typeof content.host === 'string' &&
    'nonce' in content &&
    typeof content.nonce === 'string'
  );
}

function isOld(path: string, now: number): boolean {
  try {
    return now - fs.statSync(path).mtimeMs > UNREADABLE_AGE_MS;
  } catch {
    return true;
  }
}
