import type { AttemptStarted } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { Clock, Log } from '../../models/ports.ts';
import type { ModelProvider, ProviderFailure, StopReason } from '../../providers/port.ts';
import type { BreakerPass } from '../calls/breaker.ts';
import type { CallEnd } from '../calls/modelCall.ts';
import { callModel, requestOf } from '../calls/modelCall.ts';
import type { FailureCode } from '../failures.ts';
import { failureCode, REACTIONS } from '../failures.ts';
import type { Judge, Judgement } from './judge.ts';
import type { RunEvent } from './run.ts';
import type { RunBooks } from './runBooks.ts';
import type { Next, Step } from './step.ts';
import { coded, failed } from './step.ts';
import { userErrorOf } from './userErrorOf.ts';
import type { Waiting } from './waiting.ts';

/** How an attempt came out, for what comes next. */
export type AttemptResult =
  | { readonly type: 'replied'; readonly reply: string; readonly judgement: Judgement }
  | { readonly type: 'failed'; readonly code: FailureCode; readonly failure: ProviderFailure }
  /** Where to go from here is decided already: by the user, or by the next tier's price. */
  | { readonly type: 'left'; readonly next: Next };

/** What the tries of an attempt brought. */
type Sent =
  | { readonly type: 'replied'; readonly reply: string; readonly stop: StopReason }
  | Extract<AttemptResult, { readonly type: 'failed' }>
  | { readonly type: 'left'; readonly next: Next; readonly code: FailureCode };

/** How far an attempt has come, for its record however it ends. */
interface Progress {
  /** Calls made, and how many of them did not reach the host. */
  tries: number;
  hostTries: number;
  /** ms that were waited in all, and since the user was last asked whether to wait. */
  waitedMs: number;
  sinceAskedMs: number;
  call: CallEnd | undefined;
  failure: ProviderFailure | undefined;
  /** When the last call ended, by the clock's ticks. */
  endedTicks: number | undefined;
}

/** Makes attempts: each with its tries and waits, its gate and its record. */
export class Attempts {
  readonly #books: RunBooks;
  readonly #judge: Judge;
  readonly #waiting: Waiting;
  readonly #hostTries: number;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #emit: (event: RunEvent) => void;
  readonly #signal: AbortSignal;

  /** `hostTries` is how often a host is tried that cannot be reached. */
  constructor(
    books: RunBooks,
    judge: Judge,
    waiting: Waiting,
    hostTries: number,
    clock: Clock,
    log: Log,
    emit: (event: RunEvent) => void,
    signal: AbortSignal,
  ) {
    this.#books = books;
    this.#judge = judge;
    this.#waiting = waiting;
    this.#hostTries = hostTries;
    this.#clock = clock;
    this.#log = log;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** Makes an attempt that is journalled already, and books how it ended, also when it rejects. */
  async make(
    step: Step,
    started: AttemptStarted,
    pass: BreakerPass,
    provider: ModelProvider,
  ): Promise<AttemptResult> {
    const { tier, plan, effort, reason } = step;
    const { ordinal, kind } = started;
    const model = plan.model.id;
    this.#emit({ type: 'attempt', ordinal, kind, tier, model, effort, reason });
    const progress: Progress = {
      tries: 0,
      hostTries: 0,
      waitedMs: 0,
      sinceAskedMs: 0,
      call: undefined,
      failure: undefined,
      endedTicks: undefined,
    };
    let sent: Sent;
    let judgement: Judgement;
    try {
      sent = await this.#send(step, ordinal, pass, provider, progress);
      progress.endedTicks = this.#clock.ticks();
      if (sent.type === 'replied') {
        pass.succeeded();
        judgement = await this.#judge.judge(plan, sent.reply, sent.stop);
      } else {
        if (sent.type === 'failed' && REACTIONS[sent.code] === 'wait') pass.failed();
        else pass.released();
        judgement = { outcome: 'failed', errorCode: sent.code, gate: undefined };
      }
    } catch (error) {
      pass.released();
      await this.#book(started, step, progress, {
        outcome: this.#signal.aborted ? 'cancelled' : 'failed',
        errorCode: this.#signal.aborted ? null : (userErrorOf(error)?.code ?? 'internal'),
        gate: undefined,
      });
      throw error;
    }
    await this.#book(started, step, progress, judgement);
    return sent.type === 'replied' ? { type: 'replied', reply: sent.reply, judgement } : sent;
  }

  async #send(
    step: Step,
    ordinal: number,
    pass: BreakerPass,
    provider: ModelProvider,
    progress: Progress,
  ): Promise<Sent> {
    const { tier, plan, effort, prompt } = step;
    const isCached = plan.size.cacheWriteTokens > 0;
    const request = requestOf(prompt, plan.model, effort, plan.size.maxOutputTokens, isCached);
    for (;;) {
      this.#signal.throwIfAborted();
      progress.failure = undefined;
      const call = await callModel(provider, request, this.#clock, this.#signal, this.#emit);
      progress.call = call;
      progress.tries += 1;
      if (call.end.type === 'ended') {
        return { type: 'replied', reply: call.text, stop: call.end.stop };
      }
      this.#signal.throwIfAborted();
      const { failure } = call.end;
      progress.failure = failure;
      const code = failureCode(failure);
      const { runId } = this.#books;
      this.#log.info(`run ${runId} attempt ${ordinal} ${tier}: ${code} (${failure.detail})`);
      const over: Sent = { type: 'failed', code, failure };
      if (call.isBilled) return over;

      const reason = coded(code, { tier, tries: progress.tries });
      switch (REACTIONS[code]) {
        case 'tryHost':
          progress.hostTries += 1;
          if (progress.hostTries >= this.#hostTries || !this.#waiting.isRetried(code)) {
            return over;
          }
          await this.#wait(progress, reason, this.#waiting.pauseMs(progress.hostTries, null));
          break;
        case 'wait': {
          const ms = this.#waiting.pauseMs(progress.tries, failure.retryAfterMs);
          if (
            this.#waiting.isRetried(code) &&
            this.#waiting.isBearable(progress.sinceAskedMs + ms)
          ) {
            progress.sinceAskedMs += ms;
          } else {
            pass.failed();
            const stop = failed(tier, code, failure);
            const next = await this.#waiting.leave(step, reason, stop, ms);
            if (next !== 'wait') return { type: 'left', next, code };
            progress.sinceAskedMs = 0;
          }
          await this.#wait(progress, reason, ms);
          break;
        }
        case 'again':
        case 'stop':
        case 'largerContext':
        case 'refreshCatalog':
          return over;
      }
    }
  }

  async #wait(progress: Progress, reason: Coded, ms: number): Promise<void> {
    const from = this.#clock.ticks();
    try {
      await this.#waiting.wait(reason, ms);
    } finally {
      progress.waitedMs += Math.round(this.#clock.ticks() - from);
    }
  }

  async #book(
    started: AttemptStarted,
    { plan }: Step,
    { call, failure, tries, waitedMs, endedTicks }: Progress,
    judgement: Judgement,
  ): Promise<void> {
    const summary = await this.#books.end(started, plan, {
      ...judgement,
      call,
      httpStatus: failure?.status ?? null,
      retries: Math.max(0, tries - 1),
      waitedMs,
      endedTicks: endedTicks ?? this.#clock.ticks(),
    });
    this.#emit({ type: 'attemptEnded', summary });
  }
}
