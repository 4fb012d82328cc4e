import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeLine } from './journalLine.ts';
import { JOURNAL_VERSION } from './journalRecord.ts';
import type { JournalRecord } from './journalRecord.ts';
import type { LedgerLog } from './ledgerLog.ts';
import { segmentName } from './segmentName.ts';
import { errorCode } from './windowProcess.ts';
import type { WindowProcess } from './windowProcess.ts';

const MAX_SEGMENT_BYTES = 1 << 20;

/**
 * How long the flush of what need not hold up a call waits, in ms: long enough for the call to be
 * out, since a flush and whoever it wakes take the machine from just that.
 */
const FLUSH_AHEAD_MS = 10;

/** Where and as whom a window writes. */
export interface JournalWriterOptions {
  /** undefined: there is no place to write; every record goes to `keepInMemory`. */
  readonly folder: string | undefined;
  readonly window: number;
  readonly process: WindowProcess;
  readonly now: () => number;
  readonly log: LedgerLog;
  /** Takes records that the disk refused, so that they count at least while this window lives. */
  readonly keepInMemory: (records: readonly JournalRecord[]) => void;
  readonly maxSegmentBytes?: number;
}

interface Waiting {
  readonly record: JournalRecord;
  readonly line: Buffer;
  /** Nobody waits for it to be flushed. */
  readonly isAhead: boolean;
  /** Called once the system has the record: from then on only a power cut can take it. */
  readonly written: () => void;
  readonly done: () => void;
}

interface Segment {
  readonly fd: number;
  size: number;
}

/**
 * Appends records to this window's own segments. A promise resolves once its record is flushed to
 * the disk; records that come while a flush is under way share the next one. When the disk refuses
 * (full, read-only, gone), records are kept in memory, the log is told once, and each later append
 * tries to write them all.
 */
export class JournalWriter {
  readonly #options: JournalWriterOptions;
  readonly #maxSegmentBytes: number;
  #waiting: Waiting[] = [];
  #refused: Waiting[] = [];
  /** Written to the present segment and not flushed yet. */
  #unflushed: Waiting[] = [];
  /** Ends the wait before a flush that nobody waits for. */
  #hurry: () => void = () => undefined;
  #flushing: Promise<void> | undefined;
  #segment: Segment | undefined;
  #isRefused = false;
  /** The segment is closed after the next flush. */
  #isMovingOn = false;

  constructor(options: JournalWriterOptions) {
    this.#options = options;
    this.#maxSegmentBytes = options.maxSegmentBytes ?? MAX_SEGMENT_BYTES;
  }

  /** Whether all that was appended is on the disk. */
  get isDurable(): boolean {
    return this.#options.folder !== undefined && this.#refused.length === 0;
  }

  /** Resolves once the record is safe (or, see the class, kept in memory). */
  append(record: JournalRecord): Promise<void> {
    return new Promise((resolve) => this.#enqueue(record, false, () => undefined, resolve));
  }

  /** As `append`; what is appended later goes to another segment, so that this one can go. */
  appendLast(record: JournalRecord): Promise<void> {
    this.#isMovingOn = true;
    return this.append(record);
  }

  /**
   * Resolves once the record outlasts this process; the flush follows within some milliseconds, and
   * every promise of a later `append` waits for it. For what must be on record before a call goes
   * out, but need not hold it up for the disk.
   */
  appendAhead(record: JournalRecord): Promise<void> {
    return new Promise((resolve) => this.#enqueue(record, true, resolve, resolve));
  }

  /** Writes what is due and says in the segment that nothing follows. */
  async close(): Promise<void> {
    this.#hurry();
    await this.#flushing;
    await this.#closeSegment();
  }

  #enqueue(record: JournalRecord, isAhead: boolean, written: () => void, done: () => void): void {
    if (this.#options.folder === undefined) {
      this.#options.keepInMemory([record]);
      done();
      return;
    }
    this.#waiting.push({ record, line: encodeLine(record), isAhead, written, done });
    this.#hurry();
    this.#flushing ??= this.#flush();
  }

  async #flush(): Promise<void> {
    // Records appended in the same turn of the event loop share this flush.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#write(batch);
      for (const waiting of batch) waiting.done();
    }
    this.#flushing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const due = [...this.#refused, ...batch];
    try {
      await this.#append(due);
    } catch {
      try {
        // A write that failed may have left half a line: go on in a new segment.
        due.unshift(...this.#unflushed);
        await this.#abandonSegment();
        await this.#append(due);
      } catch (error) {
        await this.#abandonSegment();
        this.#refuse(due, batch, error);
        return;
      }
    }
    this.#refused = [];
    if (this.#isRefused) {
      this.#isRefused = false;
      this.#options.log.info('The journal is on the disk again');
    }
  }

  #refuse(due: Waiting[], batch: readonly Waiting[], error: unknown): void {
    this.#refused = due;
    this.#options.keepInMemory(batch.map(({ record }) => record));
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#options.log.error(
      `The journal cannot be written (${errorCode(error) ?? 'unknown'}): records are kept in memory until it can`,
    );
  }

  async #append(due: readonly Waiting[]): Promise<void> {
    const segment = (this.#segment ??= await this.#startSegment());
    const bytes = Buffer.concat(due.map(({ line }) => line));
    await writeAll(segment.fd, bytes);
    segment.size += bytes.length;
    for (const { written } of due) written();
    if (due.every(({ isAhead }) => isAhead)) {
      if (this.#waiting.length === 0) await this.#pause();
      // What has come meanwhile is written first, and then flushed together with this.
      if (this.#waiting.length > 0) {
        this.#unflushed.push(...due);
        return;
      }
    }
    await datasync(segment.fd);
    this.#unflushed = [];
    if (!this.#isMovingOn && segment.size < this.#maxSegmentBytes) return;
    this.#isMovingOn = false;
    await this.#closeSegment();
  }

  /** Waits before a flush that nobody waits for; ended by the next record, and when it is closed. */
  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FLUSH_AHEAD_MS);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = () => undefined;
  }

  async #closeSegment(): Promise<void> {
    const segment = this.#segment;
    if (segment === undefined) return;
    this.#segment = undefined;
    try {
      await writeAll(segment.fd, encodeLine({ t: 'closed' }));
      await datasync(segment.fd);
    } catch (error) {
      // All records are safe: the segment only stays open until this window has ended.
      this.#options.log.warn(`A journal could not be closed: ${errorCode(error) ?? 'unknown'}`);
    } finally {
      await close(segment.fd);
    }
  }

  async #abandonSegment(): Promise<void> {
    const segment = this.#segment;
    this.#segment = undefined;
    this.#unflushed = [];
    if (segment !== undefined) await close(segment.fd).catch(() => undefined);
  }

  async #startSegment(): Promise<Segment> {
    const { folder, window, now, process } = this.#options;
    if (folder === undefined) throw new Error('There is no folder to write to');
    const at = Math.floor(now());
    for (let number = at; ; number += 1) {
      try {
        const fd = await open(join(folder, segmentName({ window, number })), 'ax');
        const header = encodeLine({
          t: 'segment',
          version: JOURNAL_VERSION,
          id: randomUUID(),
          at,
          process,
        });
        this.#segment = { fd, size: header.length };
        await writeAll(fd, header);
        await syncFolder(folder);
        return this.#segment;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
  }
}

const open = promisify(fs.open);
const close = promisify(fs.close);
const datasync = promisify(fs.fdatasync);

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await new Promise<number>((resolve, reject) => {
      fs.write(fd, bytes, written, bytes.length - written, null, (error, count) => {
        if (error === null) resolve(count);
        else reject(error);
      });
    });
  }
}

/** Makes a new name in a folder outlast a power cut; Windows does that by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const fd = await open(folder, 'r');
  try {
    await promisify(fs.fsync)(fd);
  } finally {
    await close(fd);
  }
}
