import type { AttemptStarted } from '../models/booking.ts';
import type { CodeArgs, Coded } from '../models/userError.ts';
import { abortable } from './abortable.ts';
import type { Objection } from './budget.ts';
import { checkBudgets, hasBudget, hasSharedBudget } from './budget.ts';
import type { RunQuestions } from './run.ts';
import type { RunBooks } from './runBooks.ts';
import type { RunnerState } from './runnerState.ts';
import type { RunNotes } from './runNotes.ts';
import type { RunPlans } from './runPlans.ts';
import type { RoutingSettings } from './settings.ts';
import type { SpendLook } from './spendLook.ts';
import type { Step } from './step.ts';
import { coded } from './step.ts';
import type { TierPlan } from './tierPlan.ts';

/** Whether an attempt may be made. */
export type Permit =
  /** It is journalled with its reservation, and may be sent. */
  | { readonly type: 'granted'; readonly started: AttemptStarted }
  /** A budget keeps the run from the tiers above its start. */
  | { readonly type: 'stayCheap'; readonly args: CodeArgs }
  /** The user or a budget ends the run here. */
  | { readonly type: 'denied'; readonly by: 'user' | 'budget'; readonly failure: Coded }
  /** It could not be journalled. */
  | { readonly type: 'unbooked' };

type Answered = Permit | { readonly type: 'ask'; readonly question: Coded };

/** Looks at the budgets before each attempt, asks the user where they say so, and reserves. */
export class Permission {
  readonly #state: RunnerState;
  readonly #settings: RoutingSettings;
  readonly #look: SpendLook;
  readonly #books: RunBooks;
  readonly #plans: RunPlans;
  readonly #notes: RunNotes;
  readonly #questions: RunQuestions;
  readonly #signal: AbortSignal;

  constructor(
    state: RunnerState,
    settings: RoutingSettings,
    look: SpendLook,
    books: RunBooks,
    plans: RunPlans,
    notes: RunNotes,
    questions: RunQuestions,
    signal: AbortSignal,
  ) {
    this.#state = state;
    this.#settings = settings;
    this.#look = look;
    this.#books = books;
    this.#plans = plans;
    this.#notes = notes;
    this.#questions = questions;
    this.#signal = signal;
  }

  /**
   * Journals the attempt with its reservation once nothing stands against it. `onQuestion` hears that
   * the user is asked, which may take any time.
   */
  async of(step: Step, onQuestion: () => void): Promise<Permit> {
    const agreed = new Set<string>();
    for (;;) {
      // Looked at anew after each answer: others may have spent what was left meanwhile.
      const answered = await this.#alone(() => this.#reserve(step, agreed));
      if (answered.type !== 'ask') return answered;
      const { question } = answered;
      const costNusd = step.plan.expectedNusd;
      onQuestion();
      const asking = this.#questions.spend({ reason: question, tier: step.tier, costNusd });
      if ((await abortable(asking, this.#signal)) !== 'go') {
        const failure = coded('stopped', { question: question.code });
        return { type: 'denied', by: 'user', failure };
      }
      agreed.add(question.code);
    }
  }

  /** As `of` for the classifier's call, which is worth no question: null wherever one would be asked. */
  async ofClassifier(plan: TierPlan): Promise<AttemptStarted | null> {
    const { worstNusd } = plan;
    if (worstNusd === null && hasBudget(this.#settings)) return null;
    return this.#alone(async () => {
      const objections = worstNusd === null ? [] : await this.#objections(worstNusd);
      return objections.length > 0 ? null : this.#books.start('classify', plan, plan.effort);
    });
  }

  /** Look and reservation are one step, so that two runs cannot both use the last of a budget. */
  #alone<T>(reserve: () => Promise<T>): Promise<T> {
    const { reservations } = this.#state;
    return hasSharedBudget(this.#settings) ? reservations.run(reserve) : reserve();
  }

  /** `agreed` are the questions about this attempt that the user has answered with yes. */
  async #reserve(step: Step, agreed: ReadonlySet<string>): Promise<Answered> {
    const { budget, confirmAboveNusd } = this.#settings;
    const { worstNusd, expectedNusd, model, rung } = step.plan;
    if (worstNusd === null) {
      const isAsked = hasBudget(this.#settings) && !agreed.has('unpriced');
      if (!isAsked) return this.#journal(step);
      return { type: 'ask', question: coded('unpriced', { model: model.id }) };
    }
    const objections = await this.#objections(worstNusd);
    const objection = objections.find(({ code }) => !agreed.has(code));
    if (objection) {
      const args = { ...objection.args, budget: objection.code };
      switch (budget.action) {
        case 'ask':
          return { type: 'ask', question: objection };
        case 'stop':
          return { type: 'denied', by: 'budget', failure: coded('budgetStopped', args) };
        case 'stayCheap':
          if (rung > (this.#plans.startPlan?.rung ?? 0)) return { type: 'stayCheap', args };
          this.#notes.addOnce(coded('budgetWarned', args));
          break;
        case 'warn':
          this.#notes.addOnce(coded('budgetWarned', args));
          break;
      }
    }
    const isConfirmed = step.isConfirmed || agreed.size > 0;
    if (!isConfirmed && expectedNusd !== null && expectedNusd > confirmAboveNusd) {
      const args = { limitNusd: confirmAboveNusd, costNusd: expectedNusd };
      return { type: 'ask', question: coded('confirmAbove', args) };
    }
    return this.#journal(step);
  }

  /** The budgets that an attempt's worst case would exceed. Says once when one is nearly used. */
  async #objections(worstNusd: number): Promise<readonly Objection[]> {
    const { deps, firstTime } = this.#state;
    const now = deps.clock.now();
    const { costNusd } = this.#books;
    const spend = await this.#look.taken(now);
    const checked = checkBudgets(this.#settings, spend, costNusd, worstNusd);
    const day = deps.localDay(now);
    for (const note of checked.near) {
      const budget = String(note.args['budget']);
      const period = budget === 'budgetDay' ? day : Math.floor(day / 100);
      const limit = String(note.args['limitNusd']);
      if (firstTime(`budgetNear ${budget} ${period} ${limit}`)) this.#notes.addOnce(note);
    }
    return checked.objections;
  }

  async #journal({ kind, plan, effort }: Step): Promise<Permit> {
    const started = await this.#books.start(kind, plan, effort);
    return started ? { type: 'granted', started } : { type: 'unbooked' };
  }
}
