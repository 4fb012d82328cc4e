import type { AttemptStarted } from '../../../models/booking.ts';
import { requestOf } from '../../calls/requestOf.ts';
import { runFailure } from '../../coded.ts';
import { purposeBy } from '../../policy/chance.ts';
import { policyHash } from '../../policy/policyHash.ts';
import type { TierPlan } from '../../policy/tierPlan.ts';
import { withSize } from '../../policy/tierPlan.ts';
import { RunBooks } from '../runBooks.ts';
import { RunPlans } from '../runPlans.ts';
import { RunProviders } from '../runProviders.ts';
import type { RunScope } from '../runScope.ts';
import { StepMaker } from '../stepMaker.ts';
import type { Beginning, BegunRun } from './begunRun.ts';

/**
 * Plans a run whose first attempt is made as one of many. Nothing is booked or sent. Rejects with what
 * a provider needs, say a key.
 */
export async function beginRun(scope: RunScope, isBatched: boolean): Promise<Beginning> {
  const books = new RunBooks(scope);
  const providers = new RunProviders(scope);
  const plans = new RunPlans(scope, books, providers);
  await plans.findProviders();
  const missing = await plans.findModels();
  const { startPlan, startTier: tier, route } = plans;
  if (missing || !startPlan) {
    return { type: 'failed', failure: missing ?? runFailure('modelNotSet', { tier }) };
  }
  const provider = await providers.of(startPlan);
  if (isBatched && (provider.batches === undefined || startPlan.isIncluded)) {
    return { type: 'failed', failure: runFailure('noBatches', { tier }) };
  }
  const { prompt, request, deps } = scope;
  const { effort, plan } = new StepMaker(scope, plans).make('first', startPlan, { prompt });
  // Requests of a batch are worked on hours later, and side by side: nothing kept is read again.
  const uncached = { ...plan.size, cacheWriteTokens: 0 };
  const sized = isBatched ? halved(withSize(plan, uncached, plans.input)) : plan;
  const { maxOutputTokens, cacheWriteTokens } = sized.size;
  const call = requestOf(prompt, sized.model, {
    effort,
    maxTokens: maxOutputTokens,
    cache: cacheWriteTokens > 0,
  });
  const purpose = request.purpose === 'use' ? purposeBy(route.considered) : request.purpose;
  const started: AttemptStarted = {
    runId: books.runId,
    ordinal: 1,
    startedAt: deps.clock.now(),
    task: request.prepared.name,
    purpose,
    kind: 'first',
    provider: sized.provider,
    tier: sized.tier,
    model: sized.model.id,
    effort,
    reservedNusd: sized.worstNusd,
    expectedNusd: sized.expectedNusd,
  };
  const { reason, estimate, propensity } = route;
  const policy = policyHash(request.settings);
  const run: BegunRun = {
    started,
    isBatched,
    isIncluded: sized.isIncluded,
    language: request.prepared.language,
    start: { tier, reason, estimate, propensity, policy, purpose },
  };
  return { type: 'begun', run, call };
}

/** The half of what a call costs, rounded up: a reservation is no less than its bill. */
function halved(plan: TierPlan): TierPlan {
  const half = (nusd: number | null): number | null => (nusd === null ? null : Math.ceil(nusd / 2));
  return { ...plan, expectedNusd: half(plan.expectedNusd), worstNusd: half(plan.worstNusd) };
}
