import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { errorBody } from './apiError.ts';
import type { Behaviour } from './behaviour.ts';
import type { Reply } from './reply.ts';
import { deltasOf } from './reply.ts';
import type { InputUsage } from './usage.ts';
import { countTokens, inputFields } from './usage.ts';
import type { ValidRequest } from './validate.ts';

/** What a reply is sent for. */
export interface Sending {
  readonly request: ValidRequest;
  readonly reply: Reply;
  readonly input: InputUsage;
  readonly behaviour: Behaviour;
  readonly messageId: string;
  readonly requestId: string;
  /** Aborted when the client is gone. */
  readonly gone: AbortSignal;
  /** It is part of a batch. */
  readonly isBatched?: boolean;
}

/** How far a stream came; grows while it is sent. */
export interface Progress {
  textCharacters: number;
  thinkingCharacters: number;
  deltas: number;
}

const DELTAS_WITHOUT_A_BREATH = 16;
const DELTAS_BEFORE_TROUBLE = 5;

/** Output tokens generated so far. */
export function outputTokens(
  request: ValidRequest,
  progress: Pick<Progress, 'textCharacters' | 'thinkingCharacters'>,
): { readonly total: number; readonly thinking: number } {
  const thinking = countTokens(request.model, progress.thinkingCharacters);
  return { total: thinking + countTokens(request.model, progress.textCharacters), thinking };
}

/** The answer to a request that does not stream. */
export function wholeMessage(sending: Sending): object {
  const { reply } = sending;
  return {
    ...messageHead(sending),
    content: [
      ...(reply.thinking === ''
        ? []
        : [
            {
              type: 'thinking',
              thinking: sending.request.showThinking ? reply.thinking : '',
              signature: signature(sending),
            },
          ]),
      ...(reply.text === '' ? [] : [{ type: 'text', text: reply.text, citations: null }]),
    ],
    stop_reason: reply.stopReason,
    stop_sequence: reply.stopSequence,
    stop_details: stopDetails(reply),
    usage: fullUsage(sending, finalTokens(sending)),
  };
}

/**
 * Sends a reply as server-sent events, broken where the behaviour says.
 * @returns whether it was sent whole. Throws the signal's reason when the client is gone.
 */
export async function streamReply(
  response: ServerResponse,
  sending: Sending,
  progress: Progress,
): Promise<'whole' | 'broken'> {
  const { reply, behaviour } = sending;
  const send = (event: string, data: object): void => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const troubleAfter = behaviour.afterDeltas ?? DELTAS_BEFORE_TROUBLE;
  const strange = behaviour.malformed === 'unknownEvents';

  send('message_start', {
    type: 'message_start',
    message: {
      ...messageHead(sending),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      usage: fullUsage(sending, { total: 1, thinking: 0 }),
    },
  });
  send('ping', { type: 'ping' });
  let index = 0;
  if (strange) {
    send('future_event', { type: 'future_event', detail: { level: 3 } });
    send('content_block_start', {
      type: 'content_block_start',
      index,
      content_block: { type: 'future_block', note: 'not known yet' },
    });
    send('content_block_stop', { type: 'content_block_stop', index });
    index += 1;
  }
  if (reply.thinking !== '') {
    await sendThinking(send, sending, progress, index);
    index += 1;
  }
  if (reply.text !== '' || hasTrouble(behaviour)) {
    send('content_block_start', {
      type: 'content_block_start',
      index,
      content_block: { type: 'text', text: '', citations: null },
    });
    let sent = 0;
    for (const delta of deltasOf(reply.text)) {
      if (sent >= troubleAfter && (await trouble(response, send, sending))) {
        return 'broken';
      }
      send('content_block_delta', {
        type: 'content_block_delta',
        index,
        delta: { type: 'text_delta', text: delta },
      });
      sent += 1;
      progress.textCharacters += delta.length;
      progress.deltas += 1;
      await pace(sending, progress.deltas);
    }
    if (await trouble(response, send, sending)) {
      return 'broken';
    }
    send('content_block_stop', { type: 'content_block_stop', index });
  }
  if (behaviour.malformed === 'noStop') {
    response.end();
    return 'broken';
  }
  const tokens = finalTokens(sending);
  send('message_delta', {
    type: 'message_delta',
    delta: {
      stop_reason: reply.stopReason,
      stop_sequence: reply.stopSequence,
      stop_details: stopDetails(reply),
      container: null,
    },
    usage: {
      ...inputFields(sending.input),
      output_tokens: tokens.total,
      output_tokens_details: { thinking_tokens: tokens.thinking },
      server_tool_use: null,
    },
  });
  send('message_stop', { type: 'message_stop' });
  response.end();
  return 'whole';
}

/** Tokens of a reply that came to its end; the API never reports none for a reply it gave. */
export function finalTokens(sending: Sending): {
  readonly total: number;
  readonly thinking: number;
} {
  const { request, reply } = sending;
  const tokens = outputTokens(request, {
    textCharacters: reply.text.length,
    thinkingCharacters: reply.thinking.length,
  });
  return request.maxTokens === 0 ? tokens : { ...tokens, total: Math.max(1, tokens.total) };
}

async function sendThinking(
  send: (event: string, data: object) => void,
  sending: Sending,
  progress: Progress,
  index: number,
): Promise<void> {
  send('content_block_start', {
    type: 'content_block_start',
    index,
    content_block: { type: 'thinking', thinking: '', signature: '' },
  });
  for (const delta of deltasOf(sending.reply.thinking)) {
    if (sending.request.showThinking) {
      send('content_block_delta', {
        type: 'content_block_delta',
        index,
        delta: { type: 'thinking_delta', thinking: delta },
      });
    }
    progress.thinkingCharacters += delta.length;
    progress.deltas += 1;
    await pace(sending, progress.deltas);
  }
  send('content_block_delta', {
    type: 'content_block_delta',
    index,
    delta: { type: 'signature_delta', signature: signature(sending) },
  });
  send('content_block_stop', { type: 'content_block_stop', index });
}

function hasTrouble(behaviour: Behaviour): boolean {
  return (
    behaviour.streamError !== undefined ||
    behaviour.malformed === 'json' ||
    behaviour.connection === 'cut' ||
    behaviour.connection === 'stall'
  );
}

/** Breaks the stream if the behaviour says so; true: it is over. */
async function trouble(
  response: ServerResponse,
  send: (event: string, data: object) => void,
  sending: Sending,
): Promise<boolean> {
  const { behaviour } = sending;
  if (behaviour.connection === 'cut') {
    // What was written must arrive, or the client has not seen a stream that was cut.
    await nextTurn();
    response.destroy();
    return true;
  }
  if (behaviour.connection === 'stall') {
    await untilGone(sending.gone);
  }
  if (behaviour.streamError !== undefined) {
    const { streamError: type, message = 'Overloaded', errorCode = null } = behaviour;
    send('error', errorBody(type, message, sending.requestId, errorCode));
    response.end();
    return true;
  }
  if (behaviour.malformed === 'json') {
    response.write('event: content_block_delta\ndata: {"type":"content_block_delta","index":\n\n');
    response.end();
    return true;
  }
  return false;
}

/** Rejects with the signal's reason once the client is gone. */
export async function untilGone(gone: AbortSignal): Promise<never> {
  gone.throwIfAborted();
  return new Promise((_resolve, reject) => {
    gone.addEventListener('abort', () => {
      reject(gone.reason instanceof Error ? gone.reason : new Error('The client is gone.'));
    });
  });
}

async function pace(sending: Sending, deltas: number): Promise<void> {
  const ms = sending.behaviour.msPerDelta ?? 0;
  if (ms > 0) {
    await delay(ms, undefined, { signal: sending.gone });
  } else if (deltas % DELTAS_WITHOUT_A_BREATH === 0) {
    await nextTurn(undefined, { signal: sending.gone });
  }
  sending.gone.throwIfAborted();
}

function messageHead(sending: Sending): object {
  return {
    id: sending.messageId,
    type: 'message',
    role: 'assistant',
    model: sending.request.model.id,
    container: null,
    diagnostics: null,
  };
}

function fullUsage(
  sending: Sending,
  tokens: { readonly total: number; readonly thinking: number },
): object {
  return {
    ...inputFields(sending.input),
    cache_creation: {
      ephemeral_5m_input_tokens: sending.input.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: sending.input.cacheWrite1hTokens,
    },
    output_tokens: tokens.total,
    output_tokens_details: { thinking_tokens: tokens.thinking },
    server_tool_use: null,
    service_tier: sending.isBatched === true ? 'batch' : 'standard',
    inference_geo: sending.request.inferenceGeo,
    speed: sending.request.speed,
  };
}

function stopDetails(reply: Reply): object | null {
  return reply.stopReason === 'refusal'
    ? { type: 'refusal', category: 'cyber', explanation: null }
    : null;
}

function signature(sending: Sending): string {
  return Buffer.from(`${sending.messageId}.${sending.request.model.id}`).toString('base64');
}
