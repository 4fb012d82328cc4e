import { addDays } from '../../models/localDay.ts';
import type { Bookkeeper, Entry } from '../database/bookkeeper.ts';
import type { Sql } from '../database/sql.ts';
import type { JournalRecord } from '../journal/journalRecord.ts';
import { lastCertainDay } from './certainDay.ts';
import type { DaySpend } from './daySpend.ts';
import { DaySums } from './daySpend.ts';

const SCHEMA = `
-- Attempts under way, with the worst case held and what is booked if their window dies.
CREATE TABLE held (
  run_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, day INTEGER NOT NULL, writer TEXT NOT NULL,
  workspace TEXT NOT NULL, held_nusd INTEGER, expected_nusd INTEGER, PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;
-- Attempts that have ended; NULL is a cost that nobody knows.
CREATE TABLE settled (
  run_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, day INTEGER NOT NULL, workspace TEXT NOT NULL,
  cost_nusd INTEGER, PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE spend_days (
  day INTEGER NOT NULL, workspace TEXT NOT NULL, cost_nusd INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  PRIMARY KEY (day, workspace)
) WITHOUT ROWID;
`;

/** Of what was booked without its workspace. */
const NO_WORKSPACE = '';

/** Attempts older than this are not settled any more: only their day's sum is kept. */
export const DETAIL_DAYS = 62;

/** What this user's attempts cost on this machine, by workspace. */
export class SpendBookkeeper implements Bookkeeper {
  readonly schema = SCHEMA;

  apply(sql: Sql, entries: readonly Entry[]): void {
    for (const { record, writer } of entries) {
      if (record.t === 'spend.held') {
        const { runId, ordinal, day, heldNusd, expectedNusd, workspace } = record;
        if (isSettled(sql, runId, ordinal)) continue;
        sql.run('INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?, ?, ?, ?)', [
          runId,
          ordinal,
          day,
          writer,
          workspace ?? NO_WORKSPACE,
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
    const held = 'SELECT run_id, ordinal, day, expected_nusd, writer, workspace FROM held';
    for (const row of sql.all(held)) {
      const [runId, ordinal, day, expected, writer, workspace] = row;
      if (!writers.has(String(writer))) continue;
      settle(sql, {
        runId: Number(runId),
        ordinal: Number(ordinal),
        day: Number(day),
        costNusd: nullable(expected),
        workspace: String(workspace),
      });
    }
  }

  retire(sql: Sql): void {
    const days = sql.all('SELECT DISTINCT day FROM spend_days ORDER BY day DESC');
    const last = lastCertainDay(days.map(([day]) => Number(day)));
    if (last === undefined) return;
    sql.run('DELETE FROM settled WHERE day < ?', [addDays(last, -DETAIL_DAYS)]);
  }
}

/** What is spent, held and of unknown cost on each day from one on, by a workspace and by all. */
export function spendOf(sql: Sql, firstDay: number, workspace: string): readonly DaySpend[] {
  const sums = new DaySums();
  const spent = sql.all(
    'SELECT day, workspace, cost_nusd, unpriced FROM spend_days WHERE day >= ?',
    [firstDay],
  );
  const held = sql.all(
    'SELECT day, workspace, SUM(held_nusd) FROM held WHERE day >= ? GROUP BY day, workspace',
    [firstDay],
  );
  for (const [day, by, spentNusd, unpriced] of spent) {
    const change = { spentNusd: Number(spentNusd), unpriced: Number(unpriced) };
    sums.add(Number(day), change, by === workspace);
  }
  for (const [day, by, reservedNusd] of held) {
    sums.add(Number(day), { reservedNusd: Number(reservedNusd ?? 0) }, by === workspace);
  }
  return sums.all();
}

/** What an attempt that has ended cost, on the local day of its start. */
type Settled = Omit<JournalRecord & { readonly t: 'spend.settled' }, 't'>;

function settle(sql: Sql, settled: Settled): void {
  const { runId, ordinal, day, costNusd, workspace = NO_WORKSPACE } = settled;
  release(sql, runId, ordinal);
  const key = [runId, ordinal];
  const before = sql.get(
    'SELECT day, workspace, cost_nusd FROM settled WHERE run_id = ? AND ordinal = ?',
    key,
  );
  if (before !== undefined) {
    const [on, by, cost] = before;
    addToDay(sql, { day: Number(on), workspace: String(by), costNusd: nullable(cost) }, -1);
  }
  sql.run('INSERT OR REPLACE INTO settled VALUES (?, ?, ?, ?, ?)', [
    ...key,
    day,
    workspace,
    costNusd,
  ]);
  addToDay(sql, { day, workspace, costNusd }, 1);
}

function release(sql: Sql, runId: number, ordinal: number): void {
  sql.run('DELETE FROM held WHERE run_id = ? AND ordinal = ?', [runId, ordinal]);
}

function addToDay(
  sql: Sql,
  { day, workspace, costNusd }: Required<Omit<Settled, 'runId' | 'ordinal'>>,
  sign: 1 | -1,
): void {
  sql.run(
    `INSERT INTO spend_days VALUES (?, ?, ?, ?) ON CONFLICT (day, workspace) DO UPDATE SET
       cost_nusd = cost_nusd + excluded.cost_nusd, unpriced = unpriced + excluded.unpriced`,
    [day, workspace, sign * (costNusd ?? 0), sign * (costNusd === null ? 1 : 0)],
  );
}

function isSettled(sql: Sql, runId: number, ordinal: number): boolean {
  const found = sql.get('SELECT 1 FROM settled WHERE run_id = ? AND ordinal = ?', [runId, ordinal]);
  return found !== undefined;
}

function nullable(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
