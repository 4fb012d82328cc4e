import type { AuditLabel, Purpose, Strength, VerdictKind } from '../models/booking.ts';
import type { TagFilter } from '../models/tags/tagFilter.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { Period } from './figures.ts';

/** Which rows: those of the view `runs_v`, or of `attempts_v`. */
export type RowKind = 'runs' | 'attempts';

/** How rows are exported; `focus`: attempts as charges by FOCUS 1.2, as CSV. */
export type ExportFormat = 'csv' | 'csvSemicolon' | 'json' | 'focus';

/** Which rows stand behind a number. What is absent does not matter. */
export interface RowFilter {
  readonly period?: Period;
  /** `use` when absent: the runs that the figures count; `answers`: all whose answers are for use. */
  readonly purpose?: Purpose | 'any' | 'answers';
  readonly task?: TaskName;
  /** Of runs the final tier, of attempts their own. */
  readonly tier?: Tier;
  /** Of attempts; runs that have such an attempt. */
  readonly model?: string;
  readonly language?: string;
  readonly outcome?: string;
  /** What an accepted answer was worth. */
  readonly strength?: Strength;
  readonly startTier?: Tier;
  /** Runs without an unpriced attempt. */
  readonly priced?: boolean;
  /** Runs that started there, or whose start was a matter of chance. */
  readonly couldStart?: Tier;
  /** Runs that started with this model. */
  readonly startModel?: string;
  /** Runs that started with this model, or whose model was a matter of chance. */
  readonly couldStartModel?: string;
  /** Runs whose start was a matter of chance. */
  readonly tried?: boolean;
  /** Of attempts: those up to a run's so-manieth answer, with what was asked beside these. */
  readonly upToAnswer?: number;
  /** Of attempts: those begun while their run had cost less, in nUSD. */
  readonly whileRunBelow?: number;
  /** Of attempts: those begun while all runs of their local day had cost less, in nUSD. */
  readonly whileDayBelow?: number;
  /** What was said of an answer that chance had chosen; `any`: something, `none`: not asked or not answered. */
  readonly audit?: AuditLabel | 'any' | 'none';
  /** Runs whose final tier is above their start tier, and their attempts. */
  readonly escalated?: boolean;
  /** Runs with a baseline and no unpriced attempt: those that the savings are made of. */
  readonly comparable?: boolean;
  /** Runs whose answer a person kept, or all others; their attempts. */
  readonly kept?: 'yes' | 'no';
  /** What the user did with the result. */
  readonly verdict?: VerdictKind;
  /** Runs that were accepted, and taken back or called wrong by nobody. */
  readonly right?: boolean;
  /** Runs of which a person has said or shown how content they were; `low`: that they were not. */
  readonly satisfaction?: 'told' | 'low';
  /** Runs of whose result it is known what share was kept. */
  readonly keptShare?: boolean;
  /** Attempts without a price; runs that have one. */
  readonly unpriced?: boolean;
  /** The model that a run's answer came from, under which its sums are kept. */
  readonly finalModel?: string;
  /** One run, or the attempts of one. */
  readonly run?: number;
  /** Of attempts: those that were not accepted. */
  readonly failed?: boolean;
  /** Of attempts: those that repaired, raised or escalated a run's answer. */
  readonly later?: boolean;
  /** Of attempts: those whose usage was estimated. */
  readonly estimated?: boolean;
  /** Of attempts: those with their tier's first judged answer in a run. */
  readonly opening?: boolean;
  /** Of attempts: those whose answer a gate has judged. */
  readonly judged?: boolean;
  /** Runs with these tags, and their attempts. */
  readonly tags?: TagFilter;
}

/** A row by the columns of its view. Money in nUSD, times in ms. */
export type LedgerRow = Readonly<Record<string, string | number | null>>;

/** Some rows, newest first. */
export interface RowPage {
  readonly rows: readonly LedgerRow[];
  /** Where the next page goes on; null: this was the last. */
  readonly next: string | null;
}

/** Columns of `runs_v` in the order in which they are exported. They only ever grow at the end. */
export const RUN_COLUMNS = [
  'id',
  'day',
  'task',
  'language',
  'purpose',
  'start_tier',
  'final_tier',
  'outcome',
  'strength',
  'attempts',
  'cost_nusd',
  'unpriced',
  'baseline_nusd',
  'baseline_method',
  'baseline_ratio',
  'estimate_low_nusd',
  'estimate_high_nusd',
  'reason_code',
  'reason_args',
  'duration_ms',
  'verdict',
  'kept_share',
  'late_problems',
  'rating',
  'estimated',
  'mutants_executed',
  'mutants_killed',
  'mutants_timed_out',
  'audit',
  'propensity',
  'policy',
  'model_propensity',
  'tags',
  'final_model',
] as const;

/** Columns of `attempts_v`, as {@link RUN_COLUMNS}. */
export const ATTEMPT_COLUMNS = [
  'run_id',
  'ordinal',
  'kind',
  'provider',
  'tier',
  'model',
  'effort',
  'outcome',
  'problems',
  'usage',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'thinking_tokens',
  'cost_nusd',
  'price_id',
  'error_code',
  'http_status',
  'retries',
  'waited_ms',
  'first_token_ms',
  'duration_ms',
  'service_tier',
  'batch',
  'request_id',
  'tags',
] as const;

export function columnsOf(kind: RowKind): readonly string[] {
  return kind === 'runs' ? RUN_COLUMNS : ATTEMPT_COLUMNS;
}
