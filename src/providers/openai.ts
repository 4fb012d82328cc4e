import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from 'openai';
import { estimateTokens } from '../models/tokens.ts';
import type { Usage } from '../models/usage.ts';
import { NO_USAGE, STANDARD_TERMS } from '../models/usage.ts';
import { failureOf, systemCode } from './failure.ts';
import { listen } from './listening.ts';
import { noRedirect } from './noRedirect.ts';
import { SILENCE_MS, TIMEOUT_MS } from './patience.ts';
import type {
  ModelProvider,
  ModelRequest,
  ProviderFailure,
  ReplyEvent,
  RequestBlock,
  StopReason,
} from './port.ts';
import { retryAfterMs } from './retryAfter.ts';
import { shortName } from './shortName.ts';

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

function usageOf(usage: OpenAI.CompletionUsage): Usage {
  const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
  return {
    ...NO_USAGE,
    inputTokens: Math.max(0, usage.prompt_tokens - cached),
    cacheReadTokens: cached,
    outputTokens: usage.completion_tokens,
    thinkingTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}

/** A failure by class, status and codes; messages are neither read nor passed on. */
function failureFrom(error: unknown, isStarted: boolean): ProviderFailure {
  if (error instanceof APIUserAbortError) return failureOf('aborted', 'aborted');
  if (error instanceof APIConnectionTimeoutError) {
    return failureOf('timeout', 'no response in time');
  }
  if (error instanceof APIConnectionError) return failureOf('connection', systemCode(error));
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
    const detail = [known.status, known.errorType, known.errorCode].filter(Boolean).join(' ');
    return failureOf(known.status === null ? 'api' : 'http', detail, known);
  }
  return failureOf(isStarted ? 'cut' : 'connection', systemCode(error));
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
    fetch: noRedirect(fixedHeadersFetch(options)),
    timeout: TIMEOUT_MS,
    maxRetries: 0,
    logLevel: 'off',
  });

  async function* send(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
    const listening = listen(signal, request.silenceMs ?? SILENCE_MS);
    // Until its end the API reports no tokens at all.
    const texts = [request.system, ...request.turns.map(({ blocks }) => blocks)].map(textOf);
    const input = estimateTokens(texts.join(''), 'code');
    let isStarted = false;
    let stop: StopReason | undefined;
    let usage: Usage | undefined;
    let isRefused = false;
    try {
      const {
        data,
        response,
        request_id: id,
      } = await client.chat.completions
        .create(chatParams(request), { signal: listening.signal })
        .withResponse();
      const requestId = shortName(id);
      if (!response.headers.get('content-type')?.includes('text/event-stream')) {
        yield { type: 'failed', failure: failureOf('malformed', 'not a stream', { requestId }) };
        return;
      }
      for await (const chunk of data) {
        listening.heard();
        if (!isStarted) {
          isStarted = true;
          const started = { ...NO_USAGE, inputTokens: input };
          yield { type: 'started', requestId, model: chunk.model, usage: started };
        }
        if (chunk.usage) usage = usageOf(chunk.usage);
        const choice = chunk.choices[0];
        if (!choice) continue;
        if (choice.delta.refusal) isRefused = true;
        if (choice.delta.content) yield { type: 'text', text: choice.delta.content };
        if (choice.finish_reason) stop = STOP_REASONS[choice.finish_reason] ?? 'other';
      }
      if (stop && usage && !signal.aborted) {
        const why = isRefused ? 'refusal' : stop;
        yield { type: 'ended', stop: why, usage, terms: STANDARD_TERMS, requestId };
        return;
      }
      const kind = signal.aborted ? 'aborted' : 'cut';
      yield { type: 'failed', failure: failureOf(kind, 'the stream ended early', { requestId }) };
    } catch (error) {
      const failure = signal.aborted
        ? failureOf('aborted', 'aborted')
        : listening.isSilent
          ? failureOf(isStarted ? 'cut' : 'timeout', 'silence')
          : failureFrom(error, isStarted);
      yield { type: 'failed', failure };
    } finally {
      listening.done();
      listening.abort();
    }
  }

  return {
    id: 'openai',
    send,
    listModels: async () => failureOf('malformed', 'only the model that is named is called'),
  };
}
