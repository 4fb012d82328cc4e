import type { ExploreSpend } from '../../models/spend.ts';
import type { FolderLock, LockRequest } from './folderLock.ts';
import { takeLock } from './folderLock.ts';
import { errorCode } from './windowProcess.ts';

/**
 * Which of the windows on a folder may explore: one at a time, by a lock file, so that whoever does knows all that exploring
 * has cost. The turn lasts until its window closes or shows no life.
 */
export class ExploringTurn {
  readonly #request: Omit<LockRequest, 'name'> | undefined;
  #lock: FolderLock | undefined;
  #isInformed = false;
  #hasFailed = false;
  #bookedNusd = 0;

  /** `request`: where and as whom; undefined: there is no folder, and this window is alone. */
  constructor(request: Omit<LockRequest, 'name'> | undefined) {
    this.#request = request;
  }

  /**
   * Whether it is this window's turn and it knows what others did before. Where the turn is free it is taken; `readBooks`
   * is asked once then, and until it has resolved the answer is no. Looks at small files.
   */
  isMine(readBooks: () => Promise<unknown>): boolean {
    if (this.#request === undefined) return true;
    if (this.#lock?.isHeld() === true) return this.#isInformed;
    const lock = this.#take(this.#request);
    this.#lock = lock;
    this.#isInformed = false;
    if (lock !== undefined) void this.#inform(lock, readBooks);
    return false;
  }

  /** Counts what exploring has cost in this window until `readBooks` has resolved, and the books tell of it. */
  async booked(costNusd: number | null, readBooks: () => Promise<unknown>): Promise<void> {
    this.#bookedNusd += costNusd ?? 0;
    try {
      await readBooks();
      this.#bookedNusd -= costNusd ?? 0;
    } catch {
      // Counted for as long as it may not be known: rather too much than too little.
    }
  }

  /** What the books tell, and what they may not tell yet. */
  withBooked({ spentNusd, exploredNusd }: ExploreSpend): ExploreSpend {
    return { spentNusd, exploredNusd: exploredNusd + this.#bookedNusd };
  }

  /** Gives the turn back. */
  release(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }

  #take(request: Omit<LockRequest, 'name'>): FolderLock | undefined {
    try {
      return takeLock({ ...request, name: 'exploring.lock' });
    } catch (error) {
      if (!this.#hasFailed) {
        const why = errorCode(error) ?? String(error);
        request.log.warn(`Nothing is explored, for no turn can be taken: ${why}`);
      }
      this.#hasFailed = true;
      return undefined;
    }
  }

  async #inform(lock: FolderLock, readBooks: () => Promise<unknown>): Promise<void> {
    try {
      await readBooks();
      if (this.#lock === lock) this.#isInformed = true;
    } catch {
      // The worker has said why. Whoever asks next takes the turn anew.
      lock.release();
    }
  }
}
