import type { Clock } from '../../models/ports.ts';
import type { BillingTerms, Usage } from '../../models/usage.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../models/usage.ts';
import type {
  ModelProvider,
  ModelRequest,
  ProviderFailure,
  ReplyEvent,
  StopReason,
} from '../../providers/port.ts';
import { callUsage } from './usageEstimate.ts';

/** No token is this long: a server that sends more for each that was allowed sends no answer. */
const MOST_CHARACTERS_PER_TOKEN = 200;

/** Failures of a request that had left: whoever read it may bill it, answered or not. */
const SENT: ReadonlySet<ProviderFailure['kind']> = new Set([
  'timeout',
  'cut',
  'malformed',
  'aborted',
]);

/** What happens while a reply comes in. `characters` counts all of its text so far. */
export type CallEvent =
  | { readonly type: 'text'; readonly text: string; readonly characters: number }
  | { readonly type: 'thinking' };

/** How one call came out. */
export interface CallEnd {
  readonly text: string;
  /** Why the reply ended, or the failure that ended it. */
  readonly end:
    | { readonly type: 'ended'; readonly stop: StopReason }
    | { readonly type: 'failed'; readonly failure: ProviderFailure };
  /** Whether the provider began to answer, or may have, so that the call may be paid for. */
  readonly isBilled: boolean;
  readonly usage: Usage;
  readonly isEstimated: boolean;
  readonly terms: BillingTerms;
  /** The model as the answer names it. */
  readonly model: string | null;
  readonly requestId: string | null;
  /** Of the first text or thinking, by the clock's ticks. */
  readonly firstTokenTicks: number | null;
}

/** What a call is made with beside its request. */
export interface CallScope {
  readonly clock: Clock;
  /** Aborts the socket at once. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: CallEvent) => void;
}

/** What a call has brought until now. Every character counts as output, only the text is kept. */
class IncomingReply {
  readonly #request: ModelRequest;
  readonly #scope: CallScope;
  #text = '';
  #thinkingCharacters = 0;
  #started: Usage | null = null;
  #model: string | null = null;
  #requestId: string | null = null;
  #firstTokenTicks: number | null = null;

  constructor(request: ModelRequest, scope: CallScope) {
    this.#request = request;
    this.#scope = scope;
  }

  /** Whether there is far more of it than was asked for. */
  get isTooLong(): boolean {
    const characters = this.#text.length + this.#thinkingCharacters;
    return characters > this.#request.maxTokens * MOST_CHARACTERS_PER_TOKEN;
  }

  /** Takes an event in; the call's end where it is the last one. */
  read(event: ReplyEvent): CallEnd | undefined {
    const { clock, onEvent } = this.#scope;
    switch (event.type) {
      case 'started':
        this.#started = event.usage;
        this.#model = event.model;
        this.#requestId = event.requestId;
        return undefined;
      case 'text':
        this.#firstTokenTicks ??= clock.ticks();
        this.#text += event.text;
        onEvent({ type: 'text', text: event.text, characters: this.#text.length });
        return undefined;
      case 'thinking':
        this.#firstTokenTicks ??= clock.ticks();
        this.#thinkingCharacters += event.characters;
        onEvent({ type: 'thinking' });
        return undefined;
      case 'ended':
        this.#requestId = event.requestId ?? this.#requestId;
        return this.#end({ type: 'ended', stop: event.stop }, event);
      case 'failed':
        this.#requestId = event.failure.requestId ?? this.#requestId;
        this.#started = event.usage ?? this.#started;
        return this.#end({ type: 'failed', failure: event.failure });
    }
  }

  /** The end of a call that is not, or no longer, listened to. */
  brokenOff(kind: ProviderFailure['kind'], detail: string, isSent = true): CallEnd {
    const nothing = { status: null, errorType: null, errorCode: null, retryAfterMs: null };
    const failure = { kind, ...nothing, requestId: this.#requestId, detail };
    return this.#end({ type: 'failed', failure }, undefined, isSent);
  }

  #end(
    end: CallEnd['end'],
    reported?: Extract<ReplyEvent, { readonly type: 'ended' }>,
    isSent = true,
  ): CallEnd {
    const isBillable = isSent && (end.type === 'ended' || SENT.has(end.failure.kind));
    const final = reported?.usage ?? null;
    const used = callUsage(
      this.#request,
      { started: this.#started, final, isSent: isBillable },
      { text: this.#text.length, thinking: this.#thinkingCharacters },
    );
    return {
      text: this.#text,
      end,
      isBilled: used !== null,
      usage: used?.usage ?? NO_USAGE,
      isEstimated: (reported?.isEstimated ?? false) || (used?.isEstimated ?? false),
      terms: reported?.terms ?? STANDARD_TERMS,
      model: this.#model,
      requestId: this.#requestId,
      firstTokenTicks: this.#firstTokenTicks,
    };
  }
}

/**
 * Sends one call and listens to its end. A reply that ends without final usage has its reported
 * input, and output estimated from the characters received, thinking included: until its end the API
 * reports next to none of them.
 */
export async function callModel(
  provider: ModelProvider,
  request: ModelRequest,
  scope: CallScope,
): Promise<CallEnd> {
  const { signal } = scope;
  const reply = new IncomingReply(request, scope);
  if (signal.aborted) return reply.brokenOff('aborted', 'cancelled before it was sent', false);
  for await (const event of provider.send(request, signal)) {
    const end = reply.read(event);
    if (end) return end;
    if (reply.isTooLong) return reply.brokenOff('malformed', 'far more than was asked for');
  }
  return reply.brokenOff(signal.aborted ? 'aborted' : 'cut', 'the reply ended without an end');
}
