import type Anthropic from '@anthropic-ai/sdk';
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import { MalformedEvent, MessageReader } from './anthropicEvents.ts';
import { hearing } from './boundedBodies.ts';
import { failureOf, systemCode, unanswered } from './failure.ts';
import { listen } from './listening.ts';
import type { ModelRequest, ProviderFailure, ReplyEvent, RequestBlock } from './port.ts';
import { retryAfterMs } from './retryAfter.ts';
import { shortName } from './shortName.ts';

/** ms for a server to close a stream after its last event. */
const LINGER_MS = 1_000;

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
    const known = {
      status: typeof status === 'number' ? status : null,
      errorType: shortName(error.type),
      errorCode: isOfAnotherServer(status, headers) ? NOT_THE_API : shortName(error.errorCode),
      retryAfterMs: headers instanceof Headers ? retryAfterMs(headers, Date.now()) : null,
      requestId: shortName(error.requestID) ?? requestId,
    };
    const detail = [known.status, known.errorType, known.errorCode].filter(Boolean).join(' ');
    if (known.status !== null) return failureOf('http', detail, known);
    return known.errorType === null
      ? failureOf('malformed', 'an error event without a type', known)
      : failureOf('api', detail, known);
  }
  return hasResponse ? failureOf('cut', systemCode(error), { requestId }) : unanswered(error);
}

/** The most characters of a reply that comes whole; what is longer is no answer. */
const LONGEST_WHOLE_REPLY = 8_000_000;

/** A media type without its parameters; these names know no letter case. */
function mediaTypeIn(headers: Headers): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * A whole reply as JSON.
 * @throws SyntaxError when it is none, or longer than any answer.
 */
async function wholeJson(response: Response): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > LONGEST_WHOLE_REPLY) throw new SyntaxError('too long');
  }
  return JSON.parse(text + decoder.decode());
}

/**
 * Reads what follows a reply's last event, normally nothing, so that its connection can serve the
 * next call; a server that does not close in time loses the connection.
 */
async function readToEnd(events: AsyncIterator<unknown>, abort: () => void): Promise<void> {
  const limit = setTimeout(abort, LINGER_MS);
  try {
    while (!(await events.next()).done);
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

/** Sends one call of the Messages API and reads its stream to the end. */
export async function* sendMessages(
  client: MessagesClient,
  request: ModelRequest,
  silenceMs: number,
  signal: AbortSignal,
  failureOfError: typeof failureFrom = failureFrom,
): AsyncGenerator<ReplyEvent> {
  // A controller of this call alone, so that a silent stream can be ended without the caller.
  const listening = listen(signal, request.silenceMs ?? silenceMs);
  let reader: MessageReader | undefined;
  let requestId: string | null = null;
  try {
    const reply = await hearing(
      () => listening.heard(),
      () =>
        client.messages.create(messageParams(request), { signal: listening.signal }).withResponse(),
    );
    requestId = shortName(reply.request_id);
    reader = new MessageReader(requestId);
    const mediaType = mediaTypeIn(reply.response.headers);
    if (mediaType === 'application/json') {
      // Paid for already: some gateways do not stream, whatever they were asked for.
      yield* reader.readWhole(await wholeJson(reply.response));
      return;
    }
    if (mediaType !== 'text/event-stream' && mediaType !== 'text/plain') {
      listening.abort();
      yield { type: 'failed', failure: failureOf('malformed', 'not a stream', { requestId }) };
      return;
    }
    const events = reply.data[Symbol.asyncIterator]();
    for (let next = await events.next(); !next.done; next = await events.next()) {
      listening.heard();
      const brought = reader.read(next.value);
      if (reader.isEnded) void readToEnd(events, () => listening.abort());
      if (brought) yield brought;
      if (reader.isEnded) return;
    }
    if (reader.isComplete && !signal.aborted) {
      yield reader.end();
      return;
    }
    // The SDK ends its loop without an error when the call was aborted or the stream just stops.
    const isLate = listening.isSilent && !reader.isStarted;
    const kind = signal.aborted ? 'aborted' : isLate ? 'timeout' : 'cut';
    yield { type: 'failed', failure: failureOf(kind, 'the stream ended early', { requestId }) };
  } catch (error) {
    if (reader?.isComplete && !reader.isEnded && !signal.aborted) {
      yield reader.end();
      return;
    }
    const failure = signal.aborted
      ? failureOf('aborted', 'aborted', { requestId })
      : listening.isSilent
        ? failureOf(reader?.isStarted ? 'cut' : 'timeout', 'silence', { requestId })
        : failureOfError(error, reader !== undefined, requestId);
    yield { type: 'failed', failure };
  } finally {
    listening.done();
    // Also when the caller stops listening half-way: the socket must not go on being paid for.
    if (!reader?.isEnded) listening.abort();
  }
}
