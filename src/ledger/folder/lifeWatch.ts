import fs from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../models/ports.ts';
import { modifiedAt, namesIn } from './folderFiles.ts';
import { heartbeatId, heartbeatName } from './heartbeat.ts';
import type { Life, WindowProcess } from './windowProcess.ts';
import { errorCode, isWindowProcess, lifeOf } from './windowProcess.ts';

/** Two looks at the same sign of life are at least this far apart, in ms of a monotonic clock. */
export const LOOK_MS = 30_000;
/**
 * Looks that must find the same before it counts as still. They are counted, and time is not, so
 * that a machine that was asleep, or whose clock has jumped, does not take a living window for dead.
 */
export const LOOKS = 10;

/** What a watch is told from outside. */
export interface LifeWatchOptions {
  readonly folder: string;
  /** Counts ms and never goes back. */
  readonly ticks: () => number;
  /** What this machine knows of a process; what it really knows when absent. */
  readonly life?: (process: WindowProcess) => Life;
}

interface Seen {
  readonly value: string;
  readonly looks: number;
  readonly at: number;
}

/**
 * Tells whether other windows of a folder have ended. A process that this machine counts is asked
 * for; any other shows a sign of life, and is gone once that has been still for about five minutes
 * in which this window looked. A window that is gone may come back, say from sleep: nothing may be
 * done that it could not make good.
 */
export class LifeWatch {
  readonly #options: LifeWatchOptions;
  readonly #seen = new Map<string, Seen>();

  constructor(options: LifeWatchOptions) {
    this.#options = options;
  }

  /** What this machine knows of a window's process. */
  lifeOf(process: WindowProcess): Life {
    return (this.#options.life ?? lifeOf)(process);
  }

  /** Whether a window has ended, or shows no life. */
  isGone(process: WindowProcess): boolean {
    const life = this.lifeOf(process);
    return life === 'unknown' ? this.#isSilent(process.id) : life === 'ended';
  }

  /** Whether a value has been the same in all of the last looks. Each call is one, if it is time. */
  isStill(what: string, value: string): boolean {
    const at = this.#options.ticks();
    const seen = this.#seen.get(what);
    if (seen?.value !== value) {
      this.#seen.set(what, { value, looks: 0, at });
      return false;
    }
    if (at - seen.at >= LOOK_MS) this.#seen.set(what, { value, looks: seen.looks + 1, at });
    return (this.#seen.get(what)?.looks ?? 0) >= LOOKS;
  }

  /** Removes what windows that are gone have left: their signs of life, and the numbers they held. */
  tidy(log: Log): void {
    const { folder } = this.#options;
    try {
      for (const name of namesIn(folder)) {
        const id = heartbeatId(name);
        if (id === undefined ? !this.#isDeadClaim(name) : !this.#isSilent(id)) continue;
        fs.rmSync(join(folder, name), { force: true });
        log.info(`Removed ${name}: its window shows no life`);
      }
    } catch (error) {
      log.warn(`What other windows left cannot be removed: ${errorCode(error) ?? 'unknown'}`);
    }
  }

  #isSilent(id: string): boolean {
    const path = join(this.#options.folder, heartbeatName(id));
    const what = `life ${id}`;
    const at = modifiedAt(path);
    // A sign that was removed is no new one.
    const sign = at === undefined ? this.#seen.get(what)?.value : `${contentOf(path)} ${at}`;
    return this.isStill(what, sign ?? 'none');
  }

  #isDeadClaim(name: string): boolean {
    if (!/^window-\d+\.lock$/.test(name)) return false;
    const text = contentOf(join(this.#options.folder, name));
    const owner = parsed(text);
    return isWindowProcess(owner) ? this.isGone(owner) : this.isStill(name, text);
  }
}

function contentOf(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    return errorCode(error) ?? 'unreadable';
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
