import { LEDGER_SCHEMA_1 } from './ledgerSchema.ts';
import type { Migration } from './migration.ts';
import type { Sql } from './sql.ts';

/** The steps from an empty database to today's ledger. The version is how many were taken. */
export const LEDGER_MIGRATIONS: readonly Migration[] = [
  (sql) => sql.script(LEDGER_SCHEMA_1),
  addPairs,
  addRunEnds,
  takeBackFirstAnswers,
  showEstimates,
];

/** What a cheaper tier wrote beside what Opus then wrote for the same work, in the daily sums. */
function addPairs(sql: Sql): void {
  // Builds before the first release had these columns in version 1.
  if (hasColumn(sql, 'daily', 'pairs')) return;
  for (const name of ['pairs', 'pair_output_tokens', 'pair_opus_tokens']) {
    sql.script(`ALTER TABLE daily ADD COLUMN ${name} INTEGER NOT NULL DEFAULT 0`);
  }
  sql.script(`
    WITH answers AS (
      SELECT run_id, ordinal, tiers.word AS tier, profiles.tier AS tier_code, model,
        outcomes.word AS outcome, output_tokens - thinking_tokens AS written
      FROM attempts
        JOIN profiles ON profiles.id = profile
        JOIN words AS tiers ON tiers.id = profiles.tier
        JOIN words AS outcomes ON outcomes.id = profiles.outcome
        JOIN words AS kinds ON kinds.id = profiles.kind
      WHERE kinds.word <> 'classify' AND output_tokens > thinking_tokens
    ), opus AS (
      -- The other columns are those of the row with the least ordinal.
      SELECT run_id, MIN(ordinal), written FROM answers
      WHERE tier = 'opus' AND outcome = 'accepted' GROUP BY run_id
    ), cheaper AS (
      SELECT answers.run_id, tier_code, MAX(ordinal), model, answers.written,
        opus.written AS opus_written
      FROM opus JOIN answers ON answers.run_id = opus.run_id
      WHERE tier <> 'opus' AND outcome IN ('accepted', 'rejected')
      GROUP BY answers.run_id, tier_code
    ), begun AS (
      SELECT id, day, purpose, task, language FROM runs
      UNION ALL
      SELECT run_id, day, purpose, task, (SELECT id FROM words WHERE word = '') FROM unfinished
    ), sums AS (
      SELECT day, purpose, task, language, tier_code, model, COUNT(*) AS pairs,
        SUM(written) AS written, SUM(opus_written) AS opus_written
      FROM cheaper JOIN begun ON begun.id = cheaper.run_id
      GROUP BY day, purpose, task, language, tier_code, model
    )
    UPDATE daily SET pairs = sums.pairs, pair_output_tokens = sums.written,
      pair_opus_tokens = sums.opus_written
    FROM sums
    WHERE daily.day = sums.day AND daily.purpose = sums.purpose AND daily.task = sums.task
      AND daily.language = sums.language AND daily.tier = sums.tier_code
      AND daily.model = sums.model`);
}

/**
 * The model that answered, in the run, since finding it in the attempts is slow among a million; and
 * when a run ended, in ms after its start, if that is not how long it took: it may end again, and the
 * latest end counts.
 */
function addRunEnds(sql: Sql): void {
  sql.script('ALTER TABLE runs ADD COLUMN final_model INTEGER');
  // Builds before the first release had this column in version 2.
  if (!hasColumn(sql, 'runs', 'ended_after_ms')) {
    sql.script('ALTER TABLE runs ADD COLUMN ended_after_ms INTEGER');
  }
  sql.script(`
    INSERT OR IGNORE INTO words (word) SELECT '' WHERE EXISTS (SELECT 1 FROM runs);
    UPDATE runs SET final_model = coalesce((
      SELECT model FROM attempts JOIN profiles ON profiles.id = profile
      WHERE run_id = runs.id AND kind IS NOT (SELECT id FROM words WHERE word = 'classify')
      ORDER BY outcome IS (SELECT id FROM words WHERE word = 'accepted') DESC, ordinal DESC
      LIMIT 1), (SELECT id FROM words WHERE word = ''))`);
}

/**
 * Where a classifier was asked first, the time of the answer itself was taken for time that repairs
 * and escalations had added. Runs that are no longer kept one by one stay as they were summed.
 */
function takeBackFirstAnswers(sql: Sql): void {
  sql.script(`
    WITH begun AS (
      SELECT id, day, purpose, task, language FROM runs
      UNION ALL
      SELECT run_id, day, purpose, task, (SELECT id FROM words WHERE word = '') FROM unfinished
    ), mistaken AS (
      SELECT day, purpose, task, language, tier, model, SUM(duration_ms) AS ms
      FROM attempts
        JOIN profiles ON profiles.id = profile
        JOIN words AS kinds ON kinds.id = profiles.kind
        JOIN begun ON begun.id = run_id
      WHERE ordinal > 1 AND kinds.word IN ('first', 'classify')
      GROUP BY day, purpose, task, language, tier, model
    )
    UPDATE daily SET extra_ms = extra_ms - mistaken.ms FROM mistaken
    WHERE daily.day = mistaken.day AND daily.purpose = mistaken.purpose
      AND daily.task = mistaken.task AND daily.language = mistaken.language
      AND daily.tier = mistaken.tier AND daily.model = mistaken.model`);
}

/** How many attempts of a run were estimated, in the view of the runs: its cost is about that much. */
function showEstimates(sql: Sql): void {
  const words = (...columns: readonly string[]) =>
    columns
      .map((name) => `(SELECT word FROM words WHERE words.id = row.${name}) AS ${name}`)
      .join(', ');
  sql.script(`
    DROP VIEW runs_v;
    CREATE VIEW runs_v AS SELECT
      id, day,
      ${words('task', 'language', 'purpose', 'start_tier', 'final_tier', 'outcome', 'strength')},
      attempts, cost_nusd, unpriced, baseline_nusd, ${words('baseline_method')}, baseline_ratio,
      estimate_low_nusd, estimate_high_nusd, ${words('reason_code')},
      coalesce(reason_args, '{}') AS reason_args, duration_ms, ${words('verdict')}, kept_share,
      late_problems, ${words('rating')},
      (SELECT count(*) FROM attempts JOIN profiles ON profiles.id = profile
        WHERE run_id = row.id AND usage = (SELECT id FROM words WHERE word = 'estimated'))
        AS estimated
    FROM runs AS row;`);
}

function hasColumn(sql: Sql, table: string, column: string): boolean {
  return sql.all(`PRAGMA table_info(${table})`).some(([, name]) => name === column);
}
