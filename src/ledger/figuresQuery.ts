import { TASK_NAMES } from '../models/task.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { CodeArgs } from '../models/userError.ts';
import type {
  DayTier,
  FallbackAnalysis,
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
import type { SumName } from './sums.ts';
import { rankOf } from './tierRank.ts';
import type { Words } from './words.ts';

const RECENT_RUNS = 50;
const ZONE_MS = 14 * 3_600_000;
const DAY_MS = 86_400_000;
/** What past runs say of a tier is what they said lately: models change. */
const EVIDENCE_DAYS = 90;

/** Daily sums that totals are made of, in this order. */
const SUMMED = [
  'runs',
  'accepted',
  'attempts',
  'cost_nusd',
  'unpriced',
  'estimated',
  'comparable_runs',
  'comparable_cost_nusd',
  'baseline_nusd',
  'escalations',
  'failed_cost_nusd',
  'extra_ms',
  'gated',
  'gated_accepted',
] as const satisfies readonly SumName[];

const IN_PERIOD = 'FROM daily WHERE day BETWEEN ? AND ? AND purpose = ?';

/** The sums of a day, task, tier and model: all groups of a report are made of these. */
interface Cell {
  readonly day: number;
  readonly task: number;
  readonly tier: number;
  readonly model: number;
  readonly sums: readonly number[];
}

/** Every number of the report, from the daily sums, which are read once. */
export function figuresOf(sql: Sql, words: Words, period: Period): Figures {
  const cells = cellsOf(sql, words, period);
  const byDay = grouped(cells, ({ day, tier }) => `${day} ${tier}`);
  return {
    period,
    totals: totalsOf(added(cells)),
    byTask: groups(words, cells, 'task'),
    byTier: groups(words, cells, 'tier'),
    byModel: groups(words, cells, 'model'),
    byDay: [...byDay]
      .map(([key, sums]) => dayTier(key, sums, words))
      .sort((a, b) => a.day - b.day || (a.tier < b.tier ? -1 : 1)),
    fallbacks: fallbacksOf(cells, words),
    recent: recentRuns(sql, words, period, RECENT_RUNS),
  };
}

/** What the status bar shows: today, the last 7 and the last 30 days, `today` included. */
export function glanceOf(sql: Sql, words: Words, today: number): Glance {
  const period = { firstDay: addDays(today, -29), lastDay: today };
  const cells = cellsOf(sql, words, period);
  const from = (firstDay: number) => totalsOf(added(cells.filter(({ day }) => day >= firstDay)));
  return {
    today: from(today),
    week: from(addDays(today, -6)),
    month: from(period.firstDay),
    byTierMonth: groups(words, cells, 'tier'),
    last: recentRuns(sql, words, period, 1)[0],
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
       SUM(starts) AS starts, SUM(starts_accepted) AS starts_accepted, SUM(proven) AS proven,
       SUM(pairs) AS pairs, SUM(pair_output_tokens) AS pair_output,
       SUM(pair_opus_tokens) AS pair_opus
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
      pairs: number(row, 'pairs'),
      opusOutputRatio: number(row, 'pair_opus') / Math.max(1, number(row, 'pair_output')),
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

function cellsOf(sql: Sql, words: Words, { firstDay, lastDay }: Period): readonly Cell[] {
  return sql
    .all(
      `SELECT day, task, tier, model, ${SUMMED.map((name) => `SUM(${name})`).join(', ')}
       ${IN_PERIOD} GROUP BY day, task, tier, model`,
      [firstDay, lastDay, words.find('use')],
    )
    .map(([day, task, tier, model, ...sums]) => ({
      day: Number(day),
      task: Number(task),
      tier: Number(tier),
      model: Number(model),
      sums: sums.map(Number),
    }));
}

function added(cells: readonly Cell[]): readonly number[] {
  return grouped(cells, () => '').get('') ?? [];
}

function grouped<Key>(
  cells: readonly Cell[],
  keyOf: (cell: Cell) => Key,
): ReadonlyMap<Key, readonly number[]> {
  const groupsByKey = new Map<Key, number[]>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const sums = groupsByKey.get(key);
    if (sums === undefined) groupsByKey.set(key, [...cell.sums]);
    else cell.sums.forEach((sum, index) => (sums[index] = (sums[index] ?? 0) + sum));
  }
  return groupsByKey;
}

function groups(
  words: Words,
  cells: readonly Cell[],
  column: 'task' | 'tier' | 'model',
): readonly GroupTotals[] {
  return [...grouped(cells, (cell) => cell[column])]
    .map(([key, sums]) => ({ key: words.word(key), ...totalsOf(sums) }))
    .filter(({ runs, attempts }) => runs !== 0 || attempts !== 0)
    .sort((a, b) => b.costNusd - a.costNusd || (a.key < b.key ? -1 : 1));
}

function dayTier(key: string, sums: readonly number[], words: Words): DayTier {
  const [day, tier] = key.split(' ').map(Number);
  const { costNusd, baselineNusd, runs } = totalsOf(sums);
  return { day: day ?? 0, tier: tierOf(words.word(tier ?? -1)), costNusd, baselineNusd, runs };
}

/** Attempts and answers tier by tier, and the runs that had to go higher. */
function fallbacksOf(cells: readonly Cell[], words: Words): FallbackAnalysis {
  const all = totalsOf(added(cells));
  const byTier = [...grouped(cells, ({ tier }) => tier)]
    .map(([tier, sums]) => {
      const { attempts, escalations: fallbacks, costNusd } = totalsOf(sums);
      const judged = summed(sums, 'gated');
      const successes = summed(sums, 'gated_accepted');
      return {
        tier: tierOf(words.word(tier)),
        attempts,
        judged,
        successes,
        successRate: share(successes, judged),
        fallbacks,
        costNusd,
      };
    })
    .filter(({ attempts, fallbacks }) => attempts !== 0 || fallbacks !== 0)
    .sort((a, b) => rankOf(a.tier) - rankOf(b.tier));
  const { comparableRuns, comparableCostNusd, baselineNusd, savedNusd } = all;
  return {
    runs: all.runs,
    attempts: all.attempts,
    byTier,
    fallbacks: all.escalations,
    fallbackRate: share(all.escalations, all.runs),
    comparableRuns,
    actualNusd: comparableCostNusd,
    alwaysOpusNusd: baselineNusd,
    savedNusd,
    savedShare: share(savedNusd, baselineNusd),
    meanNusd: comparableRuns === 0 ? null : mean(comparableCostNusd, comparableRuns),
    meanOpusNusd: comparableRuns === 0 ? null : mean(baselineNusd, comparableRuns),
  };
}

function summed(sums: readonly number[], name: (typeof SUMMED)[number]): number {
  return sums[SUMMED.indexOf(name)] ?? 0;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function totalsOf(sums: readonly number[]): Totals {
  const value = (name: (typeof SUMMED)[number]) => summed(sums, name);
  const comparableCostNusd = value('comparable_cost_nusd');
  const baselineNusd = value('baseline_nusd');
  return {
    runs: value('runs'),
    accepted: value('accepted'),
    attempts: value('attempts'),
    costNusd: value('cost_nusd'),
    unpriced: value('unpriced'),
    estimated: value('estimated'),
    comparableRuns: value('comparable_runs'),
    comparableCostNusd,
    baselineNusd,
    savedNusd: baselineNusd - comparableCostNusd,
    escalations: value('escalations'),
    failedCostNusd: value('failed_cost_nusd'),
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
