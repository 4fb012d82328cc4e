import { abortable } from '../../models/abortable.ts';
import type { AttemptOutcome } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { StopReason } from '../../providers/port.ts';
import { problem } from '../../tasks/problem.ts';
import type { GateResult, SideModel } from '../../tasks/task.ts';
import { runNote } from '../coded.ts';
import type { FailureCode } from '../failures.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { RunNote } from '../reasons.ts';
import type { RunPlans } from './runPlans.ts';
import type { RunScope } from './runScope.ts';

/** What a complete reply is worth. */
export interface Judgement {
  readonly outcome: AttemptOutcome;
  /** Why there is no answer to read; null: there is one. */
  readonly errorCode: FailureCode | 'refused' | 'truncated' | null;
  /** undefined: there was nothing for the gate to read. */
  readonly gate: GateResult | undefined;
}

/** Has the gate read replies, and asks more of those that are not sure of themselves. */
export class Judge {
  readonly #scope: RunScope;
  readonly #plans: RunPlans;
  readonly #beside: SideModel;

  /** `beside`: whom the gate may ask. */
  constructor(scope: RunScope, plans: RunPlans, beside: SideModel) {
    this.#scope = scope;
    this.#plans = plans;
    this.#beside = beside;
  }

  /** What a reply is worth that ended for this reason. */
  async judge(plan: TierPlan, reply: string, stop: StopReason): Promise<Judgement> {
    switch (stop) {
      case 'refusal':
        return { outcome: 'refused', errorCode: 'refused', gate: undefined };
      case 'max_tokens':
        return { outcome: 'truncated', errorCode: 'truncated', gate: undefined };
      case 'context_exceeded':
        return { outcome: 'truncated', errorCode: 'tooLarge', gate: undefined };
      case 'end':
      case 'other': {
        const { request, emit, signal } = this.#scope;
        emit({ type: 'checking' });
        const checking = request.prepared.check(reply, signal, this.#beside);
        const gate = this.#withDoubt(plan, await abortable(checking, signal));
        const outcome = gate.problems.length === 0 ? 'accepted' : 'rejected';
        return { outcome, errorCode: null, gate };
      }
    }
  }

  /** What to say of an accepted answer that is not sure of itself; undefined: nothing. */
  doubtOf(gate: GateResult): Coded<RunNote> | undefined {
    return this.#isSure(gate) ? undefined : runNote('unsure', confidenceOf(gate));
  }

  /**
   * An answer that is not sure of itself is a problem as long as a higher tier can be asked: the same
   * one would hardly be surer.
   */
  #withDoubt(plan: TierPlan, gate: GateResult): GateResult {
    const isKept = this.#isSure(gate) || gate.problems.length > 0;
    if (isKept || !this.#plans.nextAbove(plan)) return gate;
    return { ...gate, problems: [problem('answer.unsure', confidenceOf(gate))] };
  }

  #isSure({ confidence = 1 }: GateResult): boolean {
    return confidence >= this.#scope.request.settings.minConfidence;
  }
}

function confidenceOf({ confidence = 1 }: GateResult): { readonly confidencePercent: number } {
  return { confidencePercent: Math.round(confidence * 100) };
}
