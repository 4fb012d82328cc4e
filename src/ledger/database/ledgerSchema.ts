import { SUMS } from './sums.ts';

/**
 * The ledger's tables. Texts that repeat are kept as codes of `words`; the views show them as words
 * and are what outside readers may rely on.
 */
export const LEDGER_SCHEMA = `
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, day INTEGER NOT NULL, task INTEGER NOT NULL, language INTEGER NOT NULL,
  purpose INTEGER NOT NULL, start_tier INTEGER NOT NULL, final_tier INTEGER NOT NULL,
  outcome INTEGER NOT NULL, strength INTEGER, attempts INTEGER NOT NULL, cost_nusd INTEGER NOT NULL,
  unpriced INTEGER NOT NULL, baseline_nusd INTEGER, baseline_method INTEGER NOT NULL,
  baseline_ratio REAL NOT NULL, estimate_low_nusd INTEGER, estimate_high_nusd INTEGER,
  reason_code INTEGER NOT NULL, reason_args TEXT, duration_ms INTEGER NOT NULL,
  verdict INTEGER, kept_share REAL, late_problems INTEGER, rating INTEGER,
  -- When each of the four was said, in ms after the run's start: the latest counts.
  verdict_after_ms INTEGER, kept_after_ms INTEGER, late_after_ms INTEGER, rating_after_ms INTEGER,
  -- When the run ended, in ms after its start, if that is not how long it took: it may end again, and
  -- the latest end counts.
  ended_after_ms INTEGER,
  -- Changes of the code that accepted tests were run against; NULL: none were.
  mutants_executed INTEGER, mutants_killed INTEGER, mutants_timed_out INTEGER,
  -- The model that answered: to find it in the attempts is slow among a million.
  final_model INTEGER,
  -- What its user said when chance chose the run, and when, in ms after its start.
  audit INTEGER, audit_after_ms INTEGER,
  -- The chance with which its start was chosen, and the rules that chose; NULL: not known.
  propensity REAL, policy INTEGER,
  -- The chance of the model that it started with, among those of its tier; NULL: it was certain.
  model_propensity REAL
);

-- Audits are few: they are found without a look at every run.
CREATE INDEX runs_audited ON runs (id) WHERE audit IS NOT NULL;

-- What attempts have in common: a few hundred combinations, so that an attempt names one of them.
-- "key" is the combination as JSON.
CREATE TABLE profiles (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL,
  provider INTEGER NOT NULL, tier INTEGER NOT NULL, model INTEGER NOT NULL, effort INTEGER,
  outcome INTEGER NOT NULL, problems INTEGER, usage INTEGER NOT NULL, price_id INTEGER,
  error_code INTEGER, http_status INTEGER, service_tier INTEGER, batch INTEGER NOT NULL
);

-- request_id is kept without its usual start req_; one that starts otherwise begins with a colon.
CREATE TABLE attempts (
  run_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, profile INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL,
  cache_write_5m_tokens INTEGER NOT NULL, cache_write_1h_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL, thinking_tokens INTEGER NOT NULL, cost_nusd INTEGER,
  retries INTEGER NOT NULL, waited_ms INTEGER NOT NULL, first_token_ms INTEGER,
  duration_ms INTEGER NOT NULL, request_id TEXT,
  PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;

-- Attempts that are under way; what they are booked as, and at, if their window dies.
CREATE TABLE pending (
  run_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, writer TEXT NOT NULL,
  lost_profile INTEGER NOT NULL, expected_nusd INTEGER,
  PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;

-- Runs that have attempts but have not ended.
CREATE TABLE unfinished (
  run_id INTEGER PRIMARY KEY, writer TEXT NOT NULL, day INTEGER NOT NULL, task INTEGER NOT NULL,
  purpose INTEGER NOT NULL
);

-- Verdicts that were read before their run.
CREATE TABLE early_verdicts (run_id INTEGER NOT NULL, verdict TEXT NOT NULL);
CREATE INDEX early_verdicts_run ON early_verdicts (run_id);

CREATE TABLE prices (
  id TEXT PRIMARY KEY, provider TEXT NOT NULL, model TEXT NOT NULL, valid_from INTEGER NOT NULL,
  band TEXT NOT NULL, rates TEXT NOT NULL, source TEXT NOT NULL
) WITHOUT ROWID;

-- Sums by the local day of the run's start. Of pairs: what a cheaper tier wrote beside what Opus then
-- wrote for the same work.
CREATE TABLE daily (
  day INTEGER NOT NULL, purpose INTEGER NOT NULL, task INTEGER NOT NULL, language INTEGER NOT NULL,
  tier INTEGER NOT NULL, model INTEGER NOT NULL,
  ${SUMS.map((name) => `${name} INTEGER NOT NULL`).join(', ')},
  PRIMARY KEY (day, purpose, task, language, tier, model)
) WITHOUT ROWID;

-- Output tokens of accepted and rejected attempts, counted by size.
CREATE TABLE output_sizes (
  task INTEGER NOT NULL, tier INTEGER NOT NULL, bucket INTEGER NOT NULL, attempts INTEGER NOT NULL,
  PRIMARY KEY (task, tier, bucket)
) WITHOUT ROWID;

-- What forgotten runs cost on the days that budgets still ask for.
CREATE TABLE kept_costs (day INTEGER PRIMARY KEY, cost_nusd INTEGER NOT NULL, unpriced INTEGER NOT NULL);

CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

-- "estimated" counts the attempts whose cost is about what is said.
CREATE VIEW runs_v AS SELECT
  id, day, ${words('task', 'language', 'purpose', 'start_tier', 'final_tier', 'outcome', 'strength')},
  attempts, cost_nusd, unpriced, baseline_nusd, ${words('baseline_method')}, baseline_ratio,
  estimate_low_nusd, estimate_high_nusd, ${words('reason_code')},
  coalesce(reason_args, '{}') AS reason_args, duration_ms, ${words('verdict')}, kept_share,
  late_problems, ${words('rating')},
  (SELECT count(*) FROM attempts JOIN profiles ON profiles.id = profile
    WHERE run_id = row.id AND usage = (SELECT id FROM words WHERE word = 'estimated')) AS estimated,
  mutants_executed, mutants_killed, mutants_timed_out, ${words('audit')}, propensity, ${words('policy')},
  model_propensity
FROM runs AS row;

CREATE VIEW attempts_v AS SELECT
  run_id, ordinal, ${words('kind', 'provider', 'tier', 'model', 'effort', 'outcome')},
  coalesce((SELECT word FROM words WHERE words.id = row.problems), '') AS problems,
  ${words('usage')}, input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
  output_tokens, thinking_tokens, cost_nusd, ${words('price_id', 'error_code')}, http_status,
  retries, waited_ms, first_token_ms, duration_ms, ${words('service_tier')}, batch,
  CASE WHEN request_id LIKE ':%' THEN substr(request_id, 2) ELSE 'req_' || request_id END
    AS request_id
FROM attempts JOIN profiles AS row ON row.id = attempts.profile;
`;

function words(...columns: string[]): string {
  return columns
    .map((name) => `(SELECT word FROM words WHERE words.id = row.${name}) AS ${name}`)
    .join(', ');
}
