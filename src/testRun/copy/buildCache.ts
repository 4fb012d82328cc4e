import { rmSync } from 'node:fs';
import { lstat, utimes } from 'node:fs/promises';
import { CACHE_PREFIX, ownFolder } from './strayCopies.ts';

/**
 * One folder for what compilers keep between the runs of one window: without it, each copy would
 * build a standard library anew.
 */
export class BuildCache {
  readonly #temporary: string;
  readonly #now: () => number;
  #folder: Promise<string> | undefined;
  #made: string | undefined;

  /** `temporary`: the folder for temporary files; `now`: unix ms. */
  constructor(temporary: string, now: () => number) {
    this.#temporary = temporary;
    this.#now = now;
  }

  /** Its absolute real path. It shows that it is in use by its time. */
  async folder(): Promise<string> {
    const known = this.#folder;
    const folder = await known?.catch(() => undefined);
    const seconds = this.#now() / 1000;
    const isKept =
      folder !== undefined &&
      (await isFolder(folder)) &&
      (await utimes(folder, seconds, seconds).then(
        () => true,
        () => false,
      ));
    if (isKept) return folder;
    // Another run may have begun a new one meanwhile.
    if (this.#folder === known) this.#folder = ownFolder(this.#temporary, CACHE_PREFIX);
    return (this.#made = (await this.#folder) ?? '');
  }

  /** At once: a window that closes waits for nothing. */
  dispose(): void {
    if (this.#made === undefined) return;
    try {
      rmSync(this.#made, { recursive: true, force: true });
    } catch {
      // What is left is removed with other strays.
    }
  }
}

/** A link in its place is not ours. */
async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
