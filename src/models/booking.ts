import type { CodeArgs } from './codes.ts';
import type { TaskName } from './task.ts';
import type { Effort, Tier } from './tier.ts';
import type { BillingTerms, Usage } from './usage.ts';

/** Why a run was made. Only `use` counts towards the shown savings. */
export type Purpose = 'use' | 'compare' | 'check' | 'explore' | 'control';

/** How a run ended. */
export type RunOutcome = 'accepted' | 'rejected' | 'failed' | 'cancelled';

/** What an accepted answer is worth. */
export type Strength = 'proves' | 'checks' | 'form';

/** What an attempt is to its run. */
export type MoveKind = 'first' | 'limit' | 'repair' | 'effort' | 'escalation';

/**
 * A call beside the answers of its run: what judges the work before, what looks at an answer after, what
 * says with which arguments two versions are called.
 */
export type SideKind = 'classify' | 'secondLook' | 'arguments';

/** What an attempt is in the books: a move, or beside them a call that answers nothing or a user's follow-up. */
export type AttemptKind = MoveKind | SideKind | 'refine';

/** Every kind of call that brings no answer to its task. */
export const SIDE_KINDS: readonly string[] = [
  'classify',
  'secondLook',
  'arguments',
] satisfies readonly SideKind[];

/** Whether an attempt of a kind was to bring an answer to its task. */
export function isAnswering(kind: string): boolean {
  return !SIDE_KINDS.includes(kind);
}

/** How an attempt ended. */
export type AttemptOutcome =
  'accepted' | 'rejected' | 'refused' | 'truncated' | 'failed' | 'cancelled' | 'lost';

/** Whether the tokens of an attempt were reported by the provider or estimated here. */
export type UsageSource = 'reported' | 'estimated';

/** What is known of an attempt before it is sent. */
export interface AttemptIdentity {
  readonly runId: number;
  /** 1 for a run's first attempt. */
  readonly ordinal: number;
  /** Unix ms at which the attempt started. */
  readonly startedAt: number;
  readonly task: TaskName;
  readonly purpose: Purpose;
  readonly kind: AttemptKind;
  readonly provider: string;
  readonly tier: Tier;
  readonly model: string;
  readonly effort: Effort | null;
}

/** An attempt about to be sent, with the money that it may cost. */
export interface AttemptStarted extends AttemptIdentity {
  /** Worst case in nUSD, held against the budgets until the attempt ends; null: unpriced. */
  readonly reservedNusd: number | null;
  /** What is booked if this window dies before the attempt ends, in nUSD; null: unpriced. */
  readonly expectedNusd: number | null;
}

/** An attempt that has ended, with all that it used. */
export interface AttemptEnded extends AttemptIdentity {
  /** Unix ms. */
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
  /** Codes of the problems that the gate found; empty when accepted. */
  readonly problems: readonly string[];
  readonly usage: Usage;
  readonly usageSource: UsageSource;
  readonly terms: BillingTerms;
  /** nUSD; null: no price is known for the model. */
  readonly costNusd: number | null;
  readonly priceId: string | null;
  readonly errorCode: string | null;
  readonly httpStatus: number | null;
  /** Tries beyond the first that this attempt took. */
  readonly retries: number;
  readonly waitedMs: number;
  readonly firstTokenMs: number | null;
  readonly durationMs: number;
  readonly requestId: string | null;
}

/** Mutants of a subject that were run against its tests, counted apart. */
export interface MutantCounts {
  /** Those that were killed or survived. */
  readonly executed: number;
  readonly killed: number;
  /** Ended at their limit, which says nothing of the tests. */
  readonly timedOut: number;
}

/**
 * A run that has ended: the sum of its attempts and the frozen baseline. A run that a follow-up goes
 * on with ends again: of several records of one run that with the latest `endedAt` counts.
 */
export interface RunEnded {
  readonly runId: number;
  /** Unix ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly task: TaskName;
  /** Language id of the editor, say `typescript`; a file is known by nothing else. */
  readonly language: string;
  readonly purpose: Purpose;
  readonly startTier: Tier;
  readonly finalTier: Tier;
  readonly outcome: RunOutcome;
  /** null when no answer was accepted. */
  readonly strength: Strength | null;
  /** Of accepted tests whose subject was changed to see whether they notice; else null. */
  readonly mutants: MutantCounts | null;
  readonly attempts: number;
  /** Sum of the priced attempts in nUSD. */
  readonly costNusd: number;
  /** Attempts without a price. */
  readonly unpriced: number;
  /** What one Opus call would have cost, in nUSD; null when it cannot be said. */
  readonly baselineNusd: number | null;
  readonly baselineMethod: string;
  readonly baselineRatio: number;
  readonly estimateLowNusd: number | null;
  readonly estimateHighNusd: number | null;
  readonly reasonCode: string;
  readonly reasonArgs: CodeArgs;
  readonly durationMs: number;
  /** The chance with which the policy chose the start that it chose, 1 without chance; absent: not known. */
  readonly propensity?: number | null;
  /** The chance of the model that it started with, among those of its tier; absent: it was certain. */
  readonly modelPropensity?: number | null;
  /** A short hash of the rules and settings that chose; absent: not known. */
  readonly policy?: string | null;
}

/** What the user did with a result. */
export type VerdictKind = 'applied' | 'edited' | 'undone' | 'discarded';

/** What a person said of an accepted answer that chance had chosen. */
export type AuditLabel = 'right' | 'wrong' | 'unsure';

/** Whether an accepted answer was right, asked at random; of several of one run the latest counts. */
export interface Audit {
  readonly runId: number;
  /** Unix ms. */
  readonly at: number;
  readonly label: AuditLabel;
}

/** A later word on a run; of several the latest counts, field by field. */
export interface Verdict {
  readonly runId: number;
  /** Unix ms. */
  readonly at: number;
  readonly verdict?: VerdictKind;
  /** Share of the proposed change that was kept, 0 to 1. */
  readonly keptShare?: number;
  /** Errors that appeared after the result was accepted. */
  readonly lateProblems?: number;
  readonly rating?: 'up' | 'down';
}
