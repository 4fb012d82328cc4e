import { AsyncLocalStorage } from 'node:async_hooks';

/** Most bytes of an answer that comes as a stream, of another answer, and of an error. */
const MOST_STREAMED = 64_000_000;
const MOST_WHOLE = 16_000_000;
const MOST_OF_ERROR = 1_000_000;

/** What wants to hear of each byte that the call inside it brings. */
const lifeSigns = new AsyncLocalStorage<() => void>();

/** Makes a call whose every byte, whatever it means, is told to `heard`. */
export function hearing<T>(heard: () => void, call: () => T): T {
  return lifeSigns.run(heard, call);
}

function mostOf({ ok, headers }: Response): number {
  if (!ok) return MOST_OF_ERROR;
  const type = headers.get('content-type')?.toLowerCase() ?? '';
  return type.includes('json') ? MOST_WHOLE : MOST_STREAMED;
}

/** A `fetch` whose bodies break off where no honest server would go on: nothing fills the memory. */
export function boundedBodies(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const heard = lifeSigns.getStore();
    const response = await fetch(input, init);
    if (response.body === null || response.status < 200) return response;
    let left = mostOf(response);
    const tap = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        heard?.();
        left -= bytes.byteLength;
        if (left < 0) controller.error(new TypeError('The answer is longer than any.'));
        else controller.enqueue(bytes);
      },
    });
    return new Response(response.body.pipeThrough(tap), response);
  };
}
