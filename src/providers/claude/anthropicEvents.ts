import { tokensOfCharacters } from '../../models/tokens.ts';
import type { BillingTerms, Usage } from '../../models/usage.ts';
import { NO_USAGE, STANDARD_TERMS, tokenCount } from '../../models/usage.ts';
import type { ServerEvent } from '../http/serverEvents.ts';
import { objectOf } from '../http/serverEvents.ts';
import { shortName } from '../http/shortName.ts';
import type { ModelRequest, ReplyEvent, StopReason } from '../port.ts';

/** A server's bytes were JSON, but no event of the Messages API. */
export class MalformedEvent extends Error {
  constructor(eventType: string) {
    super(eventType);
    this.name = 'MalformedEvent';
  }
}

type Json = Readonly<Record<string, unknown>>;

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
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
  const highest = (before: number, count: unknown): number =>
    Math.max(before, tokenCount(count) ?? 0);
  const split = objectOf(later['cache_creation']);
  const split5m = tokenCount(split?.['ephemeral_5m_input_tokens']) ?? 0;
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

/** Whether this is a message in one piece, whatever type it names. */
function isMessage(data: Json): boolean {
  const type = data['type'] ?? 'message';
  return type === 'message' && Array.isArray(data['content']);
}

/** Characters for each token of output beyond which a count is none: the longest tokens are blanks. */
const MOST_CHARACTERS_PER_TOKEN = 20;
/** Below so many characters nothing can be said about a count. */
const FEW_CHARACTERS = 400;

/**
 * Turns the events of one message into reply events. Content is picked by type, never by place:
 * thinking may come first. What a gateway leaves out of a message does not make it another one.
 */
export class MessageReader {
  readonly #requestId: string | null;
  readonly #request: Pick<ModelRequest, 'model' | 'maxTokens' | 'schema'>;
  #usage: Usage = NO_USAGE;
  #terms: BillingTerms = STANDARD_TERMS;
  #stop: StopReason | undefined;
  #textCharacters = 0;
  #thinkingCharacters = 0;
  #isOutputTold = false;
  #isStarted = false;
  #isEnded = false;

  constructor(
    requestId: string | null,
    request: Pick<ModelRequest, 'model' | 'maxTokens' | 'schema'>,
  ) {
    this.#requestId = requestId;
    this.#request = request;
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

  /** The highest counts that were reported until now. */
  get usage(): Usage {
    return this.#usage;
  }

  /**
   * What one server event brings, often nothing. Unknown kinds of events and of content are passed
   * over, as the API asks of its clients.
   * @throws MalformedEvent when an event lacks what its kind must have.
   */
  read({ name, data }: ServerEvent): readonly ReplyEvent[] {
    switch (data['type'] ?? name) {
      case 'message_start':
        return this.#start(objectOf(data['message']));
      case 'content_block_start':
        return this.#content(objectOf(data['content_block']));
      case 'content_block_delta':
        return this.#content(objectOf(data['delta']));
      case 'message_delta':
        return this.#delta(objectOf(data['delta']), objectOf(data['usage']));
      case 'message_stop':
        return [...this.#begun(), this.end()];
      default:
        return isMessage(data) ? this.#whole(data) : [];
    }
  }

  /**
   * The end of a reply that has said why it ends, or that it does.
   * @throws MalformedEvent when it has done neither and nothing has come.
   */
  end(): ReplyEvent {
    // The end of a message without a reason is the end of what was said.
    const stop = this.#stop ?? (this.#textCharacters > 0 ? 'end' : undefined);
    if (stop === undefined) throw new MalformedEvent('message_stop');
    this.#isEnded = true;
    const isEstimated = !this.#isOutputTold || this.#isTooLittle();
    return {
      type: 'ended',
      stop,
      usage: isEstimated ? this.#estimated() : this.#usage,
      terms: this.#terms,
      requestId: this.#requestId,
      ...(isEstimated ? { isEstimated } : {}),
    };
  }

  /** Until its end the API reports next to none of the output: what it said at the start is no count. */
  #estimated(): Usage {
    const written = tokensOfCharacters(
      this.#textCharacters,
      this.#request.schema ? 'code' : 'mixed',
    );
    const thinking = tokensOfCharacters(this.#thinkingCharacters, 'mixed');
    const outputTokens = Math.min(this.#request.maxTokens, written + thinking);
    return {
      ...this.#usage,
      outputTokens: Math.max(this.#usage.outputTokens, outputTokens),
      thinkingTokens: Math.max(this.#usage.thinkingTokens, Math.min(thinking, outputTokens)),
    };
  }

  #isTooLittle(): boolean {
    const characters = this.#textCharacters + this.#thinkingCharacters;
    const most = this.#usage.outputTokens * MOST_CHARACTERS_PER_TOKEN;
    return characters >= FEW_CHARACTERS && characters > most;
  }

  #report(usage: Json | undefined, isFinal: boolean): void {
    if (!usage) return;
    this.#usage = mergeUsage(this.#usage, usage);
    this.#terms = mergeTerms(this.#terms, usage);
    this.#isOutputTold ||= isFinal && tokenCount(usage['output_tokens']) !== undefined;
  }

  /** The start of a reply, unless it has begun. */
  #begun(model: string | null = null): readonly ReplyEvent[] {
    if (this.#isStarted) return [];
    this.#isStarted = true;
    return [
      {
        type: 'started',
        requestId: this.#requestId,
        // Who does not say who answers is taken for whom was asked.
        model: model ?? this.#request.model,
        usage: this.#usage,
      },
    ];
  }

  #start(message: Json | undefined): readonly ReplyEvent[] {
    if (!message) throw new MalformedEvent('message_start');
    // Some gateways know the usage at the end alone, or never: it is estimated then.
    this.#report(objectOf(message['usage']), false);
    return this.#begun(shortName(message['model']));
  }

  #content(content: Json | undefined): readonly ReplyEvent[] {
    if (!content) throw new MalformedEvent('content');
    const begun = this.#begun();
    const text = textOf(content['text']);
    const thinking = textOf(content['thinking']);
    this.#textCharacters += text?.length ?? 0;
    if (text !== null && text !== '') return [...begun, { type: 'text', text }];
    this.#thinkingCharacters += thinking?.length ?? 0;
    if (thinking === null || thinking === '') return begun;
    return [...begun, { type: 'thinking', characters: thinking.length }];
  }

  #delta(delta: Json | undefined, usage: Json | undefined): readonly ReplyEvent[] {
    if (!delta && !usage) throw new MalformedEvent('message_delta');
    this.#report(usage, true);
    const reason = textOf(delta?.['stop_reason']);
    if (reason !== null) this.#stop = STOP_REASONS[reason] ?? 'other';
    return this.#begun();
  }

  /** A message that came in one piece. */
  #whole(message: Json): readonly ReplyEvent[] {
    const blocks: readonly unknown[] = Array.isArray(message['content']) ? message['content'] : [];
    return [
      ...this.#start(message),
      ...blocks.map(objectOf).flatMap((block) => (block ? this.#content(block) : [])),
      ...this.#delta(message, objectOf(message['usage'])),
      this.end(),
    ];
  }
}
