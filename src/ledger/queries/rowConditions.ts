import type { MoveKind } from '../../models/booking.ts';
import { SIDE_KINDS } from '../../models/booking.ts';
import { startOfDayUtc } from '../../models/localDay.ts';
import { NO_EXTRA_KINDS } from '../database/sums.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import { LOW_SATISFACTION } from '../quality.ts';
import type { RowFilter, RowKind } from '../rows.ts';
import { firstRunIdAt } from '../runId.ts';
import type { RunMeasure } from './runMeasures.ts';
import {
  COMPARABLE_RUN,
  escalatedRun,
  keptAnswer,
  marks,
  rightAnswer,
  satisfaction,
  startModel,
} from './runMeasures.ts';
import { tagCondition } from './tagConditions.ts';

/** Kinds of attempts that are no move of a run. */
export const BESIDE_ANSWERS: readonly string[] = [...SIDE_KINDS, 'refine'];

/** Kinds of attempts with which a tier begins; one with a raised limit follows an answer that was cut. */
const OPENING_KINDS: readonly string[] = [
  'first',
  'escalation',
  'limit',
] satisfies readonly MoveKind[];

const ZONE_MS = 14 * 3_600_000;
const DAY_MS = 86_400_000;
const LONGEST_DAY_MS = 26 * 3_600_000;

/** Some rows of a kind: those that a filter lets through. */
export interface WantedRows {
  readonly kind: RowKind;
  readonly filter: RowFilter;
}

/** SQL over runs `r`, and for attempts over `a`, their profile `p` and their unfinished run `u`. */
export type RowCondition = RunMeasure;

/** What conditions are made for. */
interface Asked {
  readonly isRuns: boolean;
  /** The column of the run's id. */
  readonly id: string;
  /** A column that a run has from its start on. */
  readonly ofRun: (column: string) => string;
  readonly code: (word: string) => number;
}

/** The condition of each field of a filter, if it has one for the kind of rows; of a flag that is set. */
const CONDITIONS: {
  readonly [Name in keyof RowFilter]-?: (
    value: Exclude<NonNullable<RowFilter[Name]>, false>,
    asked: Asked,
  ) => RowCondition | undefined;
} = {
  period: ({ firstDay, lastDay }, { id, ofRun }) =>
    // An id begins with its time: so no index by day is needed.
    where(
      `${id} >= ? AND ${id} < ? AND ${ofRun('day')} BETWEEN ? AND ?`,
      firstRunIdAt(startOfDayUtc(firstDay) - ZONE_MS),
      firstRunIdAt(startOfDayUtc(lastDay) + DAY_MS + ZONE_MS),
      firstDay,
      lastDay,
    ),
  purpose: (purpose, { code, ofRun }) =>
    purpose === 'any'
      ? undefined
      : where(
          `${ofRun('purpose')} IN (${marks(purposesOf(purpose))})`,
          ...purposesOf(purpose).map(code),
        ),
  task: (task, { code, ofRun }) => where(`${ofRun('task')} = ?`, code(task)),
  language: (language, { code }) => where('r.language = ?', code(language)),
  tier: (tier, { isRuns, code }) => where(isRuns ? 'r.final_tier = ?' : 'p.tier = ?', code(tier)),
  model: (model, { isRuns, code }) =>
    where(
      isRuns
        ? `EXISTS (SELECT 1 FROM attempts WHERE run_id = r.id
             AND profile IN (SELECT id FROM profiles WHERE model = ?))`
        : 'p.model = ?',
      code(model),
    ),
  outcome: (outcome, { isRuns, code }) => where(`${isRuns ? 'r' : 'p'}.outcome = ?`, code(outcome)),
  strength: (strength, { code }) => where('r.strength = ?', code(strength)),
  startTier: (tier, { code }) => where('r.start_tier = ?', code(tier)),
  priced: () => where('r.unpriced = 0'),
  couldStart: (tier, { code }) => where('(r.propensity < 1 OR r.start_tier = ?)', code(tier)),
  startModel: (model, { code }) => {
    const started = startModel(code);
    return where(`${started.sql} = ?`, ...started.parameters, code(model));
  },
  couldStartModel: (model, { code }) => {
    const started = startModel(code);
    return where(
      `(${started.sql} = ? OR (r.model_propensity < 1 AND ${started.sql} IS NOT NULL))`,
      ...started.parameters,
      code(model),
      ...started.parameters,
    );
  },
  tried: () => where('r.propensity < 1'),
  upToAnswer: (most, { isRuns, code }) =>
    isRuns
      ? undefined
      : where(
          `(SELECT count(*) FROM attempts AS b JOIN profiles AS q ON q.id = b.profile
             WHERE b.run_id = a.run_id AND b.ordinal <= a.ordinal
               AND q.kind NOT IN (${marks(BESIDE_ANSWERS)})) <= ?`,
          ...BESIDE_ANSWERS.map(code),
          most,
        ),
  whileRunBelow: (nusd, { isRuns }) =>
    isRuns
      ? undefined
      : where(
          `(SELECT coalesce(sum(b.cost_nusd), 0) FROM attempts AS b
             WHERE b.run_id = a.run_id AND b.ordinal < a.ordinal) < ?`,
          nusd,
        ),
  whileDayBelow: (nusd, { isRuns }) =>
    isRuns
      ? undefined
      : where(
          // A run's id begins with its time: so only what can be of the day is looked at.
          `(SELECT coalesce(sum(b.cost_nusd), 0) FROM attempts AS b
             LEFT JOIN runs AS s ON s.id = b.run_id LEFT JOIN unfinished AS v ON v.run_id = b.run_id
             WHERE b.run_id > a.run_id - ? AND (b.run_id, b.ordinal) < (a.run_id, a.ordinal)
               AND coalesce(s.day, v.day) = coalesce(r.day, u.day)) < ?`,
          firstRunIdAt(LONGEST_DAY_MS),
          nusd,
        ),
  audit: (audit, { code }) => {
    if (audit === 'any') return where('r.audit IS NOT NULL');
    return audit === 'none' ? where('r.audit IS NULL') : where('r.audit = ?', code(audit));
  },
  escalated: (_, { code }) => escalatedRun(code),
  kept: (kept, { code }) => {
    const isKept = keptAnswer(code);
    return kept === 'yes' ? isKept : { ...isKept, sql: `NOT ${isKept.sql}` };
  },
  comparable: () => where(COMPARABLE_RUN),
  verdict: (verdict, { code }) => where('r.verdict = ?', code(verdict)),
  right: (_, { code }) => rightAnswer(code),
  satisfaction: (which, { code }) => {
    const said = satisfaction(code);
    const sql =
      which === 'told' ? `(${said.sql}) IS NOT NULL` : `(${said.sql}) < ${LOW_SATISFACTION}`;
    return { ...said, sql };
  },
  keptShare: () => where('r.kept_share IS NOT NULL'),
  unpriced: (_, { isRuns }) => where(isRuns ? 'r.unpriced > 0' : 'a.cost_nusd IS NULL'),
  finalModel: (model, { code }) => where('r.final_model = ?', code(model)),
  tags: (filter) => tagCondition('r.tags', filter),
  run: (run, { id }) => where(`${id} = ?`, run),
  failed: ofAttempts(({ code }) => where('p.outcome <> ?', code('accepted'))),
  later: ofAttempts(({ code }) =>
    where(`p.kind NOT IN (${marks(NO_EXTRA_KINDS)})`, ...NO_EXTRA_KINDS.map(code)),
  ),
  estimated: ofAttempts(({ code }) => where('p.usage = ?', code('estimated'))),
  opening: ofAttempts(({ code }) =>
    where(
      `p.kind IN (${marks(OPENING_KINDS)}) AND p.outcome IN (?, ?)`,
      ...[...OPENING_KINDS, 'accepted', 'rejected'].map(code),
    ),
  ),
  judged: ofAttempts(({ code }) =>
    where(
      `p.kind NOT IN (${marks(BESIDE_ANSWERS)}) AND p.outcome IN (?, ?)`,
      ...[...BESIDE_ANSWERS, 'accepted', 'rejected'].map(code),
    ),
  ),
};

/** The purposes that a filter's means. */
function purposesOf(purpose: string): readonly string[] {
  return purpose === 'answers' ? ['use', 'explore', 'control'] : [purpose];
}

/** What rows have to be, as SQL: the parts of a `WHERE` that all hold. Never empty. */
export function conditionsOf(
  words: WordCodes,
  { kind, filter }: WantedRows,
): readonly RowCondition[] {
  const isRuns = kind === 'runs';
  const id = isRuns ? 'r.id' : 'a.run_id';
  const asked: Asked = {
    isRuns,
    id,
    ofRun: (column) => (isRuns ? `r.${column}` : `coalesce(r.${column}, u.${column})`),
    code: (word) => words.find(word),
  };
  const found = [where(`${id} >= ?`, 0)];
  const whole: RowFilter = { ...filter, purpose: filter.purpose ?? 'use' };
  for (const name of Object.keys(CONDITIONS) as (keyof RowFilter)[]) {
    const value = whole[name];
    if (value === undefined || value === false) continue;
    // A field's condition takes what the field holds.
    const condition = CONDITIONS[name] as (value: unknown, of: Asked) => RowCondition | undefined;
    const made = condition(value, asked);
    if (made !== undefined) found.push(made);
  }
  return found;
}

function where(sql: string, ...parameters: readonly (number | string)[]): RowCondition {
  return { sql, parameters };
}

function ofAttempts(make: (asked: Asked) => RowCondition) {
  return (_: true, asked: Asked) => (asked.isRuns ? undefined : make(asked));
}
