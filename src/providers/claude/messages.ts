import type Anthropic from '@anthropic-ai/sdk';
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import { withByteListener } from '../http/boundedBodies.ts';
import { answered, failureOf, systemCode, unanswered } from '../http/failure.ts';
import { retryAfterMs } from '../http/retryAfter.ts';
import type { ServerEvent } from '../http/serverEvents.ts';
import { objectOf, ServerEvents } from '../http/serverEvents.ts';
import { shortName } from '../http/shortName.ts';
import { watchStream } from '../http/streamWatch.ts';
import type { ModelRequest, ProviderFailure, ReplyEvent, RequestBlock } from '../port.ts';
import { MalformedEvent, MessageReader } from './anthropicEvents.ts';

/** ms for a server to close a stream after its last event. */
const LINGER_MS = 1_000;
/** ms for what may follow the reason why a reply ends: counts, and the end itself. */
const TAIL_MS = 5_000;

/** What a client of the Messages API must be able to do, whoever runs the models. */
export interface MessagesClient {
  readonly messages: Pick<Anthropic['messages'], 'create'>;
}

/** The error code, our own, of a call that found nothing on this machine to sign it with. */
export const NO_CREDENTIALS = 'machine_credentials';

/** The error code, our own, of a refusal that is a web page: a proxy or a firewall wrote it. */
const NOT_THE_API = 'not_the_api';

function isOfAnotherServer(status: unknown, headers: unknown): boolean {
  if (typeof status !== 'number' || status < 400 || status >= 500 || status === 429) return false;
  return headers instanceof Headers && mediaTypeIn(headers) === 'text/html';
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

/** A call as the API takes it, in one piece. */
export function messageParams(request: ModelRequest): Anthropic.MessageCreateParamsNonStreaming {
  const system = textParams(request.system);
  const thinking = THINKING[request.thinking];
  const output: Anthropic.OutputConfig = {
    ...(request.effort === null ? {} : { effort: request.effort }),
    ...(request.schema ? { format: { type: 'json_schema', schema: { ...request.schema } } } : {}),
  };
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    ...(system.length > 0 ? { system } : {}),
    messages: request.turns.map(({ role, blocks }) => ({ role, content: textParams(blocks) })),
    ...(Object.keys(output).length > 0 ? { output_config: output } : {}),
    ...(thinking ? { thinking } : {}),
  };
}

/** The code that OpenAI, and gateways that speak like it, give an error. */
function codeIn(body: unknown): unknown {
  return objectOf(objectOf(body)?.['error'])?.['code'];
}

/** A status that stands in the body alone, as a number or as text. */
function statusIn(body: unknown): number | null {
  const code = Number(codeIn(body));
  return Number.isInteger(code) && code >= 400 && code < 600 ? code : null;
}

/**
 * An event, if it is part of a reply.
 * @throws APIError for one that says what went wrong, in the API's shape or in OpenAI's.
 */
function unlessError(event: ServerEvent, headers: Headers): ServerEvent {
  const { name, data } = event;
  const error = objectOf(data['error']);
  const isError = (data['type'] ?? name) === 'error' || (error && data['type'] === undefined);
  if (isError) throw new APIError(undefined, data, undefined, headers);
  return event;
}

/**
 * A failure by the class, status and codes of what the SDK threw. Messages are neither read nor
 * passed on: their words change, and they may quote what was sent.
 */
export function failureFrom(
  error: unknown,
  hasResponse: boolean,
  requestId: string | null,
): ProviderFailure {
  if (error instanceof APIUserAbortError) return failureOf('aborted', 'aborted', { requestId });
  if (error instanceof APIConnectionTimeoutError)
    return failureOf('timeout', 'no response in time');
  if (error instanceof APIConnectionError) return unanswered(error);
  if (error instanceof MalformedEvent) {
    return failureOf('malformed', `not an event: ${error.message}`, { requestId });
  }
  if (error instanceof SyntaxError) return failureOf('malformed', 'not JSON', { requestId });
  if (error instanceof APIError) {
    const status: unknown = error.status;
    const headers: unknown = error.headers;
    const code = shortName(error.errorCode) ?? shortName(codeIn(error.error));
    const known = {
      status: typeof status === 'number' ? status : statusIn(error.error),
      errorType: shortName(error.type),
      errorCode: isOfAnotherServer(status, headers) ? NOT_THE_API : code,
      retryAfterMs: headers instanceof Headers ? retryAfterMs(headers, Date.now()) : null,
      requestId: (headers instanceof Headers ? requestIdIn(headers) : null) ?? requestId,
    };
    const detail = [known.status, known.errorType, known.errorCode].filter(Boolean).join(' ');
    if (typeof status === 'number') return answered(status, known);
    return known.errorType === null && known.status === null
      ? failureOf('malformed', 'an error event without a type', known)
      : failureOf('api', detail, known);
  }
  return hasResponse ? failureOf('cut', systemCode(error), { requestId }) : unanswered(error);
}

/** Where an answer names itself, for who asks about it: as the API does it, or a gateway, or AWS. */
const REQUEST_IDS = ['request-id', 'x-request-id', 'x-amzn-requestid'];

function requestIdIn(headers: Headers): string | null {
  const named = REQUEST_IDS.map((name) => shortName(headers.get(name)));
  return named.find((name) => name !== null) ?? null;
}

/** A media type without its parameters; these names know no letter case. */
function mediaTypeIn(headers: Headers): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * Reads what follows a reply's last event, normally nothing, so that its connection can serve the
 * next call; a server that does not close in time loses the connection.
 */
async function readToEnd(body: AsyncIterator<unknown>, abort: () => void): Promise<void> {
  const limit = setTimeout(abort, LINGER_MS);
  try {
    while (!(await body.next()).done);
  } catch {
    // The reply is complete: what breaks after it concerns nobody.
    abort();
  } finally {
    clearTimeout(limit);
  }
}

/** Whether a call failed on its way: `fetch` rejects with TypeErrors alone. */
function isOfFetch(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TypeError' || isOfFetch(error.cause);
}

/** Why a call that is signed on this machine failed: without credentials it never leaves. */
export function signedFailureFrom(
  error: unknown,
  hasResponse: boolean,
  requestId: string | null,
): ProviderFailure {
  const failure = failureFrom(error, hasResponse, requestId);
  if (failure.kind !== 'connection' || isOfFetch(error)) return failure;
  const known = { errorType: 'authentication_error', errorCode: NO_CREDENTIALS };
  return failureOf('api', failure.detail, known);
}

/** A failure, with what was reported until then. */
function failedEvent(failure: ProviderFailure, reader: MessageReader | undefined): ReplyEvent {
  const isCounted = reader?.isStarted === true;
  return { type: 'failed', failure, ...(isCounted ? { usage: reader.usage } : {}) };
}

/** One call of the Messages API. */
export interface MessagesCall {
  readonly client: MessagesClient;
  readonly request: ModelRequest;
  /** ms without any event after which the stream counts as broken. */
  readonly silenceMs: number;
  readonly failureOfError: typeof failureFrom;
}

/** Sends one call of the Messages API and reads its answer to the end. */
export async function* sendMessages(
  { client, request, silenceMs, failureOfError }: MessagesCall,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent> {
  const watch = watchStream(signal, request.silenceMs ?? silenceMs);
  const events = new ServerEvents();
  let reader: MessageReader | undefined;
  let requestId: string | null = null;
  try {
    const response = await withByteListener(
      () => watch.heard(),
      () =>
        client.messages
          .create({ ...messageParams(request), stream: true }, { signal: watch.signal })
          .asResponse(),
    );
    requestId = requestIdIn(response.headers);
    reader = new MessageReader(requestId, request);
    if (response.body === null || mediaTypeIn(response.headers) === 'text/html') {
      watch.abort();
      yield failedEvent(failureOf('malformed', 'not a stream', { requestId }), reader);
      return;
    }
    const body = response.body[Symbol.asyncIterator]();
    const decoder = new TextDecoder();
    for (let isDone = false; !isDone;) {
      const next = await body.next();
      isDone = next.done === true;
      const text = decoder.decode(next.value, { stream: !isDone });
      for (const event of isDone ? lastOf(events, text) : events.push(text)) {
        for (const brought of reader.read(unlessError(event, response.headers))) {
          if (brought.type === 'ended') void readToEnd(body, () => watch.abort());
          yield brought;
        }
        if (reader.isEnded) return;
      }
      if (reader.isComplete) watch.endWithin(TAIL_MS);
    }
    if (reader.isComplete && !signal.aborted) {
      yield reader.end();
      return;
    }
    const isNoReply = events.isWhole && !reader.isStarted;
    const kind = signal.aborted ? 'aborted' : isNoReply ? 'malformed' : 'cut';
    yield failedEvent(failureOf(kind, 'the stream ended early', { requestId }), reader);
  } catch (error) {
    if (reader && !signal.aborted) yield* lastEvent(events, reader);
    if (reader?.isEnded) return;
    const failure = signal.aborted
      ? failureOf('aborted', 'aborted', { requestId })
      : watch.isSilent
        ? failureOf(reader?.isStarted ? 'cut' : 'timeout', 'silence', { requestId })
        : failureOfError(error, reader !== undefined, requestId);
    yield failedEvent(failure, reader);
  } finally {
    watch.done();
    // Also when the caller stops listening half-way: the socket must not go on being paid for.
    if (!reader?.isEnded) watch.abort();
  }
}

function* lastOf(events: ServerEvents, text: string): Generator<ServerEvent> {
  yield* events.push(text);
  yield* events.end();
}

/** What a reply that broke off has brought all the same: its last event, and its end if it was said. */
function* lastEvent(events: ServerEvents, reader: MessageReader): Generator<ReplyEvent> {
  try {
    for (const event of events.end()) {
      if (!reader.isEnded && event.data['error'] === undefined) yield* reader.read(event);
    }
  } catch {
    // What is left is no event.
  }
  if (reader.isComplete && !reader.isEnded) yield reader.end();
}
