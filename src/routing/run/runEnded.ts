import type { Baseline } from '../../models/baseline.ts';
import { baselineOf, INCLUDED_BASELINE } from '../../models/baseline.ts';
import type { AttemptEnded, RunEnded, RunOutcome } from '../../models/booking.ts';
import { resolveTier } from '../../models/catalog.ts';
import { priceOf } from '../../models/prices.ts';
import type { Tier } from '../../models/tier.ts';
import type { RunRecord } from './runRecord.ts';
import type { RunScope } from './runScope.ts';

/** Runs with an answer of both Opus and another tier, before their ratio counts. */
const ENOUGH_PAIRS = 20;

/** Sum of the priced attempts in nUSD. */
export function pricedNusd(attempts: readonly AttemptEnded[]): number {
  return attempts.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0);
}

/** A run as it is booked, with its baseline as it stands from now on. */
export function runEnded(
  scope: RunScope,
  record: RunRecord,
  { outcome, finalTier }: { readonly outcome: RunOutcome; readonly finalTier: Tier },
): RunEnded {
  const { prepared } = scope.request;
  const { start, accepted, attempts } = record;
  const baseline = runBaseline(scope, record);
  return {
    runId: record.runId,
    startedAt: record.startedAt,
    // A clock that was set back meanwhile does not make it end before it has begun.
    endedAt: Math.max(scope.deps.clock.now(), record.startedAt + record.workedMs),
    task: prepared.name,
    language: prepared.language,
    purpose: start.purpose,
    startTier: start.tier,
    finalTier: accepted?.tier ?? finalTier,
    outcome: accepted ? 'accepted' : outcome,
    strength: accepted?.strength ?? null,
    mutants: accepted?.mutants ?? null,
    attempts: attempts.length,
    costNusd: pricedNusd(attempts),
    unpriced: attempts.filter(({ costNusd }) => costNusd === null).length,
    baselineNusd: baseline.nusd,
    baselineMethod: baseline.method,
    baselineRatio: baseline.ratio,
    estimateLowNusd: start.estimate?.lowNusd ?? null,
    estimateHighNusd: start.estimate?.highNusd ?? null,
    reasonCode: start.reason.code,
    reasonArgs: start.reason.args,
    durationMs: record.workedMs,
    propensity: start.propensity,
    policy: start.policy,
    ...(start.modelPropensity === undefined ? {} : { modelPropensity: start.modelPropensity }),
  };
}

/** What one Opus call would have cost for the run. */
function runBaseline({ deps, runner, request }: RunScope, record: RunRecord): Baseline {
  const { prices, startedAt, accepted, baseline, isIncluded } = record;
  if (isIncluded) return INCLUDED_BASELINE;
  const catalog = deps.catalog();
  const opus = resolveTier(catalog, 'opus', request.settings.models, runner.missing);
  const called = opus && { provider: catalog.provider, model: opus.id, at: startedAt };
  const priceFor = (promptTokens: number) => called && priceOf(prices, { ...called, promptTokens });
  /** Opus's output over a tier's at this task, once enough pairs have measured it. */
  const ratioOf = (tier: Tier): number | null => {
    const known = deps.evidence.outputRatio?.(request.prepared.name, tier);
    if (!known || known.pairs < ENOUGH_PAIRS) return null;
    return Number.isFinite(known.ratio) && known.ratio > 0 ? known.ratio : null;
  };
  return baselineOf({ attempts: baseline, isAnswered: accepted !== null }, opus, priceFor, ratioOf);
}
