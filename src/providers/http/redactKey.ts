import type {
  BatchProvider,
  BatchStatus,
  ListedModel,
  ModelProvider,
  ProviderFailure,
  ReplyEvent,
} from '../port.ts';
import { failureOf } from './failure.ts';

/** As many letters and digits of a key as tell something of it. */
const PART = 8;

/** A shorter key stands in names by chance. */
const SHORTEST = 6;

/** Letters alone: a word that a key may share with a model's name, say of a gateway's own key. */
const WORD = /^[a-z]+$/;
/** No word is as long. */
const LONGEST_WORD = 16;

/** A name with other signs, or none, between its letters and digits is still the same. */
function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Looks for a key in the names that a server sends. */
class KeyFilter {
  readonly #key: string;
  readonly #parts: ReadonlySet<string>;

  constructor(key: string) {
    this.#key = key;
    const text = bare(key);
    const count = Math.max(0, text.length - PART + 1);
    this.#parts = new Set(Array.from({ length: count }, (_, at) => text.slice(at, at + PART)));
  }

  /** A name, or null for one that holds the key or a part of it. */
  name(name: string | null): string | null {
    return name !== null && this.#isIn(name, () => true) ? null : name;
  }

  /** As {@link name}, for a model's: the words of a key that is no random one are no part of it. */
  isModel(name: string): boolean {
    return !this.#isIn(name, (part) => !WORD.test(part) || part.length > LONGEST_WORD);
  }

  #isIn(name: string, isTelling: (part: string) => boolean): boolean {
    const key = this.#key;
    if (name === key) return true;
    if (key.length >= SHORTEST && name.includes(key) && isTelling(key)) return true;
    const text = bare(name);
    for (let at = 0; at + PART <= text.length; at += 1) {
      const part = text.slice(at, at + PART);
      if (this.#parts.has(part) && isTelling(part)) return true;
    }
    return false;
  }
}

/** A failure with no name in it that holds the key. */
function failureWithoutKey(failure: ProviderFailure, filter: KeyFilter): ProviderFailure {
  const { requestId, errorType, errorCode, detail } = failure;
  return {
    ...failure,
    requestId: filter.name(requestId),
    errorType: filter.name(errorType),
    errorCode: filter.name(errorCode),
    detail: filter.name(detail) ?? '',
  };
}

/**
 * An event with no name in it that holds the key: a server that sends it back as an id must not get
 * it into the books.
 */
function eventWithoutKey(event: ReplyEvent, filter: KeyFilter, asked: string): ReplyEvent {
  const kept = (name: string | null): string | null => filter.name(name);
  switch (event.type) {
    case 'started': {
      // The name that was asked for is known to the server and to the books.
      const isKnown = event.model === asked || filter.isModel(event.model);
      const model = isKnown ? event.model : 'unknown';
      return { ...event, requestId: kept(event.requestId), model };
    }
    case 'ended': {
      const { serviceTier, speed, inferenceGeo, batch } = event.terms;
      const names = { serviceTier: kept(serviceTier), speed: kept(speed) };
      const terms = { ...names, inferenceGeo: kept(inferenceGeo), batch };
      return { ...event, requestId: kept(event.requestId), terms };
    }
    case 'failed':
      return { ...event, failure: failureWithoutKey(event.failure, filter) };
    default:
      return event;
  }
}

async function* withoutKey(
  events: AsyncIterable<ReplyEvent>,
  filter: KeyFilter,
  asked: string,
): AsyncGenerator<ReplyEvent> {
  for await (const event of events) yield eventWithoutKey(event, filter, asked);
}

/** Batches that tell nobody the key. An id that holds it is none to ask about again. */
function batchesWithoutKey(batches: BatchProvider, filter: KeyFilter): BatchProvider {
  const told = (found: BatchStatus | ProviderFailure): BatchStatus | ProviderFailure => {
    if ('kind' in found) return failureWithoutKey(found, filter);
    return filter.name(found.id) === null ? failureOf('malformed', 'not a batch') : found;
  };
  return {
    create: async (requests, signal) => told(await batches.create(requests, signal)),
    status: async (id, signal) => told(await batches.status(id, signal)),
    cancel: async (id, signal) => told(await batches.cancel(id, signal)),
    async recent(since, signal) {
      const found = await batches.recent(since, signal);
      if ('kind' in found) return failureWithoutKey(found, filter);
      return found.filter(({ id }) => filter.name(id) !== null);
    },
    async *results(id, asked, signal) {
      for await (const result of batches.results(id, asked, signal)) {
        if (result.type === 'replied') {
          const { model } = asked(result.id);
          const events = result.events.map((event) => eventWithoutKey(event, filter, model));
          yield { ...result, events };
        } else if ('failure' in result) {
          yield { ...result, failure: failureWithoutKey(result.failure, filter) };
        } else yield result;
      }
    },
  };
}

/** The models whose names hold nothing of the key; other names of theirs are replaced. */
function modelsWithoutKey(
  models: readonly ListedModel[],
  filter: KeyFilter,
): readonly ListedModel[] {
  return models
    .filter(({ id }) => filter.isModel(id))
    .map((model) => ({
      ...model,
      displayName: filter.isModel(model.displayName) ? model.displayName : model.id,
      line: model.line !== null && filter.isModel(model.line) ? model.line : null,
    }));
}

/** A provider that tells nobody its key, even if a server sends it back; null or empty: it has none. */
export function redactingKey(provider: ModelProvider, apiKey: string | null): ModelProvider {
  if (apiKey === null || apiKey === '') return provider;
  const filter = new KeyFilter(apiKey);
  return {
    ...provider,
    send: (request, signal) => withoutKey(provider.send(request, signal), filter, request.model),
    ...(provider.batches ? { batches: batchesWithoutKey(provider.batches, filter) } : {}),
    async listModels(signal) {
      const listed = await provider.listModels(signal);
      if (!('kind' in listed)) return modelsWithoutKey(listed, filter);
      return failureWithoutKey(listed, filter);
    },
  };
}
