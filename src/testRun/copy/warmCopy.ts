import { chmod, lstat, mkdir, readdir, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyPlan } from './copyPlan.ts';
import type { FileStamp } from './fileStamp.ts';
import { ownStamp, stampOf } from './fileStamp.ts';
import { copyNew, folderInside, writeNew } from './insideFolder.ts';
import type { Planned } from './planned.ts';
import { removeFolder } from './removeFolder.ts';
import { COPY_PREFIX, ownFolder } from './strayCopies.ts';

/** Files that are written at the same time. */
const AT_ONCE = 16;

/** The folder in a copy's base for what a program keeps that stays between runs. */
export const KEPT = 'kept';

/** Rights of folders: their own user's alone, as nobody else is to read the copy. */
const FOLDER_MODE = 0o700;

/** A copy of a project outside of it. */
export interface ProjectCopy {
  /** Holds all of it. */
  readonly base: string;
  /** What stands for the project. */
  readonly folder: string;
  /** An empty folder to be the home of what runs here. */
  readonly home: string;
  /** Absolute real paths of packages outside of it that it is linked to. */
  readonly packages: readonly string[];
}

/** What was placed, and its stamp; none: it cannot be told whether it was changed since. */
interface Placed {
  readonly planned: Planned;
  readonly stamp: FileStamp | undefined;
}

/**
 * A copy that is used again: each time it is brought up to a plan, whatever was done in it meanwhile.
 * What it does not know to be untouched is made anew, what it did not place is removed. Nothing below
 * a link is written.
 */
export class WarmCopy implements ProjectCopy {
  readonly base: string;
  readonly folder: string;
  readonly home: string;
  #packages: readonly string[] = [];
  /** Of the folder itself, so that none is taken for it that was put in its place. */
  readonly #inode: bigint;
  readonly #placed = new Map<string, Placed>();

  private constructor(base: string, inode: bigint) {
    this.base = base;
    this.folder = join(base, 'project');
    this.home = join(base, 'home');
    this.#inode = inode;
  }

  /** An empty one, in a folder for temporary files. */
  static async make(temporary: string): Promise<WarmCopy> {
    const base = await ownFolder(temporary, COPY_PREFIX);
    try {
      const folder = join(base, 'project');
      await mkdir(folder, FOLDER_MODE);
      return new WarmCopy(base, (await lstat(folder, { bigint: true })).ino);
    } catch (error) {
      await removeFolder(base);
      throw error;
    }
  }

  get packages(): readonly string[] {
    return this.#packages;
  }

  /**
   * Makes it hold what is planned and nothing else, but for a folder beside the project that is kept.
   * `now`: unix ms. Returns the relative paths of what it has placed or removed for that.
   * @throws when that cannot be; then it is of no use any more
   */
  async bringUpTo(
    plan: CopyPlan,
    now: number,
    signal: AbortSignal,
    kept?: string,
  ): Promise<readonly string[]> {
    const { ino, mode } = await lstat(this.folder, { bigint: true });
    const isFolder = (await lstat(this.folder)).isDirectory();
    if (ino !== this.#inode || !isFolder)
      throw new Error('Another folder is in the place of a copy.');
    if ((Number(mode) & 0o7777) !== FOLDER_MODE) await chmod(this.folder, FOLDER_MODE);
    // Others see by its time that it is in use.
    await utimes(this.base, now / 1000, now / 1000);
    for (const name of await readdir(this.base)) {
      if (name !== 'project' && name !== kept) await removeFolder(join(this.base, name));
    }
    await mkdir(this.home, FOLDER_MODE);
    const removed = await this.#clean(plan, signal);
    for (const folder of plan.folders) {
      if (folder !== '') await folderInside(join(this.folder, folder), FOLDER_MODE);
    }
    const missing = [...plan.entries].filter(([path]) => !this.#placed.has(path));
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      signal.throwIfAborted();
      const some = missing.slice(at, at + AT_ONCE);
      await allOf(some.map(([path, planned]) => this.#place(path, planned)));
    }
    this.#packages = plan.packages;
    return [...new Set([...removed, ...missing.map(([path]) => path)])];
  }

  /** Removes all that is not as it was placed, or not wanted so any more, and says what that was. */
  async #clean(plan: CopyPlan, signal: AbortSignal): Promise<readonly string[]> {
    const kept = new Set<string>();
    const removed: string[] = [];
    const waiting = [''];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      signal.throwIfAborted();
      const entries = await readdir(join(this.folder, at), { withFileTypes: true });
      await allOf(
        entries.map(async (entry) => {
          const path = at === '' ? entry.name : `${at}/${entry.name}`;
          if (entry.isDirectory() && plan.folders.has(path)) {
            waiting.push(path);
            await this.#open(path);
          } else if (await this.#isAsPlanned(path, plan.entries.get(path))) kept.add(path);
          else {
            removed.push(path);
            await this.#remove(path, entry.isDirectory());
          }
        }),
      );
    }
    // What is gone already was removed as well, by whatever ran here.
    for (const path of this.#placed.keys()) {
      if (kept.has(path)) continue;
      this.#placed.delete(path);
      removed.push(path);
    }
    return removed;
  }

  /** A folder that a test has closed would hide what is in it, and keep it. */
  async #open(path: string): Promise<void> {
    const folder = join(this.folder, path);
    const { mode } = await lstat(folder);
    if ((mode & 0o7777) !== FOLDER_MODE) await chmod(folder, FOLDER_MODE);
  }

  async #isAsPlanned(path: string, planned: Planned | undefined): Promise<boolean> {
    const placed = this.#placed.get(path);
    if (placed?.stamp === undefined || planned === undefined) return false;
    if (!isSame(placed.planned, planned)) return false;
    const found = await lstat(join(this.folder, path), { bigint: true });
    return stampOf(found) === placed.stamp;
  }

  async #remove(path: string, isFolder: boolean): Promise<void> {
    const name = join(this.folder, path);
    if (isFolder) await removeFolder(name);
    else await rm(name, { force: true });
  }

  /** What is written has a time of its own, so that no cache takes it for what was there before. */
  async #place(path: string, planned: Planned): Promise<void> {
    const to = join(this.folder, path);
    switch (planned.as) {
      case 'file':
        await copyNew(planned.from, to);
        break;
      case 'text':
        await writeNew(to, planned.text);
        break;
      case 'link':
        await symlink(planned.to, to, 'junction');
        break;
      case 'ownLink':
        await symlink(join(this.folder, planned.to), to, 'junction');
        break;
    }
    this.#placed.set(path, { planned, stamp: await ownStamp(to) });
  }

  /** Removes it from the disk. */
  async remove(): Promise<void> {
    await removeFolder(this.base);
  }
}

/**
 * Waits for all, also when one has failed: nothing is written any more when this returns.
 * @throws what the first of them has thrown
 */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** Whether what was planned would be placed again. */
function isSame(one: Planned, other: Planned): boolean {
  if (one.as === 'file') {
    return (
      other.as === 'file' &&
      one.from === other.from &&
      one.stamp !== undefined &&
      one.stamp === other.stamp
    );
  }
  if (one.as === 'text') return other.as === 'text' && one.text === other.text;
  return other.as === one.as && one.to === other.to;
}
