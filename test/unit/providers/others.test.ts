import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, beforeEach, describe, it } from 'mocha';
import { loadBedrock, loadOpenAi, loadVertex } from '../../../src/providers/loadProvider.ts';
import type { ModelProvider, ModelRequest, ReplyEvent } from '../../../src/providers/port.ts';
import type { VertexOptions } from '../../../src/providers/vertex.ts';
import { failureCode } from '../../../src/routing/failures.ts';
import { awsMessage } from './awsFrames.ts';
import { LoopbackServer } from './loopbackServer.ts';

const REQUEST: ModelRequest = {
  model: 'us.anthropic.claude-haiku-5-5-20261007-v1:0',
  maxTokens: 2_048,
  effort: 'high',
  thinking: 'adaptive',
  system: [{ text: 'Document.', cache: false }],
  turns: [{ role: 'user', blocks: [{ text: 'code', cache: true }] }],
  schema: { type: 'object', properties: {}, additionalProperties: false },
};

/** What the Messages API streams, wherever it runs. */
const MESSAGE = [
  {
    type: 'message_start',
    message: { id: 'msg_1', model: 'claude-haiku-5-5', content: [], usage: { input_tokens: 12 } },
  },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
  { type: 'message_stop' },
] as const;

function sse(events: readonly object[]): string {
  return events
    .map((event) => {
      const name = 'type' in event ? `event: ${String(event.type)}\n` : '';
      return `${name}data: ${JSON.stringify(event)}\n\n`;
    })
    .join('');
}

async function replyOf(provider: ModelProvider, request = REQUEST): Promise<ReplyEvent[]> {
  const events: ReplyEvent[] = [];
  for await (const event of provider.send(request, new AbortController().signal)) {
    events.push(event);
  }
  return events;
}

const VARIABLES = {
  ANTHROPIC_API_KEY: 'sk-leak',
  ANTHROPIC_AUTH_TOKEN: 'leak-token',
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:9/',
  ANTHROPIC_BEDROCK_BASE_URL: 'http://127.0.0.1:9/',
  ANTHROPIC_VERTEX_BASE_URL: 'http://127.0.0.1:9/',
  ANTHROPIC_VERTEX_PROJECT_ID: 'leak-project',
  ANTHROPIC_CUSTOM_HEADERS: 'x-leak: yes',
  AWS_BEARER_TOKEN_BEDROCK: 'leak-bearer',
  CLOUD_ML_REGION: 'leak-region',
  OPENAI_API_KEY: 'sk-leak',
  OPENAI_BASE_URL: 'http://127.0.0.1:9/',
  OPENAI_ORG_ID: 'leak-org',
  OPENAI_PROJECT_ID: 'leak-project',
} as const;

/** Runs with every variable set that an SDK might read, and puts them back. */
async function withVariables<T>(work: () => Promise<T>): Promise<T> {
  const earlier = new Map(Object.keys(VARIABLES).map((name) => [name, process.env[name]]));
  Object.assign(process.env, VARIABLES);
  try {
    return await work();
  } finally {
    for (const [name, value] of earlier) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

describe('the other adapters', () => {
  const server = new LoopbackServer();
  const { fetch } = globalThis;
  let baseUrl = '';
  before(async () => {
    baseUrl = await server.start();
  });
  after(() => server.stop());
  beforeEach(() => {
    server.seen.length = 0;
  });

  function stream(type: string, body: string | Buffer): (response: ServerResponse) => void {
    return (response) => {
      response.writeHead(200, { 'content-type': type, 'request-id': 'req_7' });
      response.end(body);
    };
  }

  const onBedrock = (apiKey: string | null) =>
    loadBedrock({
      apiKey,
      region: 'us-east-1',
      baseUrl,
      fetch,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    });

  const onVertex = () => {
    // The part of Google's client that a call uses.
    const authClient = {
      projectId: null,
      getRequestHeaders: async () => new Headers({ authorization: 'Bearer google-token' }),
    } as unknown as NonNullable<VertexOptions['authClient']>;
    return loadVertex({
      region: 'us-east5',
      project: 'my-project',
      baseUrl: `${baseUrl}/v1`,
      fetch,
      authClient,
    });
  };

  const atOpenAi = () => loadOpenAi({ apiKey: 'sk-openai', baseUrl: `${baseUrl}/v1`, fetch });

  function assertReply(events: readonly ReplyEvent[]): void {
    assert.deepEqual(
      events.map(({ type }) => type),
      ['started', 'text', 'ended'],
      JSON.stringify(events),
    );
    const ended = events.at(-1);
    assert.ok(ended?.type === 'ended');
    assert.equal(ended.stop, 'end');
    assert.equal(ended.usage.inputTokens, 12);
    assert.equal(ended.usage.outputTokens, 5);
  }

  it('ask Bedrock in its own shape, signed by AWS credentials or with its key', async () => {
    const reply = Buffer.concat(MESSAGE.map(awsMessage));
    server.handler = stream('application/vnd.amazon.eventstream', reply);
    assertReply(await replyOf(await onBedrock(null)));
    assertReply(await withVariables(async () => replyOf(await onBedrock('bedrock-key'))));
    const [signed, keyed] = server.seen;
    assert.equal(
      decodeURIComponent(signed?.request.url ?? ''),
      `/model/${REQUEST.model}/invoke-with-response-stream`,
    );
    const body: unknown = JSON.parse(signed?.body ?? '');
    assert.ok(typeof body === 'object' && body !== null && !('model' in body));
    assert.ok('anthropic_version' in body && body.anthropic_version === 'bedrock-2023-05-31');
    assert.match(signed?.request.headers.authorization ?? '', /^AWS4-HMAC-SHA256 .*AKIDEXAMPLE/);
    assert.equal(keyed?.request.headers.authorization, 'Bearer bedrock-key');
    assert.equal(keyed.body, signed?.body);
  });

  it('ask Vertex in its own shape, with Google credentials', async () => {
    server.handler = stream('text/event-stream', sse(MESSAGE));
    const request = { ...REQUEST, model: 'claude-haiku-5-5@20261007' };
    assertReply(await replyOf(await onVertex(), request));
    assertReply(await withVariables(async () => replyOf(await onVertex(), request)));
    const [plain, leaky] = server.seen;
    assert.equal(
      decodeURIComponent(plain?.request.url ?? ''),
      '/v1/projects/my-project/locations/us-east5/publishers/anthropic/models/claude-haiku-5-5@20261007:streamRawPredict',
    );
    assert.equal(plain?.request.headers.authorization, 'Bearer google-token');
    assert.deepEqual(
      { ...leaky?.request.headers, url: leaky?.request.url, body: leaky?.body },
      { ...plain.request.headers, url: plain.request.url, body: plain.body },
    );
  });

  it('ask OpenAI for the same answer, kept nowhere', async () => {
    const usage = {
      prompt_tokens: 20,
      completion_tokens: 5,
      total_tokens: 25,
      prompt_tokens_details: { cached_tokens: 8 },
      completion_tokens_details: { reasoning_tokens: 2 },
    };
    const chunk = (more: object) => ({ id: 'c', model: 'gpt-large', choices: [], ...more });
    const choice = (delta: object, finish: string | null = null) =>
      chunk({ choices: [{ index: 0, delta, finish_reason: finish }] });
    const chunks = [choice({ content: 'Hi' }), choice({}, 'stop'), chunk({ usage })];
    server.handler = stream('text/event-stream', `${sse(chunks)}data: [DONE]\n\n`);
    const request = { ...REQUEST, model: 'gpt-large' };
    assertReply(await replyOf(await atOpenAi(), request));
    assertReply(await withVariables(async () => replyOf(await atOpenAi(), request)));
    const [plain, leaky] = server.seen;
    const body: unknown = JSON.parse(plain?.body ?? '');
    assert.deepEqual(body, {
      model: 'gpt-large',
      max_completion_tokens: 2_048,
      stream: true,
      stream_options: { include_usage: true },
      store: false,
      messages: [
        { role: 'system', content: 'Document.' },
        { role: 'user', content: 'code' },
      ],
      reasoning_effort: 'high',
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema: REQUEST.schema },
      },
    });
    assert.deepEqual([leaky?.body, leaky?.request.headers], [plain?.body, plain?.request.headers]);
  });

  it('tell what ended an answer of OpenAI', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const last = { id: 'c', model: 'm', choices: [], usage };
    const cases = [
      [{ content: 'x' }, 'length', 'max_tokens'],
      [{ content: 'x' }, 'content_filter', 'refusal'],
      [{ refusal: 'no' }, 'stop', 'refusal'],
    ] as const;
    for (const [delta, finish, stop] of cases) {
      const first = { id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] };
      server.handler = stream('text/event-stream', `${sse([first, last])}data: [DONE]\n\n`);
      const end = (await replyOf(await atOpenAi())).at(-1);
      assert.ok(end?.type === 'ended');
      assert.equal(end.stop, stop);
    }
    const half = { id: 'c', model: 'm', choices: [{ index: 0, delta: { content: 'x' } }] };
    server.handler = stream('text/event-stream', sse([half]));
    const cut = (await replyOf(await atOpenAi())).at(-1);
    assert.ok(cut?.type === 'failed' && cut.failure.kind === 'cut');
  });

  it('take an answer of OpenAI for what it is, counted or not, in pieces or whole', async () => {
    const told = { finish_reason: 'stop', index: 0 };
    const named = { id: 'c', model: 'm' };
    const first = { ...named, choices: [{ ...told, delta: { content: 'Hi, all of you.' } }] };
    const whole = { ...named, choices: [{ ...told, message: { content: 'Hi, all of you.' } }] };
    const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };
    for (const [type, body, isEstimated] of [
      ['text/event-stream', sse([first]), true],
      ['Text/Event-Stream', `${sse([first, { ...named, usage }])}data: [DONE]\n\n`, false],
      ['text/plain', sse([first, { ...named, choices: [], usage }]), false],
      ['application/json', JSON.stringify({ ...whole, usage }), false],
      ['application/json', JSON.stringify(whole), true],
    ] as const) {
      server.handler = stream(type, body);
      const events = await replyOf(await atOpenAi());
      const [, text, end] = events;
      assert.deepEqual(text, { type: 'text', text: 'Hi, all of you.' });
      assert.ok(end?.type === 'ended' && events.length === 3, JSON.stringify(events));
      assert.equal(end.isEstimated ?? false, isEstimated);
      assert.ok(end.usage.inputTokens > 0 && end.usage.outputTokens > 0);
    }
    const error = { message: 'x', type: 'server_error', code: 'insufficient_quota' };
    server.handler = stream('text/event-stream', sse([{ error }]));
    const end = (await replyOf(await atOpenAi())).at(-1);
    assert.ok(end?.type === 'failed');
    assert.equal(failureCode(end.failure), 'noCredit');
  });

  it('tell failures by status and codes', async () => {
    const codes = async (provider: ModelProvider): Promise<string> => {
      const last = (await replyOf(provider)).at(-1);
      assert.ok(last?.type === 'failed');
      assert.doesNotMatch(last.failure.detail, /secret|google-token|sk-openai/);
      return failureCode(last.failure);
    };
    const fail = (status: number, error: object, headers: Record<string, string> = {}) => {
      server.handler = (response) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify({ error }));
      };
    };
    fail(429, { type: 'insufficient_quota', code: 'insufficient_quota', message: 'sk-openai' });
    assert.equal(await codes(await atOpenAi()), 'noCredit');
    fail(400, { type: 'invalid_request_error', code: 'context_length_exceeded' });
    assert.equal(await codes(await atOpenAi()), 'tooLarge');
    for (const [status, code] of [
      [401, 'keyRejected'],
      [403, 'forbidden'],
      [404, 'modelNotFound'],
      [429, 'rateLimited'],
      [503, 'serverError'],
    ] as const) {
      fail(status, { type: 'some_error' });
      assert.equal(await codes(await atOpenAi()), code);
      assert.equal(await codes(await onBedrock('k')), code);
      assert.equal(await codes(await onVertex()), code);
    }
    const dead = await loadOpenAi({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9/', fetch });
    assert.equal(await codes(dead), 'connection');
  });

  it('say that nothing signs a call, and find what does once the user has signed in', async () => {
    let isSignedIn = false;
    const authClient = {
      projectId: null,
      getRequestHeaders: async () => {
        if (!isSignedIn) throw new Error('no such file: /home/me/.config/gcloud');
        return new Headers({ authorization: 'Bearer google-token' });
      },
    } as unknown as NonNullable<VertexOptions['authClient']>;
    const place = { region: 'us-east5', baseUrl: `${baseUrl}/v1`, fetch, authClient };
    const vertex = await loadVertex({ ...place, project: 'my-project' });
    const [failed] = await replyOf(vertex);
    assert.ok(failed?.type === 'failed');
    assert.equal(failureCode(failed.failure), 'noCredentials');
    assert.doesNotMatch(JSON.stringify(failed), /gcloud/);
    assert.equal(server.seen.length, 0);
    isSignedIn = true;
    server.handler = stream('text/event-stream', sse(MESSAGE));
    assertReply(await replyOf(vertex));

    const offline = { ...place, baseUrl: 'http://127.0.0.1:9/v1', project: 'my-project' };
    const last = (await replyOf(await loadVertex(offline))).at(-1);
    assert.ok(last?.type === 'failed');
    assert.equal(failureCode(last.failure), 'connection');
  });

  it('follow no redirection', async () => {
    server.handler = (response, { request }) =>
      request.url === '/elsewhere'
        ? void response.end()
        : void response.writeHead(307, { location: '/elsewhere' }).end();
    for (const provider of [await onBedrock(null), await onVertex(), await atOpenAi()]) {
      const last = (await replyOf(provider)).at(-1);
      assert.ok(last?.type === 'failed');
      assert.equal(failureCode(last.failure), 'redirected');
    }
    assert.ok(server.seen.every(({ request }) => request.url !== '/elsewhere'));
    assert.equal(server.seen.length, 3);
  });

  it('have no list of models', async () => {
    const { signal } = new AbortController();
    for (const provider of [await onBedrock(null), await onVertex(), await atOpenAi()]) {
      assert.ok('kind' in (await provider.listModels(signal)));
    }
  });
});
