import type { AttemptEnded, AttemptStarted, RunEnded } from '../models/booking.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';

/** Where attempts and runs are booked. Each promise resolves once the record outlasts this process. */
export interface AttemptSink {
  /** A new run's id, below 2^53 and unique on this machine. */
  newRunId(): number;
  /**
   * Journals an attempt with its reservation; with limits only where they hold with it, whatever any
   * window reserves at the same time. Resolves to null once it is, else to what stands against it.
   */
  attemptStarted(attempt: AttemptStarted, within?: SpendLimits): Promise<SharedSpend | null>;
  attemptEnded(attempt: AttemptEnded): Promise<void>;
  runEnded(run: RunEnded): Promise<void>;
}

/** Money spent and held in a period, in nUSD. */
export interface Spent {
  readonly spentNusd: number;
  /** Worst cases of attempts under way, in every window. */
  readonly reservedNusd: number;
  /** Attempts whose cost is unknown. */
  readonly unpriced: number;
}

/** What all windows have spent and reserved in the periods that have a budget; null: it has none. */
export interface SharedSpend {
  readonly day: Spent | null;
  readonly month: Spent | null;
}

/** What spend and reservations of a day and a month may come to, in nUSD; null: no limit. */
export interface SpendLimits {
  readonly dayNusd: number | null;
  readonly monthNusd: number | null;
}

/** What the budget is checked against. */
export interface SpendView {
  /** Of the local day or month that contains `at` (unix ms), of this user on this machine. */
  spent(period: 'day' | 'month', at: number): Promise<Spent>;
  /**
   * As `spent`, at once: it may lack what other windows have just written, and is given only where
   * `attemptStarted` checks the limits anew. undefined: it is not known.
   */
  lastSpent?(period: 'day' | 'month', at: number): Spent | undefined;
}

/** What past runs say of one tier at one task. Counts of attempts, `use` runs only. */
export interface TierEvidence {
  /** Attempts that reached the gate. */
  readonly attempts: number;
  readonly accepted: number;
  /** Runs that started at this tier and reached the gate at it. */
  readonly starts: number;
  readonly startsAccepted: number;
  /** Accepted first attempts whose strength was `proves`, or that a verdict confirmed. */
  readonly proven: number;
  readonly meanCostNusd: number;
  readonly meanInputTokens: number;
  readonly meanOutputTokens: number;
  readonly outputTokensP95: number;
}

/** Evidence of the ledger, held in memory: answered at once. */
export interface EvidenceView {
  evidence(task: TaskName, tier: Tier): TierEvidence | undefined;
  /** What Opus wrote beside what a tier wrote, for the same work; undefined: nothing is known. */
  outputRatio?(task: TaskName, tier: Tier): OutputRatio | undefined;
}

/** A comparison of answers to the same prompts. */
export interface OutputRatio {
  /** Runs that have an answer of both. */
  readonly pairs: number;
  /** Opus's output tokens without thinking, over the tier's. */
  readonly ratio: number;
}

/** Time, so that tests need no waiting. */
export interface Clock {
  /** Unix ms, for dates alone: the user or the network may set it at any time. */
  now(): number;
  /** ms that never go back and do not jump, for every duration. */
  ticks(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Numbers in [0, 1). */
export type Random = () => number;

/** Technical lines for the log; never code, prompts, answers, paths or keys. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}
