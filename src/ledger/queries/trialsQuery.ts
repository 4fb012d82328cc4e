import type { SqlValue } from 'sql.js';
import type { AuditLabel, Purpose, Strength } from '../../models/booking.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import { tierOf } from '../../models/tier.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { Period } from '../figures.ts';
import type { RowFilter } from '../rows.ts';
import type {
  AuditedAnswers,
  CertainModels,
  CertainRuns,
  NthAnswers,
  Outcomes,
  Trials,
  TriedModel,
  TriedRun,
} from '../trials.ts';
import { MOST_TRIED } from '../trials.ts';
import { cappedOf } from './cappedQuery.ts';
import { modelsOf } from './modelsQuery.ts';
import type { RowCondition } from './rowConditions.ts';
import { BESIDE_ANSWERS, conditionsOf } from './rowConditions.ts';
import { keptAnswer, startModel } from './runMeasures.ts';

/** Which runs: those of a period, with some tags. */
type Chosen = Pick<RowFilter, 'period' | 'tags'>;

/** What is known beyond the sums of some runs; reads them, and of all time the audited ones. */
export function trialsOf(sql: Sql, words: WordCodes, period: Period, tags: TagFilter = {}): Trials {
  const chosen = { period, tags };
  return {
    period,
    audits: auditsOf(sql, words, tags),
    tried: triedOf(sql, words, chosen),
    certain: certainOf(sql, words, chosen),
    byAnswer: byAnswerOf(sql, words, chosen),
    capped: cappedOf(sql, words, chosen),
    models: modelsOf(sql, words, chosen),
    triedModels: triedModelsOf(sql, words, chosen),
    certainModels: certainModelsOf(sql, words, chosen),
  };
}

/** What was said of accepted answers of all time, by task, tier, model and strength. */
function auditsOf(sql: Sql, words: WordCodes, tags: TagFilter): readonly AuditedAnswers[] {
  const { where, parameters } = whereOf(
    conditionsOf(words, {
      kind: 'runs',
      filter: { purpose: 'answers', outcome: 'accepted', audit: 'any', tags },
    }),
  );
  const groups = new Map<string, { readonly row: readonly SqlValue[]; labels: AuditLabel[] }>();
  for (const row of sql.all(
    `SELECT r.task, r.final_tier, r.final_model, r.strength, r.audit FROM runs AS r
     WHERE ${where} AND r.strength IS NOT NULL ORDER BY r.id / 4096 + r.audit_after_ms, r.id`,
    parameters,
  )) {
    const key = row.slice(0, 4).join(' ');
    const group = groups.get(key) ?? { row, labels: [] };
    groups.set(key, group);
    group.labels.push(words.word(Number(row[4])) as AuditLabel);
  }
  return [...groups.values()].map(({ row: [task, tier, model, strength], labels }) => ({
    task: taskOf(words, task),
    tier: tierOf(words.word(Number(tier))),
    model: words.word(Number(model ?? -1)),
    strength: words.word(Number(strength)) as Strength,
    labels,
  }));
}

function triedOf(sql: Sql, words: WordCodes, chosen: Chosen): readonly TriedRun[] {
  const { where, parameters } = endedIn(words, chosen);
  const outcomes = outcomeColumns(words);
  return sql
    .all(
      `SELECT r.task, r.start_tier, r.purpose, r.propensity, ${outcomes.columns} FROM runs AS r
       WHERE ${where} AND r.propensity < 1 ORDER BY r.id DESC LIMIT ${MOST_TRIED}`,
      [...outcomes.parameters, ...parameters],
    )
    .map(([task, tier, purpose, propensity, ...values]) => ({
      task: taskOf(words, task),
      startTier: tierOf(words.word(Number(tier))),
      purpose: words.word(Number(purpose)) as Purpose,
      propensity: Number(propensity),
      ...outcomesFrom(values),
    }));
}

function certainOf(sql: Sql, words: WordCodes, chosen: Chosen): readonly CertainRuns[] {
  const { where, parameters } = endedIn(words, chosen);
  const outcomes = outcomeColumns(words);
  return sql
    .all(
      `SELECT task, start_tier, count(*), sum(cost), sum(kept), sum(proven), sum(baseline)
       FROM (SELECT r.task, r.start_tier, ${outcomes.columns} FROM runs AS r
         WHERE ${where} AND coalesce(r.propensity, 1) >= 1)
       GROUP BY task, start_tier`,
      [...outcomes.parameters, ...parameters],
    )
    .map(([task, tier, runs, ...values]) => ({
      task: taskOf(words, task),
      startTier: tierOf(words.word(Number(tier))),
      runs: Number(runs),
      ...outcomesFrom(values),
    }));
}

function triedModelsOf(sql: Sql, words: WordCodes, chosen: Chosen): readonly TriedModel[] {
  const { where, parameters } = endedIn(words, chosen);
  const outcomes = outcomeColumns(words);
  const model = startModel((word) => words.find(word));
  return sql
    .all(
      `SELECT r.start_tier, ${model.sql} AS model, r.model_propensity, ${outcomes.columns}
       FROM runs AS r WHERE ${where} AND r.model_propensity < 1
       ORDER BY r.id DESC LIMIT ${MOST_TRIED}`,
      [...model.parameters, ...outcomes.parameters, ...parameters],
    )
    .filter(([, name]) => name !== null)
    .map(([tier, name, propensity, ...values]) => ({
      startTier: tierOf(words.word(Number(tier))),
      model: words.word(Number(name)),
      propensity: Number(propensity),
      ...outcomesFrom(values),
    }));
}

function certainModelsOf(sql: Sql, words: WordCodes, chosen: Chosen): readonly CertainModels[] {
  const { where, parameters } = endedIn(words, chosen);
  const outcomes = outcomeColumns(words);
  const model = startModel((word) => words.find(word));
  return sql
    .all(
      `SELECT start_tier, model, count(*), sum(cost), sum(kept), sum(proven), sum(baseline)
       FROM (SELECT r.start_tier, ${model.sql} AS model, ${outcomes.columns} FROM runs AS r
         WHERE ${where} AND coalesce(r.model_propensity, 1) >= 1)
       WHERE model IS NOT NULL GROUP BY start_tier, model`,
      [...model.parameters, ...outcomes.parameters, ...parameters],
    )
    .map(([tier, name, runs, ...values]) => ({
      startTier: tierOf(words.word(Number(tier))),
      model: words.word(Number(name)),
      runs: Number(runs),
      ...outcomesFrom(values),
    }));
}

/** Follow-ups are no moves: their cost is that of the answer that they follow. */
function byAnswerOf(sql: Sql, words: WordCodes, chosen: Chosen): readonly NthAnswers[] {
  const { where, parameters } = whereOf(conditionsOf(words, { kind: 'attempts', filter: chosen }));
  const beside = BESIDE_ANSWERS.map((kind) => words.find(kind));
  const kinds = beside.map(() => '?').join(', ');
  const kept = keptAnswer((word) => words.find(word));
  return sql
    .all(
      `SELECT nth, sum(cost), sum(is_kept) FROM (
         SELECT coalesce(a.cost_nusd, 0) AS cost,
           coalesce(p.outcome = ? AND p.kind NOT IN (${kinds}) AND ${kept.sql}, 0) AS is_kept,
           sum(p.kind NOT IN (${kinds})) OVER (PARTITION BY a.run_id ORDER BY a.ordinal) AS nth
         FROM attempts AS a JOIN profiles AS p ON p.id = a.profile
           LEFT JOIN runs AS r ON r.id = a.run_id LEFT JOIN unfinished AS u ON u.run_id = a.run_id
         WHERE ${where})
       GROUP BY nth ORDER BY nth`,
      [words.find('accepted'), ...beside, ...kept.parameters, ...beside, ...parameters],
    )
    .map(([nth, cost, answers]) => ({
      nth: Number(nth),
      costNusd: Number(cost),
      kept: Number(answers),
    }));
}

/** Runs of a period whose answers were for use, that have ended and whose cost is known. */
function endedIn(words: WordCodes, chosen: Chosen): ReturnType<typeof whereOf> {
  const filter = { ...chosen, purpose: 'answers', priced: true } as const;
  return whereOf(conditionsOf(words, { kind: 'runs', filter }));
}

/** Cost, kept, proven and baseline of runs `r`. */
function outcomeColumns(words: WordCodes) {
  const kept = keptAnswer((word) => words.find(word));
  return {
    columns: `r.cost_nusd AS cost, ${kept.sql} AS kept,
      r.outcome = ? AND coalesce(r.strength, 0) = ? AS proven,
      coalesce(r.baseline_nusd, 0) AS baseline`,
    parameters: [...kept.parameters, words.find('accepted'), words.find('proves')],
  };
}

function outcomesFrom([cost, kept, proven, baseline]: readonly SqlValue[]): Outcomes {
  return {
    costNusd: Number(cost),
    kept: Number(kept),
    proven: Number(proven),
    baselineNusd: Number(baseline),
  };
}

/** Conditions as one `WHERE`. */
export function whereOf(conditions: readonly RowCondition[]) {
  return {
    where: conditions.map(({ sql }) => sql).join(' AND '),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}

/** The task that a code stands for. */
export function taskOf(words: WordCodes, code: SqlValue | undefined): TaskName {
  const word = words.word(Number(code));
  return TASK_NAMES.find((name) => name === word) ?? 'review';
}
