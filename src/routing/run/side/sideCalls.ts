import type { AttemptStarted, SideKind } from '../../../models/booking.ts';
import type { ModelProvider, ProviderFailure } from '../../../providers/port.ts';
import type { Prompt } from '../../../tasks/task.ts';
import type { BreakerPass } from '../../calls/breaker.ts';
import type { CallEnd } from '../../calls/modelCall.ts';
import { callModel } from '../../calls/modelCall.ts';
import { requestOf } from '../../calls/requestOf.ts';
import { failureCode, isTierDown } from '../../failures.ts';
import type { TierPlan } from '../../policy/tierPlan.ts';
import { promptTokens, withSize } from '../../policy/tierPlan.ts';
import type { RunBooks } from '../runBooks.ts';
import type { RunPlans } from '../runPlans.ts';
import type { RunProviders } from '../runProviders.ts';
import type { RunScope } from '../runScope.ts';
import type { SpendPermission } from '../spendPermission.ts';

/** The parts of a run that a call of its own needs. */
export interface CallingParts {
  readonly plans: RunPlans;
  readonly books: RunBooks;
  readonly providers: RunProviders;
  readonly spendPermission: SpendPermission;
}

/** What is asked beside the run's own question. */
export interface SideQuestion {
  readonly kind: SideKind;
  readonly prompt: Prompt;
  readonly maxOutputTokens: number;
  readonly expectedOutputTokens: number;
  /** An answer that takes longer without a sign is not worth waiting for, ms. */
  readonly mostSilenceMs: number;
}

/** What the call has brought, for its record however it ends. */
interface Progress {
  call?: CallEnd;
  failure?: ProviderFailure;
}

/**
 * Makes calls beside the answers of a run, each booked as an attempt of its own. Whatever keeps one
 * from an answer (a budget, a busy model) is no reason to stop: the run goes on without.
 */
export class SideCalls {
  readonly #scope: RunScope;
  readonly #parts: CallingParts;

  constructor(scope: RunScope, parts: CallingParts) {
    this.#scope = scope;
    this.#parts = parts;
  }

  /** The whole reply of a model, asked with little effort; undefined: there is none. */
  async reply(at: TierPlan, question: SideQuestion): Promise<string | undefined> {
    const { runner, request } = this.#scope;
    const { plans, providers, spendPermission } = this.#parts;
    const { kind, prompt, maxOutputTokens, expectedOutputTokens } = question;
    const size = {
      promptTokens: promptTokens(prompt),
      expectedOutputTokens,
      maxOutputTokens,
      cacheWriteTokens: 0,
    };
    const effort = at.model.efforts.includes('low') ? 'low' : null;
    const plan = withSize({ ...at, effort }, size, plans.input);
    const provider = await providers.of(plan);
    const pass = runner.breakers.of(plan).enter(request.settings.breaker);
    if (!pass) return undefined;
    const progress: Progress = {};
    let started: AttemptStarted | null = null;
    try {
      started = await spendPermission.askForSide(kind, plan);
      if (!started) return undefined;
      return await this.#call(provider, { plan, question, started, pass }, progress);
    } finally {
      pass.released();
      if (started) await this.#book(started, plan, progress);
    }
  }

  async #call(
    provider: ModelProvider,
    { plan, question, started, pass }: PermittedCall,
    progress: Progress,
  ): Promise<string | undefined> {
    const { deps, emit, signal } = this.#scope;
    signal.throwIfAborted();
    const { model, size, effort, tier } = plan;
    const { ordinal, kind } = started;
    const reason = undefined;
    emit({ type: 'attempt', ordinal, kind, tier, model: model.id, effort, reason });
    const asked = { effort, maxTokens: size.maxOutputTokens, cache: false };
    const silenceMs = question.mostSilenceMs;
    const request = { ...requestOf(question.prompt, model, asked), silenceMs };
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
  readonly question: SideQuestion;
  readonly started: AttemptStarted;
  readonly pass: BreakerPass;
}
