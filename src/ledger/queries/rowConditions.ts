import type { MoveKind } from '../../models/booking.ts';
import { SIDE_KINDS } from '../../models/booking.ts';
import { startOfDayUtc } from '../../models/localDay.ts';
import { PROPOSED_TASKS } from '../../models/task.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import { NO_EXTRA_KINDS } from '../database/sums.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { RowFilter, RowKind } from '../rows.ts';
import { firstRunIdAt } from '../runId.ts';

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

/** Some rows of a kind: those that a filter lets through. */
export interface WantedRows {
  readonly kind: RowKind;
  readonly filter: RowFilter;
}

/** SQL over runs `r`, and for attempts over `a`, their profile `p` and their unfinished run `u`. */
export interface RowCondition {
  readonly sql: string;
  readonly parameters: readonly number[];
}

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
  audit: (audit, { code }) => {
    if (audit === 'any') return where('r.audit IS NOT NULL');
    return audit === 'none' ? where('r.audit IS NULL') : where('r.audit = ?', code(audit));
  },
  escalated: (_, { code }) => {
    const [haiku = -1, sonnet = -1, opus = -1] = CLAUDE_TIERS.map(code);
    return where(
      '((r.start_tier = ? AND r.final_tier IN (?, ?)) OR (r.start_tier = ? AND r.final_tier = ?))',
      haiku,
      sonnet,
      opus,
      sonnet,
      opus,
    );
  },
  kept: (kept, { code }) => {
    const isKept = keptAnswer(code);
    return kept === 'yes' ? isKept : { ...isKept, sql: `NOT ${isKept.sql}` };
  },
  comparable: () => where('r.baseline_nusd IS NOT NULL AND r.unpriced = 0'),
  unpriced: (_, { isRuns }) => where(isRuns ? 'r.unpriced > 0' : 'a.cost_nusd IS NULL'),
  finalModel: (model, { code }) => where('r.final_model = ?', code(model)),
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

/** Whether a person has kept the answer of a run `r`: see `isKeptAnswer` of the sums. */
export function keptAnswer(code: (word: string) => number): RowCondition {
  const [accepted = -1, wrong = -1, down = -1] = ['accepted', 'wrong', 'down'].map(code);
  const tasks = PROPOSED_TASKS.map(code);
  const said = ['applied', 'edited'].map(code);
  const takenBack = ['undone', 'discarded'].map(code);
  return where(
    `(r.outcome = ? AND coalesce(r.audit, 0) <> ? AND coalesce(r.rating, 0) <> ?
      AND CASE WHEN r.task IN (${marks(tasks)}) THEN coalesce(r.verdict, 0) IN (?, ?)
        ELSE coalesce(r.verdict, 0) NOT IN (?, ?) END)`,
    accepted,
    wrong,
    down,
    ...tasks,
    ...said,
    ...takenBack,
  );
}

/** The model that a run `r` has asked first; NULL: it has asked none. */
export function startModel(code: (word: string) => number): RowCondition {
  return where(
    `(SELECT q.model FROM attempts AS b JOIN profiles AS q ON q.id = b.profile
       WHERE b.run_id = r.id AND q.kind = ? ORDER BY b.ordinal LIMIT 1)`,
    code('first'),
  );
}

/** The purposes that a filter's means. */
function purposesOf(purpose: string): readonly string[] {
  return purpose === 'answers' ? ['use', 'explore', 'control'] : [purpose];
}

/** Places for values in a list. */
function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
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

function where(sql: string, ...parameters: readonly number[]): RowCondition {
  return { sql, parameters };
}

function ofAttempts(make: (asked: Asked) => RowCondition) {
  return (_: true, asked: Asked) => (asked.isRuns ? undefined : make(asked));
}
