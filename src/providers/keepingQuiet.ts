import type { ModelProvider, ReplyEvent } from './port.ts';

/**
 * Events with no name in them that holds the key: a server that sends it back as an id must not get
 * it into the books.
 */
async function* withoutKey(
  events: AsyncIterable<ReplyEvent>,
  apiKey: string,
): AsyncGenerator<ReplyEvent> {
  const kept = <T extends string | null>(name: T): T | null =>
    name?.includes(apiKey) ? null : name;
  for await (const event of events) {
    switch (event.type) {
      case 'started':
        yield { ...event, requestId: kept(event.requestId), model: kept(event.model) ?? 'unknown' };
        break;
      case 'ended': {
        const { serviceTier, speed, inferenceGeo, batch } = event.terms;
        const names = { serviceTier: kept(serviceTier), speed: kept(speed) };
        const terms = { ...names, inferenceGeo: kept(inferenceGeo), batch };
        yield { ...event, requestId: kept(event.requestId), terms };
        break;
      }
      case 'failed': {
        const { requestId, errorType, errorCode, detail } = event.failure;
        const names = { requestId: kept(requestId), errorType: kept(errorType) };
        const failure = { ...names, errorCode: kept(errorCode), detail: kept(detail) ?? '' };
        yield { ...event, failure: { ...event.failure, ...failure } };
        break;
      }
      default:
        yield event;
    }
  }
}

/** A provider that tells nobody its key, even if a server sends it back; null or empty: it has none. */
export function keepingQuiet(provider: ModelProvider, apiKey: string | null): ModelProvider {
  if (apiKey === null || apiKey === '') return provider;
  return {
    ...provider,
    send: (request, signal) => withoutKey(provider.send(request, signal), apiKey),
  };
}
