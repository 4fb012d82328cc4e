import type { SqlValue } from 'sql.js';
import type { Purpose } from '../../models/booking.ts';
import type { Learnt } from '../../models/learning/evidenceFold.ts';
import { EvidenceFold } from '../../models/learning/evidenceFold.ts';
import type { PastAttempt } from '../../models/learning/pastRun.ts';
import { addDays } from '../../models/localDay.ts';
import type { ExploreSpend } from '../../models/spend.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';

/** What is older is not learnt from: models change. */
const LEARNT_DAYS = 90;
/** The newest runs that are learnt from, so that a large ledger takes no longer than a small one. */
const LEARNT_RUNS = 2_000;
/** The days of which a share may be spent on exploring. */
const EXPLORED_DAYS = 30;
/** Purposes whose runs were made as the policy makes them, be it by chance. */
const PURPOSES = ['use', 'explore', 'control'] as const satisfies readonly Purpose[];

/** What the newest runs teach, as it counts on a day (`yyyymmdd`). */
export function learntFrom(sql: Sql, words: WordCodes, today: number): Learnt {
  const purposes = PURPOSES.map((purpose) => words.find(purpose));
  const runs = sql
    .all(
      `SELECT id, task, language, day, outcome, strength, verdict, rating, late_problems, audit FROM runs
       WHERE purpose IN (${purposes.map(() => '?').join(', ')}) AND day >= ?
       ORDER BY id DESC LIMIT ?`,
      [...purposes, addDays(today, -LEARNT_DAYS), LEARNT_RUNS],
    )
    .toReversed();
  const attempts = attemptsFrom(sql, words, runs[0]?.[0] ?? 0);
  const word = (code: SqlValue | undefined) => words.word(Number(code));
  const wordOrNull = (code: SqlValue | undefined) => (code === null ? null : word(code));
  const fold = new EvidenceFold();
  for (const [id, task, language, day, outcome, strength, verdict, rating, late, audit] of runs) {
    fold.add({
      task: word(task),
      language: word(language),
      day: Number(day),
      outcome: word(outcome),
      strength: wordOrNull(strength),
      verdict: wordOrNull(verdict),
      rating: wordOrNull(rating),
      lateProblems: Number(late),
      audit: wordOrNull(audit),
      attempts: attempts.get(Number(id)) ?? [],
    });
  }
  return { ...fold.learnt(today), explored: exploredLately(sql, words, today) };
}

/** What exploring has cost of the spend of the last days. */
function exploredLately(sql: Sql, words: WordCodes, today: number): ExploreSpend {
  const sumOf = (purposes: readonly Purpose[]) =>
    sql.number(
      `SELECT coalesce(sum(cost_nusd), 0) FROM daily
       WHERE day >= ? AND purpose IN (${purposes.map(() => '?').join(', ')})`,
      [addDays(today, -EXPLORED_DAYS), ...purposes.map((purpose) => words.find(purpose))],
    );
  return { spentNusd: sumOf(PURPOSES), exploredNusd: sumOf(['explore']) };
}

/** The attempts of all runs from one on, by run. */
function attemptsFrom(
  sql: Sql,
  words: WordCodes,
  firstRun: SqlValue,
): ReadonlyMap<number, readonly PastAttempt[]> {
  const byRun = new Map<number, PastAttempt[]>();
  const word = (code: SqlValue | undefined) => words.word(Number(code));
  for (const [run, kind, tier, model, effort, outcome, problems, cost] of sql.all(
    `SELECT run_id, kind, tier, model, effort, outcome, problems, cost_nusd
     FROM attempts JOIN profiles ON profiles.id = profile WHERE run_id >= ?
     ORDER BY run_id, ordinal`,
    [firstRun],
  )) {
    const attempts = byRun.get(Number(run)) ?? [];
    byRun.set(Number(run), attempts);
    attempts.push({
      kind: word(kind),
      tier: word(tier),
      model: word(model),
      effort: effort === null ? null : word(effort),
      outcome: word(outcome),
      problems: problems === null ? [] : word(problems).split(' '),
      costNusd: cost === null ? null : Number(cost),
    });
  }
  return byRun;
}
