import { startOfDayUtc } from '../../models/localDay.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import type { Sql } from '../database/sql.ts';
import { NO_EXTRA_KINDS } from '../database/sums.ts';
import type { Words } from '../database/words.ts';
import type { LedgerRow, RowFilter, RowKind, RowPage } from '../rows.ts';
import { columnsOf } from '../rows.ts';
import { firstRunIdAt } from '../runId.ts';

const ZONE_MS = 14 * 3_600_000;
const DAY_MS = 86_400_000;

/** Where a page goes on: run id and, for attempts, ordinal. */
interface Cursor {
  readonly runId: number;
  readonly ordinal: number;
}

/**
 * A page of the rows behind a number. Pages are cut by key, so rows that come or go between two
 * pages neither repeat nor hide others. Throws a RangeError for a cursor that is none.
 */
export function rowsOf(
  sql: Sql,
  words: Words,
  kind: RowKind,
  filter: RowFilter,
  page: { readonly after: string | null; readonly size: number; readonly order: 'ASC' | 'DESC' },
): RowPage {
  const { where, parameters } = conditions(words, kind, filter);
  if (page.after !== null) {
    const { runId, ordinal } = parseCursor(page.after);
    const sign = page.order === 'ASC' ? '>' : '<';
    where.push(kind === 'runs' ? `r.id ${sign} ?` : `(a.run_id, a.ordinal) ${sign} (?, ?)`);
    parameters.push(...(kind === 'runs' ? [runId] : [runId, ordinal]));
  }
  const keys =
    kind === 'runs'
      ? sql.all(
          `SELECT r.id, 0 FROM runs AS r WHERE ${where.join(' AND ')}
           ORDER BY r.id ${page.order} LIMIT ?`,
          [...parameters, page.size],
        )
      : sql.all(
          `SELECT a.run_id, a.ordinal FROM attempts AS a
             CROSS JOIN profiles AS p ON p.id = a.profile
             LEFT JOIN runs AS r ON r.id = a.run_id
             LEFT JOIN unfinished AS u ON u.run_id = a.run_id
           WHERE ${where.join(' AND ')}
           ORDER BY a.run_id ${page.order}, a.ordinal ${page.order} LIMIT ?`,
          [...parameters, page.size],
        );
  const columns = columnsOf(kind).join(', ');
  const rows = keys.map(([runId, ordinal]) => {
    const row =
      kind === 'runs'
        ? sql.rows(`SELECT ${columns} FROM runs_v WHERE id = ?`, [Number(runId)])
        : sql.rows(`SELECT ${columns} FROM attempts_v WHERE run_id = ? AND ordinal = ?`, [
            Number(runId),
            Number(ordinal),
          ]);
    return plain(row[0] ?? {});
  });
  const last = keys.at(-1);
  const isFull = keys.length === page.size && last !== undefined;
  return { rows, next: isFull ? `${Number(last[0])}.${Number(last[1])}` : null };
}

function conditions(
  words: Words,
  kind: RowKind,
  filter: RowFilter,
): { where: string[]; parameters: number[] } {
  const where: string[] = [];
  const parameters: number[] = [];
  const need = (sql: string, ...values: number[]) => {
    where.push(sql);
    parameters.push(...values);
  };
  const ofRun = (column: string) =>
    kind === 'runs' ? `r.${column}` : `coalesce(r.${column}, u.${column})`;
  const id = kind === 'runs' ? 'r.id' : 'a.run_id';
  need(`${id} >= ?`, 0);
  const { period, purpose = 'use' } = filter;
  if (period !== undefined) {
    // An id begins with its time: so no index by day is needed.
    need(`${id} >= ?`, firstRunIdAt(startOfDayUtc(period.firstDay) - ZONE_MS));
    need(`${id} < ?`, firstRunIdAt(startOfDayUtc(period.lastDay) + DAY_MS + ZONE_MS));
    need(`${ofRun('day')} BETWEEN ? AND ?`, period.firstDay, period.lastDay);
  }
  if (purpose !== 'any') need(`${ofRun('purpose')} = ?`, words.find(purpose));
  if (filter.task !== undefined) need(`${ofRun('task')} = ?`, words.find(filter.task));
  if (filter.language !== undefined) need('r.language = ?', words.find(filter.language));
  if (filter.tier !== undefined) {
    need(kind === 'runs' ? 'r.final_tier = ?' : 'p.tier = ?', words.find(filter.tier));
  }
  if (filter.model !== undefined) {
    need(
      kind === 'runs'
        ? `EXISTS (SELECT 1 FROM attempts WHERE run_id = r.id
             AND profile IN (SELECT id FROM profiles WHERE model = ?))`
        : 'p.model = ?',
      words.find(filter.model),
    );
  }
  if (filter.outcome !== undefined) {
    need(`${kind === 'runs' ? 'r' : 'p'}.outcome = ?`, words.find(filter.outcome));
  }
  if (filter.escalated === true) {
    const [haiku, sonnet, opus] = CLAUDE_TIERS.map((tier) => words.find(tier));
    need(
      '((r.start_tier = ? AND r.final_tier IN (?, ?)) OR (r.start_tier = ? AND r.final_tier = ?))',
      haiku ?? -1,
      sonnet ?? -1,
      opus ?? -1,
      sonnet ?? -1,
      opus ?? -1,
    );
  }
  if (filter.comparable === true) where.push('r.baseline_nusd IS NOT NULL AND r.unpriced = 0');
  if (filter.unpriced === true) {
    where.push(kind === 'runs' ? 'r.unpriced > 0' : 'a.cost_nusd IS NULL');
  }
  if (filter.finalModel !== undefined) {
    need('r.final_model = ?', words.find(filter.finalModel));
  }
  if (filter.run !== undefined) need(`${id} = ?`, filter.run);
  if (kind === 'runs') return { where, parameters };
  if (filter.failed === true) need('p.outcome <> ?', words.find('accepted'));
  if (filter.later === true) {
    need('p.kind NOT IN (?, ?, ?)', ...NO_EXTRA_KINDS.map((none) => words.find(none)));
  }
  if (filter.estimated === true) need('p.usage = ?', words.find('estimated'));
  if (filter.judged === true) {
    need('p.kind NOT IN (?, ?)', words.find('classify'), words.find('refine'));
    need('p.outcome IN (?, ?)', words.find('accepted'), words.find('rejected'));
  }
  return { where, parameters };
}

function parseCursor(text: string): Cursor {
  const [runId, ordinal] = text.split('.').map(Number);
  if (!Number.isSafeInteger(runId) || !Number.isSafeInteger(ordinal)) {
    throw new RangeError('No such page');
  }
  return { runId: runId ?? 0, ordinal: ordinal ?? 0 };
}

function plain(row: Readonly<Record<string, unknown>>): LedgerRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' || typeof value === 'number' ? value : null,
    ]),
  );
}
