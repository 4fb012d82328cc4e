import type { AttemptStarted } from '../../models/booking.ts';
import type { ModelProvider, ProviderFailure } from '../../providers/port.ts';
import type { Prompt } from '../../tasks/task.ts';
import type { BreakerPass } from '../calls/breaker.ts';
import type { CallEnd } from '../calls/modelCall.ts';
import { callModel } from '../calls/modelCall.ts';
import { requestOf } from '../calls/requestOf.ts';
import { failureCode, isTierDown } from '../failures.ts';
import { CLASSIFY_TOKENS, classifyPrompt, readClassification } from '../policy/classifier.ts';
import type { Classification } from '../policy/policyInput.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import { promptTokens, withSize } from '../policy/tierPlan.ts';
import type { RunBooks } from './runBooks.ts';
import type { RunPlans } from './runPlans.ts';
import type { RunProviders } from './runProviders.ts';
import type { RunScope } from './runScope.ts';
import type { SpendPermission } from './spendPermission.ts';

/** A word that takes longer is not worth waiting for: the run goes on without. */
const MOST_SILENCE_MS = 10_000;

/** The parts of a run that a call of its own needs. */
export interface CallingParts {
  readonly plans: RunPlans;
  readonly books: RunBooks;
  readonly providers: RunProviders;
  readonly spendPermission: SpendPermission;
}

/** What the call has brought, for its record however it ends. */
interface Progress {
  call?: CallEnd;
  failure?: ProviderFailure;
}

/** Asks a small model how hard the work is, where the start is open. */
export class ClassifierCall {
  readonly #scope: RunScope;
  readonly #parts: CallingParts;

  constructor(scope: RunScope, parts: CallingParts) {
    this.#scope = scope;
    this.#parts = parts;
  }

  /** What it says; undefined: it is not to be asked, or has said nothing that can be read. */
  async ask(): Promise<Classification | undefined> {
    const { plans } = this.#parts;
    const { prepared, settings } = this.#scope.request;
    const haiku = plans.tier('haiku');
    if (!haiku || !this.#isWanted) return undefined;
    const prompt = classifyPrompt(prepared);
    const size = {
      promptTokens: promptTokens(prompt),
      expectedOutputTokens: CLASSIFY_TOKENS / 2,
      maxOutputTokens: CLASSIFY_TOKENS,
      cacheWriteTokens: 0,
    };
    const effort = haiku.model.efforts.includes('low') ? 'low' : null;
    const reply = await this.#reply(withSize({ ...haiku, effort }, size, plans.input), prompt);
    return reply === undefined ? undefined : readClassification(reply, settings.classifier);
  }

  get #isWanted(): boolean {
    const { prepared, settings, chosenTier, draft } = this.#scope.request;
    const { classifier, only, start } = settings;
    const { name } = prepared;
    const isOpen = !chosenTier && !draft && only[name] === null && start[name] === 'auto';
    if (classifier.use === 'off' || !isOpen || this.#parts.plans.route.isChain) return false;
    // What starts at the top already cannot start higher.
    return this.#parts.plans.startTier !== 'opus';
  }

  /**
   * One call, booked as an attempt of its own. Whatever keeps it from an answer (a budget, a busy
   * model) is no reason to stop: the run goes on without.
   */
  async #reply(plan: TierPlan, prompt: Prompt): Promise<string | undefined> {
    const { runner, request } = this.#scope;
    const { providers, spendPermission } = this.#parts;
    const provider = await providers.of(plan);
    const pass = runner.breakers.of(plan).enter(request.settings.breaker);
    if (!pass) return undefined;
    const progress: Progress = {};
    let started: AttemptStarted | null = null;
    try {
      started = await spendPermission.askForClassifier(plan);
      if (!started) return undefined;
      return await this.#call(provider, { plan, prompt, started, pass }, progress);
    } finally {
      pass.released();
      if (started) await this.#book(started, plan, progress);
    }
  }

  async #call(
    provider: ModelProvider,
    { plan, prompt, started, pass }: PermittedCall,
    progress: Progress,
  ): Promise<string | undefined> {
    const { deps, emit, signal } = this.#scope;
    signal.throwIfAborted();
    const { model, size, effort, tier } = plan;
    const { ordinal, kind } = started;
    const reason = undefined;
    emit({ type: 'attempt', ordinal, kind, tier, model: model.id, effort, reason });
    const asked = { effort, maxTokens: size.maxOutputTokens, cache: false };
    const request = { ...requestOf(prompt, model, asked), silenceMs: MOST_SILENCE_MS };
    const callScope = { clock: deps.clock, signal, onEvent: () => undefined };
    const { end, text } = (progress.call = await callModel(provider, request, callScope));
    if (end.type === 'failed') progress.failure = end.failure;
    signal.throwIfAborted();
    if (end.type === 'failed') {
      if (isTierDown(failureCode(end.failure))) pass.failed();
      return undefined;
    }
    pass.succeeded();
    return end.stop === 'end' ? text : undefined;
  }

  async #book(started: AttemptStarted, plan: TierPlan, { call, failure }: Progress): Promise<void> {
    const { deps, emit, signal } = this.#scope;
    const isAnswered = call?.end.type === 'ended' && call.end.stop === 'end';
    const summary = await this.#parts.books.end(started, plan, {
      outcome: signal.aborted ? 'cancelled' : isAnswered ? 'accepted' : 'failed',
      call,
      gate: undefined,
      errorCode: failure && !signal.aborted ? failureCode(failure) : null,
      httpStatus: failure?.status ?? null,
      retries: 0,
      waitedMs: 0,
      endedTicks: deps.clock.ticks(),
    });
    emit({ type: 'attemptEnded', summary });
  }
}

/** A call that is journalled and may be made. */
interface PermittedCall {
  readonly plan: TierPlan;
  readonly prompt: Prompt;
  readonly started: AttemptStarted;
  readonly pass: BreakerPass;
}
