/** What was tried and what of it passed. Weighted: the newest count most. */
export interface Outcomes {
  readonly tried: number;
  readonly passed: number;
}

/**
 * Where an attempt stands in its run: nothing has failed yet, the same tier has failed once, or more
 * often, or only lower tiers have.
 */
export const PLACES = ['first', 'repair', 'again', 'above'] as const;
export type Place = (typeof PLACES)[number];

/** What is known of attempts at a place. */
export interface PlaceEvidence extends Outcomes {
  /** What was tried, as the longest memory has it: how much is known, whatever of it counts now. */
  readonly seen: number;
  /** 0: nothing is known. */
  readonly meanCostNusd: number;
}

/** What is known at one level, say of a task in one language, or of all tasks. */
export interface LevelEvidence {
  readonly places: Readonly<Record<Place, PlaceEvidence>>;
  /** Accepted answers that are known to have been right, and all of which anything is known. */
  readonly labels: Outcomes;
  /** Runs of the task since one has last started at the tier. */
  readonly runsSince: number;
}

/** The levels of evidence, from what is closest to the run at hand to what is only alike. */
export const LEVELS = ['language', 'task', 'allTasks', 'elsewhere', 'predecessor'] as const;
export type Level = (typeof LEVELS)[number];

/** What is known at each level; absent: nothing. */
export type EvidenceLevels = Readonly<Partial<Record<Level, LevelEvidence>>>;

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
  /** The same by what it is closest to, weighted by recency; absent: there are sums alone. */
  readonly levels?: EvidenceLevels;
  /** What people said of its accepted answers when asked at random; absent: nothing. */
  readonly audits?: AuditEvidence;
}

/** Audits of the model that was audited last. */
export interface AuditEvidence {
  readonly model: string;
  readonly labels: number;
  readonly wrong: number;
  /** They show that more are wrong than a start may have. */
  readonly isBroken: boolean;
}

/** What is known of a tier that was never asked. */
export const NO_EVIDENCE: TierEvidence = {
  attempts: 0,
  accepted: 0,
  starts: 0,
  startsAccepted: 0,
  proven: 0,
  meanCostNusd: 0,
  meanInputTokens: 0,
  meanOutputTokens: 0,
  outputTokensP95: 0,
};

/** A comparison of answers to the same prompts. */
export interface OutputRatio {
  /** Runs that have an answer of both. */
  readonly pairs: number;
  /** Opus's output tokens without thinking, over the tier's. */
  readonly ratio: number;
}
