import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from 'openai';
import { boundedBodies, withByteListener } from './http/boundedBodies.ts';
import { answered, failureOf, markingUnreached, systemCode, unanswered } from './http/failure.ts';
import { noRedirect } from './http/noRedirect.ts';
import { redactingKey } from './http/redactKey.ts';
import { retryAfterMs } from './http/retryAfter.ts';
import { objectOf, ServerEvents } from './http/serverEvents.ts';
import { shortName } from './http/shortName.ts';
import { watchStream } from './http/streamWatch.ts';
import { SILENCE_MS, TIMEOUT_MS } from './http/timeLimits.ts';
import { chatParams } from './openai/chatParams.ts';
import { ChatReply } from './openai/chatReply.ts';
import type { ModelProvider, ModelRequest, ProviderFailure, ReplyEvent } from './port.ts';

/** What the adapter is built from. */
export interface OpenAiOptions {
  readonly apiKey: string;
  /** With its path, say `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
}

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

/** A failure by class, status and codes; messages are neither read nor passed on. */
function chatFailureFrom(error: unknown, isStarted: boolean): ProviderFailure {
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

/** Sends one call and reads its answer to the end. */
async function* sendChat(
  client: OpenAI,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent> {
  const watch = watchStream(signal, request.silenceMs ?? SILENCE_MS);
  const events = new ServerEvents();
  const reply = new ChatReply(request);
  const chats = client.chat.completions;
  let hasResponse = false;
  try {
    const response = await withByteListener(
      () => watch.heard(),
      () => chats.create(chatParams(request), { signal: watch.signal }).asResponse(),
    );
    hasResponse = true;
    const requestId = shortName(response.headers.get('x-request-id'));
    reply.named(requestId);
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      const text = decoder.decode(bytes, { stream: true });
      for (const { data } of events.push(text)) yield* reply.read(data);
      if (reply.stop) watch.endWithin(TAIL_MS);
    }
    for (const { data } of events.end()) yield* reply.read(data);
    if (reply.stop && !signal.aborted) {
      yield reply.ended(reply.stop);
      return;
    }
    const kind = signal.aborted ? 'aborted' : reply.isStarted ? 'cut' : 'malformed';
    yield reply.failed(failureOf(kind, 'the stream ended early', { requestId }));
  } catch (error) {
    if (hasResponse && !signal.aborted) yield* lastChunk(events, reply);
    if (reply.stop && !signal.aborted) {
      yield reply.ended(reply.stop);
      return;
    }
    const failure = signal.aborted
      ? failureOf('aborted', 'aborted')
      : watch.isSilent
        ? failureOf(reply.isStarted ? 'cut' : 'timeout', 'silence')
        : chatFailureFrom(error, hasResponse);
    yield reply.failed(failure);
  } finally {
    watch.done();
    watch.abort();
  }
}

/** What a reply that broke off has brought all the same: its last chunk. */
function* lastChunk(events: ServerEvents, reply: ChatReply): Generator<ReplyEvent> {
  try {
    for (const { data } of events.end()) if (!objectOf(data['error'])) yield* reply.read(data);
  } catch {
    // What is left is no chunk.
  }
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
    fetch: markingUnreached(noRedirect(boundedBodies(fixedHeadersFetch(options)))),
    timeout: TIMEOUT_MS,
    maxRetries: 0,
    logLevel: 'off',
  });

  const listModels: ModelProvider['listModels'] = async () =>
    failureOf('malformed', 'only the model that is named is called');
  const provider: ModelProvider = {
    id: 'openai',
    send: (request, signal) => sendChat(client, request, signal),
    listModels,
  };
  return redactingKey(provider, options.apiKey);
}
