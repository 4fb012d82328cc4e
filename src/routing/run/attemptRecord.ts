import { otherAnswerer } from '../../models/answeringModel.ts';
import type { BaselineAttempt } from '../../models/baseline.ts';
import type { AttemptEnded, AttemptOutcome, AttemptStarted } from '../../models/booking.ts';
import type { Cost } from '../../models/cost.ts';
import { costOf, promptTokensOf } from '../../models/cost.ts';
import type { PriceTable } from '../../models/prices.ts';
import { isPricedByUser, priceOf } from '../../models/prices.ts';
import type { Tier } from '../../models/tier.ts';
import type { BillingTerms, Usage } from '../../models/usage.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../models/usage.ts';
import type { GateResult } from '../../tasks/task.ts';
import type { CallEnd } from '../calls/modelCall.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { AttemptSummary } from './runRecord.ts';

/** A call of a subscription has no price of its own. */
const INCLUDED_COST: Cost = { nusd: 0, priceId: 'included' };

/** How an attempt came out, for its record. */
export interface AttemptEnd {
  readonly outcome: AttemptOutcome;
  /** undefined: nothing was sent. */
  readonly call: CallEnd | undefined;
  readonly gate: GateResult | undefined;
  readonly errorCode: string | null;
  readonly httpStatus: number | null;
  readonly retries: number;
  readonly waitedMs: number;
  /** Its end, by the clock's ticks. */
  readonly endedTicks: number;
}

/** An attempt that has ended, with what its record is made from. */
export interface EndedAttempt {
  readonly started: AttemptStarted;
  /** When it began, by the clock's ticks. */
  readonly begunTicks: number;
  readonly plan: Pick<TierPlan, 'isIncluded'> & {
    readonly model: Pick<TierPlan['model'], 'tokenizerFactor'>;
  };
  readonly end: AttemptEnd;
  /** The prices at the run's start. */
  readonly prices: PriceTable;
}

/** A model that answered in place of the one that was asked for. */
export interface Answerer {
  readonly model: string;
  readonly tier: Tier;
}

/** What answered, where that was certainly not what was asked for; undefined: it was. */
export function answererOf({ started, end }: EndedAttempt): Answerer | undefined {
  const model = end.call?.model ?? null;
  const tier = model === null ? undefined : otherAnswerer(started.model, model);
  return model === null || tier === undefined ? undefined : { model, tier };
}

/** What an attempt used, as far as it is known. */
function usedBy({ call }: AttemptEnd): { readonly usage: Usage; readonly terms: BillingTerms } {
  return { usage: call?.usage ?? NO_USAGE, terms: call?.terms ?? STANDARD_TERMS };
}

/** What an attempt has cost; null: unpriced. */
function attemptCost(attempt: EndedAttempt): Cost | null {
  const { started, plan, end, prices } = attempt;
  if (plan.isIncluded) return INCLUDED_COST;
  const { provider, model: asked, startedAt } = started;
  const { usage, terms } = usedBy(end);
  const priceFor = (model: string) =>
    priceOf(prices, { provider, model, at: startedAt, promptTokens: promptTokensOf(usage) });
  // What the user has agreed to pay for the asked model holds, whatever the answer calls itself.
  const isAgreed = isPricedByUser(prices, provider, asked);
  const named = end.call?.model ?? '';
  const answering = named === '' || isAgreed ? asked : named;
  const isOther = answererOf(attempt) !== undefined && !isAgreed;
  // A gateway may name the answering model by a name of its own; then the one asked for counts.
  const price = priceFor(answering) ?? (isOther ? null : priceFor(asked));
  return price && costOf(price, usage, terms);
}

/** An attempt as it is booked: shown, priced and learnt from as what has answered. */
export function attemptEnded(attempt: EndedAttempt): AttemptEnded {
  const { started, begunTicks, end } = attempt;
  const { reservedNusd: _reserved, expectedNusd: _expected, ...identity } = started;
  const { call, outcome, errorCode, httpStatus, retries, waitedMs, endedTicks } = end;
  const { usage, terms } = usedBy(end);
  const cost = attemptCost(attempt);
  const durationMs = Math.round(endedTicks - begunTicks);
  const firstTicks = call?.firstTokenTicks ?? null;
  return {
    ...identity,
    ...answererOf(attempt),
    endedAt: started.startedAt + durationMs,
    outcome,
    problems: (end.gate?.problems ?? []).map(({ code }) => code),
    usage,
    usageSource: call?.isEstimated ? 'estimated' : 'reported',
    terms,
    costNusd: cost?.nusd ?? null,
    priceId: cost?.priceId ?? null,
    errorCode,
    httpStatus,
    retries,
    waitedMs,
    firstTokenMs: firstTicks === null ? null : Math.round(firstTicks - begunTicks),
    durationMs,
    requestId: call?.requestId ?? null,
  };
}

/** An attempt as it is shown. */
export function attemptSummary(ended: AttemptEnded, { plan, end }: EndedAttempt): AttemptSummary {
  const { ordinal, kind, tier, model, effort, outcome, errorCode, costNusd, durationMs } = ended;
  return {
    ordinal,
    kind,
    tier,
    model,
    effort,
    outcome,
    problems: end.gate?.problems ?? [],
    errorCode,
    costNusd,
    estimated: ended.usageSource === 'estimated',
    ...(plan.isIncluded ? { included: true } : {}),
    durationMs,
  };
}

/** An attempt as its run's baseline is made from it. */
export function baselineAttempt(
  { tier, outcome, usage, costNusd }: AttemptEnded,
  { plan }: EndedAttempt,
): BaselineAttempt {
  return { tier, outcome, usage, costNusd, tokenizerFactor: plan.model.tokenizerFactor };
}
