import type { AuditLabel, Purpose, Strength } from '../models/booking.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { Period } from './figures.ts';

/** What was said of the audited answers of one kind. */
export interface AuditedAnswers {
  readonly task: TaskName;
  readonly tier: Tier;
  readonly model: string;
  readonly strength: Strength;
  /** In the order in which they were said. */
  readonly labels: readonly AuditLabel[];
}

/** What runs came to. Money in nUSD. */
export interface Outcomes {
  readonly costNusd: number;
  /** Answers that a person kept. */
  readonly kept: number;
  /** Accepted with proof. */
  readonly proven: number;
  /** What Opus would have cost by the usual rule; 0 where it cannot be said. */
  readonly baselineNusd: number;
}

/** A run whose start chance has chosen; `kept` and `proven` are 1 or 0. All its attempts have a price. */
export interface TriedRun extends Outcomes {
  readonly task: TaskName;
  readonly startTier: Tier;
  /** `control`: it is one of those that start at Opus whatever the rules say. */
  readonly purpose: Purpose;
  /** The chance of its start, below 1. */
  readonly propensity: number;
}

/** Runs of a task whose start was certain. */
export interface CertainRuns extends Outcomes {
  readonly task: TaskName;
  readonly startTier: Tier;
  readonly runs: number;
}

/** A run of which chance has chosen the model among those of its start tier; see {@link TriedRun}. */
export interface TriedModel extends Outcomes {
  readonly startTier: Tier;
  /** The model that it started with. */
  readonly model: string;
  /** The chance of that model, below 1. */
  readonly propensity: number;
}

/** Runs whose model was certain. */
export interface CertainModels extends Outcomes {
  readonly startTier: Tier;
  readonly model: string;
  readonly runs: number;
}

/** What the n-th answers of all runs for use came to, with what was asked beside them. */
export interface NthAnswers {
  /** 0: what was asked before the first answer. */
  readonly nth: number;
  readonly costNusd: number;
  /** Accepted answers that were kept: see {@link Outcomes}. */
  readonly kept: number;
}

/** What runs for use come to without the attempts that began once their run, or their local day, had cost a cap. */
export interface CappedSpend {
  readonly scope: 'run' | 'day';
  readonly capNusd: number;
  readonly costNusd: number;
  /** Accepted answers that were kept: see {@link Outcomes}. */
  readonly kept: number;
}

/** A tier's first answers in their runs, as one model gave them at one task. */
export interface ModelAnswers {
  readonly task: TaskName;
  readonly tier: Tier;
  readonly model: string;
  /** Answers that a gate has judged, and those of them that passed. */
  readonly answers: number;
  readonly passed: number;
  /** What those with a price cost, and how many these are. */
  readonly costNusd: number;
  readonly priced: number;
}

/** What the books know beyond sums: what was audited, what chance has tried, and answer by answer. */
export interface Trials {
  readonly period: Period;
  /** Of all time. */
  readonly audits: readonly AuditedAnswers[];
  /** Of the period, the newest first, at most {@link MOST_TRIED}; a period with more is shown from these. */
  readonly tried: readonly TriedRun[];
  readonly certain: readonly CertainRuns[];
  readonly byAnswer: readonly NthAnswers[];
  readonly capped: readonly CappedSpend[];
  /** The models of each task and tier in the order of their first answers. */
  readonly models: readonly ModelAnswers[];
  /** Of the period, as `tried` and `certain`. */
  readonly triedModels: readonly TriedModel[];
  readonly certainModels: readonly CertainModels[];
}

/** More make intervals no narrower than anybody needs. */
export const MOST_TRIED = 50_000;
