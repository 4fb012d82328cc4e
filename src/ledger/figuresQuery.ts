import { TASK_NAMES } from '../models/task.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { CodeArgs } from '../models/userError.ts';
import type {
  DayTier,
  Figures,
  Glance,
  GroupTotals,
  Period,
  RecentRun,
  Totals,
} from './figures.ts';
import type { TierSums } from './ledger.ts';
import { addDays, startOfDayUtc } from './localDay.ts';
import { bucketTop } from './outputSize.ts';
import { firstRunIdAt, runIdTime } from './runId.ts';
import type { Row, Sql } from './sql.ts';
import type { Words } from './words.ts';

const RECENT_RUNS = 50;
const ZONE_MS = 14 * 3_600_000;
const DAY_MS = 86_400_000;
/** What past runs say of a tier is what they said lately: models change. */
const EVIDENCE_DAYS = 90;

const TOTALS = `
  SUM(runs) AS runs, SUM(accepted) AS accepted, SUM(attempts) AS attempts,
  SUM(cost_nusd) AS cost, SUM(unpriced) AS unpriced, SUM(estimated) AS estimated,
  SUM(comparable_runs) AS comparable, SUM(comparable_cost_nusd) AS comparable_cost,
  SUM(baseline_nusd) AS baseline, SUM(escalations) AS escalations,
  SUM(failed_cost_nusd) AS failed_cost, SUM(extra_ms) AS extra_ms`;

const IN_PERIOD = 'FROM daily WHERE day BETWEEN ? AND ? AND purpose = ?';

/** Every number of the report, from the daily sums. */
export function figuresOf(sql: Sql, words: Words, period: Period): Figures {
  const days = [period.firstDay, period.lastDay, words.find('use')];
  return {
    period,
    totals: totalsOf(sql.rows(`SELECT ${TOTALS} ${IN_PERIOD}`, days)[0]),
    byTask: groups(sql, words, 'task', days),
    byTier: groups(sql, words, 'tier', days),
    byModel: groups(sql, words, 'model', days),
    byDay: sql
      .rows(
        `SELECT day, tier, SUM(cost_nusd) AS cost, SUM(baseline_nusd) AS baseline, SUM(runs) AS runs
         ${IN_PERIOD} GROUP BY day, tier ORDER BY day, tier`,
        days,
      )
      .map((row) => dayTier(row, words)),
    recent: recentRuns(sql, words, period, RECENT_RUNS),
  };
}

/** What the status bar shows: today, the last 7 and the last 30 days, `today` included. */
export function glanceOf(sql: Sql, words: Words, today: number): Glance {
  const use = words.find('use');
  const totals = (firstDay: number) =>
    totalsOf(sql.rows(`SELECT ${TOTALS} ${IN_PERIOD}`, [firstDay, today, use])[0]);
  const month = addDays(today, -29);
  return {
    today: totals(today),
    week: totals(addDays(today, -6)),
    month: totals(month),
    byTierMonth: groups(sql, words, 'tier', [month, today, use]),
    last: recentRuns(sql, words, { firstDay: month, lastDay: today }, 1)[0],
  };
}

/** What the attempts of the last 90 days say of every tier at every task, by `task tier`. */
export function evidenceOf(sql: Sql, words: Words, today: number): Record<string, TierSums> {
  const use = words.find('use');
  const evidence: Record<string, TierSums> = {};
  for (const row of sql.rows(
    `SELECT task, tier, SUM(gated) AS gated, SUM(gated_accepted) AS accepted,
       SUM(gated_priced) AS priced, SUM(gated_cost_nusd) AS cost,
       SUM(gated_input_tokens) AS input, SUM(gated_output_tokens) AS output,
       SUM(starts) AS starts, SUM(starts_accepted) AS starts_accepted, SUM(proven) AS proven
     ${IN_PERIOD} GROUP BY task, tier`,
    [addDays(today, -EVIDENCE_DAYS), 99_999_999, use],
  )) {
    const attempts = number(row, 'gated');
    if (attempts === 0) continue;
    const task = number(row, 'task');
    const tier = number(row, 'tier');
    evidence[`${words.word(task)} ${words.word(tier)}`] = {
      attempts,
      accepted: number(row, 'accepted'),
      starts: number(row, 'starts'),
      startsAccepted: number(row, 'starts_accepted'),
      proven: number(row, 'proven'),
      meanCostNusd: mean(number(row, 'cost'), number(row, 'priced')),
      meanInputTokens: mean(number(row, 'input'), attempts),
      meanOutputTokens: mean(number(row, 'output'), attempts),
      outputTokensP95: outputP95(sql, task, tier),
    };
  }
  return evidence;
}

/** Runs of purpose `use`, newest first. */
function recentRuns(sql: Sql, words: Words, period: Period, limit: number): readonly RecentRun[] {
  const runs = sql.rows(
    `SELECT * FROM runs WHERE id >= ? AND id < ? AND day BETWEEN ? AND ? AND purpose = ?
     ORDER BY id DESC LIMIT ?`,
    [
      firstRunIdAt(startOfDayUtc(period.firstDay) - ZONE_MS),
      firstRunIdAt(startOfDayUtc(period.lastDay) + DAY_MS + ZONE_MS),
      period.firstDay,
      period.lastDay,
      words.find('use'),
      limit,
    ],
  );
  return runs.map((row) => recentRun(sql, words, row));
}

function recentRun(sql: Sql, words: Words, row: Row): RecentRun {
  const word = (name: string) => words.word(number(row, name));
  const runId = number(row, 'id');
  const baseline = row['baseline_nusd'];
  return {
    runId,
    startedAt: runIdTime(runId),
    task: taskOf(word('task')),
    language: word('language'),
    startTier: tierOf(word('start_tier')),
    finalTier: tierOf(word('final_tier')),
    finalModel: finalModel(sql, words, runId),
    outcome: word('outcome'),
    strength: row['strength'] === null ? null : word('strength'),
    attempts: number(row, 'attempts'),
    costNusd: number(row, 'cost_nusd'),
    unpriced: number(row, 'unpriced'),
    estimated: estimatedAttempts(sql, words, runId),
    baselineNusd: baseline === null ? null : Number(baseline),
    reasonCode: word('reason_code'),
    reasonArgs: parseArgs(row['reason_args']),
    durationMs: number(row, 'duration_ms'),
  };
}

function finalModel(sql: Sql, words: Words, runId: number): string {
  const model = sql.get(
    `SELECT model FROM attempts JOIN profiles ON profiles.id = profile
     WHERE run_id = ? AND kind <> ?
     ORDER BY outcome = ? DESC, ordinal DESC LIMIT 1`,
    [runId, words.find('classify'), words.find('accepted')],
  )?.[0];
  return words.word(Number(model ?? -1));
}

function estimatedAttempts(sql: Sql, words: Words, runId: number): number {
  return sql.number(
    `SELECT count(*) FROM attempts JOIN profiles ON profiles.id = profile
     WHERE run_id = ? AND usage = ?`,
    [runId, words.find('estimated')],
  );
}

function groups(
  sql: Sql,
  words: Words,
  column: 'task' | 'tier' | 'model',
  days: readonly number[],
): readonly GroupTotals[] {
  return sql
    .rows(`SELECT ${column} AS key, ${TOTALS} ${IN_PERIOD} GROUP BY ${column}`, days)
    .filter((row) => number(row, 'runs') !== 0 || number(row, 'attempts') !== 0)
    .map((row) => ({ key: words.word(number(row, 'key')), ...totalsOf(row) }))
    .sort((a, b) => b.costNusd - a.costNusd || (a.key < b.key ? -1 : 1));
}

function dayTier(row: Row, words: Words): DayTier {
  return {
    day: number(row, 'day'),
    tier: tierOf(words.word(number(row, 'tier'))),
    costNusd: number(row, 'cost'),
    baselineNusd: number(row, 'baseline'),
    runs: number(row, 'runs'),
  };
}

function totalsOf(row: Row | undefined): Totals {
  const value = (name: string) => (row === undefined ? 0 : number(row, name));
  const comparableCostNusd = value('comparable_cost');
  const baselineNusd = value('baseline');
  return {
    runs: value('runs'),
    accepted: value('accepted'),
    attempts: value('attempts'),
    costNusd: value('cost'),
    unpriced: value('unpriced'),
    estimated: value('estimated'),
    comparableRuns: value('comparable'),
    comparableCostNusd,
    baselineNusd,
    savedNusd: baselineNusd - comparableCostNusd,
    escalations: value('escalations'),
    failedCostNusd: value('failed_cost'),
    extraMs: value('extra_ms'),
  };
}

function outputP95(sql: Sql, task: number, tier: number): number {
  const sizes = sql.all(
    `SELECT bucket, attempts FROM output_sizes WHERE task = ? AND tier = ? AND attempts > 0
     ORDER BY bucket`,
    [task, tier],
  );
  const all = sizes.reduce((sum, [, attempts]) => sum + Number(attempts), 0);
  let seen = 0;
  for (const [bucket, attempts] of sizes) {
    seen += Number(attempts);
    if (seen >= all * 0.95) return bucketTop(Number(bucket));
  }
  return 0;
}

function mean(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round(sum / count);
}

function number(row: Row, name: string): number {
  return Number(row[name] ?? 0);
}

function taskOf(word: string): TaskName {
  return TASK_NAMES.find((name) => name === word) ?? 'review';
}

function tierOf(word: string): Tier {
  return word === 'haiku' || word === 'sonnet' || word === 'opus' ? word : 'other';
}

function parseArgs(json: unknown): CodeArgs {
  if (typeof json !== 'string') return {};
  return JSON.parse(json) as CodeArgs;
}
