import type {
  AttemptEnded,
  AttemptIdentity,
  AttemptStarted,
  RunEnded,
} from '../../src/models/booking.ts';
import { STANDARD_TERMS } from '../../src/models/usage.ts';

/** An attempt of a run, with everything that a test does not care about. */
function attemptIdentity(runId: number, changes: Partial<AttemptIdentity> = {}): AttemptIdentity {
  return {
    runId,
    ordinal: 1,
    startedAt: Math.floor(runId / 4096),
    task: 'docs',
    purpose: 'use',
    kind: 'first',
    provider: 'anthropic',
    tier: 'haiku',
    model: 'claude-haiku-5-5',
    effort: null,
    ...changes,
  };
}

export function attemptStarted(
  runId: number,
  changes: Partial<AttemptStarted> = {},
): AttemptStarted {
  return {
    ...attemptIdentity(runId),
    reservedNusd: 50_000_000,
    expectedNusd: 9_000_000,
    ...changes,
  };
}

export function attemptEnded(runId: number, changes: Partial<AttemptEnded> = {}): AttemptEnded {
  const startedAt = Math.floor(runId / 4096);
  return {
    ...attemptIdentity(runId),
    endedAt: startedAt + 2_000,
    outcome: 'accepted',
    problems: [],
    usage: {
      inputTokens: 1_200,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 400,
      thinkingTokens: 0,
    },
    usageSource: 'reported',
    terms: { ...STANDARD_TERMS, serviceTier: 'standard' },
    costNusd: 3_200_000,
    priceId: 'claude-haiku-5-5@2026-10-01',
    errorCode: null,
    httpStatus: 200,
    retries: 0,
    waitedMs: 0,
    firstTokenMs: 400,
    durationMs: 2_000,
    requestId: `req_011CS${runId.toString(36)}`,
    ...changes,
  };
}

export function runEnded(runId: number, changes: Partial<RunEnded> = {}): RunEnded {
  const startedAt = Math.floor(runId / 4096);
  return {
    runId,
    startedAt,
    endedAt: startedAt + 2_100,
    task: 'docs',
    language: 'typescript',
    purpose: 'use',
    startTier: 'haiku',
    finalTier: 'haiku',
    outcome: 'accepted',
    strength: 'checks',
    mutants: null,
    attempts: 1,
    costNusd: 3_200_000,
    unpriced: 0,
    baselineNusd: 16_000_000,
    baselineMethod: 'accepted',
    baselineRatio: 1,
    estimateLowNusd: 2_000_000,
    estimateHighNusd: 20_000_000,
    reasonCode: 'default',
    reasonArgs: { tokens: 1_200 },
    durationMs: 2_100,
    ...changes,
  };
}
