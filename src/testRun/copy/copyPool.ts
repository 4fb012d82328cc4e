import { rmSync } from 'node:fs';
import type { CopySource } from './copyPlan.ts';
import { planCopy } from './copyPlan.ts';
import { removeStrayCopies } from './strayCopies.ts';
import type { ProjectCopy } from './warmCopy.ts';
import { KEPT, WarmCopy } from './warmCopy.ts';

/** What a pool needs of the world. */
export interface CopyPoolParts {
  /** Absolute path of the folder for temporary files. */
  readonly temporary: string;
  /** Most copies, and so most runs side by side. */
  readonly most: number;
  /** How long a copy is kept without use, in ms; 5 minutes when left out. */
  readonly idleMs?: number;
  /** Unix ms. */
  readonly now: () => number;
  /** What went wrong when a copy was removed. */
  readonly onTrouble: (error: unknown) => void;
}

/** A copy that is somebody's until it is given back. */
export interface TakenCopy extends ProjectCopy {
  /**
   * Brings it up to what the project is now, while it is still taken; what is kept for the
   * program that runs in it stays. Returns the relative paths of what was placed or removed for that.
   * @throws when that cannot be, or the project has become too large
   */
  renew(source: CopySource, signal: AbortSignal): Promise<readonly string[]>;
  /** `isSound`: whether all that ran in it has ended, so that it can be used again. */
  giveBack(isSound: boolean): Promise<void>;
}

const IDLE_MS = 300_000;

/** One that nobody uses, until its time is over. */
interface IdleCopy {
  readonly key: string;
  readonly copy: WarmCopy;
  readonly timer: NodeJS.Timeout;
}

/**
 * Keeps copies of projects between the runs of a window, each for one project, or the part of it that is
 * enough, at a time. Who finds all of them taken waits in order.
 */
export class CopyPool {
  readonly #parts: CopyPoolParts;
  /** Lately used ones last. */
  #idle: IdleCopy[] = [];
  readonly #taken = new Set<WarmCopy>();
  #turns = 0;
  readonly #waiting: (() => void)[] = [];
  #isDisposed = false;

  constructor(parts: CopyPoolParts) {
    this.#parts = parts;
  }

  /** Most copies at a time. */
  get most(): number {
    return this.#parts.most;
  }

  /** Whether somebody waits for a copy. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * A copy of a project as it is now; undefined when it is too large. Rejects with the signal's reason,
   * also while it waits for its turn.
   * @throws when it cannot be copied
   */
  async take(source: CopySource, signal: AbortSignal): Promise<TakenCopy | undefined> {
    await this.#turn(signal);
    try {
      const taken = await this.#broughtUp(source, signal);
      if (taken === undefined) this.#nextTurn();
      return taken;
    } catch (error) {
      this.#nextTurn();
      throw error;
    }
  }

  /** At once: a window that closes waits for nothing. What is still taken goes when it is given back. */
  dispose(): void {
    this.#isDisposed = true;
    for (const { copy, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      try {
        rmSync(copy.base, { recursive: true, force: true });
      } catch {
        // What is left is removed with other strays.
      }
    }
  }

  async #broughtUp(source: CopySource, signal: AbortSignal): Promise<TakenCopy | undefined> {
    const { temporary, now } = this.#parts;
    const plan = await planCopy(source, now(), signal);
    if (plan === undefined) return undefined;
    const key = JSON.stringify([source.root, source.part]);
    const warm = this.#takeIdle(key);
    if (warm !== undefined) {
      try {
        await warm.bringUpTo(plan, now(), signal);
        return this.#takenOf(warm, key);
      } catch {
        // Whatever was done to it: another one is made.
        await this.#remove(warm);
        signal.throwIfAborted();
      }
    }
    await this.#makeRoom();
    const copy = await WarmCopy.make(temporary);
    this.#taken.add(copy);
    try {
      await copy.bringUpTo(plan, now(), signal);
      return this.#takenOf(copy, key);
    } catch (error) {
      await this.#remove(copy);
      throw error;
    }
  }

  #takeIdle(key: string): WarmCopy | undefined {
    const found = this.#idle.findLast((one) => one.key === key);
    if (found === undefined) return undefined;
    clearTimeout(found.timer);
    this.#idle = this.#idle.filter((one) => one !== found);
    this.#taken.add(found.copy);
    return found.copy;
  }

  /** Copies of other projects go first, those that were not used for the longest time. */
  async #makeRoom(): Promise<void> {
    await this.#removeStrays();
    while (this.#idle.length + this.#taken.size >= this.#parts.most) {
      const oldest = this.#idle.shift();
      if (oldest === undefined) return;
      clearTimeout(oldest.timer);
      await this.#remove(oldest.copy);
    }
  }

  #takenOf(copy: WarmCopy, key: string): TakenCopy {
    const { base, folder, home, packages } = copy;
    const giveBack = async (isSound: boolean): Promise<void> => {
      try {
        if (isSound && !this.#isDisposed) this.#keep(copy, key);
        else await this.#remove(copy);
      } finally {
        this.#nextTurn();
      }
    };
    const renew = async (source: CopySource, signal: AbortSignal): Promise<readonly string[]> => {
      const plan = await planCopy(source, this.#parts.now(), signal);
      if (plan === undefined) throw new Error('A project has become too large to be copied.');
      return copy.bringUpTo(plan, this.#parts.now(), signal, KEPT);
    };
    return { base, folder, home, packages, renew, giveBack };
  }

  #keep(copy: WarmCopy, key: string): void {
    const timer = setTimeout(() => {
      this.#idle = this.#idle.filter((one) => one.copy !== copy);
      void this.#remove(copy);
    }, this.#parts.idleMs ?? IDLE_MS);
    timer.unref();
    this.#taken.delete(copy);
    this.#idle.push({ key, copy, timer });
  }

  async #remove(copy: WarmCopy): Promise<void> {
    this.#taken.delete(copy);
    await copy.remove().catch((error: unknown) => this.#parts.onTrouble(error));
  }

  async #removeStrays(): Promise<void> {
    const { temporary, now, onTrouble } = this.#parts;
    await removeStrayCopies(temporary, now()).catch((error: unknown) => onTrouble(error));
  }

  /** Resolves when fewer than the most runs go on. */
  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#turns < this.#parts.most) {
      this.#turns += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onTurn = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(onTurn), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(onTurn);
    });
  }

  /** A turn that somebody waits for stays taken. */
  #nextTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#turns -= 1;
    else next();
  }
}
