import type { Random } from '../../models/ports.ts';
import type { ProviderFailure } from '../../providers/port.ts';
import { backoffMs } from '../calls/backoff.ts';
import { runFailure } from '../coded.ts';
import type { FailureCode } from '../failures.ts';
import { REACTIONS } from '../failures.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { WaitReason } from '../reasons.ts';
import type { RoutingSettings } from '../settings.ts';
import type { Finish, Step } from './step.ts';
import { finish } from './step.ts';

/** A call that brought no reply. */
export interface FailedCall {
  readonly code: FailureCode;
  readonly failure: ProviderFailure;
  /** The reply had begun: the attempt is over and paid for, and the next try is another attempt. */
  readonly isBilled: boolean;
  /** Why each call of the attempt has failed so far, this one last. */
  readonly failures: readonly FailureCode[];
  /** ms that the attempt has waited since the user was last asked whether to wait. */
  readonly waitedMs: number;
}

/** A failure that a wait may help against. */
export type PassingFailure = FailureCode & WaitReason;

/** What a run does about a failed call. */
export type FailureReaction =
  /** The same once more after `ms`. */
  | { readonly type: 'retry'; readonly code: PassingFailure; readonly ms: number }
  /** Another tier, or what the user says: to wait `ms` would be longer than they have set. */
  | { readonly type: 'offer'; readonly code: PassingFailure; readonly ms: number }
  /** The same once more at once, once in a run. */
  | { readonly type: 'again' }
  /** A tier whose context is larger. */
  | { readonly type: 'largerContext' }
  /** The next newest model of the line. */
  | { readonly type: 'newerModel' }
  | { readonly type: 'stop' };

const STOP: FailureReaction = { type: 'stop' };

/** The one place that says how a failure is reacted to, by the failure table and the settings. */
export function reactionTo(
  call: FailedCall,
  plan: TierPlan,
  settings: RoutingSettings,
  random: Random,
): FailureReaction {
  const { code } = call;
  if (isPassing(code)) return reactionByWait({ ...call, code }, settings, random);
  switch (REACTIONS[code]) {
    case 'again':
      return isRetried(code, settings) ? { type: 'again' } : STOP;
    case 'largerContext':
      return isTooLong(code, plan) ? { type: 'largerContext' } : STOP;
    case 'refreshCatalog':
      return isReplaceable(plan, settings) ? { type: 'newerModel' } : STOP;
    default:
      return STOP;
  }
}

function reactionByWait(
  call: FailedCall & { readonly code: PassingFailure },
  settings: RoutingSettings,
  random: Random,
): FailureReaction {
  const { code, failure, failures, isBilled, waitedMs } = call;
  const { retry, maxWaitMs } = settings;
  if (REACTIONS[code] === 'tryHost') {
    const hostTries = failures.filter((one) => REACTIONS[one] === 'tryHost').length;
    if (isBilled || hostTries >= retry.tries || !isRetried(code, settings)) return STOP;
    return { type: 'retry', code, ms: backoffMs(hostTries, null, retry, random) };
  }
  const ms = backoffMs(isBilled ? 1 : failures.length, failure.retryAfterMs, retry, random);
  const isWithinWait = (isBilled ? 0 : waitedMs) + ms <= maxWaitMs;
  return { type: isWithinWait && isRetried(code, settings) ? 'retry' : 'offer', code, ms };
}

function isPassing(code: FailureCode): code is PassingFailure {
  return REACTIONS[code] === 'tryHost' || REACTIONS[code] === 'wait';
}

/** Whether the user has a new try made after a failure of this kind. */
function isRetried(code: FailureCode, { retry }: RoutingSettings): boolean {
  const { kinds }: { readonly kinds: readonly FailureCode[] } = retry;
  return kinds.includes(code);
}

/** A 400 for a prompt that fits easily has another cause, which a larger context would not mend. */
function isTooLong(code: FailureCode, { model, size }: TierPlan): boolean {
  const limit = model.maxInputTokens;
  return code === 'tooLarge' || (limit !== null && size.promptTokens * 1.5 > limit);
}

/** Whether another model may stand for the one of a plan: one that the user has pinned stays. */
function isReplaceable({ tier, isForeign }: TierPlan, { models }: RoutingSettings): boolean {
  return !isForeign && tier !== 'other' && models[tier] === null;
}

/** How a run ends that does no more about a failed call. */
export function endAfterFailure(
  { code, failure: { status } }: Pick<FailedCall, 'code' | 'failure'>,
  step: Step,
): Finish {
  const { tier, plan } = step;
  if (code === 'modelNotFound') {
    return finish('failed', runFailure(code, { tier, model: plan.model.id }));
  }
  if (REACTIONS[code] === 'largerContext' && isTooLong(code, plan)) return endAsTooLong(step);
  // Its key is another one than the run's own.
  if (plan.isForeign && REACTIONS[code] === 'stop' && code !== 'redirected') {
    const { provider } = plan;
    return finish('failed', runFailure('stepRefused', { provider, cause: code }));
  }
  return finish('failed', runFailure(code, { tier, ...(status === null ? {} : { status }) }));
}

/** How a run ends whose prompt no tier can take. */
export function endAsTooLong({ tier, plan }: Step): Finish {
  const limitTokens = plan.model.maxInputTokens ?? 0;
  const { promptTokens } = plan.size;
  return finish('failed', runFailure('tooLong', { tier, promptTokens, limitTokens }));
}
