import type { Coded } from '../../models/codes.ts';
import type { ProblemCode } from '../../tasks/problemCodes.ts';
import { repairPrompt } from '../../tasks/repairPrompt.ts';
import type { GateResult } from '../../tasks/task.ts';
import { attemptReason, runFailure, waitReason } from '../coded.ts';
import type { FailureCode } from '../failures.ts';
import { moveAfter } from '../policy/moveAfter.ts';
import type { NextMove } from '../policy/nextMove.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import { fits, raisedEffort, raisedLimit } from '../policy/tierPlan.ts';
import type { RunFailure } from '../reasons.ts';
import type { AttemptResult } from './attempts.ts';
import type { FailureReaction } from './reaction.ts';
import { endAfterFailure, endAsTooLong } from './reaction.ts';
import type { RunBooks } from './runBooks.ts';
import type { RunPlans } from './runPlans.ts';
import type { RunScope } from './runScope.ts';
import type { Permit } from './spendPermission.ts';
import type { Finish, Next, Step } from './step.ts';
import { finish } from './step.ts';
import type { StepMaker } from './stepMaker.ts';
import type { Waiting } from './waiting.ts';

/** A reply that its gate has read. */
export interface Checked {
  readonly step: Step;
  readonly reply: string;
  readonly gate: GateResult;
}

/** The parts of a run that decide together what it does next. */
export interface DecidingParts {
  readonly plans: RunPlans;
  readonly stepMaker: StepMaker;
  readonly books: RunBooks;
  readonly waiting: Waiting;
}

type Replied = Extract<AttemptResult, { readonly type: 'replied' }>;
type Failed = Extract<AttemptResult, { readonly type: 'failed' }>;
type Waited = Extract<FailureReaction, { readonly type: 'retry' | 'offer' }>;

/** Decides what comes after a reply, a failure, or an attempt that may not be made. */
export class AfterAttempt {
  readonly #scope: RunScope;
  readonly #plans: RunPlans;
  readonly #stepMaker: StepMaker;
  readonly #books: RunBooks;
  readonly #waiting: Waiting;
  #checked: Checked | undefined;
  /** The budget that kept the run from a higher tier. */
  #keptCheap: Coded<RunFailure> | undefined;
  #hasTriedAgain = false;
  /** How many answers have failed their gate, by the position of their step. */
  readonly #rejected = new Map<number, number>();
  /** How the run stands if nothing more can be done. */
  #lastFailure: Finish = finish('failed', runFailure('internal', {}));

  constructor(scope: RunScope, { plans, stepMaker, books, waiting }: DecidingParts) {
    this.#scope = scope;
    this.#plans = plans;
    this.#stepMaker = stepMaker;
    this.#books = books;
    this.#waiting = waiting;
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
   * doubt, where a budget, the user or a failure kept the run from an answer of a higher tier. So are
   * tests that are right but weak, with what they do not notice.
   */
  endOf(end: Finish): Finish {
    const isOver = end.outcome === 'rejected' || end.outcome === 'failed';
    const gate = isOver ? this.#checked?.gate : undefined;
    return gate && (isOnlyUnsure(gate) || isOnlyWeak(gate)) ? finish('accepted') : end;
  }

  /** What comes after an attempt. */
  async after(step: Step, result: AttemptResult): Promise<Next> {
    switch (result.type) {
      case 'decided':
        return result.next;
      case 'failed':
        return this.#afterFailure(step, result);
      case 'replied':
        return this.#afterReply(step, result);
    }
  }

  /** What comes instead of an attempt that may not be made. */
  afterDenial(step: Step, permit: Exclude<Permit, { readonly type: 'granted' }>): Next {
    const isFirst = this.#books.started === 0;
    switch (permit.type) {
      case 'unbooked':
        return finish('failed', runFailure('ledgerFailed', {}));
      case 'denied': {
        const outcome = permit.by === 'user' ? 'cancelled' : 'failed';
        return finish(isFirst ? outcome : this.#lastFailure.outcome, permit.failure);
      }
      case 'stayCheap':
        return this.#stayCheap(step, permit.failure);
    }
  }

  /** What can still be done at the start tier. */
  #stayCheap(step: Step, failure: Coded<RunFailure>): Next {
    this.#plans.stayAtStart();
    this.#keptCheap = failure;
    const isMending = step.reason?.code === 'escalation';
    return isMending ? this.#afterRejection() : finish(this.#lastFailure.outcome, failure);
  }

  #afterReply(step: Step, { reply, judgement, rejected = 1 }: Replied): Next {
    const { outcome, errorCode, gate } = judgement;
    if (gate) {
      this.#checked = { step, reply, gate };
      if (outcome === 'accepted') return finish('accepted');
      const { position } = step.plan;
      this.#rejected.set(position, (this.#rejected.get(position) ?? 0) + rejected);
      return this.#afterRejection();
    }
    if (outcome === 'refused') return this.#afterRefusal(step);
    return errorCode === 'tooLarge' ? this.#largerContext(step) : this.#afterTruncation(step);
  }

  #afterRefusal({ tier, plan, prompt }: Step): Next {
    this.#lastFailure = finish('failed', runFailure('refused', { tier }));
    const above = this.#plans.nextAbove(plan);
    if (!above) return this.#lastFailure;
    const reason = attemptReason('refused', { from: tier, tier: above.tier });
    return this.#stepMaker.make('escalation', above, { prompt, reason });
  }

  /** The last answer failed its gate. */
  #afterRejection(): Next {
    if (!this.#checked) return this.#lastFailure;
    const { tier } = this.#checked.step;
    const about = problemsIn(this.#checked.gate);
    const attempts = this.#books.started;
    const rejected = runFailure('rejected', { tier, ...about, attempts });
    this.#lastFailure = finish('rejected', this.#keptCheap ?? rejected);
    const move = this.#moveAfter(this.#checked);
    if (!move) return this.#lastFailure;
    this.#scope.deps.log.info(
      `run ${this.#books.runId} ${this.#scope.request.prepared.name}: ` +
        `${tier} rejected (${about.problem}) -> ${move.kind} ${move.plan.tier}`,
    );
    return this.#mendingStep(this.#checked, move);
  }

  /** The move that the policy makes after an answer with problems. */
  #moveAfter({ step, gate }: Checked): NextMove | null {
    const { prepared, settings } = this.#scope.request;
    const { only, isChain = false } = this.#plans.route;
    const here = this.#plans.at(step.plan) ?? step.plan;
    // What is right but weak is made stronger where it was made, or given as it is; and what a finding
    // could not be shown by may be no fault of the answer's.
    const isWeak = isOnlyWeak(gate) || isOnlyUnshown(gate);
    const isEffortLeft =
      !isChain && !isWeak && !isOnlyUnsure(gate) && !this.#stepMaker.isTaken('effort', here);
    const wayUp = { above: this.#plans.above(here).filter(fits), isChain, only };
    return moveAfter(prepared.name, this.#plans.evidence, wayUp, {
      here,
      effort: step.effort,
      attemptsLeft: this.#books.attemptsLeft,
      failed: Math.max(1, this.#rejected.get(here.position) ?? 0),
      isRepaired: this.#stepMaker.isTaken('repair', here),
      isRepairable: gate.problems.every(({ repairable }) => repairable),
      raisedEffort: isEffortLeft ? raisedEffort(here, settings) : null,
      isWeak,
    });
  }

  /** The step that has an answer mended. */
  #mendingStep({ step, reply, gate }: Checked, { kind, plan, effort, samples }: NextMove): Step {
    const { tier, size } = plan;
    const about = { tier, ...problemsIn(gate) };
    const isHere = plan.position === step.plan.position;
    const reason =
      kind === 'escalation'
        ? attemptReason(kind, { ...about, from: step.tier })
        : kind === 'effort'
          ? attemptReason(kind, { ...about, ...(effort ? { effort } : {}) })
          : attemptReason(kind, about);
    return this.#stepMaker.make(kind, plan, {
      prompt: repairPrompt(this.#scope.prompt, reply, gate.problems),
      effort: effort ?? plan.effort,
      samples,
      reason,
      // A limit that had to be raised once stays raised.
      limit: Math.max(size.maxOutputTokens, isHere ? step.plan.size.maxOutputTokens : 0),
    });
  }

  #afterTruncation({ tier, plan, effort, prompt }: Step): Next {
    const limitTokens = plan.size.maxOutputTokens;
    this.#lastFailure = finish('failed', runFailure('truncated', { tier, limitTokens }));
    const raised = raisedLimit(this.#scope.request.prepared.name, plan.model, limitTokens);
    const isOpen = plan.ownLimit === null && !this.#stepMaker.isTaken('limit', plan);
    if (isOpen && raised > limitTokens) {
      const reason = attemptReason('limit', { tier, limitTokens: raised });
      return this.#stepMaker.make('limit', plan, { prompt, effort, limit: raised, reason });
    }
    const higher = this.#plans.above(plan).filter(fits);
    const above = this.#plans.route.isChain ? higher[0] : higher.at(-1);
    if (!above) return this.#lastFailure;
    return this.#stepMaker.make('escalation', above, {
      prompt,
      // What did not fit below does not fit above either, unless the user has set how much may come.
      limit: above.ownLimit ?? roomAt(above, limitTokens),
      reason: attemptReason('truncated', { from: tier, tier: above.tier }),
    });
  }

  #largerContext(step: Step): Next {
    const { tier, plan, prompt } = step;
    this.#lastFailure = endAsTooLong(step);
    const limitTokens = plan.model.maxInputTokens ?? 0;
    const above = this.#plans
      .above(plan)
      .find((one) => fits(one) && (one.model.maxInputTokens ?? 0) > limitTokens);
    if (!above) return this.#lastFailure;
    const reason = attemptReason('largerContext', { from: tier, tier: above.tier });
    return this.#stepMaker.make('escalation', above, { prompt, reason });
  }

  async #afterFailure(step: Step, failed: Failed): Promise<Next> {
    const { code, reaction } = failed;
    this.#lastFailure = endAfterFailure(failed, step);
    switch (reaction.type) {
      case 'retry':
      case 'offer':
        return this.#afterWait(step, reaction);
      case 'again':
        if (this.#hasTriedAgain) return this.#lastFailure;
        this.#hasTriedAgain = true;
        return this.#again(step, code);
      case 'largerContext':
        return this.#largerContext(step);
      case 'newerModel':
        return this.#newerModel(step);
      case 'stop':
        return this.#lastFailure;
    }
  }

  /** The reply had begun, so its attempt is over and paid for: the next try is another one. */
  async #afterWait(step: Step, { type, code, ms }: Waited): Promise<Next> {
    if (this.#books.attemptsLeft <= 0) return this.#lastFailure;
    const reason = waitReason(code, { tier: step.tier, tries: 1 });
    if (type === 'offer') {
      const next = await this.#waiting.offer(step, reason, this.#lastFailure, ms);
      if (next !== 'wait') return next;
    }
    await this.#waiting.wait(reason, ms);
    return this.#again(step, code);
  }

  /** The same step once more. */
  #again({ kind, tier, plan, effort, prompt }: Step, cause: FailureCode): Step {
    const limit = plan.size.maxOutputTokens;
    const reason = attemptReason('again', { tier, cause });
    return this.#stepMaker.make(kind, plan, { prompt, effort, limit, reason });
  }

  /** A model was not found: the next newest of its line. */
  async #newerModel({ kind, tier, plan, prompt }: Step): Promise<Next> {
    const { deps, runner, signal } = this.#scope;
    runner.missing.add(plan.model.id);
    await deps.refreshCatalog?.(signal);
    signal.throwIfAborted();
    this.#plans.replan();
    const newer = this.#plans.at(plan);
    if (!newer || newer.model.id === plan.model.id) return this.#lastFailure;
    const reason = attemptReason('newerModel', { tier, model: newer.model.id });
    return this.#stepMaker.make(kind, newer, { prompt, reason });
  }
}

/** The first problem of an answer and how many there are, for a reason. */
function problemsIn({ problems }: GateResult): {
  readonly problem: string;
  readonly problems: number;
} {
  return { problem: problems[0]?.code ?? '', problems: problems.length };
}

/** Room for an answer of at least so many tokens, as far as the model can. */
function roomAt({ size, model }: TierPlan, tokens: number): number {
  const wanted = Math.max(size.maxOutputTokens, tokens);
  return Math.min(wanted, model.maxOutputTokens ?? wanted);
}

/** Whether an answer is right as far as it goes, and only proves too little. */
function isOnlyWeak({ problems }: GateResult): boolean {
  return problems.length > 0 && problems.every(({ code }) => code === 'tests.survived');
}

/** What says that a test shows no finding, which may be none. */
const UNSHOWN: readonly string[] = [
  'tests.notShown',
  'tests.brokeDown',
  'tests.notReached',
  'tests.notSteady',
  'tests.notEnded',
] satisfies readonly ProblemCode[];

/** Whether an answer is a test as it was asked for, and only shows nothing. */
function isOnlyUnshown({ problems }: GateResult): boolean {
  return problems.length > 0 && problems.every(({ code }) => UNSHOWN.includes(code));
}

function isOnlyUnsure({ problems }: GateResult): boolean {
  return problems.length > 0 && problems.every(({ code }) => code === 'answer.unsure');
}
