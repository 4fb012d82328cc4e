import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../models/ports.ts';
import { identityOf, isSameFile, modifiedAt } from './folderFiles.ts';
import type { LifeWatch } from './lifeWatch.ts';
import type { WindowProcess } from './windowProcess.ts';
import { errorCode, isWindowProcess } from './windowProcess.ts';

/** A lock that is held until it is released or its process ends. */
export interface FolderLock {
  /** Whether the file is still ours: nobody took us for dead. */
  isHeld(): boolean;
  release(): void;
}

/** A lock file, who wants it, and what tells whether its holder lives. */
export interface LockRequest {
  readonly folder: string;
  readonly name: string;
  readonly owner: WindowProcess;
  readonly watch: LifeWatch;
  readonly log: Log;
}

/**
 * Takes a lock file in a folder, or undefined while a living process holds it. The lock of one that
 * has ended, or that shows no life, is taken over. Throws what the file system throws, say for a
 * read-only folder.
 */
export function takeLock(request: LockRequest): FolderLock | undefined {
  const { folder, name, owner } = request;
  const path = join(folder, name);
  const nonce = randomUUID();
  const content = JSON.stringify({ ...owner, nonce });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      createWhole(folder, name, content);
      const created = identityOf(path);
      // A file that is the one that was made need not be read: it is asked before each run.
      const isUntouched = () => created !== undefined && isSameFile(identityOf(path), created);
      return {
        isHeld: () => isUntouched() || readLock(path)?.nonce === nonce,
        release: () => {
          if (readLock(path)?.nonce === nonce) fs.rmSync(path, { force: true });
        },
      };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (!clearDeadLock(request)) return undefined;
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
function clearDeadLock({ folder, name, watch, log }: LockRequest): boolean {
  const path = join(folder, name);
  const found = readLock(path);
  if (!isDead(found, path, watch)) return false;
  // Renamed first: of several that find it dead only one gets it, and it sees what it really took.
  const taken = join(folder, `${name}.${randomUUID()}.dead`);
  try {
    fs.renameSync(path, taken);
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
  const isStillDead = readLock(taken)?.nonce === found?.nonce;
  if (!isStillDead) {
    try {
      fs.linkSync(taken, path);
    } catch {
      // Somebody has taken it meanwhile, or links are not to be had: its owner will see.
    }
  } else if (found === undefined || watch.lifeOf(found) !== 'ended') {
    log.info(`Took over ${name}: whoever held it shows no life`);
  }
  fs.rmSync(taken, { force: true });
  return isStillDead;
}

/** A lock without a readable owner is being written, or its writer died at it. */
function isDead(found: LockContent | undefined, path: string, watch: LifeWatch): boolean {
  return found === undefined ? watch.isStill(path, `${modifiedAt(path)}`) : watch.isGone(found);
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
  return isWindowProcess(content) && 'nonce' in content && typeof content.nonce === 'string';
}
