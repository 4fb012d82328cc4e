import { rmSync } from 'node:fs';
import { mkdtemp, realpath, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** Start of the names of these folders among the temporary ones. */
export const CACHE_PREFIX = 'tierwise-builds-';

/**
 * One folder for what compilers keep between the runs of one window: without it, each copy would
 * build a standard library anew.
 */
export class BuildCache {
  readonly #temporary: string;
  readonly #now: () => number;
  #folder: string | undefined;

  /** `temporary`: the folder for temporary files; `now`: unix ms. */
  constructor(temporary: string, now: () => number) {
    this.#temporary = temporary;
    this.#now = now;
  }

  /** Its absolute real path. It shows that it is in use by its time. */
  async folder(): Promise<string> {
    const seconds = this.#now() / 1000;
    const isKept =
      this.#folder !== undefined &&
      (await utimes(this.#folder, seconds, seconds).then(
        () => true,
        () => false,
      ));
    if (!isKept) this.#folder = await realpath(await mkdtemp(join(this.#temporary, CACHE_PREFIX)));
    return this.#folder ?? '';
  }

  /** At once: a window that closes waits for nothing. */
  dispose(): void {
    if (this.#folder === undefined) return;
    try {
      rmSync(this.#folder, { recursive: true, force: true });
    } catch {
      // What is left is removed with other strays.
    }
  }
}
