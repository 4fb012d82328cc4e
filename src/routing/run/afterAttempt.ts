import type { CodeArgs, Coded } from '../../models/codes.ts';
import type { ProviderFailure } from '../../providers/port.ts';
import { repairPrompt } from '../../tasks/repairPrompt.ts';
import type { GateResult, Prompt } from '../../tasks/task.ts';
import type { FailureCode } from '../failures.ts';
import { REACTIONS } from '../failures.ts';
import { nextMove } from '../policy/nextMove.ts';
import { standingAt } from '../policy/plannedMoves.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import { fits, raisedEffort, raisedLimit } from '../policy/tierPlan.ts';
import type { AttemptResult } from './attempts.ts';
import type { RunRequest } from './run.ts';
import type { RunBooks } from './runBooks.ts';
import type { RunnerState } from './runnerState.ts';
import type { RunPlans } from './runPlans.ts';
import type { Permit } from './spendPermission.ts';
import type { Finish, Next, Step } from './step.ts';
import { coded, failed, finish } from './step.ts';
import type { StepMaker } from './stepMaker.ts';
import type { Waiting } from './waiting.ts';

/** A reply that its gate has read. */
export interface Checked {
  readonly step: Step;
  readonly reply: string;
  readonly gate: GateResult;
}

/** Decides what comes after a reply, a failure, or an attempt that may not be made. */
export class AfterAttempt {
  readonly #state: RunnerState;
  readonly #request: RunRequest;
  /** What the run asks at first; what mends an answer goes on from it. */
  readonly #prompt: Prompt;
  readonly #plans: RunPlans;
  readonly #stepMaker: StepMaker;
  readonly #books: RunBooks;
  readonly #waiting: Waiting;
  readonly #signal: AbortSignal;
  #checked: Checked | undefined;
  /** What kept the run from a higher tier. */
  #barred: Coded | undefined;
  #hasTriedAgain = false;
  /** How the run stands if nothing more can be done. */
  #lastFailure: Finish = finish('failed', coded('internal'));

  constructor(
    state: RunnerState,
    request: RunRequest,
    prompt: Prompt,
    plans: RunPlans,
    steps: StepMaker,
    books: RunBooks,
    waiting: Waiting,
    signal: AbortSignal,
  ) {
    this.#state = state;
    this.#request = request;
    this.#prompt = prompt;
    this.#plans = plans;
    this.#stepMaker = steps;
    this.#books = books;
    this.#waiting = waiting;
    this.#signal = signal;
  }

  /** The last reply that a gate has read, and who gave it. */
  get checked(): Checked | undefined {
    return this.#checked;
  }

  /** How the run stands if nothing more can be done. */
  get lastFailure(): Finish {
    return this.#lastFailure;
  }

  /**
   * A run's end as it counts: an answer that passed its gate and only doubts itself is given, with its
   * doubt, where a budget, the user or a failure kept the run from an answer of a higher tier.
   */
  endOf(end: Finish): Finish {
    const isOver = end.outcome === 'rejected' || end.outcome === 'failed';
    return isOver && this.#checked && isOnlyUnsure(this.#checked.gate) ? finish('accepted') : end;
  }

  /** What comes after an attempt. */
  async after(step: Step, result: AttemptResult): Promise<Next> {
    switch (result.type) {
      case 'left':
        return result.next;
      case 'failed':
        return this.#afterFailure(step, result.code, result.failure);
      case 'replied':
        return this.#afterReply(step, result);
    }
  }

  /** What comes instead of an attempt that may not be made. */
  instead(step: Step, permit: Exclude<Permit, { readonly type: 'granted' }>): Next {
    const isFirst = this.#books.started === 0;
    switch (permit.type) {
      case 'unbooked':
        return finish('failed', coded('ledgerFailed'));
      case 'denied': {
        const outcome = permit.by === 'user' ? 'cancelled' : 'failed';
        return finish(isFirst ? outcome : this.#lastFailure.outcome, permit.failure);
      }
      case 'stayCheap':
        return this.#stayCheap(step, permit.args);
    }
  }

  /** What can still be done at the start tier. */
  #stayCheap(step: Step, args: CodeArgs): Next {
    this.#plans.stayAtStart();
    this.#barred = coded('budgetStayCheap', args);
    const isMending = step.reason?.code === 'escalation';
    return isMending ? this.#afterRejection() : finish(this.#lastFailure.outcome, this.#barred);
  }

  #afterReply(
    step: Step,
    { reply, judgement }: Extract<AttemptResult, { readonly type: 'replied' }>,
  ): Next {
    const { outcome, errorCode, gate } = judgement;
    if (gate) {
      this.#checked = { step, reply, gate };
      return outcome === 'accepted' ? finish('accepted') : this.#afterRejection();
    }
    if (outcome === 'refused') return this.#afterRefusal(step);
    return errorCode === 'tooLarge' ? this.#largerContext(step) : this.#afterTruncation(step);
  }

  #afterRefusal({ tier, plan, prompt }: Step): Next {
    this.#lastFailure = finish('failed', coded('refused', { tier }));
    const up = this.#plans.nextAbove(plan);
    if (!up) return this.#lastFailure;
    const reason = coded('refused', { from: tier, tier: up.tier });
    return this.#stepMaker.make('escalation', up, up.effort, prompt, { reason });
  }

  /** The last answer failed its gate. */
  #afterRejection(): Next {
    const { step, reply, gate } = this.#checked ?? {};
    if (!step || !gate || reply === undefined) return this.#lastFailure;
    const { tier, effort } = step;
    const { settings, prepared } = this.#request;
    const { started, attemptsLeft, runId } = this.#books;
    const about = { problem: gate.problems[0]?.code ?? '', problems: gate.problems.length };
    const rejected = coded('rejected', { tier, ...about, attempts: started });
    this.#lastFailure = finish('rejected', this.#barred ?? rejected);

    const isChain = this.#plans.route.isChain ?? false;
    const here = this.#plans.at(step.plan) ?? step.plan;
    const higher = this.#plans.above(here).filter(fits);
    const wayUp = { above: higher, isChain };
    const standing = standingAt(here, wayUp, this.#plans.evidence, attemptsLeft);
    const isUnsure = isOnlyUnsure(gate);
    const isEffortLeft = !isChain && !isUnsure && !this.#stepMaker.isTaken('effort', here);
    const move = nextMove({
      here,
      effort,
      attemptsLeft,
      isRepaired: this.#stepMaker.isTaken('repair', here),
      isRepairable: standing.repairs && gate.problems.every(({ repairable }) => repairable),
      raisedEffort: isEffortLeft ? raisedEffort(here, settings) : null,
      above: standing.above,
      top: standing.top,
    });
    if (!move) return this.#lastFailure;
    const target = move.plan;
    const args = {
      tier: target.tier,
      ...(move.kind === 'escalation' ? { from: tier } : {}),
      ...(move.kind === 'effort' && move.effort ? { effort: move.effort } : {}),
      ...about,
    };
    const prompt = repairPrompt(this.#prompt, reply, gate.problems);
    this.#state.deps.log.info(
      `run ${runId} ${prepared.name}: ${tier} rejected (${about.problem}) -> ${move.kind} ${target.tier}`,
    );
    return this.#stepMaker.make(move.kind, target, move.effort ?? target.effort, prompt, {
      reason: coded(move.kind, args),
      // A limit that had to be raised once stays raised.
      limit: Math.max(
        target.size.maxOutputTokens,
        target.position === here.position ? step.plan.size.maxOutputTokens : 0,
      ),
    });
  }

  #afterTruncation({ tier, plan, effort, prompt }: Step): Next {
    const limitTokens = plan.size.maxOutputTokens;
    this.#lastFailure = finish('failed', coded('truncated', { tier, limitTokens }));
    const raised = raisedLimit(this.#request.prepared.name, plan.model, limitTokens);
    const isOpen = plan.ownLimit === null && !this.#stepMaker.isTaken('limit', plan);
    if (isOpen && raised > limitTokens) {
      const reason = coded('limit', { tier, limitTokens: raised });
      return this.#stepMaker.make('limit', plan, effort, prompt, { limit: raised, reason });
    }
    const higher = this.#plans.above(plan).filter(fits);
    const up = this.#plans.route.isChain ? higher[0] : higher.at(-1);
    if (!up) return this.#lastFailure;
    return this.#stepMaker.make('escalation', up, up.effort, prompt, {
      // What did not fit below does not fit above either, unless the user has set how much may come.
      limit: up.ownLimit ?? roomAt(up, limitTokens),
      reason: coded('truncated', { from: tier, tier: up.tier }),
    });
  }

  #largerContext({ tier, plan, prompt }: Step): Next {
    const limitTokens = plan.model.maxInputTokens ?? 0;
    const size = { tier, promptTokens: plan.size.promptTokens, limitTokens };
    this.#lastFailure = finish('failed', coded('tooLong', size));
    const up = this.#plans
      .above(plan)
      .find((one) => fits(one) && (one.model.maxInputTokens ?? 0) > limitTokens);
    if (!up) return this.#lastFailure;
    const reason = coded('largerContext', { from: tier, tier: up.tier });
    return this.#stepMaker.make('escalation', up, up.effort, prompt, { reason });
  }

  async #afterFailure(step: Step, code: FailureCode, failure: ProviderFailure): Promise<Next> {
    const { tier, plan } = step;
    this.#lastFailure = failed(tier, code, failure);
    switch (REACTIONS[code]) {
      case 'stop':
        // Its key is another one than the run's own.
        if (plan.isForeign && code !== 'redirected') {
          const { provider } = plan;
          this.#lastFailure = finish('failed', coded('stepRefused', { provider, cause: code }));
        }
        return this.#lastFailure;
      case 'tryHost':
        return this.#lastFailure;
      case 'wait': {
        // The reply had begun, so its attempt is over and paid for: the next try is another one.
        if (this.#books.attemptsLeft <= 0) return this.#lastFailure;
        const reason = coded(code, { tier, tries: 1 });
        const ms = this.#waiting.pauseMs(1, failure.retryAfterMs);
        if (!this.#waiting.isBearable(ms) || !this.#waiting.isRetried(code)) {
          const left = await this.#waiting.leave(step, reason, this.#lastFailure, ms);
          if (left !== 'wait') return left;
        }
        await this.#waiting.wait(reason, ms);
        return this.#again(step, code);
      }
      case 'again':
        if (this.#hasTriedAgain || !this.#waiting.isRetried(code)) return this.#lastFailure;
        this.#hasTriedAgain = true;
        return this.#again(step, code);
      case 'largerContext': {
        const limit = plan.model.maxInputTokens;
        const isLong = limit !== null && plan.size.promptTokens * 1.5 > limit;
        // A 400 for a prompt that fits easily has another cause, which a larger context would not mend.
        return code === 'tooLarge' || isLong ? this.#largerContext(step) : this.#lastFailure;
      }
      case 'refreshCatalog':
        return this.#newerModel(step);
    }
  }

  /** The same step once more. */
  #again({ kind, tier, plan, effort, prompt }: Step, cause: FailureCode): Step {
    return this.#stepMaker.make(kind, plan, effort, prompt, {
      limit: plan.size.maxOutputTokens,
      reason: coded('again', { tier, cause }),
    });
  }

  /** A model was not found: the next newest of its line, unless the user has pinned it. */
  async #newerModel({ kind, tier, plan, prompt }: Step): Promise<Next> {
    const { deps, missing } = this.#state;
    this.#lastFailure = finish('failed', coded('modelNotFound', { tier, model: plan.model.id }));
    if (plan.isForeign || tier === 'other') return this.#lastFailure;
    if (this.#request.settings.models[tier] !== null) return this.#lastFailure;
    missing.add(plan.model.id);
    await deps.refreshCatalog?.(this.#signal);
    this.#signal.throwIfAborted();
    this.#plans.replan();
    const newer = this.#plans.at(plan);
    if (!newer || newer.model.id === plan.model.id) return this.#lastFailure;
    return this.#stepMaker.make(kind, newer, newer.effort, prompt, {
      reason: coded('newerModel', { tier, model: newer.model.id }),
    });
  }
}

/** Room for an answer of at least so many tokens, as far as the model can. */
function roomAt({ size, model }: TierPlan, tokens: number): number {
  const wanted = Math.max(size.maxOutputTokens, tokens);
  return Math.min(wanted, model.maxOutputTokens ?? wanted);
}

function isOnlyUnsure({ problems }: GateResult): boolean {
  return problems.length > 0 && problems.every(({ code }) => code === 'answer.unsure');
}
