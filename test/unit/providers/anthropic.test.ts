import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { AnthropicOptions } from '../../../src/providers/anthropic.ts';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import { loadAnthropic } from '../../../src/providers/loadProvider.ts';
import type { ModelRequest, ProviderFailure, ReplyEvent } from '../../../src/providers/port.ts';
import { failureCode } from '../../../src/routing/failures.ts';
import { LoopbackServer } from './loopbackServer.ts';

const KEY = 'sk-ant-secret-key';

const REQUEST: ModelRequest = {
  model: 'claude-haiku-5-5',
  maxTokens: 2_048,
  effort: 'low',
  thinking: 'adaptive',
  system: [{ text: 'Document.', cache: false }],
  turns: [
    {
      role: 'user',
      blocks: [
        { text: 'code', cache: true },
        { text: '', cache: false },
        { text: 'go', cache: false },
      ],
    },
  ],
  schema: { type: 'object', properties: {}, additionalProperties: false },
};

const START = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-5-5-20261007',
    content: [],
    usage: {
      input_tokens: 12,
      cache_read_input_tokens: 300,
      cache_creation_input_tokens: 70,
      cache_creation: { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 30 },
      output_tokens: 1,
      service_tier: 'standard',
      speed: 'standard',
      inference_geo: 'us',
    },
  },
};
const THINKING = {
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'thinking_delta', thinking: 'hmm' },
};
const TEXT = { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hi' } };
const delta = (stop: string | null) => ({
  type: 'message_delta',
  delta: { stop_reason: stop },
  usage: { output_tokens: 55, output_tokens_details: { thinking_tokens: 20 } },
});
const STOP = { type: 'message_stop' };

function sse(...events: readonly { readonly type: string }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

function streaming(response: ServerResponse, text: string): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_7' });
  response.write(text);
  return response;
}

describe('the Anthropic adapter', () => {
  const server = new LoopbackServer();
  let baseUrl = '';
  let abort = new AbortController();

  before(async () => {
    baseUrl = await server.start();
  });
  after(() => server.stop());
  beforeEach(() => {
    abort = new AbortController();
    server.seen.length = 0;
  });
  afterEach(() => abort.abort());

  function provider(more: Partial<AnthropicOptions> = {}) {
    return createAnthropicProvider({ apiKey: KEY, baseUrl, fetch: globalThis.fetch, ...more });
  }

  async function replyEvents(more: Partial<AnthropicOptions> = {}): Promise<ReplyEvent[]> {
    const events: ReplyEvent[] = [];
    for await (const event of provider(more).send(REQUEST, abort.signal)) events.push(event);
    return events;
  }

  async function failureOf(more: Partial<AnthropicOptions> = {}): Promise<ProviderFailure> {
    const last = (await replyEvents(more)).at(-1);
    assert.equal(last?.type, 'failed');
    assert.ok(!JSON.stringify(last).includes(KEY));
    return last.failure;
  }

  it('hands on a reply as it comes, with all kinds of tokens', async () => {
    server.handler = (response) =>
      void streaming(
        response,
        sse(START, { type: 'ping' }, THINKING, TEXT, { type: 'future' }, delta('end_turn'), STOP),
      ).end();
    const usage = {
      inputTokens: 12,
      cacheReadTokens: 300,
      cacheWrite5mTokens: 40,
      cacheWrite1hTokens: 30,
      outputTokens: 1,
      thinkingTokens: 0,
    };
    assert.deepEqual(await replyEvents(), [
      { type: 'started', requestId: 'req_7', model: 'claude-haiku-5-5-20261007', usage },
      { type: 'thinking', characters: 3 },
      { type: 'text', text: 'Hi' },
      {
        type: 'ended',
        stop: 'end',
        usage: { ...usage, outputTokens: 55, thinkingTokens: 20 },
        terms: { serviceTier: 'standard', speed: 'standard', inferenceGeo: 'us', batch: false },
        requestId: 'req_7',
      },
    ]);
  });

  it('asks for what the request says and nothing else', async () => {
    server.handler = (response) =>
      void streaming(response, sse(START, delta('end_turn'), STOP)).end();
    await replyEvents();
    const [seen] = server.seen;
    assert.equal(seen?.request.url, '/v1/messages');
    assert.deepEqual(JSON.parse(seen.body), {
      model: 'claude-haiku-5-5',
      max_tokens: 2_048,
      stream: true,
      system: [{ type: 'text', text: 'Document.' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'code', cache_control: { type: 'ephemeral' } },
            { type: 'text', text: 'go' },
          ],
        },
      ],
      output_config: {
        effort: 'low',
        format: { type: 'json_schema', schema: REQUEST.schema },
      },
      thinking: { type: 'adaptive', display: 'summarized' },
    });
    const own = ['accept', 'anthropic-version', 'authorization', 'content-type', 'user-agent'];
    const byFetch = [
      'accept-encoding',
      'accept-language',
      'connection',
      'content-length',
      'host',
      'sec-fetch-mode',
    ];
    assert.deepEqual(Object.keys(seen.request.headers).toSorted(), [...own, ...byFetch].toSorted());
    assert.equal(seen.request.headers.authorization, `Bearer ${KEY}`);
  });

  it('sends the same bytes whatever ANTHROPIC_* variables say', async () => {
    server.handler = (response) =>
      void streaming(response, sse(START, delta('end_turn'), STOP)).end();
    const sent = async () => {
      server.seen.length = 0;
      await replyEvents();
      const [seen] = server.seen;
      return { url: seen?.request.url, headers: seen?.request.rawHeaders, body: seen?.body };
    };
    const plain = await sent();
    const kept = { ...process.env };
    try {
      Object.assign(process.env, {
        ANTHROPIC_API_KEY: 'other-key',
        ANTHROPIC_AUTH_TOKEN: 'other-token',
        ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
        ANTHROPIC_CUSTOM_HEADERS:
          'x-spy: 1\nauthorization: Bearer stolen\nanthropic-beta: b-2026-01-01\nanthropic-version: 1',
        ANTHROPIC_LOG: 'debug',
        ANTHROPIC_PROFILE: 'other',
        ANTHROPIC_CONFIG_DIR: '/nowhere',
        ANTHROPIC_MODEL: 'claude-opus-5-5',
        ANTHROPIC_WEBHOOK_SIGNING_KEY: 'whsec_x',
        ANTHROPIC_FEDERATION_RULE_ID: 'x',
        ANTHROPIC_ORGANIZATION_ID: 'x',
        ANTHROPIC_SERVICE_ACCOUNT_ID: 'x',
        ANTHROPIC_IDENTITY_TOKEN: 'x',
        ANTHROPIC_IDENTITY_TOKEN_FILE: '/nowhere',
        ANTHROPIC_WORKSPACE_ID: 'x',
        ANTHROPIC_SCOPE: 'x',
        OTEL_SDK_DISABLED: 'false',
      });
      assert.deepEqual(await sent(), plain);
    } finally {
      process.env = kept;
    }
  });

  it('maps every reason to stop', async () => {
    for (const [reason, stop] of [
      ['max_tokens', 'max_tokens'],
      ['refusal', 'refusal'],
      ['model_context_window_exceeded', 'context_exceeded'],
      ['stop_sequence', 'end'],
      ['pause_turn', 'other'],
    ]) {
      server.handler = (response) =>
        void streaming(response, sse(START, delta(reason ?? null), STOP)).end();
      const last = (await replyEvents()).at(-1);
      assert.equal(last?.type === 'ended' && last.stop, stop);
    }
  });

  it('tells failures by status, type and code', async () => {
    for (const status of [400, 401, 402, 403, 404, 413, 429, 500, 503, 529]) {
      server.handler = (response) => {
        response.writeHead(status, {
          'content-type': 'application/json',
          'request-id': 'req_9',
          ...(status === 429 ? { 'retry-after': '7' } : {}),
        });
        response.end(
          JSON.stringify({
            type: 'error',
            error: {
              type: 'some_error',
              message: `words about ${KEY}`,
              details: { error_code: 'some_code' },
            },
          }),
        );
      };
      const failure = await failureOf();
      assert.deepEqual(failure, {
        kind: 'http',
        status,
        errorType: 'some_error',
        errorCode: 'some_code',
        retryAfterMs: status === 429 ? 7_000 : null,
        requestId: 'req_9',
        detail: `${status} some_error some_code`,
      });
    }
    assert.equal(server.seen.length, 10);
  });

  it('follows no redirection: neither key nor code goes where it was not sent', async () => {
    const other = new LoopbackServer();
    try {
      const elsewhere = await other.start();
      for (const status of [301, 302, 303, 307, 308]) {
        for (const location of [`${elsewhere}/v1/messages`, '/v2/messages']) {
          server.seen.length = 0;
          server.handler = (response) => void response.writeHead(status, { location }).end();
          const failure = await failureOf();
          assert.equal(failure.status, status);
          assert.equal(failureCode(failure), 'redirected');
          assert.equal(server.seen.length, 1);
          const list = await provider().listModels(abort.signal);
          assert.ok('kind' in list && failureCode(list) === 'redirected');
        }
      }
      assert.equal(other.seen.length, 0);
    } finally {
      await other.stop();
    }
  });

  it('keeps names and ids of a server alone, and nothing that could repeat code', async () => {
    const code = 'const secret = 1; // code of the user';
    const error = { type: code, message: code, details: { error_code: code } };
    const body = JSON.stringify({ type: 'error', error });
    server.handler = (response) =>
      void response
        .writeHead(500, { 'content-type': 'application/json', 'request-id': code })
        .end(body);
    assert.doesNotMatch(JSON.stringify(await failureOf()), /secret =/);

    const usage = { ...START.message.usage, service_tier: code, speed: code, inference_geo: code };
    const start = { ...START, message: { ...START.message, usage } };
    server.handler = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': code });
      response.end(sse(start, delta('end_turn'), STOP));
    };
    const events = await replyEvents();
    assert.equal(events.at(-1)?.type, 'ended');
    assert.doesNotMatch(JSON.stringify(events), /secret =/);
  });

  it('reads Retry-After in all its forms', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    for (const [headers, isRight] of [
      [{ 'retry-after-ms': '1500' }, (ms: number | null) => ms === 1_500],
      [{ 'retry-after': '0.5' }, (ms: number | null) => ms === 500],
      [{ 'retry-after': date }, (ms: number | null) => ms !== null && ms > 50_000 && ms <= 60_000],
      [{ 'retry-after': '-3' }, (ms: number | null) => ms === null],
      [{ 'retry-after': 'soon' }, (ms: number | null) => ms === null],
      [{ 'retry-after': '' }, (ms: number | null) => ms === null],
      [{ 'retry-after': '0' }, (ms: number | null) => ms === null],
      [{ 'retry-after': new Date(0).toUTCString() }, (ms: number | null) => ms === null],
      [{ 'retry-after-ms': '0', 'retry-after': '2' }, (ms: number | null) => ms === 2_000],
      // A limit that is reset in months is no reason to try again at once.
      [{ 'retry-after': '9999999' }, (ms: number | null) => ms === 86_400_000],
      [{ 'retry-after': '1e300' }, (ms: number | null) => ms === 86_400_000],
      [
        { 'retry-after': new Date(Date.now() + 1e10).toUTCString() },
        (ms: number | null) => ms === 86_400_000,
      ],
      [{}, (ms: number | null) => ms === null],
    ] as const) {
      server.handler = (response) => void response.writeHead(429, headers).end('busy');
      assert.ok(isRight((await failureOf()).retryAfterMs), JSON.stringify(headers));
    }
  });

  it('tells a cut stream, an error event and malformed bytes apart', async () => {
    server.handler = (response) => {
      streaming(response, sse(START, TEXT));
      setImmediate(() => response.destroy());
    };
    assert.equal((await failureOf()).kind, 'cut');

    server.handler = (response) => void streaming(response, sse(START, TEXT)).end();
    assert.equal((await failureOf()).kind, 'cut');

    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    server.handler = (response) => void streaming(response, sse(START, TEXT, error)).end();
    const failure = await failureOf();
    assert.equal(failure.kind, 'api');
    assert.equal(failure.errorType, 'overloaded_error');
    assert.equal(failure.requestId, 'req_7');

    for (const bytes of [
      'event: content_block_delta\ndata: {"type":\n\n',
      'event: message_start\ndata: {"type":"message_start"}\n\n',
      'event: content_block_delta\ndata: {"type":"content_block_delta"}\n\n',
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
      'event: message_start\ndata: 7\n\n',
      'event: error\ndata: oops\n\n',
    ]) {
      server.handler = (response) => void streaming(response, sse(START) + bytes).end();
      assert.equal((await failureOf()).kind, 'malformed', bytes);
    }
    server.handler = (response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>');
    assert.equal((await failureOf()).kind, 'malformed');
  });

  it('tells that nothing answers', async () => {
    const gone = new LoopbackServer();
    const goneUrl = await gone.start();
    await gone.stop();
    const unreachable = await failureOf({ baseUrl: goneUrl });
    assert.equal(unreachable.kind, 'connection');
    assert.equal(unreachable.detail, 'ECONNREFUSED');
    const unknown = await failureOf({ baseUrl: 'http://no-such-host.invalid' });
    assert.equal(unknown.kind, 'connection');
    // What was read may be billed: a connection that breaks then was reached.
    server.handler = (response) => void response.destroy();
    assert.equal((await failureOf()).kind, 'cut');
    server.handler = () => undefined;
    assert.equal((await failureOf({ timeoutMs: 20 })).kind, 'timeout');
    server.handler = (response) => void streaming(response, ': hello\n\n');
    assert.equal((await failureOf({ silenceMs: 20 })).kind, 'timeout');
    server.handler = (response) => void streaming(response, sse(START, TEXT));
    assert.equal((await failureOf({ silenceMs: 500 })).kind, 'cut');
    server.handler = () => undefined;
    const events: ReplyEvent[] = [];
    const impatient = provider().send({ ...REQUEST, silenceMs: 20 }, abort.signal);
    for await (const event of impatient) events.push(event);
    assert.deepEqual(
      events.map((event) => event.type === 'failed' && event.failure.kind),
      ['timeout'],
    );
  });

  it('closes the socket at once when it is aborted, at any moment', async () => {
    const closed = () =>
      new Promise<void>((resolve) => {
        server.handler = (response) => {
          response.on('close', resolve);
          streaming(response, sse(START, TEXT));
        };
      });
    const isClosed = closed();
    const events: ReplyEvent[] = [];
    for await (const event of provider().send(REQUEST, abort.signal)) {
      events.push(event);
      if (event.type === 'text') abort.abort();
    }
    await isClosed;
    assert.deepEqual(
      events.map((event) => (event.type === 'failed' ? event.failure.kind : event.type)),
      ['started', 'text', 'aborted'],
    );

    abort = new AbortController();
    abort.abort();
    const calls = server.seen.length;
    assert.equal((await failureOf()).kind, 'aborted');
    assert.equal(server.seen.length, calls);

    abort = new AbortController();
    server.handler = () => abort.abort();
    assert.equal((await failureOf()).kind, 'aborted');
  });

  it('closes the socket when nobody listens any more', async () => {
    const isClosed = new Promise<void>((resolve) => {
      server.handler = (response) => {
        response.on('close', resolve);
        streaming(response, sse(START, TEXT));
      };
    });
    for await (const event of provider().send(REQUEST, abort.signal)) {
      if (event.type === 'text') break;
    }
    await isClosed;
  });

  it('keeps its connection for the next call', async () => {
    server.handler = (response) =>
      void streaming(response, sse(START, delta('end_turn'), STOP)).end();
    const ports = new Set<number | undefined>();
    const one = provider();
    for (let call = 0; call < 3; call += 1) {
      for await (const event of one.send(REQUEST, abort.signal)) assert.ok(event);
      ports.add(server.seen.at(-1)?.request.socket.remotePort);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(ports.size, 1);
  });

  it('leaves nothing behind on a long-lived signal', async () => {
    server.handler = (response) =>
      void streaming(response, sse(START, delta('end_turn'), STOP)).end();
    let listeners = 0;
    const { signal } = abort;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    await replyEvents();
    assert.equal(listeners, 0);
  });

  it('lists models by what the API says of them', async () => {
    const flag = (supported: boolean) => ({ supported });
    const model = {
      type: 'model',
      id: 'claude-haiku-5-5-20261007',
      display_name: 'Claude Haiku 5.5',
      line: 'haiku',
      lifecycle: 'active',
      created_at: '2026-10-07T00:00:00Z',
      deprecated_at: null,
      retires_at: null,
      max_input_tokens: 1_000_000,
      max_tokens: 128_000,
      capabilities: {
        structured_outputs: flag(true),
        effort: {
          supported: true,
          low: flag(true),
          medium: flag(true),
          high: flag(true),
          xhigh: null,
          max: flag(false),
        },
        thinking: { supported: true, types: { adaptive: flag(true) } },
      },
    };
    server.handler = (response, { request }) => {
      const isFirst = !request.url?.includes('after_id');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          data: isFirst ? [model] : [{ ...model, id: 'b', line: null, capabilities: null }],
          has_more: isFirst,
          first_id: null,
          last_id: isFirst ? model.id : 'b',
        }),
      );
    };
    const listed = await provider().listModels(abort.signal);
    assert.ok(!('kind' in listed));
    assert.deepEqual(listed[0], {
      id: 'claude-haiku-5-5-20261007',
      displayName: 'Claude Haiku 5.5',
      line: 'haiku',
      lifecycle: 'active',
      createdAt: Date.parse('2026-10-07'),
      retiresAt: null,
      maxInputTokens: 1_000_000,
      maxOutputTokens: 128_000,
      efforts: ['low', 'medium', 'high'],
      adaptiveThinking: true,
      structuredOutputs: true,
    });
    const { efforts, adaptiveThinking, structuredOutputs } = listed[1] ?? {};
    assert.deepEqual([efforts, adaptiveThinking, structuredOutputs], [null, null, null]);
    assert.equal(listed.length, 2);

    server.handler = (response) => void response.writeHead(404).end('no such page');
    assert.deepEqual(await provider().listModels(abort.signal), {
      kind: 'http',
      status: 404,
      errorType: null,
      errorCode: null,
      retryAfterMs: null,
      requestId: null,
      detail: '404',
    });
    server.handler = (response) => void response.writeHead(200).end('<html>');
    const strange = await provider().listModels(abort.signal);
    assert.ok('kind' in strange && strange.kind === 'malformed');
  });

  it('is loaded on use', async () => {
    const loaded = await loadAnthropic({ apiKey: KEY, baseUrl, fetch: globalThis.fetch });
    assert.equal(loaded.id, 'anthropic');
  });
});
