import { abortable } from '../../models/abortable.ts';
import type { AttemptOutcome } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { StopReason } from '../../providers/port.ts';
import { problem } from '../../tasks/problem.ts';
import type { GateResult, PreparedTask } from '../../tasks/task.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { RunEvent } from './run.ts';
import type { RunPlans } from './runPlans.ts';
import { coded } from './step.ts';

/** What a complete reply is worth. */
export interface Judgement {
  readonly outcome: AttemptOutcome;
  readonly errorCode: string | null;
  /** undefined: there was nothing for the gate to read. */
  readonly gate: GateResult | undefined;
}

/** Has the gate read replies, and asks more of those that are not sure of themselves. */
export class Judge {
  readonly #prepared: PreparedTask;
  readonly #minConfidence: number;
  readonly #plans: RunPlans;
  readonly #emit: (event: RunEvent) => void;
  readonly #signal: AbortSignal;

  constructor(
    prepared: PreparedTask,
    minConfidence: number,
    plans: RunPlans,
    emit: (event: RunEvent) => void,
    signal: AbortSignal,
  ) {
    this.#prepared = prepared;
    this.#minConfidence = minConfidence;
    this.#plans = plans;
    this.#emit = emit;
    this.#signal = signal;
  }

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
        this.#emit({ type: 'checking' });
        const checking = this.#prepared.check(reply, this.#signal);
        const gate = this.#doubted(plan, await abortable(checking, this.#signal));
        const outcome = gate.problems.length === 0 ? 'accepted' : 'rejected';
        return { outcome, errorCode: null, gate };
      }
    }
  }

  /** What to say of an accepted answer that is not sure of itself; undefined: nothing. */
  doubtOf({ confidence = 1 }: GateResult): Coded | undefined {
    if (confidence >= this.#minConfidence) return undefined;
    return coded('unsure', { confidencePercent: Math.round(confidence * 100) });
  }

  /**
   * An answer that is not sure of itself is a problem as long as a higher tier can be asked: the same
   * one would hardly be surer.
   */
  #doubted(plan: TierPlan, gate: GateResult): GateResult {
    const { confidence = 1 } = gate;
    const isSure = confidence >= this.#minConfidence;
    if (isSure || gate.problems.length > 0 || !this.#plans.nextAbove(plan)) return gate;
    const confidencePercent = Math.round(confidence * 100);
    return { ...gate, problems: [problem('answer.unsure', { confidencePercent })] };
  }
}
