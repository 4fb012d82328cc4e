/** Tokens of one model call as its provider reports them. All counts are whole tokens. */
export interface Usage {
  /** Uncached input only; cache reads and writes stand beside it. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  /** All billed output, thinking included. */
  readonly outputTokens: number;
  /** The part of `outputTokens` that was thinking. */
  readonly thinkingTokens: number;
}

/** A call that has used nothing yet. */
export const NO_USAGE: Usage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  thinkingTokens: 0,
};

/** What else a call reports that its price may depend on. */
export interface BillingTerms {
  readonly serviceTier: string | null;
  readonly speed: string | null;
  readonly inferenceGeo: string | null;
  readonly batch: boolean;
}

/** The terms of an ordinary call. */
export const STANDARD_TERMS: BillingTerms = {
  serviceTier: null,
  speed: null,
  inferenceGeo: null,
  batch: false,
};
