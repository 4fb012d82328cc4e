import { addDays } from '../../models/localDay.ts';
import type { Bookkeeper, Entry } from '../database/bookkeeper.ts';
import type { Sql } from '../database/sql.ts';
import type { JournalRecord } from '../journal/journalRecord.ts';
import { lastCertainDay } from './certainDay.ts';
import type { DaySpend } from './knownSpend.ts';

const SCHEMA = `
-- Attempts under way, with the worst case held and what is booked if their window dies.
CREATE TABLE held (
  run_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, day INTEGER NOT NULL, writer TEXT NOT NULL,
  held_nusd INTEGER, expected_nusd INTEGER, PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;
-- Attempts that have ended; NULL is a cost that nobody knows.
CREATE TABLE settled (
  run_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, day INTEGER NOT NULL, cost_nusd INTEGER,
  PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE spend_days (day INTEGER PRIMARY KEY, cost_nusd INTEGER NOT NULL, unpriced INTEGER NOT NULL);
`;

/** Attempts older than this are not settled any more: only their day's sum is kept. */
export const DETAIL_DAYS = 62;

/** What this user's attempts cost on this machine, over all folders. */
export class SpendBookkeeper implements Bookkeeper {
  readonly schema = SCHEMA;

  apply(sql: Sql, entries: readonly Entry[]): void {
    for (const { record, writer } of entries) {
      if (record.t === 'spend.held') {
        const { runId, ordinal, day, heldNusd, expectedNusd } = record;
        if (isSettled(sql, runId, ordinal)) continue;
        sql.run('INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?, ?, ?)', [
          runId,
          ordinal,
          day,
          writer,
          heldNusd,
          expectedNusd,
        ]);
      } else if (record.t === 'spend.settled') {
        settle(sql, record);
      } else if (record.t === 'spend.released') {
        release(sql, record.runId, record.ordinal);
      }
    }
  }

  openWriters(sql: Sql): readonly string[] {
    return sql.all('SELECT DISTINCT writer FROM held').map(([writer]) => String(writer));
  }

  settle(sql: Sql, writers: ReadonlySet<string>): void {
    for (const row of sql.all('SELECT run_id, ordinal, day, expected_nusd, writer FROM held')) {
      const [runId, ordinal, day, expected, writer] = row;
      if (!writers.has(String(writer))) continue;
      settle(sql, {
        runId: Number(runId),
        ordinal: Number(ordinal),
        day: Number(day),
        costNusd: nullable(expected),
      });
    }
  }

  retire(sql: Sql): void {
    const days = sql.all('SELECT day FROM spend_days ORDER BY day DESC');
    const last = lastCertainDay(days.map(([day]) => Number(day)));
    if (last === undefined) return;
    sql.run('DELETE FROM settled WHERE day < ?', [addDays(last, -DETAIL_DAYS)]);
  }
}

/** What is spent, held and of unknown cost on each day from one on. */
export function spendOf(sql: Sql, firstDay: number): readonly DaySpend[] {
  const days = new Map<number, DaySpend>();
  const spent = sql.all('SELECT day, cost_nusd, unpriced FROM spend_days WHERE day >= ?', [
    firstDay,
  ]);
  for (const [day, spentNusd, unpriced] of spent) {
    days.set(Number(day), {
      day: Number(day),
      spentNusd: Number(spentNusd),
      reservedNusd: 0,
      unpriced: Number(unpriced),
    });
  }
  const held = sql.all('SELECT day, SUM(held_nusd) FROM held WHERE day >= ? GROUP BY day', [
    firstDay,
  ]);
  for (const [on, nusd] of held) {
    const day = Number(on);
    const known = days.get(day) ?? { day, spentNusd: 0, reservedNusd: 0, unpriced: 0 };
    days.set(day, { ...known, reservedNusd: Number(nusd ?? 0) });
  }
  return [...days.values()];
}

/** What an attempt that has ended cost, on the local day of its start. */
type Settled = Omit<JournalRecord & { readonly t: 'spend.settled' }, 't'>;

function settle(sql: Sql, { runId, ordinal, day, costNusd }: Settled): void {
  release(sql, runId, ordinal);
  const key = [runId, ordinal];
  const before = sql.get(
    'SELECT day, cost_nusd FROM settled WHERE run_id = ? AND ordinal = ?',
    key,
  );
  if (before !== undefined) addToDay(sql, Number(before[0]), nullable(before[1]), -1);
  sql.run('INSERT OR REPLACE INTO settled VALUES (?, ?, ?, ?)', [...key, day, costNusd]);
  addToDay(sql, day, costNusd, 1);
}

function release(sql: Sql, runId: number, ordinal: number): void {
  sql.run('DELETE FROM held WHERE run_id = ? AND ordinal = ?', [runId, ordinal]);
}

function addToDay(sql: Sql, day: number, cost: number | null, sign: 1 | -1): void {
  sql.run(
    `INSERT INTO spend_days VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET
       cost_nusd = cost_nusd + excluded.cost_nusd, unpriced = unpriced + excluded.unpriced`,
    [day, sign * (cost ?? 0), sign * (cost === null ? 1 : 0)],
  );
}

function isSettled(sql: Sql, runId: number, ordinal: number): boolean {
  const found = sql.get('SELECT 1 FROM settled WHERE run_id = ? AND ordinal = ?', [runId, ordinal]);
  return found !== undefined;
}

function nullable(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
