import { abortable } from '../../models/abortable.ts';
import type { Coded } from '../../models/codes.ts';
import type { Clock, Random } from '../../models/ports.ts';
import { backoffMs } from '../calls/backoff.ts';
import type { FailureCode } from '../failures.ts';
import type { RoutingSettings } from '../settings.ts';
import type { RunEvent, RunQuestions } from './run.ts';
import type { RunPlans } from './runPlans.ts';
import type { Finish, Next, Step } from './step.ts';
import { coded } from './step.ts';
import type { StepMaker } from './stepMaker.ts';

/** How long a run waits for a tier or a host, in plain sight, and when it goes elsewhere. */
export class Waiting {
  readonly #settings: RoutingSettings;
  readonly #plans: RunPlans;
  readonly #stepMaker: StepMaker;
  readonly #questions: RunQuestions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #emit: (event: RunEvent) => void;
  readonly #signal: AbortSignal;

  constructor(
    settings: RoutingSettings,
    plans: RunPlans,
    steps: StepMaker,
    questions: RunQuestions,
    clock: Clock,
    random: Random,
    emit: (event: RunEvent) => void,
    signal: AbortSignal,
  ) {
    this.#settings = settings;
    this.#plans = plans;
    this.#stepMaker = steps;
    this.#questions = questions;
    this.#clock = clock;
    this.#random = random;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** Whether the user has a new try made after a failure of this kind. */
  isRetried(code: FailureCode): boolean {
    const { kinds }: { readonly kinds: readonly FailureCode[] } = this.#settings.retry;
    return kinds.includes(code);
  }

  /** The pause before the next try in ms, after `tries`; `askedMs` is what the server asks for. */
  pauseMs(tries: number, askedMs: number | null): number {
    return backoffMs(tries, askedMs, this.#settings.retry, this.#random);
  }

  /** Whether a wait, all pauses of a step together, is within what the user has set. */
  isBearable(ms: number): boolean {
    return ms <= this.#settings.maxWaitMs;
  }

  /** Waits visibly. Rejects with the signal's reason. */
  async wait(reason: Coded, ms: number): Promise<void> {
    this.#emit({ type: 'waiting', reason, ms });
    await this.#clock.wait(ms, this.#signal);
  }

  /**
   * A tier cannot be had for longer than the user would wait: the next tier unasked where it is
   * cheap, else the user decides between waiting `ms`, the next tier and `stop`.
   */
  async leave(step: Step, reason: Coded, stop: Finish, ms: number): Promise<Next | 'wait'> {
    const next = this.#plans.nextAbove(step.plan);
    const up =
      next &&
      this.#stepMaker.make('escalation', next, next.effort, step.prompt, {
        reason: coded('unavailable', { from: step.tier, tier: next.tier, cause: reason.code }),
      });
    const nextCostNusd = up?.plan.expectedNusd ?? null;
    const isCheap = nextCostNusd !== null && nextCostNusd <= this.#settings.confirmAboveNusd;
    if (up && isCheap) return up;
    const asking = this.#questions.wait({ reason, ms, nextTier: up?.tier ?? null, nextCostNusd });
    const answer = await abortable(asking, this.#signal);
    if (answer === 'wait') return 'wait';
    return answer === 'next' && up ? { ...up, isConfirmed: true } : stop;
  }
}
