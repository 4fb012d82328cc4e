import type { AttemptKind } from '../../models/booking.ts';

/** Sums of a day that a run adds to, under its final tier and model. */
const RUN_SUMS = [
  'runs',
  'accepted',
  'comparable_runs',
  'comparable_cost_nusd',
  'baseline_nusd',
  'escalations',
  'run_ms',
  'applied',
  'edited',
  'undone',
  'discarded',
  'rated_up',
  'rated_down',
  'late_problem_runs',
  'audited',
  'audited_wrong',
  // The baselines of comparable runs whose accepted answer proved wrong.
  'debited_nusd',
  // Runs whose answer a person kept, and what the others cost.
  'kept',
  'unkept_cost_nusd',
] as const;

/** Sums of a day that an attempt adds to, under its own tier and model. */
const ATTEMPT_SUMS = [
  'attempts',
  'cost_nusd',
  'unpriced',
  'estimated',
  'failed_cost_nusd',
  'extra_ms',
  'input_tokens',
  'output_tokens',
  'gated',
  'gated_accepted',
  'gated_priced',
  'gated_cost_nusd',
  'gated_input_tokens',
  'gated_output_tokens',
  'starts',
  'starts_accepted',
  'proven',
  // Runs with an answer of this tier and one of Opus that was accepted, and what both wrote.
  'pairs',
  'pair_output_tokens',
  'pair_opus_tokens',
] as const;

/** All sums of a day, in the order of the table's columns. */
export const SUMS = [...RUN_SUMS, ...ATTEMPT_SUMS] as const;

export type SumName = (typeof SUMS)[number];

/**
 * Kinds of attempts whose time no repair or escalation has added: the first answer, what judged the
 * work before it and looked at it after, and what the user has asked for beside it.
 */
export const NO_EXTRA_KINDS: readonly string[] = [
  'first',
  'classify',
  'secondLook',
  'arguments',
  'refine',
] satisfies readonly AttemptKind[];

/** What a row of the daily sums is about, in the order of the table's columns; `tags` is 0 without any. */
export const SUM_KEYS = ['day', 'purpose', 'task', 'language', 'tier', 'model', 'tags'] as const;
