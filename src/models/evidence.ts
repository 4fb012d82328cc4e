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

/** A comparison of answers to the same prompts. */
export interface OutputRatio {
  /** Runs that have an answer of both. */
  readonly pairs: number;
  /** Opus's output tokens without thinking, over the tier's. */
  readonly ratio: number;
}
