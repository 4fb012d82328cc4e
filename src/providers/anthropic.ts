import Anthropic, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import type { Effort } from '../models/tier.ts';
import { EFFORTS } from '../models/tier.ts';
import { MalformedEvent, MessageReader } from './anthropicEvents.ts';
import type {
  ListedModel,
  ModelProvider,
  ModelRequest,
  ProviderFailure,
  ReplyEvent,
  RequestBlock,
} from './port.ts';
import { retryAfterMs } from './retryAfter.ts';

/** What the adapter is built from. */
export interface AnthropicOptions {
  readonly apiKey: string;
  /** Origin and base path, say `https://api.anthropic.com`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** ms until the response's headers must be there. */
  readonly timeoutMs?: number;
  /** ms without any event after which a stream counts as broken. */
  readonly silenceMs?: number;
}

const API_VERSION = '2026-10-21';
const TIMEOUT_MS = 60_000;
/** Long thinking can be silent for minutes; a sleeping laptop's connection is so for ever. */
const SILENCE_MS = 300_000;
/** ms for a server to close a stream after its last event. */
const LINGER_MS = 1_000;
const MODELS_PER_PAGE = 100;

/**
 * Sends exactly the headers named here. The SDK adds headers from ANTHROPIC_CUSTOM_HEADERS and facts
 * about the machine; neither is for the server to see, and the first could replace the key.
 */
function fixedHeadersFetch(options: AnthropicOptions): typeof globalThis.fetch {
  return (input, init = {}) => {
    const headers = new Headers({
      accept: 'application/json',
      'anthropic-version': API_VERSION,
      authorization: `Bearer ${options.apiKey}`,
      'user-agent': 'tierwise',
    });
    if (init.body) headers.set('content-type', 'application/json');
    return options.fetch(input, { ...init, headers });
  };
}

type TextParam = Anthropic.TextBlockParam;

function textParams(blocks: readonly RequestBlock[]): TextParam[] {
  return blocks
    .filter(({ text }) => text !== '')
    .map(({ text, cache }) =>
      cache ? { type: 'text', text, cache_control: { type: 'ephemeral' } } : { type: 'text', text },
    );
}

/** Thinking is asked for visibly: what is not seen cannot be counted when a call is cancelled. */
const THINKING: Readonly<
  Record<ModelRequest['thinking'], Anthropic.ThinkingConfigParam | undefined>
> = {
  adaptive: { type: 'adaptive', display: 'summarized' },
  disabled: { type: 'disabled' },
  default: undefined,
};

function messageParams(request: ModelRequest): Anthropic.MessageCreateParamsStreaming {
  const system = textParams(request.system);
  const thinking = THINKING[request.thinking];
  const output: Anthropic.OutputConfig = {
    ...(request.effort === null ? {} : { effort: request.effort }),
    ...(request.schema ? { format: { type: 'json_schema', schema: { ...request.schema } } } : {}),
  };
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    stream: true,
    ...(system.length > 0 ? { system } : {}),
    messages: request.turns.map(({ role, blocks }) => ({ role, content: textParams(blocks) })),
    ...(Object.keys(output).length > 0 ? { output_config: output } : {}),
    ...(thinking ? { thinking } : {}),
  };
}

function failureOf(
  kind: ProviderFailure['kind'],
  detail: string,
  more: Partial<ProviderFailure> = {},
): ProviderFailure {
  return {
    kind,
    status: null,
    errorType: null,
    errorCode: null,
    retryAfterMs: null,
    requestId: null,
    detail,
    ...more,
  };
}

/** The system's code of what broke a connection, say `ECONNREFUSED`; never a message. */
function systemCode(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}

/**
 * A failure by the class, status and codes of what the SDK threw. Messages are neither read nor
 * passed on: their words change, and they may quote what was sent.
 */
function failureFrom(
  error: unknown,
  hasResponse: boolean,
  requestId: string | null,
): ProviderFailure {
  if (error instanceof APIUserAbortError) return failureOf('aborted', 'aborted', { requestId });
  if (error instanceof APIConnectionTimeoutError)
    return failureOf('timeout', 'no response in time');
  if (error instanceof APIConnectionError) return failureOf('connection', systemCode(error));
  if (error instanceof MalformedEvent) {
    return failureOf('malformed', `not an event: ${error.message}`, { requestId });
  }
  if (error instanceof SyntaxError) return failureOf('malformed', 'not JSON', { requestId });
  if (error instanceof APIError) {
    const status: unknown = error.status;
    const headers: unknown = error.headers;
    const known = {
      status: typeof status === 'number' ? status : null,
      errorType: error.type,
      errorCode: error.errorCode,
      retryAfterMs: headers instanceof Headers ? retryAfterMs(headers, Date.now()) : null,
      requestId: error.requestID ?? requestId,
    };
    const detail = [known.status, known.errorType, known.errorCode].filter(Boolean).join(' ');
    if (known.status !== null) return failureOf('http', detail, known);
    return known.errorType === null
      ? failureOf('malformed', 'an error event without a type', known)
      : failureOf('api', detail, known);
  }
  return hasResponse
    ? failureOf('cut', systemCode(error), { requestId })
    : failureOf('connection', systemCode(error));
}

/**
 * Reads what follows a reply's last event, normally nothing, so that its connection can serve the
 * next call; a server that does not close in time loses the connection.
 */
async function readToEnd(events: AsyncIterator<unknown>, call: AbortController): Promise<void> {
  const limit = setTimeout(() => call.abort(), LINGER_MS);
  try {
    while (!(await events.next()).done);
  } catch {
    // The reply is complete: what breaks after it concerns nobody.
    call.abort();
  } finally {
    clearTimeout(limit);
  }
}

function supported(capability: { readonly supported: boolean } | null | undefined): boolean {
  return capability?.supported === true;
}

function listedModel(model: Anthropic.ModelInfo): ListedModel {
  const { capabilities } = model;
  const efforts: readonly Effort[] = supported(capabilities?.effort)
    ? EFFORTS.filter((effort) => supported(capabilities?.effort[effort]))
    : [];
  const retiresAt = model.retires_at === null ? Number.NaN : Date.parse(model.retires_at);
  const createdAt = Date.parse(model.created_at);
  return {
    id: model.id,
    displayName: model.display_name,
    line: model.line,
    lifecycle: model.lifecycle,
    createdAt: Number.isNaN(createdAt) ? 0 : createdAt,
    retiresAt: Number.isNaN(retiresAt) ? null : retiresAt,
    maxInputTokens: model.max_input_tokens,
    maxOutputTokens: model.max_tokens,
    efforts,
    adaptiveThinking: supported(capabilities?.thinking.types.adaptive),
    structuredOutputs: supported(capabilities?.structured_outputs),
  };
}

/**
 * The Messages API of api.anthropic.com or of a gateway that speaks it. Nothing is retried, logged or
 * read from the environment here.
 */
export function createAnthropicProvider(options: AnthropicOptions): ModelProvider {
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  const client = new Anthropic({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    fetch: fixedHeadersFetch(options),
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    webhookKey: null,
  });

  async function* send(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
    // A controller of this call alone, so that a silent stream can be ended without the caller.
    const call = new AbortController();
    const abort = () => call.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    let isSilent = false;
    const silence = setTimeout(() => {
      isSilent = true;
      call.abort();
    }, silenceMs);
    let reader: MessageReader | undefined;
    let requestId: string | null = null;
    try {
      const reply = await client.messages
        .create(messageParams(request), { signal: call.signal })
        .withResponse();
      requestId = reply.request_id ?? null;
      reader = new MessageReader(requestId);
      if (!reply.response.headers.get('content-type')?.includes('text/event-stream')) {
        call.abort();
        yield { type: 'failed', failure: failureOf('malformed', 'not a stream', { requestId }) };
        return;
      }
      const events = reply.data[Symbol.asyncIterator]();
      for (let next = await events.next(); !next.done; next = await events.next()) {
        silence.refresh();
        const brought = reader.read(next.value);
        if (reader.isEnded) void readToEnd(events, call);
        if (brought) yield brought;
        if (reader.isEnded) return;
      }
      // The SDK ends its loop without an error when the call was aborted or the stream just stops.
      const kind = signal.aborted ? 'aborted' : isSilent && !reader.isStarted ? 'timeout' : 'cut';
      yield { type: 'failed', failure: failureOf(kind, 'the stream ended early', { requestId }) };
    } catch (error) {
      const failure = signal.aborted
        ? failureOf('aborted', 'aborted', { requestId })
        : isSilent
          ? failureOf(reader?.isStarted ? 'cut' : 'timeout', 'silence', { requestId })
          : failureFrom(error, reader !== undefined, requestId);
      yield { type: 'failed', failure };
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
      // Also when the caller stops listening half-way: the socket must not go on being paid for.
      if (!reader?.isEnded) call.abort();
    }
  }

  async function listModels(
    signal: AbortSignal,
  ): Promise<readonly ListedModel[] | ProviderFailure> {
    const models: ListedModel[] = [];
    try {
      for await (const model of client.models.list({ limit: MODELS_PER_PAGE }, { signal })) {
        models.push(listedModel(model));
      }
      // The SDK takes any page of a gateway for a list without models.
      return models.length > 0 ? models : failureOf('malformed', 'not a list of models');
    } catch (error) {
      return signal.aborted
        ? failureOf('aborted', 'aborted')
        : error instanceof TypeError
          ? failureOf('malformed', 'not a list of models')
          : failureFrom(error, false, null);
    }
  }

  return { id: 'anthropic', send, listModels };
}
