import fs from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../models/ports.ts';
import type { DiskSpeed } from '../folder/diskSpeed.ts';
import type { WindowProcess } from '../folder/windowProcess.ts';
import { errorCode } from '../folder/windowProcess.ts';
import { encodeLine } from './journalLine.ts';
import type { JournalRecord } from './journalRecord.ts';
import type { SegmentPlace } from './segmentFile.ts';
import { SegmentFile } from './segmentFile.ts';

const MAX_SEGMENT_BYTES = 1 << 20;

/**
 * How long the flush of what need not hold up a call waits, in ms: long enough for the call to be
 * out, since a flush and whoever it wakes take the machine from just that.
 */
const FLUSH_AHEAD_MS = 10;

/** What a window has written to one of its segments. */
export interface Written {
  readonly name: string;
  /** Bytes of the segment before and after. */
  readonly from: number;
  readonly to: number;
  readonly records: readonly JournalRecord[];
}

/** Where and as whom a window writes. */
export interface JournalWriterOptions {
  /** undefined: there is no place to write; every record goes to `keepInMemory`. */
  readonly folder: string | undefined;
  readonly window: number;
  readonly process: WindowProcess;
  readonly now: () => number;
  readonly log: Log;
  /** Whether the folder's disk may be waited for. */
  readonly disk: DiskSpeed;
  /** Takes records that the disk refused, so that they count at least while this window lives. */
  readonly keepInMemory: (records: readonly JournalRecord[]) => void;
  /** Told of all that is written, once it is. */
  readonly onWritten?: (written: Written) => void;
  readonly maxSegmentBytes?: number | undefined;
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
  #working: Promise<void> | undefined;
  #segment: SegmentFile | undefined;
  /** A write is under way: what came between would stand in the middle of it. */
  #isWriting = false;
  /** A write has failed, and may have left half a line in the present segment. */
  #isTorn = false;
  #isRefused = false;
  /** The segment is closed after the next flush. */
  #isMovingOn = false;
  /** Segments that were never flushed, and that the next one holds once more. */
  readonly #superseded: string[] = [];

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
   * Resolves once the record outlasts this process, on a quick disk before this returns; the flush
   * follows within some milliseconds, and every promise of a later `append` waits for it. For what
   * must be on record before a call goes out, but need not hold it up for the disk.
   */
  appendAhead(record: JournalRecord): Promise<void> {
    if (this.#writeAtOnce(record)) return Promise.resolve();
    return new Promise((resolve) => this.#enqueue(record, true, resolve, resolve));
  }

  /** Writes what is due and says in the segment that nothing follows. */
  async close(): Promise<void> {
    this.#hurry();
    await this.#working;
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
    this.#working ??= this.#work();
  }

  /** Writes a record in this turn of the event loop. False: it has to take its turn. */
  #writeAtOnce(record: JournalRecord): boolean {
    const { disk, folder } = this.#options;
    if (folder === undefined || !disk.isQuick) return false;
    if (this.#isWriting || this.#isTorn || this.#isMovingOn) return false;
    if (this.#waiting.length > 0 || this.#refused.length > 0) return false;
    const line = encodeLine(record);
    const nothing = () => undefined;
    const waiting = { record, line, isAhead: true, written: nothing, done: nothing };
    try {
      disk.run(() => {
        const segment = this.#segment ?? this.#startSegmentAtOnce({ ...this.#options, folder });
        segment.writeAtOnce(line);
        this.#noteWritten(segment, [waiting]);
      });
    } catch {
      // It goes into a new segment, or to where records go that the disk refuses.
      this.#isTorn = true;
      return false;
    }
    this.#working ??= this.#work();
    return true;
  }

  async #work(): Promise<void> {
    // Records appended in the same turn of the event loop share a flush.
    await Promise.resolve();
    while (this.#waiting.length > 0 || this.#unflushed.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#secure(batch);
      for (const waiting of batch) waiting.done();
    }
    this.#working = undefined;
  }

  /** Writes records, and flushes all that is not yet flushed unless it may wait for more. */
  async #secure(batch: readonly Waiting[]): Promise<void> {
    try {
      if (this.#isTorn) throw new Error('An earlier write has failed');
      await this.#write([...this.#refused, ...batch]);
      await this.#flush();
    } catch {
      // A write that failed may have left half a line: go on in a new segment.
      this.#isTorn = true;
      const due = [...new Set([...this.#unflushed, ...this.#refused, ...batch])];
      try {
        await this.#abandonSegment();
        await this.#write(due);
        this.#isTorn = false;
        await this.#flush();
      } catch (error) {
        const all = [...new Set([...due, ...this.#unflushed])];
        await this.#abandonSegment();
        this.#refuse(all, batch, error);
        return;
      }
    }
    if (this.#isRefused) {
      this.#isRefused = false;
      this.#options.log.info('The journal is on the disk again');
    }
  }

  #refuse(due: Waiting[], batch: readonly Waiting[], error: unknown): void {
    this.#isTorn = false;
    this.#refused = due;
    this.#options.keepInMemory(batch.map(({ record }) => record));
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#options.log.error(
      `The journal cannot be written (${errorCode(error) ?? 'unknown'}): records are kept in memory until it can`,
    );
  }

  async #write(due: readonly Waiting[]): Promise<void> {
    if (due.length === 0) return;
    this.#isWriting = true;
    try {
      const segment = this.#segment ?? (await this.#startSegment());
      await segment.write(Buffer.concat(due.map(({ line }) => line)));
      this.#noteWritten(segment, due);
    } finally {
      this.#isWriting = false;
    }
    this.#refused = [];
    this.#remove(this.#superseded.splice(0));
    for (const { written } of due) written();
  }

  #noteWritten(segment: SegmentFile, due: readonly Waiting[]): void {
    this.#unflushed.push(...due);
    const bytes = due.reduce((sum, { line }) => sum + line.length, 0);
    const records = due.map(({ record }) => record);
    this.#options.onWritten?.({ name: segment.name, ...segment.grow(bytes), records });
  }

  async #flush(): Promise<void> {
    if (this.#unflushed.every(({ isAhead }) => isAhead)) {
      if (this.#waiting.length === 0) await this.#pause();
      // What has come meanwhile is written first, and then flushed together with this.
      if (this.#waiting.length > 0) return;
    }
    const segment = this.#segment;
    if (segment === undefined) return;
    const flushed = this.#unflushed.length;
    await segment.sync();
    if (!(await segment.isInPlace(this.#options.disk))) {
      this.#options.log.info(`The journal ${segment.name} was taken away: a new one is begun`);
      throw new Error('The journal was taken away');
    }
    // What was written at once meanwhile waits for the next flush, and the segment for it.
    this.#unflushed.splice(0, flushed);
    if (this.#unflushed.length > 0) return;
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
      const last = { t: 'closed' } as const;
      const line = encodeLine(last);
      await segment.write(line);
      const grown = segment.grow(line.length);
      this.#options.onWritten?.({ name: segment.name, ...grown, records: [last] });
      await segment.sync();
    } catch (error) {
      // All records are safe: the segment only stays open until this window has ended.
      this.#options.log.warn(`A journal could not be closed: ${errorCode(error) ?? 'unknown'}`);
    } finally {
      await segment.close();
    }
  }

  async #abandonSegment(): Promise<void> {
    const segment = this.#segment;
    this.#segment = undefined;
    this.#unflushed = [];
    if (segment === undefined) return;
    await segment.close().catch(() => undefined);
    if (segment.isFlushed) return;
    // One with half a line is nobody's: a disk that is full does not get a file for each try.
    if (!segment.hasLines) this.#remove([segment.name]);
    else this.#superseded.push(segment.name);
  }

  /** A disk that refuses for long does not get all of the records anew with each of them. */
  #remove(names: readonly string[]): void {
    const { folder, log } = this.#options;
    if (folder === undefined) return;
    for (const name of names) {
      try {
        fs.rmSync(join(folder, name), { force: true });
      } catch (error) {
        log.info(`The journal ${name} stays: ${errorCode(error) ?? 'unknown'}`);
      }
    }
  }

  async #startSegment(): Promise<SegmentFile> {
    const { folder } = this.#options;
    if (folder === undefined) throw new Error('There is no folder to write to');
    const segment = await SegmentFile.create({ ...this.#options, folder });
    this.#segment = segment;
    await segment.writeHeader();
    return segment;
  }

  #startSegmentAtOnce(place: SegmentPlace): SegmentFile {
    const segment = SegmentFile.createAtOnce(place);
    this.#segment = segment;
    segment.writeHeaderAtOnce();
    return segment;
  }
}
