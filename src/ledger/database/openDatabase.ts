import type { SqlJsStatic } from 'sql.js';
import type { Log } from '../../models/ports.ts';
import type { FileIdentity } from '../folder/folderFiles.ts';
import type { OnceLog } from '../folder/onceLog.ts';
import { errorCode } from '../folder/windowProcess.ts';
import type { Books } from './books.ts';
import { asError, checkFault, isCorruption, isWholeDatabase } from './databaseFault.ts';
import type { DatabaseFiles, DatabaseRole } from './databaseFiles.ts';
import { PAGE_BYTES, PagedFile } from './pagedFile.ts';
import { Segments, SEGMENTS_TABLE } from './segments.ts';
import { Sql } from './sql.ts';

/** A database that stands open, with what was read beyond its file. */
export interface OpenDatabase {
  readonly sql: Sql;
  readonly file: PagedFile;
  readonly segments: Segments;
  /** The file is of a later version, or one that cannot be migrated: it is never written. */
  readonly isReadOnly: boolean;
  /** The main file as it was when this was opened; undefined: there was none. */
  identity: FileIdentity | undefined;
  /** What is open is the main file. */
  isMain: boolean;
  /** Bytes of segments that the file does not hold. */
  journalBytes: number;
  /** Whether anything stands in memory that the file does not hold. */
  isChanged: boolean;
  /** The file is of an earlier version: it is written anew as soon as there is time. */
  isOutdated: boolean;
}

/** Files up to this size are checked as a whole when they are opened. */
const CHECKED_AT_OPEN_BYTES = 4 << 20;

/** Opens the databases of one kind of books, and migrates those of earlier versions in memory. */
export class DatabaseOpener {
  readonly #engine: SqlJsStatic;
  readonly #books: Books;
  readonly #log: Log;
  readonly #onceLog: OnceLog;

  constructor(engine: SqlJsStatic, books: Books, log: Log, told: OnceLog) {
    this.#engine = engine;
    this.#books = books;
    this.#log = log;
    this.#onceLog = told;
  }

  /**
   * Opens a database file; undefined when it is missing or broken. One whose tables this version
   * cannot use opens empty and is left alone: of a later version (`isNewerUnreadable`, or no
   * segments in it), or of an earlier one that cannot be migrated.
   */
  open(
    files: DatabaseFiles,
    role: DatabaseRole,
    identity: FileIdentity | undefined,
    isNewerUnreadable: boolean,
  ): OpenDatabase | undefined {
    let file: PagedFile | undefined;
    let sql: Sql | undefined;
    try {
      file = new PagedFile(files.open(role));
      const { size } = file;
      if (!isWholeDatabase(file)) throw new Error('not a whole database');
      sql = new Sql(this.#engine, file);
      if (size <= CHECKED_AT_OPEN_BYTES) {
        const fault = checkFault(sql);
        if (fault !== undefined) throw new Error(fault);
      }
      const version = sql.number('PRAGMA user_version');
      const newest = this.#books.migrations.length;
      const isNewer = version > newest;
      if (isNewer) {
        this.#onceLog.warn(
          `The database is of a later version of Tierwise (${version}): it is read, and not written`,
        );
      }
      const isUnusable = isNewer
        ? isNewerUnreadable || !hasSegments(sql)
        : version < newest && !this.#canMigrate(sql, version);
      if (isUnusable) {
        closeDatabase({ sql, file });
        return this.fresh(identity, true);
      }
      const opened = this.#describe(sql, file, identity, role === 'main', isNewer);
      opened.isOutdated = version < newest;
      opened.isChanged = opened.isOutdated;
      return opened;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        this.#log.warn(
          `A database of the books cannot be read: ${errorCode(error) ?? asError(error).message}`,
        );
      }
      closeDatabase({ sql, file });
      return undefined;
    }
  }

  /** An empty database in memory. */
  fresh(identity: FileIdentity | undefined, isReadOnly: boolean): OpenDatabase {
    const database = new this.#engine.Database();
    database.run(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA encoding = 'UTF-8'; ${SEGMENTS_TABLE}`);
    const file = new PagedFile({ bytes: database.export() });
    database.close();
    const sql = new Sql(this.#engine, file);
    this.#migrate(sql, 0);
    return this.#describe(sql, file, identity, false, isReadOnly);
  }

  /** Migrates a database in memory; whether that could be done. Throws for a broken one. */
  #canMigrate(sql: Sql, from: number): boolean {
    try {
      this.#migrate(sql, from);
      return true;
    } catch (error) {
      if (isCorruption(error)) throw error;
      // It is not broken, only not understood: setting it aside would hide what it holds for good.
      this.#log.error(
        `The database of version ${from} cannot be brought to this one: it is left as it is`,
        asError(error),
      );
      return false;
    }
  }

  /** All steps or none. What is on the disk stays until the whole is written. */
  #migrate(sql: Sql, from: number): void {
    const { migrations } = this.#books;
    sql.script('BEGIN');
    for (const step of migrations.slice(from)) step(sql);
    sql.script(`PRAGMA user_version = ${migrations.length}; COMMIT`);
  }

  #describe(
    sql: Sql,
    file: PagedFile,
    identity: FileIdentity | undefined,
    isMain: boolean,
    isReadOnly: boolean,
  ): OpenDatabase {
    return {
      sql,
      file,
      segments: new Segments(sql, this.#onceLog),
      isReadOnly,
      identity,
      isMain,
      journalBytes: 0,
      isChanged: false,
      isOutdated: false,
    };
  }
}

/** Lets go of a database, whatever its state. */
export function closeDatabase(opened: {
  readonly sql: Sql | undefined;
  readonly file: PagedFile | undefined;
}): void {
  try {
    opened.sql?.close();
  } catch {
    // It is thrown away: whatever it could not write is read anew from the disk.
  }
  opened.file?.close();
}

function hasSegments(sql: Sql): boolean {
  return sql.number("SELECT count(*) FROM sqlite_master WHERE name = 'segments'") === 1;
}
