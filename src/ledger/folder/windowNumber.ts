import type { Log } from '../../models/ports.ts';
import { ROOMY_WINDOWS, runIdMaker, WINDOWS } from '../runId.ts';
import type { FolderLock, LockRequest } from './folderLock.ts';
import { takeLock } from './folderLock.ts';
import { errorCode } from './windowProcess.ts';

/**
 * A number that no other window of this folder has, so that no two of them make the same run id. It
 * is held by a lock file; when that was taken over, since this window showed no life for long, the
 * next number is another one.
 */
export class WindowNumber {
  readonly #request: Omit<LockRequest, 'name'> | undefined;
  readonly #preferred: number;
  readonly #log: Log;
  #lock: FolderLock | undefined;
  #number: number;
  #next: (() => number) | undefined;

  /** `request`: where and as whom; undefined: there is no folder, and this window is alone. */
  constructor(request: Omit<LockRequest, 'name'> | undefined, pid: number, log: Log) {
    this.#request = request;
    this.#preferred = pid % ROOMY_WINDOWS;
    this.#log = log;
    this.#number = this.#claim();
  }

  /** The number now. */
  get value(): number {
    return this.#number;
  }

  /** A run id that no other window makes. Looks at a small file. */
  newRunId(now: () => number): number {
    if (this.#lock?.isHeld() === false) {
      this.#log.info('The number of this window was taken away: it takes another one');
      this.#number = this.#claim();
      this.#next = undefined;
    }
    this.#next ??= runIdMaker(this.#number, now);
    return this.#next();
  }

  /** Gives the number back. */
  release(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }

  #claim(): number {
    this.#lock = undefined;
    const request = this.#request;
    if (request === undefined) return this.#preferred;
    try {
      for (let step = 0; step < WINDOWS; step += 1) {
        const number = step < ROOMY_WINDOWS ? (this.#preferred + step) % ROOMY_WINDOWS : step;
        this.#lock = takeLock({ ...request, name: `window-${number}.lock` });
        if (this.#lock !== undefined) return number;
      }
      this.#log.warn(`More than ${WINDOWS} windows are open: two of them share a number`);
    } catch (error) {
      this.#log.warn(`No window number could be claimed: ${errorCode(error) ?? String(error)}`);
    }
    return this.#preferred;
  }
}
