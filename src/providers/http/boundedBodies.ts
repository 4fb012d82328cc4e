import { AsyncLocalStorage } from 'node:async_hooks';
import { ERROR_BODY_MS } from './timeLimits.ts';

/** Most bytes of an answer that comes as a stream, of another answer, and of an error. */
const MOST_STREAMED = 64_000_000;
const MOST_WHOLE = 16_000_000;
const MOST_OF_ERROR = 1_000_000;

/** Most bytes of one frame of AWS's event stream: whoever reads it makes room for what a frame says it is. */
const MOST_OF_FRAME = 24_000_000;
const BYTES_OF_LENGTH = 4;

/** Looks at the lengths that frames of AWS's event stream tell in their first four bytes. */
class FrameLengths {
  #length = 0;
  #known = 0;
  #left = 0;

  /** Whether no frame that begins in these bytes, which follow the last ones, is larger than any. */
  isBounded(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length;) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, bytes.length - at);
        this.#left -= skipped;
        at += skipped;
        continue;
      }
      this.#length = this.#length * 256 + (bytes[at] ?? 0);
      this.#known += 1;
      at += 1;
      if (this.#known < BYTES_OF_LENGTH) continue;
      if (this.#length > MOST_OF_FRAME) return false;
      this.#left = Math.max(0, this.#length - BYTES_OF_LENGTH);
      this.#length = 0;
      this.#known = 0;
    }
    return true;
  }
}

/** What wants to hear of each byte that the call inside it brings. */
const lifeSigns = new AsyncLocalStorage<() => void>();

/** Makes a call whose every byte, whatever it means, is told to `heard`. */
export function withByteListener<T>(heard: () => void, call: () => T): T {
  return lifeSigns.run(heard, call);
}

function mostOf({ ok, headers }: Response): number {
  if (!ok) return MOST_OF_ERROR;
  const type = headers.get('content-type')?.toLowerCase() ?? '';
  const isWhole = type.includes('json') && !type.includes('jsonl');
  return isWhole ? MOST_WHOLE : MOST_STREAMED;
}

/**
 * A `fetch` whose bodies break off where no honest server would go on: nothing fills the memory, and
 * no error is told for ever.
 */
export function boundedBodies(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const heard = lifeSigns.getStore();
    const response = await fetch(input, init);
    if (response.body === null || response.status < 200) return response;
    let left = mostOf(response);
    const isFramed = response.headers.get('content-type')?.toLowerCase().includes('eventstream');
    const frames = isFramed ? new FrameLengths() : undefined;
    const reader = response.body.getReader();
    let limit: ReturnType<typeof setTimeout> | undefined;
    // A stream of its own and not a transform between two: that would hand each piece on four times.
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        if (response.ok) return;
        limit = setTimeout(() => {
          const tooLate = new TypeError('The error takes longer to tell than any.');
          controller.error(tooLate);
          void reader.cancel(tooLate).catch(() => undefined);
        }, ERROR_BODY_MS);
        limit.unref();
      },
      pull: async (controller) => {
        const { done, value } = await reader.read();
        if (done) {
          clearTimeout(limit);
          controller.close();
          return;
        }
        heard?.();
        left -= value.byteLength;
        if (left < 0 || frames?.isBounded(value) === false) {
          clearTimeout(limit);
          const tooLong = new TypeError('The answer is longer than any.');
          controller.error(tooLong);
          await reader.cancel(tooLong);
        } else {
          controller.enqueue(value);
        }
      },
      cancel: (reason) => {
        clearTimeout(limit);
        return reader.cancel(reason);
      },
    });
    return new Response(body, response);
  };
}
