import { statfs } from 'node:fs/promises';

/** What takes longer than this was not worth waiting for at once, in ms. */
const SLOW_MS = 10;
/** How long a disk is left alone after that, in ms: twice as long each time, up to the second figure. */
const REST_MS = 1_000;
const LONGEST_REST_MS = 3_600_000;

/**
 * File systems on Linux whose data is on this machine (`f_type` of statfs(2)): bcachefs, btrfs,
 * eCryptfs, ext2 to ext4, F2FS, overlayfs, tmpfs, XFS, ZFS.
 */
const LOCAL_TYPES: ReadonlySet<number> = new Set([
  0xca451a4e, 0x9123683e, 0xf15f, 0xef53, 0xf2f52010, 0x794c7630, 0x01021994, 0x58465342,
  0x2fc12fc1,
]);

/**
 * Whether the editor may wait for a disk. A line of a few hundred bytes, or a look at the sizes of
 * some files, goes no further than the system's memory and takes some microseconds: by way of the
 * thread pool it takes a hundred times that on a busy machine, and a call that goes out would wait
 * for it. That is only so where the files are on this machine: a home folder on a network may stand
 * still for seconds. So nothing is done at once where the folder is known to be elsewhere, or before
 * it is known, and a disk that was slow once is left to the thread pool for a while. What needs the
 * platter, the flush, is never waited for here.
 */
export class DiskSpeed {
  readonly #ticks: () => number;
  #isLocal = false;
  #restMs = REST_MS;
  #restsUntil = Number.NEGATIVE_INFINITY;

  /** `ticks` counts ms and never goes back. */
  constructor(ticks: () => number) {
    this.#ticks = ticks;
  }

  /** Whether something may be done at once now. */
  get isQuick(): boolean {
    return this.#isLocal && this.#ticks() >= this.#restsUntil;
  }

  /** Finds out where a folder is. What cannot be found out counts as elsewhere. */
  async find(folder: string, platform: NodeJS.Platform = process.platform): Promise<void> {
    try {
      this.#isLocal = await isLocal(folder, platform);
    } catch {
      this.#isLocal = false;
    }
  }

  /** Does something at once and takes its time. */
  run<T>(work: () => T): T {
    const from = this.#ticks();
    try {
      return work();
    } finally {
      const until = this.#ticks();
      if (until - from <= SLOW_MS) {
        this.#restMs = REST_MS;
      } else {
        this.#restsUntil = until + this.#restMs;
        this.#restMs = Math.min(2 * this.#restMs, LONGEST_REST_MS);
      }
    }
  }
}

async function isLocal(folder: string, platform: NodeJS.Platform): Promise<boolean> {
  // Shares of other machines have no letter on Windows unless the user gives them one.
  if (platform === 'win32') return !folder.startsWith('\\\\');
  if (platform !== 'linux') return true;
  const { type } = await statfs(folder);
  return LOCAL_TYPES.has(type >>> 0);
}
