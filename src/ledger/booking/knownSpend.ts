import { join } from 'node:path';
import type { ReadFiles } from '../folder/folderFiles.ts';
import type { FileIdentity } from '../folder/folderFiles.ts';
import { identityOf, isSameFile, namesIn, sizeOf } from '../folder/folderFiles.ts';
import type { JournalRecord } from '../journal/journalRecord.ts';
import type { Written } from '../journal/journalWriter.ts';
import { isSegmentName } from '../journal/segmentName.ts';
import type { DaySpend } from './daySpend.ts';
import { DaySums } from './daySpend.ts';

/** What the spend books say. */
export interface SpendState {
  /** Earlier days are left out. */
  readonly firstDay: number;
  readonly days: readonly DaySpend[];
  /** All that it is made from; undefined: more than files. */
  readonly files: ReadFiles | undefined;
}

/**
 * What the spend books say, kept where runs begin, so that a budget need not wait for another thread.
 * It is what the worker has last read, and what this window has written since. It may lack what
 * another window has just written: it is true while all files are as large as they are known to be.
 */
export class KnownSpend {
  #firstDay = Infinity;
  readonly #days = new DaySums();
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
    this.#days.replace(days);
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
    return this.#days.all();
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

  /** Adds a record of this workspace to the sums. Whether it could be: what it ends is known. */
  #take(record: JournalRecord): boolean {
    switch (record.t) {
      case 'spend.held': {
        const key = `${record.runId} ${record.ordinal}`;
        // One that had to be written twice counts once.
        if (this.#held.has(key)) return true;
        const nusd = record.heldNusd ?? 0;
        this.#held.set(key, { day: record.day, nusd });
        this.#days.add(record.day, { reservedNusd: nusd }, true);
        return true;
      }
      case 'spend.released':
        return this.#release(record.runId, record.ordinal);
      case 'spend.settled': {
        const { day, costNusd } = record;
        const change = { spentNusd: costNusd ?? 0, unpriced: costNusd === null ? 1 : 0 };
        this.#days.add(day, change, true);
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
    this.#days.add(held.day, { reservedNusd: -held.nusd }, true);
    return true;
  }
}
