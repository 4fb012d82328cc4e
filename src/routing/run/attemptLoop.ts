import type { ModelProvider } from '../../providers/port.ts';
import type { BreakerPass } from '../calls/breaker.ts';
import { runFailure, runNote, waitReason } from '../coded.ts';
import { fallNote } from '../policy/canary.ts';
import { purposeBy } from '../policy/chance.ts';
import { retirementNote } from '../policy/retirement.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import { AfterAttempt } from './afterAttempt.ts';
import { Attempts } from './attempts.ts';
import type { BegunAttempt } from './begun/begunRun.ts';
import { NO_PASS, replayedCall, replaying } from './begun/replayed.ts';
import { Judge } from './judge.ts';
import type { RunResult } from './run.ts';
import { RunBooks } from './runBooks.ts';
import { RunNotes } from './runNotes.ts';
import { RunPlans } from './runPlans.ts';
import { RunProviders } from './runProviders.ts';
import { runResult } from './runResult.ts';
import type { RunScope } from './runScope.ts';
import { Samples } from './samples.ts';
import { CheckQuestions } from './side/checkQuestions.ts';
import { ClassifierCall } from './side/classifierCall.ts';
import { SecondLook } from './side/secondLook.ts';
import { SideCalls } from './side/sideCalls.ts';
import type { Permit } from './spendPermission.ts';
import { SpendPermission } from './spendPermission.ts';
import type { Finish, Next, Step, StepKind } from './step.ts';
import { finish } from './step.ts';
import { StepMaker } from './stepMaker.ts';
import { userErrorOf } from './userErrorOf.ts';
import { Waiting } from './waiting.ts';

/** How long to wait for another call's probe of a breaker. */
const PROBE_MS = 5_000;

/** One run from its route to its record. Used once. */
export class AttemptLoop {
  readonly #scope: RunScope;
  readonly #notes: RunNotes;
  readonly #books: RunBooks;
  readonly #providers: RunProviders;
  readonly #plans: RunPlans;
  readonly #stepMaker: StepMaker;
  readonly #spendPermission: SpendPermission;
  readonly #classifier: ClassifierCall;
  readonly #secondLook: SecondLook;
  readonly #waiting: Waiting;
  readonly #judge: Judge;
  readonly #samples: Samples;
  readonly #afterAttempt: AfterAttempt;

  /** Plans the run. Throws what planning meets: nothing is begun then. */
  constructor(scope: RunScope) {
    const notes = new RunNotes();
    const books = new RunBooks(scope);
    const providers = new RunProviders(scope);
    const plans = new RunPlans(scope, books, providers);
    const stepMaker = new StepMaker(scope, plans);
    const spendPermission = new SpendPermission(scope, books, plans, notes);
    const waiting = new Waiting(scope, plans, stepMaker);
    const sideCalls = new SideCalls(scope, { plans, books, providers, spendPermission });
    const judge = new Judge(scope, plans, new CheckQuestions(scope, plans, sideCalls));
    this.#scope = scope;
    this.#notes = notes;
    this.#books = books;
    this.#providers = providers;
    this.#plans = plans;
    this.#stepMaker = stepMaker;
    this.#spendPermission = spendPermission;
    this.#classifier = new ClassifierCall(scope, plans, sideCalls);
    this.#secondLook = new SecondLook(scope, plans, sideCalls);
    this.#waiting = waiting;
    this.#judge = judge;
    const attempts = new Attempts(scope, books, judge, waiting);
    this.#samples = new Samples(scope, attempts, spendPermission);
    this.#afterAttempt = new AfterAttempt(scope, { plans, stepMaker, books, waiting });
  }

  /** Makes the attempts and books them. Never rejects. */
  async run(): Promise<RunResult> {
    const { considered, estimate } = this.#plans.route;
    if (purposeBy(considered) !== 'explore') return this.#run();
    const { exploring } = this.#scope.runner;
    return exploring.during(estimate?.highNusd ?? 0, () => this.#run());
  }

  async #run(): Promise<RunResult> {
    const { begun } = this.#scope.request;
    if (begun) this.#books.adopt(begun.run.started);
    let end: Finish;
    try {
      end = this.#afterAttempt.endOf(await this.#drive());
    } catch (error) {
      end = this.#finishFrom(error);
    }
    if (begun && this.#books.isUnderWay(begun.run.started)) await this.#endUntaken(begun);
    const answered = this.#afterAttempt.checked;
    const checked =
      answered && end.outcome === 'accepted' ? await this.#secondLook.at(answered) : answered;
    const doubt = checked && this.#judge.doubtOf(checked.gate);
    if (doubt && end.outcome === 'accepted') this.#notes.addOnce(doubt);
    const { route, startTier, startPlan } = this.#plans;
    const startModel = startPlan?.model.id ?? '';
    const { outcome } = end;
    const closed = await this.#books.close({ outcome, route, startTier, startModel, checked });
    return runResult(this.#scope, { end, route, checked, notes: this.#notes.all, closed });
  }

  #finishFrom(error: unknown): Finish {
    if (this.#scope.signal.aborted) return finish('cancelled');
    const known = userErrorOf(error);
    if (known) return finish('failed', known);
    this.#scope.deps.log.error('a run ended unexpectedly', error);
    return finish('failed', runFailure('internal', {}));
  }

  async #drive(): Promise<Finish> {
    const { begun } = this.#scope.request;
    let next = begun ? await this.#takeBegun(begun) : await this.#firstStep();
    while (next.type === 'step') next = await this.#take(next);
    return next;
  }

  /** Takes a first attempt that is on record already, and what came of it where that is known. */
  async #takeBegun({ run, reply }: BegunAttempt): Promise<Next> {
    const { emit, prompt, runner, request, signal } = this.#scope;
    await this.#plans.findProviders();
    const missing = await this.#plans.findModels();
    emit({ type: 'routed', route: this.#plans.route });
    const { started } = run;
    const plan = this.#plans.begunPlan(started);
    if (!plan) {
      const { tier } = started;
      return finish('failed', missing ?? runFailure('modelNotSet', { tier }));
    }
    const step = this.#stepMaker.make('first', plan, { prompt, effort: started.effort });
    const breaker = runner.breakers.of(plan);
    const pass = reply ? NO_PASS : breaker.enter(request.settings.breaker);
    if (!pass) {
      await this.#endUntaken({ run });
      return this.#afterBreaker(step, breaker.view().opensForMs || PROBE_MS);
    }
    const provider = reply ? replaying(reply) : await this.#provider(plan, pass);
    this.#noteTaken(step);
    // From here on an attempt that is cancelled books what has come; before, it has to be booked apart.
    signal.throwIfAborted();
    const result = await this.#samples.make({ step, started, pass, provider });
    return this.#afterAttempt.after(step, result);
  }

  async #provider(plan: TierPlan, pass: BreakerPass): Promise<ModelProvider> {
    try {
      return await this.#providers.of(plan);
    } catch (error) {
      pass.released();
      throw error;
    }
  }

  /** Ends an attempt that is on record and was not made here: an answer that has come is paid for. */
  async #endUntaken({ run, reply }: Pick<BegunAttempt, 'run' | 'reply'>): Promise<void> {
    const { deps, signal } = this.#scope;
    const { clock } = deps;
    const { started, isIncluded } = run;
    const isPaid = reply !== undefined && !signal.aborted;
    const plan = { isIncluded, model: { tokenizerFactor: 1 } };
    await this.#books.end(started, plan, {
      outcome: isPaid ? 'failed' : 'cancelled',
      call: reply && (await replayedCall(reply, started.model, clock)),
      gate: undefined,
      errorCode: isPaid ? 'internal' : null,
      httpStatus: null,
      retries: 0,
      waitedMs: 0,
      endedTicks: clock.ticks(),
    });
  }

  async #firstStep(): Promise<Next> {
    const { emit, prompt } = this.#scope;
    for (const provider of await this.#plans.findProviders()) {
      this.#notes.add(runNote('providerOff', { provider }));
    }
    const missing = await this.#plans.findModels();
    emit({ type: 'routed', route: this.#plans.route });
    let plan = this.#plans.startPlan;
    this.#books.startedBy(this.#plans.route);
    if (missing || !plan) return finish('failed', missing);
    // First of all: without a key there is nothing to ask the user about and nothing to book.
    await this.#providers.of(plan);
    const classified = await this.#classifier.ask();
    if (classified) {
      this.#plans.replanWith(classified);
      emit({ type: 'routed', route: this.#plans.route });
      plan = this.#plans.startPlan ?? plan;
    }
    const samples = this.#plans.route.moves[0]?.samples ?? 1;
    return this.#stepMaker.make(this.#firstKind, plan, { prompt, samples });
  }

  /** What the first attempt is to its run: a run that is gone on with has had its first already. */
  get #firstKind(): StepKind {
    const { continues, draft } = this.#scope.request;
    if (!continues || continues.attempts.length === 0) return 'first';
    return draft && 'followUp' in draft ? 'refine' : 'escalation';
  }

  /** Takes a step, where the breaker, the budgets and the user let it be taken. */
  async #take(step: Step): Promise<Next> {
    const { runner, request, signal } = this.#scope;
    signal.throwIfAborted();
    if (this.#books.isBroken) return finish('failed', runFailure('ledgerFailed', {}));
    if (this.#books.attemptsLeft <= 0) return this.#afterAttempt.lastFailure;

    const provider = await this.#providers.of(step.plan);
    const breaker = runner.breakers.of(step.plan);
    const pass = breaker.enter(request.settings.breaker);
    if (!pass) return this.#afterBreaker(step, breaker.view().opensForMs || PROBE_MS);
    const permit = await this.#permitted(step, pass);
    if (permit.type !== 'granted') return this.#afterAttempt.afterDenial(step, permit);
    this.#noteTaken(step);
    const { started } = permit;
    const result = await this.#samples.make({ step, started, pass, provider });
    return this.#afterAttempt.after(step, result);
  }

  /** A breaker lets no call through for `ms`: another step, or the same one after that. */
  async #afterBreaker(step: Step, ms: number): Promise<Next> {
    const { tier } = step;
    const reason = waitReason('breakerOpen', { tier });
    const stop = finish('failed', runFailure('breakerOpen', { tier }));
    const next = await this.#waiting.offer(step, reason, stop, ms);
    if (next !== 'wait') return next;
    await this.#waiting.wait(reason, ms);
    return step;
  }

  /** The permit for a step; without one, its pass is given back. */
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
    const { deps, runner } = this.#scope;
    this.#stepMaker.taken(step);
    const note = retirementNote(step.plan, deps.clock.now());
    const { model, unmetEffort: effort } = step.plan;
    if (note && runner.isNewNotice(`modelDeprecated ${model.id}`)) this.#notes.add(note);
    const fall = this.#plans.fallOf(step.plan);
    if (fall && runner.isNewNotice(`modelFell ${fall.model} ${fall.before}`)) {
      this.#notes.add(fallNote(step.plan, fall));
    }
    if (effort && runner.isNewNotice(`effortNotTaken ${model.id} ${effort}`)) {
      this.#notes.add(runNote('effortNotTaken', { model: model.id, effort }));
    }
  }
}
