import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../../models/ports.ts';
import type { DiskSpeed } from '../folder/diskSpeed.ts';
import { syncFolder } from '../folder/folderSync.ts';
import type { WindowProcess } from '../folder/windowProcess.ts';
import { errorCode } from '../folder/windowProcess.ts';
import { encodeLine } from './journalLine.ts';
import type { JournalRecord } from './journalRecord.ts';
import { JOURNAL_VERSION } from './journalRecord.ts';
import { segmentName } from './segmentName.ts';

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
  readonly name: string;
  readonly fd: number;
  size: number;
  /** Bytes that `onWritten` was told of. */
  told: number;
  /** Its name in the folder is flushed, too. */
  isNamed: boolean;
  /** Something in it is flushed. */
  isFlushed: boolean;
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
  #segment: Segment | undefined;
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
        this.#segment ??= this.#startSegmentAtOnce(folder);
        writeAllAtOnce(this.#segment.fd, line);
        this.#noteWritten(this.#segment, [waiting]);
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
      const segment = (this.#segment ??= await this.#startSegment());
      await writeAll(segment.fd, Buffer.concat(due.map(({ line }) => line)));
      this.#noteWritten(segment, due);
    } finally {
      this.#isWriting = false;
    }
    this.#refused = [];
    this.#remove(this.#superseded.splice(0));
    for (const { written } of due) written();
  }

  #noteWritten(segment: Segment, due: readonly Waiting[]): void {
    this.#unflushed.push(...due);
    const bytes = due.reduce((sum, { line }) => sum + line.length, 0);
    this.#grow(
      segment,
      bytes,
      due.map(({ record }) => record),
    );
  }

  #grow(segment: Segment, bytes: number, records: readonly JournalRecord[]): void {
    const from = segment.told;
    segment.size += bytes;
    segment.told = segment.size;
    this.#options.onWritten?.({ name: segment.name, from, to: segment.size, records });
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
    await this.#sync(segment);
    if (!(await this.#isInPlace(segment))) {
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
      await writeAll(segment.fd, line);
      this.#grow(segment, line.length, [last]);
      await this.#sync(segment);
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
    if (segment === undefined) return;
    await close(segment.fd).catch(() => undefined);
    if (segment.isFlushed) return;
    // One with half a line is nobody's: a disk that is full does not get a file for each try.
    if (segment.told === 0) this.#remove([segment.name]);
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

  async #startSegment(): Promise<Segment> {
    const { folder, now, window } = this.#options;
    if (folder === undefined) throw new Error('There is no folder to write to');
    for (let number = Math.floor(now()); ; number += 1) {
      const name = segmentName({ window, number });
      try {
        const { segment, header } = this.#begin(name, await open(join(folder, name), 'ax'));
        await writeAll(segment.fd, header);
        return segment;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
  }

  #startSegmentAtOnce(folder: string): Segment {
    const { now, window } = this.#options;
    for (let number = Math.floor(now()); ; number += 1) {
      const name = segmentName({ window, number });
      try {
        const { segment, header } = this.#begin(name, fs.openSync(join(folder, name), 'ax'));
        writeAllAtOnce(segment.fd, header);
        return segment;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
  }

  #begin(name: string, fd: number): { readonly segment: Segment; readonly header: Buffer } {
    const { now, process } = this.#options;
    const header = encodeLine({
      t: 'segment',
      version: JOURNAL_VERSION,
      id: randomUUID(),
      at: Math.floor(now()),
      process,
    });
    const segment = { name, fd, size: header.length, told: 0, isNamed: false, isFlushed: false };
    this.#segment = segment;
    return { segment, header };
  }

  /**
   * Whether the segment still has its name: another window that has seen no life of this one for
   * long, as when the machine was asleep, deletes it once all that it then held is in the books.
   */
  async #isInPlace({ fd, name }: Segment): Promise<boolean> {
    const { disk, folder } = this.#options;
    if (folder === undefined) return false;
    const path = join(folder, name);
    try {
      const [own, found] = disk.isQuick
        ? disk.run(() => [fs.fstatSync(fd), fs.statSync(path)] as const)
        : await Promise.all([fstat(fd), stat(path)]);
      return own.ino === found.ino && own.dev === found.dev;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  /** Makes a segment outlast a power cut, under its name. */
  async #sync(segment: Segment): Promise<void> {
    await datasync(segment.fd);
    segment.isFlushed = true;
    if (segment.isNamed || this.#options.folder === undefined) return;
    await syncFolder(this.#options.folder);
    segment.isNamed = true;
  }
}

const open = promisify(fs.open);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const stat = (path: string) => promisify(fs.stat)(path);
const datasync = (fd: number) => promisify(fs.fdatasync)(fd);

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

/** As `writeAll`, before it returns. */
function writeAllAtOnce(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) {
    written += fs.writeSync(fd, bytes, written, bytes.length - written, null);
  }
}
