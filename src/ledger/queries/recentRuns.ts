import type { CodeArgs } from '../../models/codes.ts';
import { startOfDayUtc } from '../../models/localDay.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import { tierOf } from '../../models/tier.ts';
import type { Row, Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { Period, RecentRun } from '../figures.ts';
import { firstRunIdAt, runIdTime } from '../runId.ts';
import { tagCondition } from './tagConditions.ts';

const ZONE_MS = 14 * 3_600_000;
const DAY_MS = 86_400_000;

/** A run, and the local day of its start. */
export interface DatedRun {
  readonly day: number;
  readonly run: RecentRun;
}

/** Which runs, and how many of them. */
export interface RecentAsked {
  readonly period: Period;
  readonly limit: number;
  readonly tags?: TagFilter | undefined;
}

/** Runs of purpose `use`, newest first. */
export function recentRuns(
  sql: Sql,
  words: WordCodes,
  { period, limit, tags = {} }: RecentAsked,
): readonly DatedRun[] {
  const tagged = tagCondition('runs.tags', tags);
  const runs = sql.rows(
    `SELECT *, (SELECT count(*) FROM attempts JOIN profiles ON profiles.id = profile
         WHERE run_id = runs.id AND usage = ?) AS estimated
     FROM runs WHERE id >= ? AND id < ? AND day BETWEEN ? AND ? AND purpose = ?
       ${tagged === undefined ? '' : `AND ${tagged.sql}`}
     ORDER BY id DESC LIMIT ?`,
    [
      words.find('estimated'),
      firstRunIdAt(startOfDayUtc(period.firstDay) - ZONE_MS),
      firstRunIdAt(startOfDayUtc(period.lastDay) + DAY_MS + ZONE_MS),
      period.firstDay,
      period.lastDay,
      words.find('use'),
      ...(tagged?.parameters ?? []),
      limit,
    ],
  );
  return runs.map((row) => ({ day: number(row, 'day'), run: recentRun(words, row) }));
}

function recentRun(words: WordCodes, row: Row): RecentRun {
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
    finalModel: words.word(Number(row['final_model'] ?? -1)),
    outcome: word('outcome'),
    strength: row['strength'] === null ? null : word('strength'),
    attempts: number(row, 'attempts'),
    costNusd: number(row, 'cost_nusd'),
    unpriced: number(row, 'unpriced'),
    estimated: number(row, 'estimated'),
    baselineNusd: baseline === null ? null : Number(baseline),
    reasonCode: word('reason_code'),
    reasonArgs: parseArgs(row['reason_args']),
    durationMs: number(row, 'duration_ms'),
  };
}

function number(row: Row, name: string): number {
  return Number(row[name] ?? 0);
}

function taskOf(word: string): TaskName {
  return TASK_NAMES.find((name) => name === word) ?? 'review';
}

function parseArgs(json: unknown): CodeArgs {
  if (typeof json !== 'string') return {};
  return JSON.parse(json) as CodeArgs;
}
