import { tokenCount } from '../../models/usage.ts';
import { withByteListener } from '../http/boundedBodies.ts';
import { failureOf } from '../http/failure.ts';
import { objectOf } from '../http/serverEvents.ts';
import { shortName } from '../http/shortName.ts';
import { watchStream } from '../http/streamWatch.ts';
import { LIST_MS } from '../http/timeLimits.ts';
import type {
  AskedOf,
  BatchProvider,
  BatchResult,
  BatchStatus,
  ProviderFailure,
  ReplyEvent,
} from '../port.ts';
import { MessageReader } from './anthropicEvents.ts';
import type { ClaudeClient } from './claudeClient.ts';
import { failureFrom, messageParams } from './messages.ts';

const BATCHES_PER_PAGE = 100;
/** No list is longer: a server that says so leads in a circle. */
const MOST_PAGES = 50;
/** An id goes into a path: what is none of these signs is no id. */
const BATCH_ID = /^[\w-]{1,100}$/;
/** No result is longer, in characters: the longest answer has a tenth of it. */
const LONGEST_LINE = 16_000_000;

type Json = Readonly<Record<string, unknown>>;

const STATES: Readonly<Record<string, BatchStatus['state']>> = {
  in_progress: 'working',
  canceling: 'cancelling',
  ended: 'ended',
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A batch by what a server says of it; undefined: that is none. */
function statusOf(said: unknown): BatchStatus | undefined {
  const batch = objectOf(said) ?? {};
  const id = textOf(batch['id']);
  const state = STATES[textOf(batch['processing_status'])];
  if (!BATCH_ID.test(id) || state === undefined) return undefined;
  const counts = objectOf(batch['request_counts']) ?? {};
  const kinds = ['processing', 'succeeded', 'errored', 'canceled', 'expired'];
  const requests = kinds.reduce((sum, kind) => sum + (tokenCount(counts[kind]) ?? 0), 0);
  const createdAt = Date.parse(textOf(batch['created_at']));
  const expiresAt = Date.parse(textOf(batch['expires_at']));
  return {
    id,
    state,
    createdAt: Number.isNaN(createdAt) ? 0 : createdAt,
    expiresAt: Number.isNaN(expiresAt) ? 0 : expiresAt,
    requests,
  };
}

/** The events that a call would have brought; undefined: what came is no whole message. */
function eventsOf(message: Json, reader: MessageReader): readonly ReplyEvent[] | undefined {
  let events: readonly ReplyEvent[];
  try {
    events = reader.read({ name: 'message', data: message });
  } catch {
    return undefined;
  }
  const last = events.at(-1);
  if (last?.type !== 'ended') return undefined;
  // Half the price holds whatever else a gateway calls its tier.
  const terms = { ...last.terms, batch: true };
  return [...events.slice(0, -1), { ...last, terms }];
}

/** What one line says; undefined: it is no result. */
function resultOf(line: string, asked: AskedOf): BatchResult | undefined {
  let said: Json;
  try {
    said = objectOf(JSON.parse(line)) ?? {};
  } catch {
    return undefined;
  }
  const id = textOf(said['custom_id']);
  const result = objectOf(said['result']) ?? {};
  if (id === '') return undefined;
  switch (result['type']) {
    case 'succeeded': {
      const reader = new MessageReader(null, asked(id));
      const events = eventsOf(objectOf(result['message']) ?? {}, reader);
      if (events) return { type: 'replied', id, events };
      return { type: 'failed', id, failure: failureOf('malformed', 'not a message') };
    }
    case 'errored': {
      const told = objectOf(result['error']) ?? {};
      const error = objectOf(told['error']) ?? told;
      const errorType = shortName(error['type']);
      const errorCode = shortName(objectOf(error['details'])?.['error_code']);
      const known = { errorType, errorCode, requestId: shortName(told['request_id']) };
      return { type: 'failed', id, failure: failureOf('api', errorType ?? 'error', known) };
    }
    case 'canceled':
      return { type: 'cancelled', id };
    case 'expired':
      return { type: 'expired', id };
    default:
      return { type: 'failed', id, failure: failureOf('malformed', 'not a result') };
  }
}

/** The lines of a body. @throws RangeError for one that is longer than any result. */
async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new RangeError('no result is longer');
    yield* lines;
  }
  yield rest + decoder.decode();
}

/** Message Batches of the Claude API. Nothing is retried, logged or read from the environment here. */
export function createBatches(client: ClaudeClient, silenceMs: number): BatchProvider {
  const { batches } = client.messages;
  const within = async <T>(
    ms: number,
    signal: AbortSignal,
    call: (signal: AbortSignal) => Promise<T | undefined>,
  ): Promise<T | ProviderFailure> => {
    const watch = watchStream(signal, ms);
    try {
      return (await call(watch.signal)) ?? failureOf('malformed', 'not a batch');
    } catch (error) {
      if (signal.aborted) return failureOf('aborted', 'aborted');
      if (watch.isSilent) return failureOf('timeout', 'no answer in time');
      return failureFrom(error, false, null);
    } finally {
      watch.done();
    }
  };
  return {
    create: (requests, signal) =>
      within(silenceMs, signal, async (alive) => {
        const listed = requests.map(({ id, request }) => ({
          custom_id: id,
          params: messageParams(request),
        }));
        return statusOf(await batches.create({ requests: listed }, { signal: alive }));
      }),
    status: (id, signal) =>
      within(LIST_MS, signal, async (alive) =>
        statusOf(await batches.retrieve(id, {}, { signal: alive })),
      ),
    cancel: (id, signal) =>
      within(LIST_MS, signal, async (alive) =>
        statusOf(await batches.cancel(id, {}, { signal: alive })),
      ),
    recent: (since, signal) =>
      within(LIST_MS, signal, async (alive) => {
        const found: BatchStatus[] = [];
        let pages = 0;
        const first = await batches.list({ limit: BATCHES_PER_PAGE }, { signal: alive });
        for await (const page of first.iterPages()) {
          const items: readonly unknown[] = page.data;
          found.push(...items.map(statusOf).filter((status) => status !== undefined));
          pages += 1;
          const isPast = (found.at(-1)?.createdAt ?? 0) < since;
          if (isPast || pages >= MOST_PAGES) break;
        }
        return found.filter(({ createdAt }) => createdAt >= since);
      }),
    results: (id, asked, signal) => resultsOf({ client, silenceMs, id, asked }, signal),
  };
}

interface ResultsCall {
  readonly client: ClaudeClient;
  readonly silenceMs: number;
  readonly id: string;
  readonly asked: AskedOf;
}

/**
 * Reads the results at their place below our own address. The place that a server names is not
 * followed: it could be another host, and the key goes with each request.
 */
async function* resultsOf(
  { client, silenceMs, id, asked }: ResultsCall,
  signal: AbortSignal,
): AsyncGenerator<BatchResult | { readonly type: 'broken'; readonly failure: ProviderFailure }> {
  const watch = watchStream(signal, silenceMs);
  let isBegun = false;
  let isWhole = false;
  try {
    if (!BATCH_ID.test(id)) throw new TypeError('no id of a batch');
    const place = `/v1/messages/batches/${id}/results`;
    const response = await withByteListener(
      () => watch.heard(),
      () => client.get(place, { signal: watch.signal }).asResponse(),
    );
    isBegun = true;
    if (response.body) {
      for await (const line of linesOf(response.body)) {
        if (line.trim() === '') continue;
        const result = resultOf(line, asked);
        if (result) yield result;
        else throw new SyntaxError('not a line of results');
      }
    }
    isWhole = true;
  } catch (error) {
    const failure = signal.aborted
      ? failureOf('aborted', 'aborted')
      : watch.isSilent
        ? failureOf(isBegun ? 'cut' : 'timeout', 'silence')
        : failureFrom(error, isBegun, null);
    yield { type: 'broken', failure };
  } finally {
    watch.done();
    if (!isWhole) watch.abort();
  }
}
