import type { PowerSums } from '../certainty/spread.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { Period } from './figures.ts';

/** Below this a person counts as not content with an answer. */
export const LOW_SATISFACTION = 0.7;

/** Of so many accepted runs, the newest, it is told how long they took: more would say the same, and take long. */
export const MOST_TIMED = 50_000;

/** What the answers of one tier were worth to whoever asked. Times in ms. */
export interface TierQuality {
  /** The tier that answered. */
  readonly tier: Tier;
  readonly runs: number;
  /** Runs of which a person has said or shown how content they were. */
  readonly told: number;
  /** How content they were with these, 0 to 1 each, added up. */
  readonly satisfaction: number;
  /** Of these, the runs below {@link LOW_SATISFACTION}. */
  readonly low: number;
  readonly kept: number;
  readonly edited: number;
  readonly undone: number;
  readonly discarded: number;
  /** Runs whose kept share was measured, and these shares added up. */
  readonly shared: number;
  readonly keptShare: number;
  /** Accepted runs; how long half of the newest of them took at most, and 19 in 20; null without any. */
  readonly accepted: number;
  readonly medianMs: number | null;
  readonly mostMs: number | null;
}

/** What the runs of a task that started at one tier came to, wherever they ended. Money in nUSD. */
export interface TaskStart {
  readonly task: TaskName;
  readonly startTier: Tier;
  readonly runs: number;
  /** Accepted, and taken back or called wrong by nobody. */
  readonly right: number;
  readonly escalated: number;
  /** Runs without an unpriced attempt: their right answers and their cost. */
  readonly priced: number;
  readonly pricedRight: number;
  readonly pricedNusd: number;
  /** Runs with a baseline and no unpriced attempt: their baseline, and what was spent at the start's own tier. */
  readonly comparable: number;
  readonly baselineNusd: number;
  readonly startNusd: number;
}

/** How good the answers of a period were, of the runs for use. */
export interface Quality {
  readonly period: Period;
  /** What each run that can be compared has saved, in USD. */
  readonly saved: PowerSums;
  readonly tiers: readonly TierQuality[];
  readonly starts: readonly TaskStart[];
}
