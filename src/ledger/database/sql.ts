import type { Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';
import type { PagedFile } from './pagedFile.ts';

/** A row by its columns' names. */
export type Row = Readonly<Record<string, SqlValue>>;

/** A database with its prepared statements. What sql.js throws is an Error or a plain string. */
export class Sql {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(engine: SqlJsStatic, file: PagedFile) {
    this.#database = new engine.Database(file);
    // The file's durability is ours, and so is the file: no journal of its own, no flush, no file
    // besides, and no look at each question whether somebody else has changed it.
    this.#database.run(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY',
    );
  }

  /** Runs one statement. */
  run(sql: string, parameters: readonly SqlValue[] = []): void {
    const statement = this.#prepare(sql);
    statement.run([...parameters]);
  }

  /** Runs several statements without parameters. */
  script(sql: string): void {
    this.#database.run(sql);
  }

  /** The first row's values. */
  get(sql: string, parameters: readonly SqlValue[] = []): readonly SqlValue[] | undefined {
    const statement = this.#prepare(sql);
    try {
      statement.bind([...parameters]);
      return statement.step() ? statement.get() : undefined;
    } finally {
      statement.reset();
    }
  }

  /** The first value of the first row as a number; 0 when there is none. */
  number(sql: string, parameters: readonly SqlValue[] = []): number {
    return Number(this.get(sql, parameters)?.[0] ?? 0);
  }

  /** All rows' values. */
  all(sql: string, parameters: readonly SqlValue[] = []): SqlValue[][] {
    const statement = this.#prepare(sql);
    const rows: SqlValue[][] = [];
    try {
      statement.bind([...parameters]);
      while (statement.step()) rows.push(statement.get());
      return rows;
    } finally {
      statement.reset();
    }
  }

  /** All rows by their columns' names. */
  rows(sql: string, parameters: readonly SqlValue[] = []): Row[] {
    const statement = this.#prepare(sql);
    const rows: Row[] = [];
    try {
      statement.bind([...parameters]);
      while (statement.step()) rows.push(statement.getAsObject());
      return rows;
    } finally {
      statement.reset();
    }
  }

  close(): void {
    for (const statement of this.#statements.values()) statement.free();
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
