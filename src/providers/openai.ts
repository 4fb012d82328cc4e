import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from 'openai';
import { estimateTokens, tokensOfCharacters } from '../models/tokens.ts';
import type { Usage } from '../models/usage.ts';
import { NO_USAGE, STANDARD_TERMS, tokenCount } from '../models/usage.ts';
import { boundedBodies, hearing } from './http/boundedBodies.ts';
import { answered, failureOf, systemCode, tellingUnreached, unanswered } from './http/failure.ts';
import { keepingQuiet } from './http/keepingQuiet.ts';
import { noRedirect } from './http/noRedirect.ts';
import { retryAfterMs } from './http/retryAfter.ts';
import { objectOf, ServerEvents } from './http/serverEvents.ts';
import { shortName } from './http/shortName.ts';
import { watchStream } from './http/streamWatch.ts';
import { SILENCE_MS, TIMEOUT_MS } from './http/timeLimits.ts';
import type {
  ModelProvider,
  ModelRequest,
  ProviderFailure,
  ReplyEvent,
  RequestBlock,
  StopReason,
} from './port.ts';

/** What the adapter is built from. */
export interface OpenAiOptions {
  readonly apiKey: string;
  /** With its path, say `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
}

type ChatParams = OpenAI.ChatCompletionCreateParamsStreaming;
type ReasoningEffort = NonNullable<ChatParams['reasoning_effort']>;

const EFFORTS: Readonly<Record<NonNullable<ModelRequest['effort']>, ReasoningEffort>> = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
  max: 'xhigh',
};

/** ms for what may follow the reason why an answer ends: its counts. */
const TAIL_MS = 5_000;

/** Sends exactly the headers named here; the SDK adds facts about the machine. */
function fixedHeadersFetch({ apiKey, fetch }: OpenAiOptions): typeof globalThis.fetch {
  return (input, init = {}) => {
    const headers = new Headers({
      accept: 'application/json',
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'user-agent': 'tierwise',
    });
    return fetch(input, { ...init, headers });
  };
}

function textOf(blocks: readonly RequestBlock[]): string {
  return blocks.map(({ text }) => text).join('');
}

function chatParams(request: ModelRequest): ChatParams {
  const system = textOf(request.system);
  const turns = request.turns.map(({ role, blocks }) => ({ role, content: textOf(blocks) }));
  return {
    model: request.model,
    max_completion_tokens: request.maxTokens,
    stream: true,
    stream_options: { include_usage: true },
    store: false,
    messages: [...(system === '' ? [] : [{ role: 'system' as const, content: system }]), ...turns],
    ...(request.effort === null ? {} : { reasoning_effort: EFFORTS[request.effort] }),
    ...(request.schema
      ? {
          response_format: {
            type: 'json_schema' as const,
            json_schema: { name: 'answer', strict: true, schema: { ...request.schema } },
          },
        }
      : {}),
  };
}

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

/** What the chunks of one answer have brought until now; a whole answer is one chunk. */
class ChunkReader {
  model: string | null = null;
  stop: StopReason | undefined;
  usage: Usage | undefined;
  textCharacters = 0;
  #isRefused = false;

  get reason(): StopReason | undefined {
    return this.stop && this.#isRefused ? 'refusal' : this.stop;
  }

  /** The text that a chunk brings. */
  read(chunk: Json): string {
    this.model ??= shortName(chunk['model']);
    const usage = objectOf(chunk['usage']);
    if (usage) this.usage = mergeUsage(this.usage, usage);
    const choices: unknown = chunk['choices'];
    const choice = objectOf(Array.isArray(choices) ? choices[0] : undefined);
    const brought = objectOf(choice?.['delta']) ?? objectOf(choice?.['message']);
    const refusal: unknown = brought?.['refusal'] ?? '';
    if (refusal !== '') this.#isRefused = true;
    const reason = choice?.['finish_reason'];
    if (typeof reason === 'string') this.stop = STOP_REASONS[reason] ?? 'other';
    const text = typeof brought?.['content'] === 'string' ? brought['content'] : '';
    this.textCharacters += text.length;
    return text;
  }
}

/** A failure by class, status and codes; messages are neither read nor passed on. */
function failureFrom(error: unknown, isStarted: boolean): ProviderFailure {
  if (error instanceof APIUserAbortError) return failureOf('aborted', 'aborted');
  if (error instanceof APIConnectionTimeoutError) {
    return failureOf('timeout', 'no response in time');
  }
  if (error instanceof APIConnectionError) return unanswered(error);
  if (error instanceof SyntaxError) return failureOf('malformed', 'not JSON');
  if (error instanceof APIError) {
    const status: unknown = error.status;
    const headers: unknown = error.headers;
    const known = {
      status: typeof status === 'number' ? status : null,
      errorType: shortName(error.type),
      errorCode: shortName(error.code),
      retryAfterMs: headers instanceof Headers ? retryAfterMs(headers, Date.now()) : null,
      requestId: shortName(error.requestID),
    };
    if (known.status !== null) return answered(known.status, known);
    return failureOf('api', [known.errorType, known.errorCode].filter(Boolean).join(' '), known);
  }
  return isStarted ? failureOf('cut', systemCode(error)) : unanswered(error);
}

/** OpenAI's models, for the last step of a user's own chain. Nothing is kept there (`store`). */
export function createOpenAiProvider(options: OpenAiOptions): ModelProvider {
  const client = new OpenAI({
    apiKey: options.apiKey,
    adminAPIKey: null,
    baseURL: options.baseUrl,
    organization: null,
    project: null,
    webhookSecret: null,
    fetch: tellingUnreached(noRedirect(boundedBodies(fixedHeadersFetch(options)))),
    timeout: TIMEOUT_MS,
    maxRetries: 0,
    logLevel: 'off',
  });

  async function* send(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
    const watch = watchStream(signal, request.silenceMs ?? SILENCE_MS);
    // Until its end the API reports no tokens at all.
    const texts = [request.system, ...request.turns.map(({ blocks }) => blocks)].map(textOf);
    const input = estimateTokens(texts.join(''), 'code');
    const events = new ServerEvents();
    const chunks = new ChunkReader();
    let isStarted = false;
    let hasResponse = false;
    let requestId: string | null = null;

    function* brought(chunk: Json): Generator<ReplyEvent> {
      const error = objectOf(chunk['error']);
      if (error) throw new APIError(undefined, error, undefined, undefined);
      const text = chunks.read(chunk);
      if (!isStarted) {
        isStarted = true;
        const usage = { ...NO_USAGE, inputTokens: input };
        yield { type: 'started', requestId, model: chunks.model ?? request.model, usage };
      }
      if (text !== '') yield { type: 'text', text };
    }

    /** What an answer that broke off has brought all the same: its last chunk. */
    function* remains(): Generator<ReplyEvent> {
      try {
        for (const { data } of events.end()) if (!objectOf(data['error'])) yield* brought(data);
      } catch {
        // What is left is no chunk.
      }
    }

    function failed(failure: ProviderFailure): ReplyEvent {
      const { usage } = chunks;
      return { type: 'failed', failure, ...(usage ? { usage } : {}) };
    }

    /** The end, once it was said why: what nobody has counted is estimated. */
    function ended(stop: StopReason): ReplyEvent {
      const terms = STANDARD_TERMS;
      const { usage, textCharacters } = chunks;
      if (usage) return { type: 'ended', stop, usage, terms, requestId };
      const written = tokensOfCharacters(textCharacters, request.schema ? 'code' : 'mixed');
      const outputTokens = Math.min(request.maxTokens, written);
      const estimate = { ...NO_USAGE, inputTokens: input, outputTokens };
      return { type: 'ended', stop, usage: estimate, terms, requestId, isEstimated: true };
    }

    try {
      const response = await hearing(
        () => watch.heard(),
        () =>
          client.chat.completions
            .create(chatParams(request), { signal: watch.signal })
            .asResponse(),
      );
      hasResponse = true;
      requestId = shortName(response.headers.get('x-request-id'));
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) {
        const text = decoder.decode(bytes, { stream: true });
        for (const { data } of events.push(text)) yield* brought(data);
        if (chunks.reason) watch.hurry(TAIL_MS);
      }
      for (const { data } of events.end()) yield* brought(data);
      if (chunks.reason && !signal.aborted) {
        yield ended(chunks.reason);
        return;
      }
      const kind = signal.aborted ? 'aborted' : isStarted ? 'cut' : 'malformed';
      yield failed(failureOf(kind, 'the stream ended early', { requestId }));
    } catch (error) {
      if (hasResponse && !signal.aborted) yield* remains();
      if (chunks.reason && !signal.aborted) {
        yield ended(chunks.reason);
        return;
      }
      const failure = signal.aborted
        ? failureOf('aborted', 'aborted')
        : watch.isSilent
          ? failureOf(isStarted ? 'cut' : 'timeout', 'silence')
          : failureFrom(error, hasResponse);
      yield failed(failure);
    } finally {
      watch.done();
      watch.abort();
    }
  }

  const listModels: ModelProvider['listModels'] = async () =>
    failureOf('malformed', 'only the model that is named is called');
  return keepingQuiet({ id: 'openai', send, listModels }, options.apiKey);
}
