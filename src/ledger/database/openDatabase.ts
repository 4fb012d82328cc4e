import type { SqlJsStatic } from 'sql.js';
import type { Log } from '../../models/ports.ts';
import type { FileIdentity } from '../folder/folderFiles.ts';
import type { OnceLog } from '../folder/onceLog.ts';
import { errorCode } from '../folder/windowProcess.ts';
import type { Bookkeeper } from './bookkeeper.ts';
import { asError, checkFault, isWholeDatabase } from './databaseFault.ts';
import type { DatabaseFiles, DatabaseRole } from './databaseFiles.ts';
import { PAGE_BYTES, PagedFile } from './pagedFile.ts';
import { Segments, SEGMENTS_TABLE } from './segments.ts';
import { Sql } from './sql.ts';

/** A database that stands open, with what was read beyond its file. */
export interface OpenDatabase {
  readonly sql: Sql;
  readonly file: PagedFile;
  readonly segments: Segments;
  /** The file is of a later version: it is never written. */
  readonly isReadOnly: boolean;
  /** The main file as it was when this was opened; undefined: there was none. */
  identity: FileIdentity | undefined;
  /** What is open is the main file. */
  isMain: boolean;
  /** Bytes of segments that the file does not hold. */
  journalBytes: number;
  /** Whether anything stands in memory that the file does not hold. */
  isChanged: boolean;
}

/** Files up to this size are checked as a whole when they are opened. */
const CHECKED_AT_OPEN_BYTES = 4 << 20;

/** Version of the tables of all books, in a database's `user_version`. */
const SCHEMA_VERSION = 1;

/** Opens the databases of one kind of books. */
export class DatabaseOpener {
  readonly #engine: SqlJsStatic;
  readonly #bookkeeper: Bookkeeper;
  readonly #log: Log;
  readonly #onceLog: OnceLog;

  constructor(engine: SqlJsStatic, bookkeeper: Bookkeeper, log: Log, told: OnceLog) {
    this.#engine = engine;
    this.#bookkeeper = bookkeeper;
    this.#log = log;
    this.#onceLog = told;
  }

  /**
   * Opens a database file; undefined when it is missing or broken. One of a later version whose
   * tables this one cannot use (`isNewerUnreadable`, or no segments in it) opens empty and is left
   * alone.
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
      if (version < SCHEMA_VERSION) throw new Error('not a database of these books');
      const isNewer = version > SCHEMA_VERSION;
      if (isNewer) {
        this.#onceLog.warn(
          `The database is of a later version of Tierwise (${version}): it is read, and not written`,
        );
      }
      if (isNewer && (isNewerUnreadable || !hasSegments(sql))) {
        closeDatabase({ sql, file });
        return this.fresh(identity, true);
      }
      return this.#describe(sql, file, { identity, isMain: role === 'main', isReadOnly: isNewer });
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
    sql.script(`BEGIN; ${this.#bookkeeper.schema} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
    return this.#describe(sql, file, { identity, isMain: false, isReadOnly });
  }

  #describe(
    sql: Sql,
    file: PagedFile,
    found: Pick<OpenDatabase, 'identity' | 'isMain' | 'isReadOnly'>,
  ): OpenDatabase {
    const segments = new Segments(sql, this.#onceLog);
    return { sql, file, segments, ...found, journalBytes: 0, isChanged: false };
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
