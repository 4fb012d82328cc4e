import { APIError } from 'openai';
import { estimateTokens, tokensOfCharacters } from '../../models/tokens.ts';
import type { Usage } from '../../models/usage.ts';
import { NO_USAGE, STANDARD_TERMS, tokenCount } from '../../models/usage.ts';
import { objectOf } from '../http/serverEvents.ts';
import { shortName } from '../http/shortName.ts';
import type { ModelRequest, ProviderFailure, ReplyEvent, StopReason } from '../port.ts';
import { textOf } from './chatParams.ts';

const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  length: 'max_tokens',
  content_filter: 'refusal',
};

type Json = Readonly<Record<string, unknown>>;

function countIn(counts: Json | undefined, name: string): number {
  return tokenCount(counts?.[name]) ?? 0;
}

/** `later` over `earlier`: a count never falls. */
function mergeUsage(earlier: Usage | undefined, later: Json): Usage {
  const before = earlier ?? NO_USAGE;
  const cached = countIn(objectOf(later['prompt_tokens_details']), 'cached_tokens');
  const details = objectOf(later['completion_tokens_details']);
  const prompt = before.inputTokens + before.cacheReadTokens;
  const most = Math.max(prompt, countIn(later, 'prompt_tokens'));
  const cacheReadTokens = Math.min(most, Math.max(before.cacheReadTokens, cached));
  return {
    ...NO_USAGE,
    inputTokens: most - cacheReadTokens,
    cacheReadTokens,
    outputTokens: Math.max(before.outputTokens, countIn(later, 'completion_tokens')),
    thinkingTokens: Math.max(before.thinkingTokens, countIn(details, 'reasoning_tokens')),
  };
}

/** What the chunks of one reply have brought until now; a whole reply is one chunk. */
export class ChatReply {
  readonly #request: ModelRequest;
  /** Until its end the API reports no tokens at all. */
  readonly #estimatedInput: number;
  #requestId: string | null = null;
  #model: string | null = null;
  #reason: StopReason | undefined;
  #usage: Usage | undefined;
  #textCharacters = 0;
  #isRefused = false;
  #isStarted = false;

  constructor(request: ModelRequest) {
    const texts = [request.system, ...request.turns.map(({ blocks }) => blocks)].map(textOf);
    this.#request = request;
    this.#estimatedInput = estimateTokens(texts.join(''), 'code');
  }

  /** Whether anything of it has come. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Why it ends, once that was said. */
  get stop(): StopReason | undefined {
    return this.#reason && this.#isRefused ? 'refusal' : this.#reason;
  }

  /** Takes the response's own name for the reply, for who asks about it. */
  named(requestId: string | null): void {
    this.#requestId = requestId;
  }

  /**
   * The events of a chunk.
   * @throws APIError for one that says what went wrong.
   */
  *read(chunk: Json): Generator<ReplyEvent> {
    const error = objectOf(chunk['error']);
    if (error) throw new APIError(undefined, error, undefined, undefined);
    const text = this.#take(chunk);
    if (!this.#isStarted) {
      this.#isStarted = true;
      const usage = { ...NO_USAGE, inputTokens: this.#estimatedInput };
      const model = this.#model ?? this.#request.model;
      yield { type: 'started', requestId: this.#requestId, model, usage };
    }
    if (text !== '') yield { type: 'text', text };
  }

  /** The end, once it was said why: what nobody has counted is estimated. */
  ended(stop: StopReason): ReplyEvent {
    const { maxTokens, schema } = this.#request;
    const end = { type: 'ended', stop, terms: STANDARD_TERMS, requestId: this.#requestId } as const;
    if (this.#usage) return { ...end, usage: this.#usage };
    const written = tokensOfCharacters(this.#textCharacters, schema ? 'code' : 'mixed');
    const outputTokens = Math.min(maxTokens, written);
    const usage = { ...NO_USAGE, inputTokens: this.#estimatedInput, outputTokens };
    return { ...end, usage, isEstimated: true };
  }

  /** A failure, with what was reported until then. */
  failed(failure: ProviderFailure): ReplyEvent {
    return { type: 'failed', failure, ...(this.#usage ? { usage: this.#usage } : {}) };
  }

  /** Takes note of a chunk; the text that it brings. */
  #take(chunk: Json): string {
    this.#model ??= shortName(chunk['model']);
    const usage = objectOf(chunk['usage']);
    if (usage) this.#usage = mergeUsage(this.#usage, usage);
    const choices: unknown = chunk['choices'];
    const choice = objectOf(Array.isArray(choices) ? choices[0] : undefined);
    const message = objectOf(choice?.['delta']) ?? objectOf(choice?.['message']);
    const refusal: unknown = message?.['refusal'] ?? '';
    if (refusal !== '') this.#isRefused = true;
    const reason = choice?.['finish_reason'];
    if (typeof reason === 'string') this.#reason = STOP_REASONS[reason] ?? 'other';
    const text = typeof message?.['content'] === 'string' ? message['content'] : '';
    this.#textCharacters += text.length;
    return text;
  }
}
