import type { AttemptStarted } from '../../models/booking.ts';
import type { ProviderFailure } from '../../providers/port.ts';
import type { Prompt } from '../../tasks/task.ts';
import type { CallEnd } from '../calls/modelCall.ts';
import { callModel, requestOf } from '../calls/modelCall.ts';
import { failureCode, REACTIONS } from '../failures.ts';
import { CLASSIFY_TOKENS, classifyPrompt, readClassification } from '../policy/classifier.ts';
import type { Classification } from '../policy/policyInput.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import { promptTokens, withSize } from '../policy/tierPlan.ts';
import type { RunEvent, RunRequest } from './run.ts';
import type { RunBooks } from './runBooks.ts';
import type { RunnerState } from './runnerState.ts';
import type { RunPlans } from './runPlans.ts';
import type { RunProviders } from './runProviders.ts';
import type { SpendPermission } from './spendPermission.ts';

/** A word that takes longer is not worth waiting for: the run goes on without. */
const MOST_SILENCE_MS = 10_000;

/** Asks a small model how hard the work is, where the start is open. */
export class ClassifierCall {
  readonly #state: RunnerState;
  readonly #request: RunRequest;
  readonly #plans: RunPlans;
  readonly #books: RunBooks;
  readonly #providers: RunProviders;
  readonly #spendPermission: SpendPermission;
  readonly #emit: (event: RunEvent) => void;
  readonly #signal: AbortSignal;

  constructor(
    state: RunnerState,
    request: RunRequest,
    plans: RunPlans,
    books: RunBooks,
    providers: RunProviders,
    permission: SpendPermission,
    emit: (event: RunEvent) => void,
    signal: AbortSignal,
  ) {
    this.#state = state;
    this.#request = request;
    this.#plans = plans;
    this.#books = books;
    this.#providers = providers;
    this.#spendPermission = permission;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** What it says; undefined: it is not to be asked, or has said nothing that can be read. */
  async ask(): Promise<Classification | undefined> {
    const { prepared, settings } = this.#request;
    const haiku = this.#plans.tier('haiku');
    if (!haiku || !this.#isWanted) return undefined;
    const prompt = classifyPrompt(prepared);
    const size = {
      promptTokens: promptTokens(prompt),
      expectedOutputTokens: CLASSIFY_TOKENS / 2,
      maxOutputTokens: CLASSIFY_TOKENS,
      cacheWriteTokens: 0,
    };
    const effort = haiku.model.efforts.includes('low') ? 'low' : null;
    const reply = await this.#reply(
      withSize({ ...haiku, effort }, size, this.#plans.input),
      prompt,
    );
    return reply === undefined ? undefined : readClassification(reply, settings.classifier);
  }

  get #isWanted(): boolean {
    const { prepared, settings, chosenTier, draft } = this.#request;
    const { classifier, only, start } = settings;
    const { name } = prepared;
    const isOpen = !chosenTier && !draft && only[name] === null && start[name] === 'auto';
    if (classifier.use === 'off' || !isOpen || this.#plans.route.isChain) return false;
    // What starts at the top already cannot start higher.
    return this.#plans.startTier !== 'opus';
  }

  /**
   * One call, booked as an attempt of its own. Whatever keeps it from an answer (a budget, a busy
   * model) is no reason to stop: the run goes on without.
   */
  async #reply(plan: TierPlan, prompt: Prompt): Promise<string | undefined> {
    const { deps, breakers } = this.#state;
    const provider = await this.#providers.of(plan);
    const pass = breakers.of(plan).enter(this.#request.settings.breaker);
    if (!pass) return undefined;
    let started: AttemptStarted | null = null;
    let call: CallEnd | undefined;
    let failure: ProviderFailure | undefined;
    try {
      started = await this.#spendPermission.askForClassifier(plan);
      if (!started) return undefined;
      this.#signal.throwIfAborted();
      const { model, size, effort, tier } = plan;
      const { ordinal, kind } = started;
      this.#emit({
        type: 'attempt',
        ordinal,
        kind,
        tier,
        model: model.id,
        effort,
        reason: undefined,
      });
      const asked = requestOf(prompt, model, effort, size.maxOutputTokens, false);
      const request = { ...asked, silenceMs: MOST_SILENCE_MS };
      call = await callModel(provider, request, deps.clock, this.#signal, () => undefined);
      if (call.end.type === 'failed') ({ failure } = call.end);
      this.#signal.throwIfAborted();
      if (call.end.type === 'failed') {
        if (REACTIONS[failureCode(call.end.failure)] === 'wait') pass.failed();
        return undefined;
      }
      pass.succeeded();
      return call.end.stop === 'end' ? call.text : undefined;
    } finally {
      pass.released();
      if (started) await this.#book(started, plan, call, failure);
    }
  }

  async #book(
    started: AttemptStarted,
    plan: TierPlan,
    call: CallEnd | undefined,
    failure: ProviderFailure | undefined,
  ): Promise<void> {
    const isCancelled = this.#signal.aborted;
    const isAnswered = call?.end.type === 'ended' && call.end.stop === 'end';
    const summary = await this.#books.end(started, plan, {
      outcome: isCancelled ? 'cancelled' : isAnswered ? 'accepted' : 'failed',
      call,
      gate: undefined,
      errorCode: failure && !isCancelled ? failureCode(failure) : null,
      httpStatus: failure?.status ?? null,
      retries: 0,
      waitedMs: 0,
      endedTicks: this.#state.deps.clock.ticks(),
    });
    this.#emit({ type: 'attemptEnded', summary });
  }
}
