import type { AttemptOutcome, AttemptStarted } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { ModelProvider, ProviderFailure, StopReason } from '../../providers/port.ts';
import type { GateResult } from '../../tasks/task.ts';
import type { BreakerPass } from '../calls/breaker.ts';
import type { CallEnd } from '../calls/modelCall.ts';
import { callModel } from '../calls/modelCall.ts';
import { requestOf } from '../calls/requestOf.ts';
import { waitReason } from '../coded.ts';
import type { FailureCode } from '../failures.ts';
import { failureCode, isTierDown } from '../failures.ts';
import type { WaitReason } from '../reasons.ts';
import { keeping } from './begun/replayed.ts';
import type { Judge, Judgement } from './judge.ts';
import type { FailureReaction } from './reaction.ts';
import { endAfterFailure, reactionTo } from './reaction.ts';
import type { RunBooks } from './runBooks.ts';
import type { RunScope } from './runScope.ts';
import type { Next, Step } from './step.ts';
import { userErrorOf } from './userErrorOf.ts';
import type { Waiting } from './waiting.ts';

/** How an attempt came out, for what comes next. */
export type AttemptResult =
  | {
      readonly type: 'replied';
      readonly reply: string;
      readonly judgement: Judgement;
      /** Answers of the move that have failed their gate; absent: this one, if it has. */
      readonly rejected?: number;
    }
  | Failed
  /** Where to go from here is decided already: by the user, or by the next tier's price. */
  | { readonly type: 'decided'; readonly next: Next };

/** The attempt is over; what may be done about it is another attempt. */
interface Failed {
  readonly type: 'failed';
  readonly code: FailureCode;
  readonly failure: ProviderFailure;
  readonly reaction: FailureReaction;
}

/** What the calls of an attempt brought. */
type Sent =
  | { readonly type: 'replied'; readonly reply: string; readonly stop: StopReason }
  | Failed
  | { readonly type: 'decided'; readonly next: Next; readonly code: FailureCode };

/** An attempt that is journalled, and what it may be made with. */
export interface PermittedAttempt {
  readonly step: Step;
  readonly started: AttemptStarted;
  readonly pass: BreakerPass;
  readonly provider: ModelProvider;
  /** What it has to do with those that are made at the same time; absent: it is made alone. */
  readonly sibling?: Sibling;
}

/** An attempt among several of one move. */
interface Sibling {
  /** Settles once those before it are read and booked. */
  readonly turn: Promise<unknown>;
  /** Ends it alone: another one has passed. */
  readonly signal: AbortSignal;
  /** Nothing is told while it goes on, and it is not worth a wait. */
  readonly isSilent: boolean;
}

/** How far an attempt has come, for its record however it ends. */
interface Progress {
  /** Calls that have ended. */
  calls: number;
  /** Why calls have failed. */
  readonly failures: FailureCode[];
  /** ms that were waited in all, and since the user was last asked whether to wait. */
  waitedMs: number;
  sinceAskedMs: number;
  call: CallEnd | undefined;
  /** What the last call met. */
  failure: ProviderFailure | undefined;
  /** When the last call ended, by the clock's ticks. */
  endedTicks: number | undefined;
}

/** Makes attempts: each with its calls and waits, its gate and its record. */
export class Attempts {
  readonly #scope: RunScope;
  readonly #books: RunBooks;
  readonly #judge: Judge;
  readonly #waiting: Waiting;

  constructor(scope: RunScope, books: RunBooks, judge: Judge, waiting: Waiting) {
    this.#scope = scope;
    this.#books = books;
    this.#judge = judge;
    this.#waiting = waiting;
  }

  /** Makes an attempt that is journalled already, and books how it ended, also when it rejects. */
  async make(attempt: PermittedAttempt): Promise<AttemptResult> {
    const { emit } = this.#scope;
    const { sibling } = attempt;
    const { signal } = sibling ?? this.#scope;
    const { tier, plan, effort, reason } = attempt.step;
    const { ordinal, kind } = attempt.started;
    if (!sibling?.isSilent)
      emit({ type: 'attempt', ordinal, kind, tier, model: plan.model.id, effort, reason });
    const progress = notBegun();
    let sent: Sent;
    let judgement: Judgement;
    try {
      sent = await this.#send(attempt, progress);
      progress.endedTicks = this.#scope.deps.clock.ticks();
      await sibling?.turn;
      signal.throwIfAborted();
      judgement = await this.#judged(attempt, sent);
    } catch (error) {
      attempt.pass.released();
      await sibling?.turn;
      await this.#book(attempt, progress, {
        outcome: signal.aborted ? 'cancelled' : 'failed',
        errorCode: signal.aborted ? null : (userErrorOf(error)?.code ?? 'internal'),
        gate: undefined,
      });
      throw error;
    }
    await this.#book(attempt, progress, judgement);
    return sent.type === 'replied' ? { type: 'replied', reply: sent.reply, judgement } : sent;
  }

  /** What a reply is worth, and what its breaker is told. */
  async #judged({ step, pass }: PermittedAttempt, sent: Sent): Promise<Judgement> {
    if (sent.type === 'replied') {
      pass.succeeded();
      return this.#judge.judge(step.plan, sent.reply, sent.stop);
    }
    if (sent.type === 'failed' && isTierDown(sent.code)) pass.failed();
    else pass.released();
    return { outcome: 'failed', errorCode: sent.code, gate: undefined };
  }

  /** Calls until there is a reply or no further call is part of this attempt. */
  async #send(attempt: PermittedAttempt, progress: Progress): Promise<Sent> {
    const { deps, emit } = this.#scope;
    const { sibling } = attempt;
    const { signal } = sibling ?? this.#scope;
    const { plan, effort, prompt } = attempt.step;
    const { cacheWriteTokens, maxOutputTokens } = plan.size;
    const asked = { effort, maxTokens: maxOutputTokens, cache: cacheWriteTokens > 0 };
    const request = requestOf(prompt, plan.model, asked);
    const { begun } = this.#scope.request;
    const { ordinal } = attempt.started;
    // What has come already is kept by whoever has brought it.
    const replies = ordinal === begun?.run.started.ordinal ? undefined : begun?.replies;
    const provider = replies ? keeping(attempt.provider, ordinal, replies) : attempt.provider;
    const onEvent = sibling?.isSilent ? () => undefined : emit;
    const callScope = { clock: deps.clock, signal, onEvent };
    for (;;) {
      signal.throwIfAborted();
      progress.failure = undefined;
      const call = await callModel(provider, request, callScope);
      progress.call = call;
      progress.calls += 1;
      const { end } = call;
      if (end.type === 'ended') return { type: 'replied', reply: call.text, stop: end.stop };
      signal.throwIfAborted();
      const over = await this.#afterFailedCall(attempt, progress, call.isBilled, end.failure);
      if (over) return over;
    }
  }

  /** What ends the attempt after a failed call; undefined: it has waited, and calls once more. */
  async #afterFailedCall(
    attempt: PermittedAttempt,
    progress: Progress,
    isBilled: boolean,
    failure: ProviderFailure,
  ): Promise<Sent | undefined> {
    const { deps, request } = this.#scope;
    const { step, started, pass } = attempt;
    const { tier, plan } = step;
    const code = failureCode(failure);
    progress.failure = failure;
    progress.failures.push(code);
    const { runId, ordinal } = started;
    deps.log.info(`run ${runId} attempt ${ordinal} ${tier}: ${code} (${failure.detail})`);
    const { failures, sinceAskedMs: waitedMs } = progress;
    const call = { code, failure, isBilled, failures, waitedMs };
    const reaction = reactionTo(call, plan, request.settings, deps.random);
    const isWait = reaction.type === 'retry' || reaction.type === 'offer';
    if (isBilled || !isWait || attempt.sibling?.isSilent)
      return { type: 'failed', code, failure, reaction };

    const { ms } = reaction;
    const reason = waitReason(reaction.code, { tier, tries: failures.length });
    if (reaction.type === 'offer') {
      pass.failed();
      const next = await this.#waiting.offer(step, reason, endAfterFailure(call, step), ms);
      if (next !== 'wait') return { type: 'decided', next, code };
    }
    // To try a host again is no wait for its tier.
    if (reaction.type === 'offer') progress.sinceAskedMs = 0;
    else if (isTierDown(code)) progress.sinceAskedMs += ms;
    await this.#wait(progress, reason, ms);
    return undefined;
  }

  async #wait(progress: Progress, reason: Coded<WaitReason>, ms: number): Promise<void> {
    const { clock } = this.#scope.deps;
    const from = clock.ticks();
    try {
      await this.#waiting.wait(reason, ms);
    } finally {
      progress.waitedMs += Math.round(clock.ticks() - from);
    }
  }

  async #book(
    { started, step }: PermittedAttempt,
    { call, failure, calls, waitedMs, endedTicks }: Progress,
    judgement: {
      readonly outcome: AttemptOutcome;
      readonly errorCode: string | null;
      readonly gate: GateResult | undefined;
    },
  ): Promise<void> {
    const { deps, emit } = this.#scope;
    const summary = await this.#books.end(started, step.plan, {
      ...judgement,
      call,
      httpStatus: failure?.status ?? null,
      retries: Math.max(0, calls - 1),
      waitedMs,
      endedTicks: endedTicks ?? deps.clock.ticks(),
    });
    emit({ type: 'attemptEnded', summary });
  }
}

function notBegun(): Progress {
  return {
    calls: 0,
    failures: [],
    waitedMs: 0,
    sinceAskedMs: 0,
    call: undefined,
    failure: undefined,
    endedTicks: undefined,
  };
}
