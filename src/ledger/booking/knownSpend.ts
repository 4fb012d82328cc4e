import { join } from 'node:path';
import { firstOfMonth } from '../../models/localDay.ts';
import type { SharedSpend, SpendLimits, Spent } from '../../models/spend.ts';
import type { ReadFiles } from '../folder/folderFiles.ts';
import type { FileIdentity } from '../folder/folderFiles.ts';
import { identityOf, isSameFile, namesIn, sizeOf } from '../folder/folderFiles.ts';
import type { JournalRecord } from '../journal/journalRecord.ts';
import type { Written } from '../journal/journalWriter.ts';
import { isSegmentName } from '../journal/segmentName.ts';

/** What one day cost and holds, in nUSD. */
export interface DaySpend extends Spent {
  /** `yyyymmdd`. */
  readonly day: number;
}

/** What the spend books say. */
export interface SpendState {
  /** Earlier days are left out. */
  readonly firstDay: number;
  readonly days: readonly DaySpend[];
  /** All that it is made from; undefined: more than files. */
  readonly files: ReadFiles | undefined;
}

/** The sums of a local day or of its month. */
export function spendIn(days: readonly DaySpend[], period: 'day' | 'month', today: number): Spent {
  const sums = { spentNusd: 0, reservedNusd: 0, unpriced: 0 };
  for (const { day, spentNusd, reservedNusd, unpriced } of days) {
    const isIn = period === 'day' ? day === today : firstOfMonth(day) === firstOfMonth(today);
    if (!isIn) continue;
    sums.spentNusd += spentNusd;
    sums.reservedNusd += reservedNusd;
    sums.unpriced += unpriced;
  }
  return sums;
}

/**
 * What stands against a reservation that is in the days' sums already; null: nothing, all limits are
 * kept.
 */
export function spendBeyond(
  { dayNusd, monthNusd }: SpendLimits,
  days: readonly DaySpend[],
  reservation: { readonly day: number; readonly heldNusd: number },
): SharedSpend | null {
  const within = (period: 'day' | 'month', limitNusd: number | null) => {
    if (limitNusd === null) return null;
    const { spentNusd, reservedNusd, unpriced } = spendIn(days, period, reservation.day);
    const isBeyond = spentNusd + reservedNusd > limitNusd;
    const others = { spentNusd, reservedNusd: reservedNusd - reservation.heldNusd, unpriced };
    return { isBeyond, spend: others };
  };
  const [today, month] = [within('day', dayNusd), within('month', monthNusd)];
  if (!today?.isBeyond && !month?.isBeyond) return null;
  return { day: today?.spend ?? null, month: month?.spend ?? null };
}

interface Sums {
  spentNusd: number;
  reservedNusd: number;
  unpriced: number;
}

/**
 * What the spend books say, kept where runs begin, so that a budget need not wait for another thread.
 * It is what the worker has last read, and what this window has written since. It may lack what
 * another window has just written: it is true while all files are as large as they are known to be.
 */
export class KnownSpend {
  #firstDay = Infinity;
  readonly #days = new Map<number, Sums>();
  #main: FileIdentity | undefined;
  /** Bytes by name; undefined: nothing is known. */
  #segments: Map<string, number> | undefined;
  /** The segment that this window writes, as far as it has. */
  #own: { readonly name: string; readonly bytes: number } | undefined;
  /** What this window holds, by run and ordinal. */
  readonly #held = new Map<string, { readonly day: number; readonly nusd: number }>();

  /** Takes what the worker has read, unless it has not read all that this window has written. */
  learn({ firstDay, days, files }: SpendState): void {
    if (files === undefined) {
      this.#segments = undefined;
      return;
    }
    const own = this.#own;
    if (own !== undefined && (files.segments[own.name] ?? 0) < own.bytes) return;
    this.#firstDay = firstDay;
    this.#days.clear();
    for (const { day, spentNusd, reservedNusd, unpriced } of days) {
      this.#days.set(day, { spentNusd, reservedNusd, unpriced });
    }
    this.#main = files.main;
    this.#segments = new Map(Object.entries(files.segments));
  }

  /** Adds what this window has written. */
  wrote({ name, from, to, records }: Written): void {
    this.#own = { name, bytes: to };
    const isNext = (this.#segments?.get(name) ?? 0) === from;
    const areKnown = records.map((record) => this.#take(record)).every(Boolean);
    if (isNext && areKnown) this.#segments?.set(name, to);
    else this.#segments = undefined;
  }

  /** What is known of each day from one on; undefined: not all of it. */
  daysFrom(firstDay: number): readonly DaySpend[] | undefined {
    if (this.#segments === undefined || firstDay < this.#firstDay) return undefined;
    return [...this.#days].map(([day, sums]) => ({ day, ...sums }));
  }

  /** Whether the files in the folder are what this is known from. Blocks. */
  isTrueOf(folder: string): boolean {
    const segments = this.#segments;
    if (segments === undefined) return false;
    try {
      const names = namesIn(folder).filter(isSegmentName);
      return (
        names.length === segments.size &&
        names.every((name) => sizeOf(join(folder, name)) === segments.get(name)) &&
        isSameFile(identityOf(join(folder, 'spend.sqlite')), this.#main)
      );
    } catch {
      // What cannot be read is for the worker to meet, and to say.
      return false;
    }
  }

  /** Adds a record to the sums. Whether it could be: what it ends is known. */
  #take(record: JournalRecord): boolean {
    switch (record.t) {
      case 'spend.held': {
        const key = `${record.runId} ${record.ordinal}`;
        // One that had to be written twice counts once.
        if (this.#held.has(key)) return true;
        const nusd = record.heldNusd ?? 0;
        this.#held.set(key, { day: record.day, nusd });
        this.#day(record.day).reservedNusd += nusd;
        return true;
      }
      case 'spend.released':
        return this.#release(record.runId, record.ordinal);
      case 'spend.settled': {
        const day = this.#day(record.day);
        day.spentNusd += record.costNusd ?? 0;
        day.unpriced += record.costNusd === null ? 1 : 0;
        return this.#release(record.runId, record.ordinal);
      }
      case 'closed':
        this.#own = undefined;
        return true;
      case 'attempt.started':
      case 'attempt.ended':
      case 'run.ended':
      case 'verdict':
      case 'audit':
      case 'prices':
      case 'forget':
        return false;
    }
  }

  #release(runId: number, ordinal: number): boolean {
    const key = `${runId} ${ordinal}`;
    const held = this.#held.get(key);
    if (held === undefined) return false;
    this.#held.delete(key);
    this.#day(held.day).reservedNusd -= held.nusd;
    return true;
  }

  #day(day: number): Sums {
    let sums = this.#days.get(day);
    if (sums === undefined) {
      sums = { spentNusd: 0, reservedNusd: 0, unpriced: 0 };
      this.#days.set(day, sums);
    }
    return sums;
  }
}
