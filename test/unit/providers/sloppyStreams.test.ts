import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { APIConnectionError } from '@anthropic-ai/sdk';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import { failureFrom } from '../../../src/providers/claude/messages.ts';
import { retryAfterMs } from '../../../src/providers/http/retryAfter.ts';
import type { ModelRequest, ReplyEvent } from '../../../src/providers/port.ts';
import { callModel } from '../../../src/routing/calls/modelCall.ts';
import { failureCode, REACTIONS } from '../../../src/routing/failures.ts';
import { FakeTimers } from './fakeTimers.ts';

const REQUEST: ModelRequest = {
  model: 'claude-haiku-5-5',
  maxTokens: 4_000,
  effort: null,
  thinking: 'default',
  system: [{ text: 'Review.', cache: false }],
  turns: [{ role: 'user', blocks: [{ text: 'const a = 1;\n'.repeat(100), cache: false }] }],
};
const TEXT = 'An answer that was paid for. '.repeat(40);

type Usage = Readonly<Record<string, unknown>> | undefined;

const start = (usage: Usage) => ({
  type: 'message_start',
  message: { model: 'claude-haiku-5-5', usage },
});
const text = { type: 'content_block_delta', delta: { type: 'text_delta', text: TEXT } };
const delta = (usage: Usage) => ({
  type: 'message_delta',
  delta: { stop_reason: 'end_turn' },
  usage,
});
const stop = { type: 'message_stop' };

function frames(events: readonly { readonly type: string }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

/** Serves each request by `answer`, on loopback, for as long as `use` runs. */
async function served<T>(
  answer: (response: ServerResponse, path: string) => void,
  use: (baseUrl: string) => Promise<T>,
): Promise<T> {
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(response, request.url ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function providerAt(baseUrl: string) {
  return createAnthropicProvider({ apiKey: 'key', baseUrl, fetch: globalThis.fetch });
}

const clock = { now: () => 0, ticks: () => 0, wait: async () => {} };

function called(body: string, contentType = 'text/event-stream', isCut = false) {
  return served(
    (response) => {
      response.writeHead(200, { 'content-type': contentType });
      if (!isCut) response.end(body);
      else response.write(body, () => response.destroy());
    },
    (baseUrl) =>
      callModel(providerAt(baseUrl), REQUEST, {
        clock,
        signal: new AbortController().signal,
        onEvent: () => {},
      }),
  );
}

describe('What servers send that is not as it should be', () => {
  const usual = [start({ input_tokens: 900 }), text, delta({ output_tokens: 480 })];

  for (const isCut of [false, true]) {
    it(`is a complete reply once it said why it ends, ${isCut ? 'cut off' : 'ended'} or not`, async () => {
      const call = await called(frames(usual), 'text/event-stream', isCut);
      assert.deepEqual(call.end, { type: 'ended', stop: 'end' });
      assert.equal(call.text, TEXT);
      assert.equal(call.usage.outputTokens, 480);
      assert.equal(call.isEstimated, false);
    });
  }

  for (const type of ['Text/Event-Stream; charset=UTF-8', 'text/plain', 'TEXT/PLAIN;x=y']) {
    it(`is a stream also as ${type}`, async () => {
      const call = await called(frames([...usual, stop]), type);
      assert.deepEqual(call.end, { type: 'ended', stop: 'end' });
    });
  }

  for (const type of ['application/json', 'Application/JSON; charset=utf-8']) {
    it(`is read where it comes whole as ${type}`, async () => {
      const whole = {
        type: 'message',
        model: 'claude-haiku-5-5',
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: TEXT },
        ],
        stop_reason: 'max_tokens',
        usage: { input_tokens: 900, output_tokens: 480 },
      };
      const call = await called(JSON.stringify(whole), type);
      assert.deepEqual(call.end, { type: 'ended', stop: 'max_tokens' });
      assert.equal(call.text, TEXT);
      assert.equal(call.usage.inputTokens, 900);
      assert.equal(call.usage.outputTokens, 480);
    });
  }

  it('keeps what was reported before the stream broke', async () => {
    const later = { type: 'message_delta', delta: {}, usage: { output_tokens: 900 } };
    const events = [start({ input_tokens: 9 }), text, later];
    const call = await called(frames(events), 'text/event-stream', true);
    assert.ok(call.end.type === 'failed' && call.end.failure.kind === 'cut');
    assert.equal(call.usage.outputTokens, 900);
    assert.equal(call.isEstimated, true);
  });

  it('takes what the start says of the output for no count of it', async () => {
    const events = [start({ input_tokens: 900, output_tokens: 1 }), text, delta(undefined), stop];
    const few = [start({ input_tokens: 900 }), text, delta({ output_tokens: 2 }), stop];
    for (const each of [events, few]) {
      const call = await called(frames(each));
      assert.deepEqual(call.end, { type: 'ended', stop: 'end' });
      assert.equal(call.isEstimated, true);
      assert.ok(call.usage.outputTokens > 250 && call.usage.outputTokens < 600);
    }
  });

  it('waits for no more than the counts once a reply has said why it ends', async () => {
    const timers = new FakeTimers();
    const chunks = [frames(usual), ': still here\n\n', ': still here\n\n'];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      const body = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            const chunk = chunks.shift();
            if (chunk !== undefined) controller.enqueue(new TextEncoder().encode(chunk));
            else init?.signal?.addEventListener('abort', () => controller.error(new Error('over')));
            timers.pass(3_000);
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    };
    const provider = createAnthropicProvider({
      apiKey: 'key',
      baseUrl: 'http://127.0.0.1:9',
      fetch,
    });
    const { signal } = new AbortController();
    const call = await timers.during(() =>
      callModel(provider, REQUEST, { clock, signal, onEvent: () => {} }),
    );
    assert.deepEqual(call.end, { type: 'ended', stop: 'end' });
    assert.equal(call.usage.outputTokens, 480);
  });

  for (const [what, data, code] of [
    ['a name', 'event: error\ndata: {"error":{"type":"overloaded_error"}}', 'overloaded'],
    ['a type', 'data: {"type":"error","error":{"type":"rate_limit_error"}}', 'rateLimited'],
    [
      'no more than its body',
      'data: {"error":{"message":"x","type":"None","code":"429"}}',
      'rateLimited',
    ],
    ['a whole body', '{"error":{"message":"x","type":null,"code":529}}', 'overloaded'],
    ['words', 'event: error\ndata: upstream is gone', 'malformed'],
  ] as const) {
    it(`finds an error that a stream tells by ${what}`, async () => {
      const call = await called(`${data}\n\n`);
      assert.ok(call.end.type === 'failed');
      assert.equal(failureCode(call.end.failure), code);
    });
  }

  it('never lets a running total fall', async () => {
    const call = await called(
      frames([
        start({ input_tokens: 9_000, cache_read_input_tokens: 70, output_tokens: 3 }),
        text,
        delta({ input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 200 }),
        delta({ output_tokens: 0 }),
        stop,
      ]),
    );
    assert.equal(call.usage.inputTokens, 9_000);
    assert.equal(call.usage.cacheReadTokens, 70);
    assert.equal(call.usage.outputTokens, 200);
  });

  it('books what a split of cache writes leaves out at five minutes, and nothing twice', async () => {
    const cache = (written: number, five: number, hour: number) => ({
      input_tokens: 9,
      cache_creation_input_tokens: written,
      cache_creation: { ephemeral_5m_input_tokens: five, ephemeral_1h_input_tokens: hour },
    });
    for (const [report, five, hour] of [
      [cache(50_000, 0, 0), 50_000, 0],
      [cache(50_000, 20_000, 0), 50_000, 0],
      [cache(50_000, 0, 20_000), 30_000, 20_000],
      [cache(50_000, 30_000, 20_000), 30_000, 20_000],
    ] as const) {
      const call = await called(frames([start(report), text, delta({ output_tokens: 5 }), stop]));
      assert.equal(call.usage.cacheWrite5mTokens, five);
      assert.equal(call.usage.cacheWrite1hTokens, hour);
    }
    const first = { input_tokens: 9, cache_creation_input_tokens: 500 };
    const call = await called(frames([start(first), text, delta(cache(500, 0, 500)), stop]));
    assert.equal(call.usage.cacheWrite5mTokens, 0);
    assert.equal(call.usage.cacheWrite1hTokens, 500);
  });

  for (const [what, usage] of [
    ['zero', { input_tokens: 0, output_tokens: 0 }],
    ['text', { input_tokens: '9000', output_tokens: '480' }],
    ['null', { input_tokens: null, output_tokens: null }],
    ['empty', {}],
    ['missing', undefined],
  ] as const) {
    it(`takes no usage for free that is ${what}`, async () => {
      const call = await called(frames([start(usage), text, delta(usage), stop]));
      assert.deepEqual(call.end, { type: 'ended', stop: 'end' });
      assert.equal(call.isEstimated, true);
      assert.ok(call.usage.inputTokens > 300 && call.usage.inputTokens < 900);
      assert.ok(call.usage.outputTokens > 250 && call.usage.outputTokens < 600);
    });
  }

  it('ends a list of models that leads in a circle', async () => {
    let asked = 0;
    const page = { data: [{ id: 'a' }], has_more: true, first_id: 'a', last_id: 'a' };
    const listed = await served(
      (response) => {
        asked += 1;
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(page));
      },
      (baseUrl) => providerAt(baseUrl).listModels(new AbortController().signal),
    );
    assert.ok(Array.isArray(listed));
    assert.equal(asked, 2);
  });

  it('ends a list of models that always has one more page', async () => {
    let asked = 0;
    const listed = await served(
      (response) => {
        asked += 1;
        const id = `model-${asked}`;
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ data: [{ id }], has_more: true, first_id: id, last_id: id }));
      },
      (baseUrl) => providerAt(baseUrl).listModels(new AbortController().signal),
    );
    assert.ok(Array.isArray(listed));
    assert.ok(asked <= 30);
  });

  it('brings one end and one start at most', async () => {
    const events: ReplyEvent[] = [];
    await served(
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(frames([...usual, stop]) + frames([stop]));
      },
      async (baseUrl) => {
        const { signal } = new AbortController();
        for await (const event of providerAt(baseUrl).send(REQUEST, signal)) events.push(event);
      },
    );
    assert.deepEqual(
      events.map(({ type }) => type),
      ['started', 'text', 'ended'],
    );
  });

  for (const [what, answer, kind] of [
    ['resets the connection', (response: ServerResponse) => response.destroy(), 'cut'],
    [
      'answers with a web page',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
      'malformed',
    ],
    ['never answers', () => {}, 'timeout'],
  ] as const) {
    it(`books an estimate where the server has read the request and ${what}`, async () => {
      const call = await served(answer, (baseUrl) =>
        callModel(
          createAnthropicProvider({
            apiKey: 'key',
            baseUrl,
            fetch: globalThis.fetch,
            timeoutMs: 200,
          }),
          REQUEST,
          { clock, signal: new AbortController().signal, onEvent: () => {} },
        ),
      );
      assert.ok(call.end.type === 'failed' && call.end.failure.kind === kind);
      assert.equal(call.isBilled, true);
      assert.equal(call.isEstimated, true);
      assert.ok(call.usage.inputTokens > 300);
    });
  }

  it('costs nothing where nobody listens', async () => {
    const call = await callModel(providerAt('http://127.0.0.1:9'), REQUEST, {
      clock,
      signal: new AbortController().signal,
      onEvent: () => {},
    });
    assert.ok(call.end.type === 'failed' && call.end.failure.kind === 'connection');
    assert.equal(call.isBilled, false);
    assert.equal(call.usage.inputTokens, 0);
  });

  it('tells a refusal of a web page from one of the API', async () => {
    for (const [type, code] of [
      ['text/html; charset=utf-8', 'notTheApi'],
      ['application/json', 'forbidden'],
    ] as const) {
      const call = await served(
        (response) => {
          response.writeHead(403, { 'content-type': type });
          response.end(type.startsWith('text') ? '<html>blocked</html>' : '{"type":"error"}');
        },
        (baseUrl) =>
          callModel(providerAt(baseUrl), REQUEST, {
            clock,
            signal: new AbortController().signal,
            onEvent: () => {},
          }),
      );
      assert.ok(call.end.type === 'failed');
      assert.equal(failureCode(call.end.failure), code);
    }
  });

  it('stops at once at a certificate that this machine does not trust', () => {
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
      const cause = Object.assign(new Error('x'), { code });
      const failure = failureFrom(new APIConnectionError({ message: 'x', cause }), false, null);
      assert.equal(failureCode(failure), 'certificate');
      assert.equal(REACTIONS.certificate, 'stop');
    }
  });

  it('takes no words for the date until which to wait', () => {
    const now = Date.UTC(2026, 10, 27, 12);
    const asked = (value: string) => retryAfterMs(new Headers({ 'retry-after': value }), now);
    for (const words of ['reset in 35', 'soon', 'May 3', '12 apples', '']) {
      assert.equal(asked(words), null);
    }
    assert.equal(asked('35'), 35_000);
    assert.equal(asked('Fri, 27 Nov 2026 12:00:35 GMT'), 35_000);
    assert.equal(asked('Friday, 27-Nov-26 12:00:35 GMT'), 35_000);
    assert.equal(asked('2026-11-27T12:00:35Z'), 35_000);
  });

  it('sends the key in the header that was asked for, and in no other', async () => {
    for (const [keyHeader, headers] of [
      ['bearer', { authorization: 'Bearer key', 'x-api-key': undefined }],
      ['x-api-key', { authorization: undefined, 'x-api-key': 'key' }],
    ] as const) {
      let seen: IncomingHttpHeaders = {};
      await served(
        (response) => {
          seen = response.req.headers;
          response.writeHead(401).end();
        },
        async (baseUrl) => {
          const options = { apiKey: 'key', keyHeader, baseUrl, fetch: globalThis.fetch };
          const { signal } = new AbortController();
          await createAnthropicProvider(options).listModels(signal);
        },
      );
      assert.equal(seen.authorization, headers.authorization);
      assert.equal(seen['x-api-key'], headers['x-api-key']);
    }
  });

  it('takes any byte for a sign of life', async () => {
    const silenceMs = 1_000;
    const call = await served(
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(frames([start({ input_tokens: 900 })]));
        let pings = 0;
        const timer = setInterval(() => {
          pings += 1;
          response.write(pings % 2 === 0 ? ': still here\n\n' : frames([{ type: 'ping' }]));
          if (pings * 300 < 1.5 * silenceMs) return;
          clearInterval(timer);
          response.end(frames([text, delta({ output_tokens: 480 }), stop]));
        }, 300);
      },
      (baseUrl) =>
        callModel(
          createAnthropicProvider({ apiKey: 'key', baseUrl, fetch: globalThis.fetch, silenceMs }),
          REQUEST,
          { clock, signal: new AbortController().signal, onEvent: () => {} },
        ),
    );
    assert.deepEqual(call.end, { type: 'ended', stop: 'end' });
  });

  for (const [what, status, contentType] of [
    ['an error', 400, 'application/json'],
    ['a whole answer', 200, 'application/json'],
    ['a line of a stream', 200, 'text/event-stream'],
  ] as const) {
    it(`breaks ${what} off that never ends`, async () => {
      let sent = 0;
      const piece = Buffer.alloc(1_000_000, 'x');
      const call = await served(
        (response) => {
          response.writeHead(status, { 'content-type': contentType });
          const more = (): void => {
            sent += piece.length;
            if (!response.destroyed) response.write(piece, more);
          };
          more();
        },
        (baseUrl) =>
          callModel(providerAt(baseUrl), REQUEST, {
            clock,
            signal: new AbortController().signal,
            onEvent: () => {},
          }),
      );
      assert.equal(call.end.type, 'failed');
      assert.ok(sent < 200_000_000);
    });
  }
});
