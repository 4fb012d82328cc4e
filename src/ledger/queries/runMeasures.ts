import { PROPOSED_TASKS } from '../../models/task.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';

/** SQL over a run `r`, with what stands in its places. */
export interface RunMeasure {
  readonly sql: string;
  readonly parameters: readonly (number | string)[];
}

type CodeOf = (word: string) => number;

/** Whether a person has kept the answer of a run `r`: see `isKeptAnswer` of the sums. */
export function keptAnswer(code: CodeOf): RunMeasure {
  const [accepted = -1, wrong = -1, down = -1] = ['accepted', 'wrong', 'down'].map(code);
  const tasks = PROPOSED_TASKS.map(code);
  const said = ['applied', 'edited'].map(code);
  const takenBack = ['undone', 'discarded'].map(code);
  return {
    sql: `(r.outcome = ? AND coalesce(r.audit, 0) <> ? AND coalesce(r.rating, 0) <> ?
      AND CASE WHEN r.task IN (${marks(tasks)}) THEN coalesce(r.verdict, 0) IN (?, ?)
        ELSE coalesce(r.verdict, 0) NOT IN (?, ?) END)`,
    parameters: [accepted, wrong, down, ...tasks, ...said, ...takenBack],
  };
}

/** The model that a run `r` has asked first; NULL: it has asked none. */
export function startModel(code: CodeOf): RunMeasure {
  return {
    sql: `(SELECT q.model FROM attempts AS b JOIN profiles AS q ON q.id = b.profile
      WHERE b.run_id = r.id AND q.kind = ? ORDER BY b.ordinal LIMIT 1)`,
    parameters: [code('first')],
  };
}

/** Whether the answer of a run `r` passed its check and nobody has taken it back or called it wrong. */
export function rightAnswer(code: CodeOf): RunMeasure {
  return {
    sql: `(r.outcome = ? AND coalesce(r.audit, 0) <> ? AND coalesce(r.rating, 0) <> ?
      AND coalesce(r.verdict, 0) NOT IN (?, ?))`,
    parameters: ['accepted', 'wrong', 'down', 'undone', 'discarded'].map(code),
  };
}

/**
 * How content a person was with a run `r`, 0 to 1: what was called wrong or bad or was taken back is worth nothing, what
 * was called right or good is worth all, else the share that was kept counts. NULL: nobody has said or shown it.
 */
export function satisfaction(code: CodeOf): RunMeasure {
  return {
    sql: `CASE WHEN coalesce(r.audit, 0) = ? OR coalesce(r.rating, 0) = ?
        OR coalesce(r.verdict, 0) IN (?, ?) THEN 0.0
      WHEN coalesce(r.audit, 0) = ? OR coalesce(r.rating, 0) = ? THEN 1.0
      WHEN coalesce(r.verdict, 0) IN (?, ?) THEN coalesce(r.kept_share, 1.0) END`,
    parameters: ['wrong', 'down', 'undone', 'discarded', 'right', 'up', 'applied', 'edited'].map(
      code,
    ),
  };
}

/** Whether a run `r` ended at a higher tier than it started at. */
export function escalatedRun(code: CodeOf): RunMeasure {
  const [haiku = -1, sonnet = -1, opus = -1] = CLAUDE_TIERS.map(code);
  return {
    sql: '((r.start_tier = ? AND r.final_tier IN (?, ?)) OR (r.start_tier = ? AND r.final_tier = ?))',
    parameters: [haiku, sonnet, opus, sonnet, opus],
  };
}

/** Whether a run `r` can be compared with Opus. */
export const COMPARABLE_RUN = '(r.baseline_nusd IS NOT NULL AND r.unpriced = 0)';

/** Places for values in a list. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
