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

/** No call uses more: what says so, or counts with a sign or a fraction, has not counted tokens. */
const MOST_TOKENS = 50_000_000;

/** A count of tokens as somebody else tells it, or undefined for anything that cannot be one. */
export function tokenCount(value: unknown): number | undefined {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return isCount && value <= MOST_TOKENS ? value : undefined;
}

/** `usage` if all its counts can be some; else without those that cannot: they are to be estimated. */
export function countedUsage(usage: Usage): Usage {
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = usage;
  const prompt = { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens };
  const isPrompt = Object.values(prompt).every((count) => tokenCount(count) !== undefined);
  const outputTokens = tokenCount(usage.outputTokens);
  const thinkingTokens = tokenCount(usage.thinkingTokens);
  if (isPrompt && outputTokens !== undefined && thinkingTokens !== undefined) return usage;
  return {
    ...(isPrompt ? { ...NO_USAGE, ...prompt } : NO_USAGE),
    outputTokens: outputTokens ?? 0,
    thinkingTokens: Math.min(outputTokens ?? 0, thinkingTokens ?? 0),
  };
}
