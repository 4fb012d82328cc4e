import { lstat, mkdir, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyPlan } from './copyPlan.ts';
import type { FileStamp } from './fileStamp.ts';
import { ownStamp, stampOf } from './fileStamp.ts';
import { HeldFolder, inFolder } from './heldFolder.ts';
import { copyNew, writeNew } from './insideFolder.ts';
import type { Planned } from './planned.ts';
import { removeFolder, removeIn } from './removeFolder.ts';
import { COPY_PREFIX, ownFolder } from './strayCopies.ts';

/** Files of one folder, and such parts, that are written at the same time. */
const AT_ONCE = 16;
const PARTS_AT_ONCE = 4;

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

/** What was found in a copy: what stays, by relative path, its folders, and what was removed. */
interface Found {
  readonly kept: Set<string>;
  readonly folders: Set<string>;
  readonly removed: string[];
}

/**
 * A copy that is used again: each time it is brought up to a plan, whatever was done in it meanwhile.
 * What it does not know to be untouched is made anew, what it did not place is removed. Nothing below
 * a link is written or removed, also while programs are at work in it.
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
    const base = await HeldFolder.at(this.base);
    try {
      return await inFolder(base, 'project', async (project) => {
        if ((await project.stats()).ino !== this.#inode)
          throw new Error('Another folder is in the place of a copy.');
        await project.allow(FOLDER_MODE);
        // Others see by its time that it is in use.
        await utimes(base.path, now / 1000, now / 1000);
        for (const entry of await base.list()) {
          if (entry.name !== 'project' && entry.name !== kept) await removeIn(base, entry);
        }
        await mkdir(base.in('home'), FOLDER_MODE);
        return this.#bringUp(project, plan, signal);
      });
    } finally {
      await base.close();
    }
  }

  async #bringUp(
    project: HeldFolder,
    plan: CopyPlan,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const found: Found = { kept: new Set(), folders: new Set(['']), removed: [] };
    await this.#clean(project, '', { plan, signal, found });
    const removed = [...found.removed];
    // What is gone already was removed as well, by whatever ran here.
    for (const path of this.#placed.keys()) {
      if (found.kept.has(path)) continue;
      this.#placed.delete(path);
      removed.push(path);
    }
    for (const path of plan.folders) {
      if (found.folders.has(path)) continue;
      await inFolder(project, parentOf(path), (parent) => parent.make(nameOf(path), FOLDER_MODE));
    }
    const missing = [...plan.entries].filter(([path]) => !this.#placed.has(path));
    const parts = partsOf(missing);
    for (let at = 0; at < parts.length; at += PARTS_AT_ONCE) {
      signal.throwIfAborted();
      await allOf(
        parts.slice(at, at + PARTS_AT_ONCE).map(({ folder: path, entries }) =>
          inFolder(project, path, async (folder) => {
            await allOf(entries.map(([file, planned]) => this.#place(folder, file, planned)));
          }),
        ),
      );
    }
    this.#packages = plan.packages;
    return [...new Set([...removed, ...missing.map(([path]) => path)])];
  }

  /** Removes all in a folder that is not as it was placed, or not wanted so any more, and tells what is there. */
  async #clean(
    folder: HeldFolder,
    at: string,
    work: {
      readonly plan: CopyPlan;
      readonly signal: AbortSignal;
      readonly found: Found;
    },
  ): Promise<void> {
    const { plan, signal, found } = work;
    signal.throwIfAborted();
    const folders: string[] = [];
    await allOf(
      (await folder.list()).map(async (entry) => {
        const { name } = entry;
        const path = at === '' ? name : `${at}/${name}`;
        if (entry.isDirectory() && plan.folders.has(path)) folders.push(name);
        else if (await this.#isAsPlanned(folder.in(name), path, plan.entries.get(path))) {
          found.kept.add(path);
        } else {
          found.removed.push(path);
          await removeIn(folder, entry);
        }
      }),
    );
    for (const name of folders) {
      const path = at === '' ? name : `${at}/${name}`;
      await inFolder(folder, name, async (inner) => {
        // One that a test has closed would hide what is in it, and keep it.
        await inner.allow(FOLDER_MODE);
        await this.#clean(inner, path, work);
      });
      found.folders.add(path);
    }
  }

  async #isAsPlanned(name: string, path: string, planned: Planned | undefined): Promise<boolean> {
    const placed = this.#placed.get(path);
    if (placed?.stamp === undefined || planned === undefined) return false;
    if (!isSame(placed.planned, planned)) return false;
    return stampOf(await lstat(name, { bigint: true })) === placed.stamp;
  }

  /** What is written has a time of its own, so that no cache takes it for what was there before. */
  async #place(folder: HeldFolder, path: string, planned: Planned): Promise<void> {
    const to = folder.in(nameOf(path));
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

/** What is to be placed, some of one folder at a time. */
function partsOf(
  entries: readonly (readonly [path: string, planned: Planned])[],
): readonly { readonly folder: string; readonly entries: typeof entries }[] {
  const byFolder = Map.groupBy(entries, ([path]) => parentOf(path));
  return [...byFolder].flatMap(([folder, all]) =>
    Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, part) => ({
      folder,
      entries: all.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
    })),
  );
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
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
