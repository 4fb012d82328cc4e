import { setTimeout as delay } from 'node:timers/promises';
import { firstOfMonth } from '../../models/localDay.ts';
import type { LimitedSpend, SharedSpend, SpendLimits } from '../../models/spend.ts';
import type { FolderLock, LockRequest } from '../folder/folderLock.ts';
import { takeLock } from '../folder/folderLock.ts';
import { errorCode } from '../folder/windowProcess.ts';
import type { JournalRecord } from '../journal/journalRecord.ts';
import type { DaySpend } from './daySpend.ts';
import { spendBeyond, spendIn } from './daySpend.ts';

/** As many windows as are likely to reserve at the same time. */
const WINDOWS = 8;
/** How long a turn is waited for, in pauses of so many ms: a turn takes some ms. */
const TURN_PAUSES = 200;
const TURN_PAUSE_MS = 10;
/** How often it is tried in one turn. */
const MOST_TRIES = 3;

/** What is held, of which attempt. */
export type HeldSpend = Omit<JournalRecord & { readonly t: 'spend.held' }, 't'>;

/** What reservations are made with. */
export interface ReservationParts {
  /** Resolves once other windows can read the record. */
  readonly write: (record: JournalRecord) => Promise<void>;
  /** What each day from one on cost and holds, as all windows have written it. */
  readonly spendFrom: (firstDay: number) => Promise<readonly DaySpend[]>;
  /** The same as far as it is known at once; undefined: it is not. */
  readonly lastSpendFrom: (firstDay: number) => readonly DaySpend[] | undefined;
  /** Where and as whom windows take turns; undefined: this one is alone. */
  readonly turns: Omit<LockRequest, 'name'> | undefined;
}

/**
 * Reserves within limits that several windows share. First the reservation and then the look: of windows that reserve at
 * once, none misses another, and no limit is ever exceeded. Near a limit they take turns, so that they do not all refuse
 * themselves for each other's sake: those that fit go through, in the order of their turns.
 */
export class Reservations {
  readonly #parts: ReservationParts;
  #hasFailed = false;

  constructor(parts: ReservationParts) {
    this.#parts = parts;
  }

  /** Resolves to null once it is reserved, else to what stands against it: then nothing is held. */
  async hold(held: HeldSpend, within: SpendLimits | undefined): Promise<SharedSpend | null> {
    if (within === undefined) return this.#tryToHold(held, within);
    if (!this.#isNear(held, within)) {
      const found = await this.#tryToHold(held, within);
      if (found === null || isSpent(held, within, found)) return found;
    }
    const turn = await this.#turn();
    try {
      for (let tries = 1; ; tries += 1) {
        const found = await this.#tryToHold(held, within);
        if (found === null || turn === undefined || tries === MOST_TRIES) return found;
        if (isSpent(held, within, found)) return found;
        // A window that was far from the limit may hold something for its look alone.
        await delay(TURN_PAUSE_MS);
      }
    } finally {
      turn?.release();
    }
  }

  async #tryToHold(held: HeldSpend, within: SpendLimits | undefined): Promise<SharedSpend | null> {
    const { write, spendFrom } = this.#parts;
    const { runId, ordinal, day, heldNusd } = held;
    await write({ t: 'spend.held', ...held });
    let isGranted = false;
    try {
      const days = within && (await spendFrom(firstOfMonth(day)));
      const found = days && spendBeyond(within, days, { day, heldNusd: heldNusd ?? 0 });
      isGranted = !found;
      return found ?? null;
    } finally {
      if (!isGranted) await write({ t: 'spend.released', runId, ordinal });
    }
  }

  /** Whether as many windows as may be there could exceed a limit, or what is spent is not known. */
  #isNear({ day, heldNusd }: HeldSpend, within: SpendLimits): boolean {
    const days = this.#parts.lastSpendFrom(firstOfMonth(day));
    if (days === undefined) return true;
    return isAnyLimit(within, (name, limitNusd) => {
      const { spentNusd, reservedNusd } = spendIn(days, name, day);
      return spentNusd + reservedNusd + WINDOWS * (heldNusd ?? 0) > limitNusd;
    });
  }

  /** Waits for this window's turn; undefined: there are no turns, or it does not come. Limits are kept without one, too. */
  async #turn(): Promise<FolderLock | undefined> {
    const { turns } = this.#parts;
    if (turns === undefined) return undefined;
    try {
      for (let pause = 0; pause < TURN_PAUSES; pause += 1) {
        const lock = takeLock({ ...turns, name: 'reserving.lock' });
        if (lock !== undefined) return lock;
        await delay(TURN_PAUSE_MS);
      }
    } catch (error) {
      const why = errorCode(error) ?? String(error);
      if (!this.#hasFailed)
        turns.log.warn(`Windows reserve without turns, for none can be taken: ${why}`);
      this.#hasFailed = true;
    }
    return undefined;
  }
}

/** Whether something stands against it that no other window will let go of. */
function isSpent({ heldNusd }: HeldSpend, within: SpendLimits, found: SharedSpend): boolean {
  return isAnyLimit(within, (name, limitNusd) => {
    return (found[name]?.spentNusd ?? 0) + (heldNusd ?? 0) > limitNusd;
  });
}

function isAnyLimit(
  within: SpendLimits,
  is: (name: LimitedSpend, limitNusd: number) => boolean,
): boolean {
  return (Object.entries(within) as [LimitedSpend, number][]).some(([name, nusd]) =>
    is(name, nusd),
  );
}
