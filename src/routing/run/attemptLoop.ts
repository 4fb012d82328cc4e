import { followUpPrompt, repairPrompt } from '../../tasks/repairPrompt.ts';
import type { Prompt } from '../../tasks/task.ts';
import type { BreakerPass } from '../calls/breaker.ts';
import { AfterAttempt } from './afterAttempt.ts';
import { Attempts } from './attempts.ts';
import { ClassifierCall } from './classifierCall.ts';
import { Judge } from './judge.ts';
import { retirementNote } from './retirement.ts';
import type { Draft, RunEvent, RunQuestions, RunRequest, RunResult } from './run.ts';
import { RunBooks } from './runBooks.ts';
import type { RunnerState } from './runnerState.ts';
import { RunNotes } from './runNotes.ts';
import { RunPlans } from './runPlans.ts';
import { RunProviders } from './runProviders.ts';
import type { Permit } from './spendPermission.ts';
import { SpendPermission } from './spendPermission.ts';
import type { Finish, Next, Step, StepKind } from './step.ts';
import { coded, finish } from './step.ts';
import { StepMaker } from './stepMaker.ts';
import { userErrorOf } from './userErrorOf.ts';
import { Waiting } from './waiting.ts';

/** How long to wait for another call's probe of a breaker. */
const PROBE_MS = 5_000;

/** One run from its route to its record. Used once. */
export class AttemptLoop {
  readonly #state: RunnerState;
  readonly #request: RunRequest;
  readonly #signal: AbortSignal;
  readonly #emit: (event: RunEvent) => void;
  readonly #prompt: Prompt;
  readonly #notes = new RunNotes();
  readonly #books: RunBooks;
  readonly #providers: RunProviders;
  readonly #plans: RunPlans;
  readonly #stepMaker: StepMaker;
  readonly #spendPermission: SpendPermission;
  readonly #classifier: ClassifierCall;
  readonly #waiting: Waiting;
  readonly #judge: Judge;
  readonly #attempts: Attempts;
  readonly #next: AfterAttempt;

  constructor(
    state: RunnerState,
    request: RunRequest,
    questions: RunQuestions,
    listener: (event: RunEvent) => void,
    signal: AbortSignal,
  ) {
    const { deps, reuse } = state;
    const { clock, log, random } = deps;
    const { prepared, settings, draft } = request;
    const emit = neverThrowing(listener, (event, error) =>
      log.error(`a listener failed on ${event.type}`, error),
    );
    const prompt = draft ? askedOf(draft, prepared.prompt) : prepared.prompt;
    const notes = this.#notes;
    const books = new RunBooks(deps, request);
    const providers = new RunProviders(deps, signal);
    const plans = new RunPlans(state, request, books, providers, prompt);
    const steps = new StepMaker(prepared.name, plans, reuse, clock);
    const permission = new SpendPermission(state, settings, books, plans, notes, questions, signal);
    const waiting = new Waiting(settings, plans, steps, questions, clock, random, emit, signal);
    const judge = new Judge(prepared, settings.minConfidence, plans, emit, signal);
    const { tries } = settings.retry;
    this.#state = state;
    this.#request = request;
    this.#signal = signal;
    this.#emit = emit;
    this.#prompt = prompt;
    this.#books = books;
    this.#providers = providers;
    this.#plans = plans;
    this.#stepMaker = steps;
    this.#spendPermission = permission;
    this.#waiting = waiting;
    this.#judge = judge;
    this.#classifier = new ClassifierCall(
      state,
      request,
      plans,
      books,
      providers,
      permission,
      emit,
      signal,
    );
    this.#attempts = new Attempts(books, judge, waiting, tries, clock, log, emit, signal);
    this.#next = new AfterAttempt(state, request, prompt, plans, steps, books, waiting, signal);
  }

  /** Makes the attempts and books them. Never rejects. */
  async run(): Promise<RunResult> {
    let end: Finish;
    try {
      end = this.#next.endOf(await this.#drive());
    } catch (error) {
      end = this.#finishFrom(error);
    }
    const { checked } = this.#next;
    const doubt = checked && this.#judge.doubtOf(checked.gate);
    if (doubt && end.outcome === 'accepted') this.#notes.addOnce(doubt);
    const result = await this.#books.close({
      outcome: end.outcome,
      failure: end.failure,
      route: this.#plans.route,
      startTier: this.#plans.startTier,
      startModel: this.#plans.startPlan?.model.id ?? '',
      checked,
      notes: this.#notes.all,
      missing: this.#state.missing,
    });
    const { prepared, draft } = this.#request;
    const isWish = draft !== undefined && 'followUp' in draft;
    return { ...result, asked: isWish ? this.#prompt : prepared.prompt };
  }

  #finishFrom(error: unknown): Finish {
    if (this.#signal.aborted) return finish('cancelled');
    const known = userErrorOf(error);
    if (known) return finish('failed', known);
    this.#state.deps.log.error('a run ended unexpectedly', error);
    return finish('failed', coded('internal'));
  }

  async #drive(): Promise<Finish> {
    for (const provider of await this.#plans.findProviders()) {
      this.#notes.add(coded('providerOff', { provider }));
    }
    const missing = await this.#plans.findModels(this.#signal);
    this.#emit({ type: 'routed', route: this.#plans.route });
    let plan = this.#plans.startPlan;
    if (missing || !plan) return finish('failed', missing);
    // First of all: without a key there is nothing to ask the user about and nothing to book.
    await this.#providers.of(plan);
    const classified = await this.#classifier.ask();
    if (classified) {
      this.#plans.heed(classified);
      this.#emit({ type: 'routed', route: this.#plans.route });
      plan = this.#plans.startPlan ?? plan;
    }
    let next: Next = this.#stepMaker.make(this.#firstKind, plan, plan.effort, this.#prompt);
    while (next.type === 'step') next = await this.#take(next);
    return next;
  }

  /** What the first attempt is to its run: a run that is gone on with has had its first already. */
  get #firstKind(): StepKind {
    const { continues, draft } = this.#request;
    if (!continues || continues.attempts.length === 0) return 'first';
    return draft && 'followUp' in draft ? 'refine' : 'escalation';
  }

  /** Takes a step, where the breaker, the budgets and the user let it be taken. */
  async #take(step: Step): Promise<Next> {
    this.#signal.throwIfAborted();
    if (this.#books.isBroken) return finish('failed', coded('ledgerFailed'));
    if (this.#books.attemptsLeft <= 0) return this.#next.lastFailure;

    const provider = await this.#providers.of(step.plan);
    const breaker = this.#state.breakers.of(step.plan);
    const pass = breaker.enter(this.#request.settings.breaker);
    if (!pass) {
      const reason = coded('breakerOpen', { tier: step.tier });
      const ms = breaker.view().opensForMs || PROBE_MS;
      const left = await this.#waiting.leave(step, reason, finish('failed', reason), ms);
      if (left !== 'wait') return left;
      await this.#waiting.wait(reason, ms);
      return step;
    }
    const permit = await this.#permitted(step, pass);
    if (permit.type !== 'granted') return this.#next.instead(step, permit);
    this.#noteTaken(step);
    const result = await this.#attempts.make(step, permit.started, pass, provider);
    return this.#next.after(step, result);
  }

  /** The permit for a step; without one, its leave from the breaker is given back. */
  async #permitted(step: Step, pass: BreakerPass): Promise<Permit> {
    let isGranted = false;
    try {
      // Nobody else is to skip the tier for as long as a probe waits for its user.
      const permit = await this.#spendPermission.ask(step, () => pass.released());
      isGranted = permit.type === 'granted';
      return permit;
    } finally {
      if (!isGranted) pass.released();
    }
  }

  #noteTaken(step: Step): void {
    const { deps, isNewNotice } = this.#state;
    this.#stepMaker.taken(step);
    const note = retirementNote(step.plan, deps.clock.now());
    if (note && isNewNotice(`modelDeprecated ${step.plan.model.id}`)) this.#notes.add(note);
    const { model, unmetEffort } = step.plan;
    if (unmetEffort && isNewNotice(`effortNotTaken ${model.id} ${unmetEffort}`)) {
      this.#notes.add(coded('effortNotTaken', { model: model.id, effort: unmetEffort }));
    }
  }
}

/** The conversation with an earlier answer and what is wanted of it. */
function askedOf(draft: Draft, prompt: Prompt): Prompt {
  return 'followUp' in draft
    ? followUpPrompt(prompt, draft.reply, draft.followUp)
    : repairPrompt(prompt, draft.reply, draft.problems);
}

/** Calls a listener; one that throws must cost neither the answer nor its record. */
function neverThrowing(
  listener: (event: RunEvent) => void,
  failed: (event: RunEvent, error: unknown) => void,
): (event: RunEvent) => void {
  return (event) => {
    try {
      listener(event);
    } catch (error) {
      failed(event, error);
    }
  };
}
