import { abortable } from '../../models/abortable.ts';
import type { Coded } from '../../models/codes.ts';
import { attemptReason } from '../coded.ts';
import type { WaitReason } from '../reasons.ts';
import type { RunPlans } from './runPlans.ts';
import type { RunScope } from './runScope.ts';
import type { Finish, Next, Step } from './step.ts';
import type { StepMaker } from './stepMaker.ts';

/** How a run waits for a tier or a host, in plain sight, and how it goes elsewhere. */
export class Waiting {
  readonly #scope: RunScope;
  readonly #plans: RunPlans;
  readonly #stepMaker: StepMaker;

  constructor(scope: RunScope, plans: RunPlans, stepMaker: StepMaker) {
    this.#scope = scope;
    this.#plans = plans;
    this.#stepMaker = stepMaker;
  }

  /** Waits visibly. Rejects with the signal's reason. */
  async wait(reason: Coded<WaitReason>, ms: number): Promise<void> {
    const { deps, emit, signal } = this.#scope;
    emit({ type: 'waiting', reason, ms });
    await deps.clock.wait(ms, signal);
  }

  /**
   * A tier cannot be had for longer than the user would wait: the next tier unasked where it is
   * cheap, else the user decides between waiting `ms`, the next tier and `stop`.
   */
  async offer(
    step: Step,
    reason: Coded<WaitReason>,
    stop: Finish,
    ms: number,
  ): Promise<Next | 'wait'> {
    const { request, questions, signal } = this.#scope;
    const above = this.#stepAbove(step, reason);
    const nextCostNusd = above?.plan.expectedNusd ?? null;
    const { confirmAboveNusd } = request.settings;
    if (above && nextCostNusd !== null && nextCostNusd <= confirmAboveNusd) return above;
    const asking = questions.wait({ reason, ms, nextTier: above?.tier ?? null, nextCostNusd });
    const answer = await abortable(asking, signal);
    if (answer === 'wait') return 'wait';
    return answer === 'next' && above ? { ...above, isConfirmed: true } : stop;
  }

  #stepAbove({ tier: from, plan, prompt }: Step, { code }: Coded<WaitReason>): Step | null {
    const next = this.#plans.nextAbove(plan);
    if (!next) return null;
    const reason = attemptReason('unavailable', { from, tier: next.tier, cause: code });
    return this.#stepMaker.make('escalation', next, { prompt, reason });
  }
}
