import type { Sql } from './sql.ts';

/**
 * One step from a version of a database to the next; the first makes it of an empty one. A step that
 * was published is never changed, so it uses SQL of its own and no code that may change. It runs
 * inside a transaction.
 */
export type Migration = (sql: Sql) => void;
