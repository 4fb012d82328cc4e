import type { BigIntStats, Dirent } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { chmod, lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Opens what a name means and no more: it needs no right to that, and a link is not followed. Linux alone has it. */
const NAME_ALONE = 0o10_000_000 | (constants.O_NOFOLLOW ?? 0);

/** What is opened stays the same, whatever its name leads to by now. */
const CAN_HOLD = process.platform === 'linux';

/**
 * A folder that is reached by what it is, not by its name: who can write into the folders around it may put a link
 * in its place at any moment, and what is done here is done in the folder all the same. Elsewhere than on Linux it
 * is its name.
 */
export class HeldFolder {
  /** A path to the folder itself while it is held. */
  readonly path: string;
  readonly #handle: FileHandle | undefined;

  private constructor(path: string, handle: FileHandle | undefined) {
    this.path = path;
    this.#handle = handle;
  }

  /**
   * The folder at an absolute path.
   * @throws when there is none, be it a link to one
   */
  static async at(path: string): Promise<HeldFolder> {
    if (!CAN_HOLD) {
      if (!(await lstat(path)).isDirectory()) throw notAFolder();
      return new HeldFolder(path, undefined);
    }
    const handle = await open(path, NAME_ALONE | constants.O_DIRECTORY);
    return new HeldFolder(`/proc/self/fd/${handle.fd}`, handle);
  }

  /** Whether it stays the same folder whatever is done to its name. */
  get isHeld(): boolean {
    return this.#handle !== undefined;
  }

  /** The path of something in it. */
  in(name: string): string {
    return join(this.path, name);
  }

  /**
   * A folder in it.
   * @throws when there is none, be it a link to one
   */
  inside(name: string): Promise<HeldFolder> {
    return HeldFolder.at(this.in(name));
  }

  /**
   * Makes a folder in it, or finds one there.
   * @throws when there is something else, be it a link to one
   */
  async make(name: string, mode: number): Promise<void> {
    try {
      await mkdir(this.in(name), mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!(await lstat(this.in(name))).isDirectory()) throw notAFolder();
    }
  }

  /** What is in it; its rights have to allow that. */
  list(): Promise<Dirent[]> {
    return readdir(this.path, { withFileTypes: true });
  }

  async stats(): Promise<BigIntStats> {
    return this.#handle?.stat({ bigint: true }) ?? lstat(this.path, { bigint: true });
  }

  /** Gives it the rights `mode`, where it has others. */
  async allow(mode: number): Promise<void> {
    const { mode: found } = await this.stats();
    if ((Number(found) & 0o7777) !== mode) await chmod(this.path, mode);
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}

/** Does something in the folder at a relative path, with `/`, below one that is held; '' is that itself. */
export async function inFolder<Result>(
  top: HeldFolder,
  path: string,
  work: (folder: HeldFolder) => Promise<Result>,
): Promise<Result> {
  if (path === '') return work(top);
  const [name = '', ...rest] = path.split('/');
  const folder = await top.inside(name);
  try {
    return await inFolder(folder, rest.join('/'), work);
  } finally {
    await folder.close();
  }
}

/**
 * Gives a file at an absolute path the rights `mode`.
 * @throws when it is no file any more, be it a link to one
 */
export async function allowFile(path: string, mode: number): Promise<void> {
  if (!CAN_HOLD) {
    await chmod(path, mode);
    return;
  }
  const handle = await open(path, NAME_ALONE);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('What was copied is no file any more.');
    await chmod(`/proc/self/fd/${handle.fd}`, mode);
  } finally {
    await handle.close();
  }
}

function notAFolder(): Error {
  return new Error('The way to a file leads through a link.');
}
