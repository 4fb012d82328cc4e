import type { Audit, Verdict } from '../../models/booking.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import { runIdTime } from '../runId.ts';

/** What is said of a run after its end: what the user did, and whether an audited answer was right. */
type Said = Verdict & { readonly audit?: Audit['label'] };

/** Books an audit, as {@link bookVerdict}. */
export function bookAudit(sql: Sql, words: WordCodes, { runId, at, label }: Audit): void {
  bookVerdict(sql, words, { runId, at, audit: label });
}

/** Books a verdict with its run, or keeps it until the run is there. Of several the latest counts. */
export function bookVerdict(sql: Sql, words: WordCodes, verdict: Said): void {
  const { runId } = verdict;
  if (sql.get('SELECT 1 FROM runs WHERE id = ?', [runId]) === undefined) {
    sql.run('INSERT INTO early_verdicts (run_id, verdict) VALUES (?, ?)', [
      runId,
      JSON.stringify(verdict),
    ]);
    return;
  }
  const after = verdict.at - runIdTime(runId);
  const set = (field: string, when: string, value: number | undefined) => {
    if (value === undefined) return;
    sql.run(
      `UPDATE runs SET ${field} = ?1, ${when} = ?2
       WHERE id = ?3 AND (${when} IS NULL OR ${when} < ?2 OR (${when} = ?2 AND ${field} < ?1))`,
      [value, after, runId],
    );
  };
  const code = (word: string | undefined) => (word === undefined ? undefined : words.code(word));
  set('verdict', 'verdict_after_ms', code(verdict.verdict));
  set('kept_share', 'kept_after_ms', verdict.keptShare);
  set('late_problems', 'late_after_ms', verdict.lateProblems);
  set('rating', 'rating_after_ms', code(verdict.rating));
  set('audit', 'audit_after_ms', code(verdict.audit));
}

/** Books what was said of a run before it was there. */
export function bookEarlyVerdicts(sql: Sql, words: WordCodes, runId: number): void {
  const early = sql.all('SELECT verdict FROM early_verdicts WHERE run_id = ?', [runId]);
  if (early.length === 0) return;
  sql.run('DELETE FROM early_verdicts WHERE run_id = ?', [runId]);
  for (const [json] of early) bookVerdict(sql, words, JSON.parse(String(json)) as Said);
}
