import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import { loadBedrock, loadOpenAi } from '../../../src/providers/loadProvider.ts';
import type { ModelProvider, ModelRequest, ProviderFailure } from '../../../src/providers/port.ts';
import { FakeTimers } from './fakeTimers.ts';

const REQUEST: ModelRequest = {
  model: 'claude-haiku-5-5',
  maxTokens: 4_000,
  effort: null,
  thinking: 'default',
  system: [],
  turns: [{ role: 'user', blocks: [{ text: 'const a = 1;', cache: false }] }],
};
const baseUrl = 'http://127.0.0.1:9';
const JSON_TYPE = { 'content-type': 'application/json' };

type Fetch = typeof globalThis.fetch;

/** Each byte comes after another second has passed; `most` of them are enough to see that there is no end. */
const MOST_BYTES = 120;

class Tricklers {
  bytes = 0;
  readonly timers = new FakeTimers();
  readonly #status: number;

  constructor(status: number) {
    this.#status = status;
  }

  readonly fetch: Fetch = async (_input, init) => {
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
        },
        pull: async (controller) => {
          if (this.bytes >= MOST_BYTES) {
            controller.close();
            return;
          }
          this.bytes += 1;
          controller.enqueue(new Uint8Array([0x20]));
          await new Promise((resolve) => setImmediate(resolve));
          this.timers.pass(1_000);
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { status: this.#status, headers: JSON_TYPE });
  };
}

const PROVIDERS: Readonly<Record<string, (fetch: Fetch) => Promise<ModelProvider>>> = {
  anthropic: async (fetch) => createAnthropicProvider({ apiKey: 'k', baseUrl, fetch }),
  bedrock: (fetch) => loadBedrock({ apiKey: 'k', region: 'us-east-1', baseUrl, fetch }),
  openai: (fetch) => loadOpenAi({ apiKey: 'k', baseUrl, fetch }),
};

describe('A server that never ends', () => {
  for (const [name, load] of Object.entries(PROVIDERS)) {
    it(`its error has ten seconds for it, and its status counts: ${name}`, async () => {
      const server = new Tricklers(529);
      const failure = await server.timers.during(async () => {
        const provider = await load(server.fetch);
        let last: ProviderFailure | undefined;
        for await (const event of provider.send(REQUEST, new AbortController().signal)) {
          if (event.type === 'failed') last = event.failure;
        }
        return last;
      });
      assert.deepEqual([failure?.kind, failure?.status], ['http', 529]);
      assert.ok(server.bytes < 15, `${server.bytes}`);
    });
  }

  it('its list of models has half a minute for it', async () => {
    const server = new Tricklers(200);
    const listed = await server.timers.during(() =>
      createAnthropicProvider({ apiKey: 'k', baseUrl, fetch: server.fetch }).listModels(
        new AbortController().signal,
      ),
    );
    assert.ok('kind' in listed);
    assert.equal(listed.kind, 'timeout');
    assert.ok(server.bytes < 35, `${server.bytes}`);
  });

  it('its list of models can be cancelled', async () => {
    const server = new Tricklers(200);
    const asking = new AbortController();
    const fetch: Fetch = (input, init) => {
      setImmediate(() => asking.abort());
      return server.fetch(input, init);
    };
    const listed = await server.timers.during(() =>
      createAnthropicProvider({ apiKey: 'k', baseUrl, fetch }).listModels(asking.signal),
    );
    assert.ok('kind' in listed);
    assert.equal(listed.kind, 'aborted');
  });
});
