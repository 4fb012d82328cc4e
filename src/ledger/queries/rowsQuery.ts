import type { SqlValue } from 'sql.js';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { LedgerRow, RowKind, RowPage } from '../rows.ts';
import { columnsOf } from '../rows.ts';
import type { WantedRows } from './rowConditions.ts';
import { conditionsOf } from './rowConditions.ts';

/** Where a page goes on: run id and, for attempts, ordinal. */
interface Cursor {
  readonly runId: number;
  readonly ordinal: number;
}

/** Which page of some rows. */
export interface PageAsked {
  /** Where the page before ended; null: this is the first. */
  readonly after: string | null;
  readonly size: number;
  readonly order: 'ASC' | 'DESC';
}

/**
 * A page of the rows behind a number. Pages are cut by key, so rows that come or go between two
 * pages neither repeat nor hide others. Throws a RangeError for a cursor that is none.
 */
export function rowsOf(sql: Sql, words: WordCodes, wanted: WantedRows, page: PageAsked): RowPage {
  const { keys, next } = keysOf(sql, words, wanted, page);
  return { rows: rowsWith(sql, wanted.kind, keys), next };
}

/**
 * The keys of a page, a run's id and the ordinal of its attempt (0 of runs), each with the values of more columns: of
 * runs `r` and, of attempts, of `a` and their profile `p`.
 */
export function keysOf(
  sql: Sql,
  words: WordCodes,
  wanted: WantedRows,
  { after, size, order, more = '' }: PageAsked & { readonly more?: string },
): { readonly keys: readonly SqlValue[][]; readonly next: string | null } {
  const { kind } = wanted;
  const conditions = conditionsOf(words, wanted);
  const where = conditions.map(({ sql: condition }) => condition);
  const parameters = conditions.flatMap((condition) => condition.parameters);
  if (after !== null) {
    const { runId, ordinal } = parseCursor(after);
    const sign = order === 'ASC' ? '>' : '<';
    where.push(kind === 'runs' ? `r.id ${sign} ?` : `(a.run_id, a.ordinal) ${sign} (?, ?)`);
    parameters.push(...(kind === 'runs' ? [runId] : [runId, ordinal]));
  }
  const keys =
    kind === 'runs'
      ? sql.all(
          `SELECT r.id, 0 ${more} FROM runs AS r WHERE ${where.join(' AND ')}
           ORDER BY r.id ${order} LIMIT ?`,
          [...parameters, size],
        )
      : sql.all(
          `SELECT a.run_id, a.ordinal ${more} FROM attempts AS a
             CROSS JOIN profiles AS p ON p.id = a.profile
             LEFT JOIN runs AS r ON r.id = a.run_id
             LEFT JOIN unfinished AS u ON u.run_id = a.run_id
           WHERE ${where.join(' AND ')}
           ORDER BY a.run_id ${order}, a.ordinal ${order} LIMIT ?`,
          [...parameters, size],
        );
  const last = keys.at(-1);
  const isFull = keys.length === size && last !== undefined;
  return { keys, next: isFull ? `${Number(last[0])}.${Number(last[1])}` : null };
}

/** The rows of these keys, in their order: a run's id and, of attempts, an ordinal. One question for all of them. */
function rowsWith(
  sql: Sql,
  kind: RowKind,
  keys: readonly (readonly unknown[])[],
): readonly LedgerRow[] {
  const columns = columnsOf(kind);
  const [id, ordinal] = kind === 'runs' ? ['id', '0'] : ['run_id', 'ordinal'];
  const found = sql.all(
    `SELECT ${id}, ${ordinal}, ${columns.join(', ')} FROM ${kind}_v
     WHERE ${id} IN (SELECT value FROM json_each(?))`,
    [JSON.stringify([...new Set(keys.map(([runId]) => runId))])],
  );
  const byKey = new Map(found.map(([runId, of, ...values]) => [[runId, of].join('.'), values]));
  return keys.map((key) => {
    const values = byKey.get(key.join('.')) ?? [];
    return Object.fromEntries(columns.map((name, index) => [name, plain(values[index])]));
  });
}

function parseCursor(text: string): Cursor {
  const [runId, ordinal] = text.split('.').map(Number);
  if (!Number.isSafeInteger(runId) || !Number.isSafeInteger(ordinal)) {
    throw new RangeError('No such page');
  }
  return { runId: runId ?? 0, ordinal: ordinal ?? 0 };
}

function plain(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
