import type { SqlJsStatic } from 'sql.js';
import type { Log } from '../../models/ports.ts';
import type { FileIdentity, FolderState, ReadFiles } from '../folder/folderFiles.ts';
import { isSameFile } from '../folder/folderFiles.ts';
import { LifeWatch } from '../folder/lifeWatch.ts';
import { OnceLog } from '../folder/onceLog.ts';
import type { WindowProcess } from '../folder/windowProcess.ts';
import { errorCode, isWindowProcess } from '../folder/windowProcess.ts';
import type { JournalRecord } from '../journal/journalRecord.ts';
import type { Bookkeeper, Entry } from './bookkeeper.ts';
import { asError, checkFault, isCorruption } from './databaseFault.ts';
import { DatabaseFiles } from './databaseFiles.ts';
import type { OpenDatabase } from './openDatabase.ts';
import { closeDatabase, DatabaseOpener } from './openDatabase.ts';
import type { SegmentNews } from './segments.ts';
import type { Sql } from './sql.ts';

/** When a database is written anew. Bytes. */
export interface StoreLimits {
  /** Journals beyond the database that make a snapshot due, at least. */
  readonly journalBytes: number;
  /** Databases below this are written on every quiet shutdown. */
  readonly smallBytes: number;
}

/** Where a store lives and what it is told. */
export interface StoreOptions {
  readonly engine: SqlJsStatic;
  /** undefined: everything is kept in memory. */
  readonly folder: string | undefined;
  /** Name of the database file without its ending. */
  readonly name: string;
  readonly bookkeeper: Bookkeeper;
  readonly process: WindowProcess;
  readonly now: () => number;
  readonly log: Log;
  /** Tells whether other windows live; one by this process's own clock when absent. */
  readonly watch?: LifeWatch;
  readonly limits?: Partial<StoreLimits>;
  /** The books are another workspace's: they are read, and nothing in their folder is written or moved. */
  readonly isForeign?: boolean;
}

/**
 * When a snapshot is asked for: `working`, when the journals have grown; `quiet`, at a shutdown that
 * has time for it; `now`, with whatever is new; `again`, also with nothing new, so that the previous
 * file holds no more than the main one does.
 */
export type SnapshotOccasion = 'working' | 'quiet' | 'now' | 'again';

/** `busy`: another window is writing it; `failed`: the journals are kept, and the log says why. */
export type SnapshotOutcome = 'written' | 'notDue' | 'busy' | 'failed';

const LIMITS: StoreLimits = { journalBytes: 4 << 20, smallBytes: 256 << 10 };
const BATCH_RECORDS = 4_000;

/**
 * One folder of books: a database and the journals of all windows beside it. Reading is the
 * database with the journals applied in memory. A snapshot writes that anew as a whole; the file
 * before it stays as `<name>.previous.sqlite`, and a segment is deleted only when that one holds it
 * too, so that losing any one file loses no record.
 *
 * Everything here blocks: it runs in the ledger's worker.
 */
export class Store {
  readonly #options: StoreOptions;
  readonly #limits: StoreLimits;
  readonly #files: DatabaseFiles | undefined;
  readonly #watch: LifeWatch | undefined;
  readonly #opener: DatabaseOpener;
  readonly #onceLog: OnceLog;
  readonly #self: string;
  #opened: OpenDatabase | undefined;
  #revision = 0;
  /** A main file that was found broken and could not be set aside yet. */
  #broken: FileIdentity | undefined;
  /** Records that cannot be applied, as JSON. */
  readonly #unusable = new Set<string>();
  /** Records of this window that never reached the disk. */
  #memory: Entry[] = [];
  /** The later version's tables cannot be read: what it holds is not shown. */
  #isNewerUnreadable = false;

  constructor(options: StoreOptions) {
    const { bookkeeper, engine, folder, log, name, now, process } = options;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#self = JSON.stringify(process);
    this.#onceLog = new OnceLog(log);
    this.#opener = new DatabaseOpener(engine, bookkeeper, log, this.#onceLog);
    if (folder === undefined) return;
    const watch = options.watch ?? new LifeWatch({ folder, ticks: () => performance.now() });
    this.#watch = watch;
    this.#files = new DatabaseFiles({ folder, name, process, watch, now, log });
  }

  /** Answers from the state as it is on the disk now; broken files are set aside on the way. */
  query<T>(ask: (sql: Sql) => T): T {
    this.catchUp();
    try {
      return ask(this.#current().sql);
    } catch (error) {
      if (this.#current().isReadOnly) this.#giveUpNewer();
      else if (isCorruption(error)) this.#breakdown(error);
      else throw asError(error);
      this.catchUp();
      return ask(this.#current().sql);
    }
  }

  /** Takes records that never reached a journal. */
  keep(records: readonly JournalRecord[]): void {
    this.catchUp();
    const entries = records.map((record) => ({ record, writer: this.#self }));
    this.#transact(({ sql }) => this.#options.bookkeeper.apply(sql, entries));
    this.#memory.push(...entries);
  }

  /** Another number whenever answers may have become others, whoever it was that read what is new. */
  get revision(): number {
    return this.#revision;
  }

  /** Reads what any window has written since the last time. */
  catchUp(): void {
    const before = this.#opened;
    const files = this.#files;
    // The database may be replaced, and segments deleted, while they are read: then once more.
    for (let round = 0; round < 10; round += 1) {
      const opened = this.#current();
      if (files === undefined) break;
      if (!isSameFile(files.identity(), opened.identity)) {
        this.#unload();
        continue;
      }
      try {
        for (const news of opened.segments.news(files.folder)) {
          this.#apply(opened, news);
          this.#revision += 1;
        }
        if (this.#settleDead(opened)) this.#revision += 1;
      } catch (error) {
        this.#breakdown(error);
        continue;
      }
      if (isSameFile(files.identity(), opened.identity)) break;
    }
    if (before !== this.#opened) this.#revision += 1;
  }

  /** Looks whether other windows live, and removes what those that do not have left. */
  tidy(): void {
    if (this.#options.isForeign !== true) this.#watch?.tidy(this.#options.log);
    const opened = this.#opened;
    if (opened === undefined) return;
    // Whoever is silent is so in many looks: the next snapshot may take its journals then.
    for (const writer of opened.segments.openWriters) this.#isWriterGone(writer, opened);
  }

  /** Writes the database anew when that is due. */
  snapshot(when: SnapshotOccasion): SnapshotOutcome {
    const files = this.#files;
    if (files === undefined || this.#options.isForeign === true) return 'notDue';
    this.catchUp();
    if (!this.#isDue(when)) return 'notDue';
    try {
      return files.underLock(() => this.#snapshotInto(files));
    } catch (error) {
      this.#onceLog.warn(
        `The database could not be written (${errorCode(error) ?? asError(error).message}): the journals are kept`,
      );
      return 'failed';
    }
  }

  /** How far the files are read that the last answer came from; undefined: it has more in it. */
  filesRead(): ReadFiles | undefined {
    const opened = this.#opened;
    if (opened === undefined || opened.isReadOnly || this.#memory.length > 0) return undefined;
    return { main: opened.identity, segments: opened.segments.applied };
  }

  /**
   * The files that all answers come from; undefined while there is more to them (something under
   * way, in memory or unreadable), so that the same files may give other answers later.
   */
  settledState(): FolderState | undefined {
    this.catchUp();
    const opened = this.#current();
    const { identity, isMain, isReadOnly, segments, sql } = opened;
    const files = this.#files;
    if (files === undefined || !isMain || isReadOnly || identity === undefined) return undefined;
    if (this.#memory.length > 0 || this.#unusable.size > 0) return undefined;
    if (this.#options.bookkeeper.openWriters(sql).length > 0) return undefined;
    const whole = segments.wholeIn(files.folder);
    return whole && { main: identity, segments: whole };
  }

  close(): void {
    this.#unload();
  }

  #isDue(when: SnapshotOccasion): boolean {
    const opened = this.#current();
    if (opened.isReadOnly) return false;
    if (when === 'again') return true;
    if (!opened.isChanged) return false;
    const size = opened.identity?.size ?? 0;
    if (when === 'now') return true;
    if (opened.journalBytes >= Math.max(this.#limits.journalBytes, size / 8)) return true;
    if (when === 'working') return false;
    return size < this.#limits.smallBytes || opened.journalBytes >= size / 32;
  }

  #snapshotInto(files: DatabaseFiles): 'written' {
    this.catchUp();
    const fault = checkFault(this.#current().sql);
    if (fault !== undefined) {
      this.#breakdown(new Error(fault));
      this.catchUp();
    }
    const opened = this.#current();
    this.#transact(({ sql, segments }) => {
      this.#options.bookkeeper.retire(sql, this.#options.now());
      segments.store(files.folder);
    });
    files.replaceMain(opened.file, opened.isMain);
    const inPrevious = opened.isMain ? opened.segments.inFile : new Map<string, number>();
    opened.file.rebase(files.open('main'));
    opened.identity = files.identity();
    opened.isMain = true;
    opened.isChanged = false;
    opened.journalBytes = 0;
    opened.segments.rebase();
    this.#memory = [];
    opened.segments.clear(files, inPrevious, {
      isWriterGone: (writer) => this.#isWriterGone(writer, opened),
      isStill: (name, value) => this.#watch?.isStill(name, value) === true,
    });
    return 'written';
  }

  #apply(opened: OpenDatabase, { segment, records, badLines, bytes }: SegmentNews): void {
    const { bookkeeper, log } = this.#options;
    const entries: Entry[] = [];
    for (const record of records) {
      if (record.t === 'closed') segment.isClosed = true;
      else if (this.#unusable.size > 0 && this.#unusable.has(JSON.stringify(record))) {
        segment.bad += 1;
      } else {
        entries.push({ record, writer: segment.writer });
      }
    }
    for (let from = 0; from < entries.length; from += BATCH_RECORDS) {
      const batch = entries.slice(from, from + BATCH_RECORDS);
      try {
        this.#transact(({ sql }) => bookkeeper.apply(sql, batch));
      } catch (error) {
        if (!isCorruption(error)) this.#findUnusable(batch, error);
        throw error;
      }
    }
    segment.applied += bytes;
    segment.bad += badLines;
    opened.journalBytes += bytes;
    if (badLines > 0) {
      log.warn(`A journal has ${badLines} unreadable lines: they are skipped and kept`);
    }
  }

  /** Finds the record that cannot be applied, so that it does not stand in the way of all others. */
  #findUnusable(batch: readonly Entry[], cause: unknown): void {
    const { bookkeeper, log } = this.#options;
    for (const entry of batch) {
      try {
        this.#transact(({ sql }) => bookkeeper.apply(sql, [entry]));
      } catch (error) {
        this.#unusable.add(JSON.stringify(entry.record));
        log.error(`A record of kind ${entry.record.t} cannot be booked`, asError(error));
        return;
      }
    }
    // Each of them alone is fine: let it be known rather than tried for ever.
    for (const { record } of batch) this.#unusable.add(JSON.stringify(record));
    log.error('Some records cannot be booked together', asError(cause));
  }

  #settleDead(opened: OpenDatabase): boolean {
    const { bookkeeper } = this.#options;
    const dead = bookkeeper
      .openWriters(opened.sql)
      .filter((writer) => writer !== this.#self && this.#isWriterGone(writer, opened));
    if (dead.length === 0) return false;
    this.#transact(({ sql }) => bookkeeper.settle(sql, new Set(dead)));
    return true;
  }

  #isWriterGone(writer: string, opened: OpenDatabase): boolean {
    const { folder } = this.#options;
    if (folder === undefined || this.#watch === undefined) return true;
    const process: unknown = JSON.parse(writer);
    if (isWindowProcess(process)) return this.#watch.isGone(process);
    // Nobody knows who that was: then its journals have to tell.
    return this.#watch.isStill(writer, String(opened.segments.lastWritten(folder, writer)));
  }

  /** Runs a change as one transaction. After a failure the state is read anew from the disk. */
  #transact(change: (opened: OpenDatabase) => void): void {
    const opened = this.#current();
    try {
      opened.sql.script('BEGIN');
      change(opened);
      opened.sql.script('COMMIT');
      opened.isChanged = true;
      if (opened.file.isDetached) throw new Error('The database engine copied its file');
    } catch (error) {
      if (opened.isReadOnly) this.#giveUpNewer();
      else this.#unload();
      throw error;
    }
  }

  /** The tables of a later version are not what this one expects: they are not read any more. */
  #giveUpNewer(): void {
    this.#isNewerUnreadable = true;
    this.#onceLog.warn('The later version keeps its books differently: they are not shown');
    this.#unload();
  }

  #current(): OpenDatabase {
    if (this.#opened === undefined) {
      this.#opened = this.#open();
      const memory = this.#memory;
      if (memory.length > 0)
        this.#transact(({ sql }) => this.#options.bookkeeper.apply(sql, memory));
    }
    return this.#opened;
  }

  /** The main file, else the previous one, else an empty database. */
  #open(): OpenDatabase {
    const files = this.#files;
    if (files === undefined) return this.#opener.fresh(undefined, false);
    let identity = files.identity();
    if (identity !== undefined && !isSameFile(identity, this.#broken)) {
      const opened = this.#opener.open(files, 'main', identity, this.#isNewerUnreadable);
      if (opened !== undefined) return opened;
      this.#broken = identity;
      this.#setAside(identity);
      // A whole one that has taken its place meanwhile is found by the next catch-up.
      if (!isSameFile(files.identity(), identity)) identity = undefined;
    }
    const opened = this.#opener.open(files, 'previous', identity, this.#isNewerUnreadable);
    if (opened === undefined) return this.#opener.fresh(identity, false);
    this.#onceLog.warn(
      'The database is missing or broken: the one before it and the journals serve',
    );
    return opened;
  }

  #unload(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened !== undefined) closeDatabase(opened);
  }

  /** A failure while reading or applying: a broken base is set aside, all else is read anew. */
  #breakdown(error: unknown): void {
    const opened = this.#opened;
    this.#options.log.warn(`The books are read anew: ${asError(error).message}`);
    this.#unload();
    if (opened?.isMain !== true || opened.identity === undefined || !isCorruption(error)) return;
    this.#broken = opened.identity;
    this.#setAside(opened.identity);
  }

  #setAside(broken: FileIdentity): void {
    if (this.#options.isForeign !== true) this.#files?.setBrokenAside(broken);
  }
}
