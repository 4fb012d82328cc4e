import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { Tier } from '../../models/tier.ts';
import { tierOf } from '../../models/tier.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { Period } from '../figures.ts';
import type { Quality, TaskStart, TierQuality } from '../quality.ts';
import { LOW_SATISFACTION, MOST_TIMED } from '../quality.ts';
import type { RowFilter } from '../rows.ts';
import { conditionsOf } from './rowConditions.ts';
import type { RunMeasure } from './runMeasures.ts';
import {
  COMPARABLE_RUN,
  escalatedRun,
  keptAnswer,
  rightAnswer,
  satisfaction,
} from './runMeasures.ts';
import { taskOf, whereOf } from './trialsQuery.ts';

/** What is summed up of every run, by the field that it becomes. */
const SUMMED = {
  runs: () => plain('1'),
  told: (code) => measured(satisfaction(code), (sql) => `(${sql}) IS NOT NULL`),
  satisfaction: (code) => satisfaction(code),
  low: (code) => measured(satisfaction(code), (sql) => `(${sql}) < ${LOW_SATISFACTION}`),
  kept: keptAnswer,
  edited: (code) => is('r.verdict', code('edited')),
  undone: (code) => is('r.verdict', code('undone')),
  discarded: (code) => is('r.verdict', code('discarded')),
  shared: () => plain('r.kept_share IS NOT NULL'),
  keptShare: () => plain('r.kept_share'),
  accepted: (code) => is('r.outcome', code('accepted')),
  right: rightAnswer,
  escalated: escalatedRun,
  priced: () => plain('r.unpriced = 0'),
  pricedRight: (code) => measured(rightAnswer(code), (sql) => `r.unpriced = 0 AND ${sql}`),
  pricedNusd: () => plain('CASE WHEN r.unpriced = 0 THEN r.cost_nusd END'),
  comparable: () => plain(COMPARABLE_RUN),
  baselineNusd: () => plain(`CASE WHEN ${COMPARABLE_RUN} THEN r.baseline_nusd END`),
  // What a run of one attempt cost was spent where it started; of the others the attempts say it.
  startNusd: () => plain(`CASE WHEN ${COMPARABLE_RUN} AND r.attempts = 1 THEN r.cost_nusd END`),
  saved: savedUsd,
  savedSquares: (code) => power(savedUsd(code), 2),
  savedCubes: (code) => power(savedUsd(code), 3),
  savedFourths: (code) => power(savedUsd(code), 4),
} as const satisfies Readonly<Record<string, (code: (word: string) => number) => RunMeasure>>;

type Sums = Readonly<Record<keyof typeof SUMMED, number>>;

/** Sums of the runs of a task that started at one tier and ended at one. */
interface Group {
  readonly task: number;
  readonly startTier: number;
  readonly finalTier: number;
  readonly sums: Sums;
}

/** Which runs: those of a period, with some tags. */
interface Chosen {
  readonly period: Period;
  readonly tags?: TagFilter | undefined;
}

/** How good the answers of some runs were; reads its runs once, and the attempts of those with several. */
export function qualityOf(sql: Sql, words: WordCodes, chosen: Chosen): Quality {
  const groups = groupsOf(sql, words, chosen);
  return {
    period: chosen.period,
    saved: {
      count: summed(groups, 'comparable'),
      powers: [
        summed(groups, 'saved'),
        summed(groups, 'savedSquares'),
        summed(groups, 'savedCubes'),
        summed(groups, 'savedFourths'),
      ],
    },
    tiers: tiersOf(groups, timesOf(sql, words, chosen), (code) => tierOf(words.word(code))),
    starts: startsOf(groups, startCosts(sql, words, chosen), words),
  };
}

function groupsOf(sql: Sql, words: WordCodes, chosen: Chosen): readonly Group[] {
  const names = Object.keys(SUMMED) as (keyof Sums)[];
  const measures = names.map((name) => SUMMED[name]((word) => words.find(word)));
  const { where, parameters } = runsOf(words, chosen);
  return sql
    .all(
      `SELECT r.task, r.start_tier, r.final_tier,
         ${measures.map((measure) => `total(${measure.sql})`).join(', ')}
       FROM runs AS r WHERE ${where} GROUP BY r.task, r.start_tier, r.final_tier`,
      [...measures.flatMap((measure) => measure.parameters), ...parameters],
    )
    .map(([task, startTier, finalTier, ...values]) => ({
      task: Number(task),
      startTier: Number(startTier),
      finalTier: Number(finalTier),
      sums: Object.fromEntries(names.map((name, at) => [name, Number(values[at])])) as Record<
        keyof Sums,
        number
      >,
    }));
}

type Times = ReadonlyMap<number, readonly [median: number, most: number]>;

function tiersOf(
  groups: readonly Group[],
  times: Times,
  nameOf: (code: number) => Tier,
): readonly TierQuality[] {
  const byTier = Map.groupBy(groups, ({ finalTier }) => finalTier);
  return [...byTier].map(([code, of]) => {
    const [medianMs = null, mostMs = null] = times.get(code) ?? [];
    const sum = (name: keyof Sums): number => summed(of, name);
    return {
      tier: nameOf(code),
      runs: sum('runs'),
      told: sum('told'),
      satisfaction: sum('satisfaction'),
      low: sum('low'),
      kept: sum('kept'),
      edited: sum('edited'),
      undone: sum('undone'),
      discarded: sum('discarded'),
      shared: sum('shared'),
      keptShare: sum('keptShare'),
      accepted: sum('accepted'),
      medianMs,
      mostMs,
    };
  });
}

function startsOf(
  groups: readonly Group[],
  costs: ReadonlyMap<string, number>,
  words: WordCodes,
): readonly TaskStart[] {
  const byStart = Map.groupBy(groups, ({ task, startTier }) => `${task} ${startTier}`);
  return [...byStart].flatMap(([key, of]) => {
    const [first] = of;
    if (first === undefined) return [];
    const sum = (name: keyof Sums): number => summed(of, name);
    return {
      task: taskOf(words, first.task),
      startTier: tierOf(words.word(first.startTier)),
      runs: sum('runs'),
      right: sum('right'),
      escalated: sum('escalated'),
      priced: sum('priced'),
      pricedRight: sum('pricedRight'),
      pricedNusd: sum('pricedNusd'),
      comparable: sum('comparable'),
      baselineNusd: sum('baselineNusd'),
      startNusd: sum('startNusd') + (costs.get(key) ?? 0),
    };
  });
}

/** By tier how long accepted runs took, of the newest: half of them at most, and 19 in 20 at most. */
function timesOf(sql: Sql, words: WordCodes, chosen: Chosen): Times {
  const { where, parameters } = runsOf(words, { ...chosen, outcome: 'accepted' });
  const rows = sql.all(
    `SELECT tier, min(ms), max(ms) FROM (
       SELECT tier, ms, count(*) OVER (PARTITION BY tier) AS runs,
         row_number() OVER (PARTITION BY tier ORDER BY ms) AS place
       FROM (SELECT r.final_tier AS tier, r.duration_ms AS ms FROM runs AS r WHERE ${where}
         ORDER BY r.id DESC LIMIT ${MOST_TIMED}))
     WHERE place IN ((runs * 50 + 99) / 100, (runs * 95 + 99) / 100) GROUP BY tier`,
    parameters,
  );
  return new Map(
    rows.map(([tier, median, most]) => [Number(tier), [Number(median), Number(most)]] as const),
  );
}

/** By task and start what comparable runs of several attempts have spent at the tier that they started at. */
function startCosts(sql: Sql, words: WordCodes, chosen: Chosen): ReadonlyMap<string, number> {
  const { where, parameters } = runsOf(words, { ...chosen, comparable: true });
  const rows = sql.all(
    `SELECT r.task, r.start_tier, sum(coalesce(a.cost_nusd, 0))
     FROM runs AS r CROSS JOIN attempts AS a ON a.run_id = r.id
       CROSS JOIN profiles AS p ON p.id = a.profile AND p.tier = r.start_tier
     WHERE ${where} AND r.attempts > 1 GROUP BY r.task, r.start_tier`,
    parameters,
  );
  return new Map(
    rows.map(([task, tier, nusd]) => [`${Number(task)} ${Number(tier)}`, Number(nusd)]),
  );
}

function summed(groups: readonly Group[], name: keyof Sums): number {
  return groups.reduce((total, { sums }) => total + sums[name], 0);
}

function runsOf(words: WordCodes, filter: RowFilter): ReturnType<typeof whereOf> {
  return whereOf(conditionsOf(words, { kind: 'runs', filter }));
}

function plain(sql: string): RunMeasure {
  return { sql, parameters: [] };
}

function is(column: string, code: number): RunMeasure {
  return { sql: `${column} = ?`, parameters: [code] };
}

/** What a run that can be compared has saved; one whose answer proved wrong has lost what it cost. */
function savedUsd(code: (word: string) => number): RunMeasure {
  return {
    sql: `CASE WHEN ${COMPARABLE_RUN} THEN
      (CASE WHEN coalesce(r.audit, 0) = ? THEN 0 ELSE r.baseline_nusd END - r.cost_nusd) / 1e9 END`,
    parameters: [code('wrong')],
  };
}

function power({ sql, parameters }: RunMeasure, exponent: number): RunMeasure {
  const times = Array.from({ length: exponent });
  return {
    sql: times.map(() => `(${sql})`).join(' * '),
    parameters: times.flatMap(() => parameters),
  };
}

function measured(measure: RunMeasure, change: (sql: string) => string): RunMeasure {
  return { ...measure, sql: change(measure.sql) };
}
