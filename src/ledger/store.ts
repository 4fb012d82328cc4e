import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import { takeLock } from './folderLock.ts';
import type { FolderLock } from './folderLock.ts';
import { decodeLines } from './journalLine.ts';
import type { JournalRecord } from './journalRecord.ts';
import type { LedgerLog } from './ledgerLog.ts';
import { PAGE_BYTES, PagedFile } from './pagedFile.ts';
import type { Base } from './pagedFile.ts';
import { parseSegmentName } from './segmentName.ts';
import { Sql } from './sql.ts';
import { errorCode, isAlive } from './windowProcess.ts';
import type { WindowProcess } from './windowProcess.ts';

/** A record, and the process that wrote it. */
export interface Entry {
  readonly record: JournalRecord;
  readonly writer: string;
}

/** What a kind of books makes of records. All of it runs inside one transaction of the store's. */
export interface Books {
  readonly version: number;
  /** Creates or migrates the tables of a database whose `user_version` is `from`. */
  migrate(sql: Sql, from: number): void;
  /** Applies records; those that are applied already change nothing. */
  apply(sql: Sql, entries: readonly Entry[]): void;
  /** Writers of what is still under way. */
  openWriters(sql: Sql): readonly string[];
  /** Closes what these writers left open. */
  settle(sql: Sql, writers: ReadonlySet<string>): void;
  /** Takes out details that are older than what is kept. */
  retire(sql: Sql, now: number): void;
}

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
  readonly books: Books;
  readonly process: WindowProcess;
  readonly now: () => number;
  readonly log: LedgerLog;
  readonly limits?: Partial<StoreLimits>;
}

/** `busy`: another window is writing it; `failed`: the journals are kept, and the log says why. */
export type SnapshotOutcome = 'written' | 'notDue' | 'busy' | 'failed';

const LIMITS: StoreLimits = { journalBytes: 4 << 20, smallBytes: 256 << 10 };
const BATCH_RECORDS = 4_000;
const CHECKED_AT_OPEN_BYTES = 4 << 20;
/** A process that cannot be asked counts as alive while a segment of it is younger than this. */
const STRANGER_AGE_MS = 86_400_000;
/** A segment without a whole first line is one that a window died at, once it is this old. */
const HEADLESS_AGE_MS = 60_000;

interface Identity {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

interface SegmentState {
  readonly id: string;
  readonly writer: string;
  applied: number;
  bad: number;
  isClosed: boolean;
  isNewer: boolean;
}

interface Loaded {
  readonly sql: Sql;
  readonly file: PagedFile;
  /** The main file as it was when the base was chosen; undefined: there was none. */
  identity: Identity | undefined;
  /** How far each segment is applied in the base itself. */
  baseApplied: ReadonlyMap<string, number>;
  /** The base is the main file. */
  isMain: boolean;
  /** Written by a later version: read, never written. */
  readonly isNewer: boolean;
  /** By file name. */
  readonly segments: Map<string, SegmentState>;
  /** Bytes of segments that the base does not hold. */
  journalBytes: number;
  /** Whether anything stands in memory that the base does not hold. */
  isChanged: boolean;
}

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
  #loaded: Loaded | undefined;
  /** A main file that was found broken and could not be set aside yet. */
  #broken: Identity | undefined;
  /** Records that cannot be applied, as JSON. */
  readonly #unusable = new Set<string>();
  readonly #told = new Set<string>();
  /** Records of this window that never reached the disk. */
  #memory: Entry[] = [];
  readonly #self: string;
  #lock: FolderLock | undefined;
  /** The later version's tables cannot be read: what it holds is not shown. */
  #isNewerUnreadable = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#self = JSON.stringify(options.process);
  }

  /** Whether the database is of a later version and therefore only read. */
  get isReadOnly(): boolean {
    return this.#loaded?.isNewer ?? false;
  }

  /** Answers from the state as it is on the disk now; broken files are set aside on the way. */
  query<T>(ask: (sql: Sql) => T): T {
    this.catchUp();
    try {
      return ask(this.#current().sql);
    } catch (error) {
      if (this.#current().isNewer) {
        this.#isNewerUnreadable = true;
        this.#tell('warn', 'The later version keeps its books differently: they are not shown');
        this.#unload();
      } else if (isCorruption(error)) {
        this.#breakdown(error);
      } else {
        throw asError(error);
      }
      this.catchUp();
      return ask(this.#current().sql);
    }
  }

  /** Takes records that never reached a journal. */
  keep(records: readonly JournalRecord[]): void {
    this.catchUp();
    const entries = records.map((record) => ({ record, writer: this.#self }));
    this.#transact(({ sql }) => this.#options.books.apply(sql, entries));
    this.#memory.push(...entries);
  }

  /** Reads what any window has written since the last time. Whether anything is new. */
  catchUp(): boolean {
    const before = this.#loaded;
    let isNew = false;
    // The database may be replaced, and segments deleted, while they are read: then once more.
    for (let round = 0; round < 10; round += 1) {
      const loaded = this.#current();
      const { folder } = this.#options;
      if (folder === undefined) break;
      if (!same(this.#mainIdentity(), loaded.identity)) {
        this.#unload();
        continue;
      }
      try {
        if (this.#readSegments(folder, loaded)) isNew = true;
        if (this.#settleDead(loaded)) isNew = true;
      } catch (error) {
        this.#breakdown(error);
        continue;
      }
      if (same(this.#mainIdentity(), loaded.identity)) break;
    }
    return isNew || before !== this.#loaded;
  }

  /**
   * Writes the database anew when that is due: `working` by the size of the journals, `quiet` at
   * a shutdown that has time for it, `now` in any case.
   */
  snapshot(when: 'working' | 'quiet' | 'now'): SnapshotOutcome {
    const { folder } = this.#options;
    if (folder === undefined) return 'notDue';
    this.catchUp();
    if (!this.#isDue(when)) return 'notDue';
    try {
      return this.#snapshotUnderLock(folder);
    } catch (error) {
      this.#tell(
        'warn',
        `The database could not be written (${errorCode(error) ?? asError(error).message}): the journals are kept`,
      );
      return 'failed';
    }
  }

  close(): void {
    this.#unload();
  }

  #isDue(when: 'working' | 'quiet' | 'now'): boolean {
    const loaded = this.#current();
    if (loaded.isNewer || !loaded.isChanged) return false;
    const size = loaded.identity?.size ?? 0;
    if (when === 'now') return true;
    if (loaded.journalBytes >= Math.max(this.#limits.journalBytes, size / 8)) return true;
    if (when === 'working') return false;
    return size < this.#limits.smallBytes || loaded.journalBytes >= size / 32;
  }

  #snapshotUnderLock(folder: string): SnapshotOutcome {
    const { name, process } = this.#options;
    const lock = takeLock(folder, `${name}.lock`, process, this.#now());
    if (lock === undefined) return 'busy';
    this.#lock = lock;
    try {
      this.catchUp();
      let loaded = this.#current();
      const fault = checkFault(loaded.sql);
      if (fault !== undefined) {
        this.#breakdown(new Error(fault));
        this.catchUp();
        loaded = this.#current();
      }
      this.#transact(({ sql }) => {
        this.#options.books.retire(sql, this.#now());
        this.#storeSegments(folder, loaded);
      });
      this.#replaceMain(folder, loaded, lock);
      return 'written';
    } finally {
      this.#lock = undefined;
      lock.release();
    }
  }

  #replaceMain(folder: string, loaded: Loaded, lock: FolderLock): void {
    const { name } = this.#options;
    const main = this.#path('main');
    this.#clearRemains(folder);
    const temporary = join(folder, `${name}.sqlite.${randomUUID()}.tmp`);
    try {
      const fd = fs.openSync(temporary, 'wx');
      try {
        loaded.file.writeTo(fd);
        fs.fsyncSync(fd);
      } finally {
        fs.closeSync(fd);
      }
      if (!lock.isHeld()) throw new Error('the lock was lost');
      if (loaded.isMain) this.#keepPrevious(folder);
      else if (this.#mainIdentity() !== undefined) {
        this.#setAside(folder, `${name}.sqlite`, 'a broken database');
      }
      rename(temporary, main);
      syncFolder(folder);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
    const inPrevious = loaded.isMain ? loaded.baseApplied : new Map<string, number>();
    loaded.file.rebase(openBase(main));
    loaded.identity = this.#mainIdentity();
    loaded.isMain = true;
    loaded.isChanged = false;
    loaded.journalBytes = 0;
    loaded.baseApplied = appliedIn(loaded.sql);
    this.#memory = [];
    this.#deleteApplied(folder, loaded, inPrevious);
  }

  /** What killed processes left half done. Only who holds the lock writes databases. */
  #clearRemains(folder: string): void {
    for (const file of fs.readdirSync(folder)) {
      const path = join(folder, file);
      const isDatabase = file.startsWith(`${this.#options.name}.sqlite.`) && file.endsWith('.tmp');
      const isLock =
        file.includes('.lock.') && this.#now() - (modifiedAt(path) ?? 0) > HEADLESS_AGE_MS;
      if (isDatabase || isLock) fs.rmSync(path, { force: true });
    }
  }

  /** The main file becomes the previous one; at no moment is there neither. */
  #keepPrevious(folder: string): void {
    const link = join(folder, `${this.#options.name}.sqlite.${randomUUID()}.tmp`);
    try {
      fs.linkSync(this.#path('main'), link);
      fs.renameSync(link, this.#path('previous'));
    } catch (error) {
      fs.rmSync(link, { force: true });
      if (errorCode(error) === 'ENOENT') throw error;
      // No hard links here: for a moment there is no main file, and the previous one answers.
      fs.renameSync(this.#path('main'), this.#path('previous'));
    }
  }

  /** Deletes segments that both database files hold and that nobody writes any more. */
  #deleteApplied(folder: string, loaded: Loaded, inPrevious: ReadonlyMap<string, number>): void {
    for (const [name, segment] of loaded.segments) {
      const path = join(folder, name);
      const size = sizeOf(path);
      const held = inPrevious.get(segment.id) ?? 0;
      const hasWriter = !segment.isClosed && this.#isWriterAlive(segment.writer, loaded);
      if (size === undefined || segment.isNewer || hasWriter || held < segment.applied) continue;
      if (segment.applied === size && segment.bad === 0) {
        fs.rmSync(path, { force: true });
      } else {
        const damage =
          segment.bad > 0 ? `${segment.bad} unreadable lines` : 'half a line at its end';
        this.#setAside(folder, name, `a journal with ${damage}, all else of which is in the books`);
      }
      loaded.segments.delete(name);
    }
    for (const name of listSegments(folder)) {
      const age = this.#now() - (modifiedAt(join(folder, name)) ?? Infinity);
      if (loaded.segments.has(name) || age < HEADLESS_AGE_MS) continue;
      this.#setAside(folder, name, 'a journal without a beginning');
    }
  }

  #storeSegments(folder: string, loaded: Loaded): void {
    const { sql } = loaded;
    const present = new Set(fs.readdirSync(folder));
    sql.run('DELETE FROM segments');
    for (const [name, segment] of loaded.segments) {
      if (!present.has(name)) continue;
      sql.run(
        'INSERT OR REPLACE INTO segments (id, name, applied, bad, closed) VALUES (?, ?, ?, ?, ?)',
        [segment.id, name, segment.applied, segment.bad, segment.isClosed ? 1 : 0],
      );
    }
  }

  #readSegments(folder: string, loaded: Loaded): boolean {
    const names = listSegments(folder);
    let isNew = false;
    for (const name of loaded.segments.keys()) {
      if (!names.includes(name)) loaded.segments.delete(name);
    }
    for (const name of names) {
      if (this.#readSegment(folder, name, loaded)) isNew = true;
    }
    return isNew;
  }

  #readSegment(folder: string, name: string, loaded: Loaded): boolean {
    const path = join(folder, name);
    const size = sizeOf(path);
    let segment = loaded.segments.get(name);
    if (size === undefined || segment?.isNewer === true) return false;
    if (segment !== undefined && size <= segment.applied) return false;
    const bytes = readFrom(path, segment?.applied ?? 0);
    if (bytes === undefined) return false;
    const whole = decodeLines(bytes);
    let { records, badLines, end } = whole;
    if (segment === undefined) {
      if (whole.end === 0 && !whole.isNewer) return false;
      const id = whole.header?.id ?? `name:${name}`;
      const applied = loaded.baseApplied.get(id) ?? 0;
      segment = {
        id,
        writer: JSON.stringify(whole.header?.process ?? null),
        applied,
        bad: 0,
        isClosed: false,
        isNewer: whole.isNewer,
      };
      loaded.segments.set(name, segment);
      if (applied > 0) {
        segment.bad = loaded.sql.number('SELECT bad FROM segments WHERE id = ?', [id]);
        segment.isClosed =
          loaded.sql.number('SELECT closed FROM segments WHERE id = ?', [id]) === 1;
        const rest = decodeLines(bytes.subarray(applied));
        ({ records, badLines } = rest);
        end = rest.end;
      }
    }
    if (whole.isNewer && !segment.isNewer) segment.isNewer = true;
    if (segment.isNewer) {
      this.#tell(
        'warn',
        'A journal was written by a later version of Tierwise: it is left to that',
      );
    }
    if (end === 0) return false;
    this.#applySegment(segment, records, end);
    segment.bad += badLines;
    if (badLines > 0) {
      this.#options.log.warn(
        `A journal has ${badLines} unreadable lines: they are skipped and kept`,
      );
    }
    loaded.journalBytes += end;
    return true;
  }

  #applySegment(segment: SegmentState, records: readonly JournalRecord[], end: number): void {
    const entries: Entry[] = [];
    for (const record of records) {
      if (record.t === 'closed') segment.isClosed = true;
      else if (this.#unusable.size > 0 && this.#unusable.has(JSON.stringify(record))) {
        segment.bad += 1;
      } else {
        entries.push({ record, writer: segment.writer });
      }
    }
    const { books } = this.#options;
    for (let from = 0; from < entries.length; from += BATCH_RECORDS) {
      const batch = entries.slice(from, from + BATCH_RECORDS);
      try {
        this.#transact(({ sql }) => books.apply(sql, batch));
      } catch (error) {
        if (!isCorruption(error)) this.#findUnusable(batch, error);
        throw error;
      }
    }
    segment.applied += end;
  }

  /** Finds the record that cannot be applied, so that it does not stand in the way of all others. */
  #findUnusable(batch: readonly Entry[], cause: unknown): void {
    for (const entry of batch) {
      try {
        this.#transact(({ sql }) => this.#options.books.apply(sql, [entry]));
      } catch (error) {
        this.#unusable.add(JSON.stringify(entry.record));
        this.#options.log.error(
          `A record of kind ${entry.record.t} cannot be booked`,
          asError(error),
        );
        return;
      }
    }
    // Each of them alone is fine: let it be known rather than tried for ever.
    for (const { record } of batch) this.#unusable.add(JSON.stringify(record));
    this.#options.log.error('Some records cannot be booked together', asError(cause));
  }

  #settleDead(loaded: Loaded): boolean {
    const { books } = this.#options;
    const dead = books
      .openWriters(loaded.sql)
      .filter((writer) => writer !== this.#self && !this.#isWriterAlive(writer, loaded));
    if (dead.length === 0) return false;
    this.#transact(({ sql }) => books.settle(sql, new Set(dead)));
    return true;
  }

  #isWriterAlive(writer: string, loaded: Loaded): boolean {
    const process: unknown = JSON.parse(writer);
    const now = this.#now();
    if (isWindowProcess(process) && process.host === this.#options.process.host) {
      return isAlive(process, now);
    }
    const { folder } = this.#options;
    if (folder === undefined) return false;
    for (const [name, segment] of loaded.segments) {
      if (segment.writer !== writer) continue;
      if (now - (modifiedAt(join(folder, name)) ?? 0) < STRANGER_AGE_MS) return true;
    }
    return false;
  }

  /** Runs a change as one transaction. After a failure the state is read anew from the disk. */
  #transact(change: (loaded: Loaded) => void): void {
    const loaded = this.#current();
    try {
      loaded.sql.script('BEGIN');
      change(loaded);
      loaded.sql.script('COMMIT');
      loaded.isChanged = true;
      if (loaded.file.isDetached) throw new Error('The database engine copied its file');
    } catch (error) {
      this.#unload();
      if (!loaded.isNewer) throw error;
      this.#isNewerUnreadable = true;
      this.#tell('warn', 'The later version keeps its books differently: they are not shown');
      throw error;
    }
  }

  #current(): Loaded {
    if (this.#loaded === undefined) {
      this.#loaded = this.#load();
      const memory = this.#memory;
      if (memory.length > 0) this.#transact(({ sql }) => this.#options.books.apply(sql, memory));
    }
    return this.#loaded;
  }

  #load(): Loaded {
    const { folder } = this.#options;
    let identity = this.#mainIdentity();
    if (folder !== undefined) {
      if (identity !== undefined && !same(identity, this.#broken)) {
        const loaded = this.#open('main', identity);
        if (loaded !== undefined) return loaded;
        this.#broken = identity;
        this.#setMainAside(folder, identity);
        // A whole one that has taken its place meanwhile is found by the next catch-up.
        if (!same(this.#mainIdentity(), identity)) identity = undefined;
      }
      const loaded = this.#open('previous', identity);
      if (loaded !== undefined) {
        this.#tell(
          'warn',
          'The database is missing or broken: the one before it and the journals serve',
        );
        return loaded;
      }
    }
    return this.#fresh(identity, false);
  }

  /** Opens a database file; undefined when it is missing or broken. */
  #open(which: 'main' | 'previous', identity: Identity | undefined): Loaded | undefined {
    let file: PagedFile | undefined;
    let sql: Sql | undefined;
    try {
      file = new PagedFile(openBase(this.#path(which)));
      const { size } = file;
      if (!isWholeDatabase(file)) throw new Error('not a whole database');
      sql = new Sql(this.#options.engine, file);
      if (size <= CHECKED_AT_OPEN_BYTES) {
        const fault = checkFault(sql);
        if (fault !== undefined) throw new Error(fault);
      }
      const version = sql.number('PRAGMA user_version');
      const isNewer = version > this.#options.books.version;
      if (isNewer) {
        this.#tell(
          'warn',
          `The database is of a later version of Tierwise (${version}): it is read, and not written`,
        );
      }
      const isMain = which === 'main';
      if (isNewer && (this.#isNewerUnreadable || !hasSegments(sql))) {
        closeQuietly(sql);
        file.close();
        return this.#fresh(identity, isNewer);
      }
      const loaded = this.#describe(sql, file, identity, isMain, isNewer);
      if (version < this.#options.books.version) {
        sql.script('BEGIN');
        this.#options.books.migrate(sql, version);
        sql.script(`PRAGMA user_version = ${this.#options.books.version}; COMMIT`);
        loaded.isChanged = true;
      }
      return loaded;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        this.#options.log.warn(
          `A database of the books cannot be read: ${errorCode(error) ?? asError(error).message}`,
        );
      }
      closeQuietly(sql);
      file?.close();
      return undefined;
    }
  }

  #fresh(identity: Identity | undefined, isNewer: boolean): Loaded {
    const { engine, books } = this.#options;
    const database = new engine.Database();
    database.run(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA encoding = 'UTF-8'; ${SEGMENTS_TABLE}`);
    const file = new PagedFile({ bytes: database.export() });
    database.close();
    const sql = new Sql(engine, file);
    sql.script('BEGIN');
    books.migrate(sql, 0);
    sql.script(`PRAGMA user_version = ${books.version}; COMMIT`);
    return this.#describe(sql, file, identity, false, isNewer);
  }

  #describe(
    sql: Sql,
    file: PagedFile,
    identity: Identity | undefined,
    isMain: boolean,
    isNewer: boolean,
  ): Loaded {
    return {
      sql,
      file,
      identity,
      isMain,
      isNewer,
      baseApplied: appliedIn(sql),
      segments: new Map(),
      journalBytes: 0,
      isChanged: false,
    };
  }

  #unload(): void {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    if (loaded === undefined) return;
    closeQuietly(loaded.sql);
    loaded.file.close();
  }

  /** A failure while reading or applying: a broken base is set aside, all else is read anew. */
  #breakdown(error: unknown): void {
    const loaded = this.#loaded;
    this.#options.log.warn(`The books are read anew: ${asError(error).message}`);
    if (loaded !== undefined && isCorruption(error)) {
      const { folder } = this.#options;
      if (loaded.isMain && folder !== undefined && loaded.identity !== undefined) {
        this.#broken = loaded.identity;
        this.#unload();
        this.#setMainAside(folder, this.#broken);
      }
    }
    this.#unload();
  }

  /** Only under the lock: another window may be about to replace the file by a whole one. */
  #setMainAside(folder: string, broken: Identity): void {
    const { name, process } = this.#options;
    try {
      const lock = this.#lock ?? takeLock(folder, `${name}.lock`, process, this.#now());
      if (lock === undefined) return;
      if (same(this.#mainIdentity(), broken)) {
        this.#setAside(folder, `${name}.sqlite`, 'a broken database');
      }
      if (lock !== this.#lock) lock.release();
    } catch (error) {
      this.#tell(
        'warn',
        `A broken database could not be set aside: ${errorCode(error) ?? 'unknown'}`,
      );
    }
  }

  #setAside(folder: string, name: string, what: string): void {
    const aside = join(folder, 'aside');
    fs.mkdirSync(aside, { recursive: true });
    const kept = `${name}.${Math.floor(this.#now())}`;
    fs.renameSync(join(folder, name), join(aside, kept));
    this.#options.log.warn(`Set aside as aside/${kept}: ${what}`);
  }

  #mainIdentity(): Identity | undefined {
    if (this.#options.folder === undefined) return undefined;
    try {
      const { ino, size, mtimeMs } = fs.statSync(this.#path('main'));
      return { ino, size, mtimeMs };
    } catch {
      return undefined;
    }
  }

  #path(which: 'main' | 'previous'): string {
    const { folder, name } = this.#options;
    if (folder === undefined) throw new Error('There is no folder');
    return join(folder, which === 'main' ? `${name}.sqlite` : `${name}.previous.sqlite`);
  }

  /** Says the same thing only once. */
  #tell(level: 'info' | 'warn', message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#options.log[level](message);
  }

  #now(): number {
    return this.#options.now();
  }
}

const SEGMENTS_TABLE = `
CREATE TABLE segments (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL, bad INTEGER NOT NULL,
  closed INTEGER NOT NULL
) WITHOUT ROWID;`;

function appliedIn(sql: Sql): Map<string, number> {
  return new Map(
    sql
      .all('SELECT id, applied FROM segments')
      .map(([id, applied]) => [String(id), Number(applied)]),
  );
}

/** By window, and within a window in the order of writing. */
function listSegments(folder: string): string[] {
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  const found = names.flatMap((name) => {
    const parsed = parseSegmentName(name);
    return parsed === undefined ? [] : [{ name, ...parsed }];
  });
  found.sort((a, b) => a.window - b.window || a.number - b.number);
  return found.map(({ name }) => name);
}

function readFrom(path: string, at: number): Buffer | undefined {
  let fd: number;
  try {
    fd = fs.openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(Math.max(0, fs.fstatSync(fd).size - at));
    let read = 0;
    while (read < bytes.length) {
      const count = fs.readSync(fd, bytes, read, bytes.length - read, at + read);
      if (count === 0) break;
      read += count;
    }
    return bytes.subarray(0, read);
  } finally {
    fs.closeSync(fd);
  }
}

function sizeOf(path: string): number | undefined {
  try {
    return fs.statSync(path).size;
  } catch {
    return undefined;
  }
}

/** What the first page says of the file's size agrees with it. */
function isWholeDatabase(file: PagedFile): boolean {
  const header = Buffer.from(file.subarray(0, 100));
  const pageBytes = header.readUInt16BE(16);
  const pages = header.readUInt32BE(28);
  return (
    header.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
    pageBytes === PAGE_BYTES &&
    pages * PAGE_BYTES === file.size
  );
}

function checkFault(sql: Sql): string | undefined {
  const answer = sql.get('PRAGMA quick_check(1)')?.[0];
  return answer === 'ok' ? undefined : `malformed: ${String(answer)}`;
}

/** SQLite's words for a damaged file; sql.js gives no code. */
function isCorruption(error: unknown): boolean {
  return /malformed|not a database|corrupt/.test(asError(error).message);
}

/** sql.js throws plain strings at places. */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function closeQuietly(sql: Sql | undefined): void {
  try {
    sql?.close();
  } catch {
    // It is thrown away: whatever it could not write is read anew from the disk.
  }
}

function same(a: Identity | undefined, b: Identity | undefined): boolean {
  return a?.ino === b?.ino && a?.size === b?.size && a?.mtimeMs === b?.mtimeMs;
}

function hasSegments(sql: Sql): boolean {
  return sql.number("SELECT count(*) FROM sqlite_master WHERE name = 'segments'") === 1;
}

/** Windows does not rename over a file that is open: there the base is held in memory. */
function openBase(path: string): Base {
  if (process.platform === 'win32') return { bytes: fs.readFileSync(path) };
  const fd = fs.openSync(path, 'r');
  return { fd, size: fs.fstatSync(fd).size };
}

/** Renames; a file that another process has open for a moment is tried again. */
function rename(from: string, to: string): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      const isBusy = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (!isBusy || attempt === 5) throw error;
      pause(10 << attempt);
    }
  }
}

function modifiedAt(path: string): number | undefined {
  try {
    return fs.statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

function isWindowProcess(value: unknown): value is WindowProcess {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'host' in value &&
    typeof value.host === 'string' &&
    'bootedAt' in value &&
    typeof value.bootedAt === 'number'
  );
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
