import type { JournalRecord } from '../journal/journalRecord.ts';
import type { Sql } from './sql.ts';

/** A record, and the process that wrote it. */
export interface Entry {
  readonly record: JournalRecord;
  readonly writer: string;
}

/** What a kind of books makes of records. All of it runs inside one transaction of the store's. */
export interface Bookkeeper {
  /** SQL that makes its tables. */
  readonly schema: string;
  /** Applies records; those that are applied already change nothing. */
  apply(sql: Sql, entries: readonly Entry[]): void;
  /** Writers of what is still under way. */
  openWriters(sql: Sql): readonly string[];
  /** Closes what these writers left open. */
  settle(sql: Sql, writers: ReadonlySet<string>): void;
  /** Takes out details that are older than what is kept. */
  retire(sql: Sql, now: number): void;
}
