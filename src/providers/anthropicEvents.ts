import type { BillingTerms, Usage } from '../models/usage.ts';
import { NO_USAGE, STANDARD_TERMS } from '../models/usage.ts';
import type { ReplyEvent, StopReason } from './port.ts';
import { shortName } from './shortName.ts';

/** A server's bytes were JSON, but no event of the Messages API. */
export class MalformedEvent extends Error {
  constructor(eventType: string) {
    super(eventType);
    this.name = 'MalformedEvent';
  }
}

type Json = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A count of tokens, or undefined for anything that cannot be one. */
function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  stop_sequence: 'end',
  max_tokens: 'max_tokens',
  refusal: 'refusal',
  model_context_window_exceeded: 'context_exceeded',
};

/**
 * `later` over `earlier`: counts are running totals, which never fall, whatever a server that knows
 * less of its end than of its start says there; and what a report leaves out stays.
 */
function mergeUsage(earlier: Usage, later: Json): Usage {
  const highest = (before: number, count: unknown): number => Math.max(before, countOf(count) ?? 0);
  const split = objectOf(later['cache_creation']);
  const split5m = countOf(split?.['ephemeral_5m_input_tokens']) ?? 0;
  const write1h = highest(earlier.cacheWrite1hTokens, split?.['ephemeral_1h_input_tokens']);
  const written = highest(
    earlier.cacheWrite5mTokens + earlier.cacheWrite1hTokens,
    later['cache_creation_input_tokens'],
  );
  const outputTokens = highest(earlier.outputTokens, later['output_tokens']);
  const details = objectOf(later['output_tokens_details']);
  const thinkingTokens = highest(earlier.thinkingTokens, details?.['thinking_tokens']);
  return {
    inputTokens: highest(earlier.inputTokens, later['input_tokens']),
    cacheReadTokens: highest(earlier.cacheReadTokens, later['cache_read_input_tokens']),
    // What was written and is not known to live for an hour lives for five minutes.
    cacheWrite5mTokens: Math.max(split5m, written - write1h),
    cacheWrite1hTokens: write1h,
    outputTokens,
    thinkingTokens: Math.min(outputTokens, thinkingTokens),
  };
}

function mergeTerms(earlier: BillingTerms, later: Json): BillingTerms {
  return {
    serviceTier: shortName(later['service_tier']) ?? earlier.serviceTier,
    speed: shortName(later['speed']) ?? earlier.speed,
    inferenceGeo: shortName(later['inference_geo']) ?? earlier.inferenceGeo,
    batch: earlier.batch,
  };
}

/**
 * Turns the events of one streamed message into reply events. Content is picked by type, never by
 * place: thinking may come first.
 */
export class MessageReader {
  readonly #requestId: string | null;
  #usage: Usage = NO_USAGE;
  #terms: BillingTerms = STANDARD_TERMS;
  #stop: StopReason | undefined;
  #isStarted = false;
  #isEnded = false;

  constructor(requestId: string | null) {
    this.#requestId = requestId;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether the reply has said why it ends: whatever is still missing says nothing new. */
  get isComplete(): boolean {
    return this.#stop !== undefined;
  }

  /**
   * The end of a complete reply.
   * @throws MalformedEvent when the reply has not said why it ends.
   */
  end(): ReplyEvent {
    return this.#end();
  }

  /**
   * The events that a message brings which came whole instead of as a stream.
   * @throws MalformedEvent when it is no whole message.
   */
  readWhole(message: unknown): readonly ReplyEvent[] {
    const whole = objectOf(message);
    const blocks: readonly unknown[] = Array.isArray(whole?.['content']) ? whole['content'] : [];
    const events = [
      { type: 'message_start', message: whole },
      ...blocks.map((block) => ({ type: 'content_block_start', content_block: block })),
      { type: 'message_delta', delta: whole, usage: whole?.['usage'] },
      { type: 'message_stop' },
    ];
    return events.map((event) => this.read(event)).filter((event) => event !== undefined);
  }

  /**
   * What one server event brings, or undefined when it brings nothing. Unknown kinds of events and
   * of content are passed over, as the API asks of its clients.
   * @throws MalformedEvent when an event lacks what its kind must have.
   */
  read(event: unknown): ReplyEvent | undefined {
    const message = objectOf(event);
    switch (message?.['type']) {
      case 'message_start':
        return this.#start(objectOf(message['message']));
      case 'content_block_start':
        return this.#content(objectOf(message['content_block']));
      case 'content_block_delta':
        return this.#content(objectOf(message['delta']));
      case 'message_delta':
        this.#delta(objectOf(message['delta']), objectOf(message['usage']));
        return undefined;
      case 'message_stop':
        return this.#end();
      default:
        if (!message) throw new MalformedEvent('event');
        return undefined;
    }
  }

  #start(message: Json | undefined): ReplyEvent {
    // Some gateways know the usage at the end alone, or never: it is estimated then.
    const usage = objectOf(message?.['usage']) ?? {};
    const model = textOf(message?.['model']);
    if (model === null) throw new MalformedEvent('message_start');
    this.#usage = mergeUsage(this.#usage, usage);
    this.#terms = mergeTerms(this.#terms, usage);
    this.#isStarted = true;
    return { type: 'started', requestId: this.#requestId, model, usage: this.#usage };
  }

  #content(content: Json | undefined): ReplyEvent | undefined {
    if (!content || !this.#isStarted) throw new MalformedEvent('content');
    const text = textOf(content['text']);
    const thinking = textOf(content['thinking']);
    if (text) return { type: 'text', text };
    if (thinking) return { type: 'thinking', characters: thinking.length };
    return undefined;
  }

  #delta(delta: Json | undefined, usage: Json = {}): void {
    if (!delta || !this.#isStarted) throw new MalformedEvent('message_delta');
    this.#usage = mergeUsage(this.#usage, usage);
    this.#terms = mergeTerms(this.#terms, usage);
    const reason = textOf(delta['stop_reason']);
    if (reason !== null) this.#stop = STOP_REASONS[reason] ?? 'other';
  }

  #end(): ReplyEvent {
    if (this.#stop === undefined) throw new MalformedEvent('message_stop');
    this.#isEnded = true;
    return {
      type: 'ended',
      stop: this.#stop,
      usage: this.#usage,
      terms: this.#terms,
      requestId: this.#requestId,
    };
  }
}
