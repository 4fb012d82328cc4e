import { abortable } from '../../models/abortable.ts';
import type { AttemptStarted, SideKind } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { SharedSpend, SpendLimits } from '../../models/spend.ts';
import { LIMITED_SPEND } from '../../models/spend.ts';
import { runFailure, runNote, spendReason } from '../coded.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { RunFailure, SpendReason } from '../reasons.ts';
import type { RoutingSettings } from '../settings.ts';
import type { BudgetCheck, Objection } from './budget.ts';
import {
  checkBudgets,
  hasBudget,
  hasSharedBudget,
  lastSharedSpend,
  limitsOf,
  sharedSpend,
} from './budget.ts';
import type { RunBooks, StartResult } from './runBooks.ts';
import type { RunNotes } from './runNotes.ts';
import type { RunPlans } from './runPlans.ts';
import type { RunScope } from './runScope.ts';
import type { Step } from './step.ts';

/** Whether an attempt may be made. */
export type Permit =
  /** It is journalled with its reservation, and may be sent. */
  | { readonly type: 'granted'; readonly started: AttemptStarted }
  /** A budget keeps the run from the tiers above its start. */
  | { readonly type: 'stayCheap'; readonly failure: Coded<RunFailure> }
  /** The user or a budget ends the run here. */
  | { readonly type: 'denied'; readonly by: 'user' | 'budget'; readonly failure: Coded<RunFailure> }
  /** It could not be journalled. */
  | { readonly type: 'unbooked' };

type Answered = Permit | { readonly type: 'ask'; readonly question: Coded<SpendReason> };

/** Looks at the budgets before each attempt, asks the user where they say so, and reserves. */
export class SpendPermission {
  readonly #scope: RunScope;
  readonly #books: RunBooks;
  readonly #plans: RunPlans;
  readonly #notes: RunNotes;

  constructor(scope: RunScope, books: RunBooks, plans: RunPlans, notes: RunNotes) {
    this.#scope = scope;
    this.#books = books;
    this.#plans = plans;
    this.#notes = notes;
  }

  /**
   * Journals the attempt with its reservation once nothing stands against it. `onQuestion` hears that
   * the user is asked, which may take any time.
   */
  async ask(step: Step, onQuestion: () => void): Promise<Permit> {
    const { questions, signal } = this.#scope;
    const agreed = new Set<string>();
    for (;;) {
      // Looked at anew after each answer: others may have spent what was left meanwhile.
      const answered = await this.#exclusively(() => this.#reserve(step, agreed));
      if (answered.type !== 'ask') return answered;
      const { question } = answered;
      const costNusd = step.plan.expectedNusd;
      onQuestion();
      const asking = questions.spend({ reason: question, tier: step.tier, costNusd });
      if ((await abortable(asking, signal)) !== 'go') {
        const failure = runFailure('stopped', { question: question.code });
        return { type: 'denied', by: 'user', failure };
      }
      agreed.add(question.code);
    }
  }

  /** As `ask` for a call beside the answers, which is worth no question: null wherever one would be asked. */
  async askForSide(kind: SideKind, plan: TierPlan): Promise<AttemptStarted | null> {
    const { worstNusd } = plan;
    return this.#withoutQuestion(worstNusd, (within) =>
      this.#books.start(kind, { plan, effort: plan.effort }, within),
    );
  }

  /** As `ask` for a further attempt of a move that is granted: null wherever a question would be asked. */
  async askForSibling({ kind, plan, effort }: Step): Promise<AttemptStarted | null> {
    return this.#withoutQuestion(plan.worstNusd, (within) =>
      this.#books.start(kind, { plan, effort, isSibling: true }, within),
    );
  }

  async #withoutQuestion(
    worstNusd: number | null,
    start: (within: SpendLimits | undefined) => Promise<StartResult>,
  ): Promise<AttemptStarted | null> {
    if (worstNusd === null && hasBudget(this.#settings)) return null;
    return this.#exclusively(async () => {
      const objections = worstNusd === null ? [] : await this.#objections(worstNusd);
      if (objections.length > 0) return null;
      const isFree = worstNusd === null || worstNusd === 0;
      const within = isFree ? undefined : limitsOf(this.#settings);
      const result = await start(within);
      return result.type === 'started' ? result.started : null;
    });
  }

  /** Look and reservation are one step, so that two runs cannot both use the last of a budget. */
  #exclusively<T>(reserve: () => Promise<T>): Promise<T> {
    const { reservations } = this.#scope.runner;
    return hasSharedBudget(this.#settings) ? reservations.run(reserve) : reserve();
  }

  get #settings(): RoutingSettings {
    return this.#scope.request.settings;
  }

  /** `agreed` are the questions about this attempt that the user has answered with yes. */
  async #reserve(step: Step, agreed: ReadonlySet<string>): Promise<Answered> {
    const { confirmAboveNusd } = this.#settings;
    const { worstNusd, expectedNusd, model } = step.plan;
    if (worstNusd === null) {
      const isAsked = hasBudget(this.#settings) && !agreed.has('unpriced');
      if (!isAsked) return this.#journal(step);
      return { type: 'ask', question: spendReason('unpriced', { model: model.id }) };
    }
    const objections = await this.#objections(worstNusd);
    const answered = this.#answer(step, objections, agreed);
    if (answered) return answered;
    const isConfirmed = step.isConfirmed || agreed.size > 0;
    if (!isConfirmed && expectedNusd !== null && expectedNusd > confirmAboveNusd) {
      const args = { limitNusd: confirmAboveNusd, costNusd: expectedNusd };
      return { type: 'ask', question: spendReason('confirmAbove', args) };
    }
    // What was agreed to, or only warns, does not keep it back; what costs nothing exceeds nothing.
    if (worstNusd === 0) return this.#journal(step);
    const passed = new Set([...agreed, ...objections.map(({ code }) => code)]);
    const within = limitsOf(this.#settings, passed);
    const result = await this.#books.start(step.kind, step, within);
    if (result.type !== 'beyond') return permitOf(result);
    // Another window has reserved meanwhile what this attempt needs.
    const late = this.#check(result.spend, worstNusd).objections;
    return this.#answer(step, late, passed) ?? this.#journal(step);
  }

  /** What the first objection not agreed to comes to; null: the attempt is made all the same. */
  #answer(
    step: Step,
    objections: readonly Objection[],
    agreed: ReadonlySet<string>,
  ): Answered | null {
    const objection = objections.find(({ code }) => !agreed.has(code));
    if (!objection) return null;
    const args = { ...objection.args, budget: objection.code };
    switch (this.#settings.budget.action) {
      case 'ask':
        return { type: 'ask', question: objection };
      case 'stop':
        return { type: 'denied', by: 'budget', failure: runFailure('budgetStopped', args) };
      case 'stayCheap':
        if (step.plan.position > (this.#plans.startPlan?.position ?? 0)) {
          return { type: 'stayCheap', failure: runFailure('budgetStayCheap', args) };
        }
        break;
      case 'warn':
        break;
    }
    this.#notes.addOnce(runNote('budgetWarned', args));
    return null;
  }

  /** The budgets that an attempt's worst case would exceed. Says once when one is nearly used. */
  async #objections(worstNusd: number): Promise<readonly Objection[]> {
    const { spend: view, clock } = this.#scope.deps;
    const now = clock.now();
    const last = lastSharedSpend(this.#settings, view, now);
    const first = last && this.#check(last, worstNusd);
    // What lets it pass is checked anew with its reservation; what is to be told has to be so.
    if (first && first.objections.length === 0 && first.near.length === 0) return [];
    const checked = this.#check(await sharedSpend(this.#settings, view, now), worstNusd);
    this.#tellNear(checked, now);
    return checked.objections;
  }

  #check(spend: SharedSpend, worstNusd: number): BudgetCheck {
    return checkBudgets(this.#settings, spend, this.#books.costNusd, worstNusd);
  }

  #tellNear({ near }: BudgetCheck, now: number): void {
    const { deps, runner } = this.#scope;
    const day = deps.localDay(now);
    for (const { of, note } of near) {
      const period = LIMITED_SPEND[of].period === 'day' ? day : Math.floor(day / 100);
      const limit = String(note.args['limitNusd']);
      if (runner.isNewNotice(`budgetNear ${of} ${period} ${limit}`)) this.#notes.addOnce(note);
    }
  }

  /** Journals an attempt, whatever is spent. */
  async #journal(step: Step): Promise<Permit> {
    return permitOf(await this.#books.start(step.kind, step));
  }
}

function permitOf(result: StartResult): Permit {
  return result.type === 'started'
    ? { type: 'granted', started: result.started }
    : { type: 'unbooked' };
}
