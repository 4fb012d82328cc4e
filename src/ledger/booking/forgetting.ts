import type { Entry } from '../database/bookkeeper.ts';
import type { Sql } from '../database/sql.ts';
import { runIdOf } from '../journal/journalRecord.ts';
import type { RunSums } from './runSums.ts';
import { forgetTagSets } from './tagSets.ts';

/** Records of forgotten runs are left out; what they cost on days that count is kept. */
export function remembered(sql: Sql, entries: readonly Entry[]): readonly Entry[] {
  const before = meta(sql, 'forgotten_before');
  if (before === 0) return entries;
  const keepFrom = meta(sql, 'kept_from');
  return entries.filter(({ record }) => {
    const isForgotten = (runIdOf(record) ?? before) < before;
    if (isForgotten && record.t === 'attempt.ended' && record.day >= keepFrom) {
      const { costNusd } = record.attempt;
      keepCost(sql, record.day, costNusd ?? 0, costNusd === null ? 1 : 0);
    }
    return !isForgotten;
  });
}

/**
 * Takes out runs below an id (`before`) with all sums, but for the cost of the days from `keepFrom`
 * on, which budgets ask for. The sums of what is left are made anew.
 */
export function forgetRuns(
  sql: Sql,
  { before, keepFrom }: { readonly before: number; readonly keepFrom: number },
  newSums: () => RunSums,
): void {
  if (before <= meta(sql, 'forgotten_before')) return;
  // What is deleted here is not only left out: its bytes are overwritten.
  sql.run('PRAGMA secure_delete = ON');
  const costs = dailyCosts(sql, keepFrom);
  for (const table of ['attempts', 'pending', 'unfinished', 'early_verdicts']) {
    sql.run(`DELETE FROM ${table} WHERE run_id < ?`, [before]);
  }
  sql.run('DELETE FROM runs WHERE id < ?', [before]);
  forgetTagSets(sql);
  sql.run('DELETE FROM daily');
  sql.run('DELETE FROM output_sizes');
  const sums = newSums();
  for (const [runId] of sql.all('SELECT id FROM runs UNION SELECT run_id FROM unfinished')) {
    sums.take(Number(runId), 1);
  }
  sums.write();
  const left = dailyCosts(sql, keepFrom);
  for (const [day, cost] of costs) {
    const still = left.get(day) ?? { nusd: 0, unpriced: 0 };
    keepCost(sql, day, cost.nusd - still.nusd, cost.unpriced - still.unpriced);
  }
  sql.run('DELETE FROM kept_costs WHERE day < ?', [keepFrom]);
  setMeta(sql, 'forgotten_before', before);
  setMeta(sql, 'kept_from', keepFrom);
  sql.run('PRAGMA secure_delete = OFF');
}

function meta(sql: Sql, name: string): number {
  return sql.number('SELECT value FROM meta WHERE name = ?', [name]);
}

function setMeta(sql: Sql, name: string, value: number): void {
  sql.run('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)', [name, value]);
}

function dailyCosts(sql: Sql, from: number): Map<number, { nusd: number; unpriced: number }> {
  const days = sql.all(
    'SELECT day, SUM(cost_nusd), SUM(unpriced) FROM daily WHERE day >= ? GROUP BY day',
    [from],
  );
  return new Map(
    days.map(([day, nusd, unpriced]) => [
      Number(day),
      { nusd: Number(nusd), unpriced: Number(unpriced) },
    ]),
  );
}

function keepCost(sql: Sql, day: number, nusd: number, unpriced: number): void {
  sql.run(
    `INSERT INTO kept_costs (day, cost_nusd, unpriced) VALUES (?, ?, ?)
     ON CONFLICT (day) DO UPDATE SET cost_nusd = cost_nusd + excluded.cost_nusd,
       unpriced = unpriced + excluded.unpriced`,
    [day, nusd, unpriced],
  );
}
