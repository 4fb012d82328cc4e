import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import { loadBedrock, loadOpenAi } from '../../../src/providers/loadProvider.ts';
import type { ModelProvider, ModelRequest, ReplyEvent } from '../../../src/providers/port.ts';

const KEY = 'sk-secret-0123456789';
const REQUEST: ModelRequest = {
  model: 'claude-haiku-5-5',
  maxTokens: 4_000,
  effort: null,
  thinking: 'default',
  system: [],
  turns: [{ role: 'user', blocks: [{ text: 'const a = 1;', cache: false }] }],
};

type Fetch = typeof globalThis.fetch;

const baseUrl = 'http://127.0.0.1:9';
const PROVIDERS: Readonly<Record<string, (fetch: Fetch) => Promise<ModelProvider>>> = {
  anthropic: async (fetch) => createAnthropicProvider({ apiKey: KEY, baseUrl, fetch }),
  bedrock: (fetch) => loadBedrock({ apiKey: KEY, region: 'us-east-1', baseUrl, fetch }),
  openai: (fetch) => loadOpenAi({ apiKey: KEY, baseUrl, fetch }),
};

const usage = { input_tokens: 1, service_tier: KEY, speed: KEY, inference_geo: KEY };
const MESSAGE = [
  { type: 'message_start', message: { model: KEY, usage } },
  { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hi.' } },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn' },
    usage: { ...usage, output_tokens: 9 },
  },
];
const CHUNKS = [
  { model: KEY, choices: [{ delta: { content: 'Hi.' }, finish_reason: 'stop' }] },
  { model: KEY, usage: { prompt_tokens: 1, completion_tokens: 9 } },
];
const ERROR = { error: { type: KEY, code: KEY, message: KEY, details: { error_code: KEY } } };

function sse(events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}

describe('A server that sends the key back', () => {
  for (const [name, load] of Object.entries(PROVIDERS)) {
    const events = name === 'openai' ? CHUNKS : MESSAGE;
    for (const [what, status, body, end] of [
      ['an answer', 200, sse(events), 'ended'],
      ['an error inside of one', 200, sse([...events.slice(0, 1), ERROR]), /ended|failed/],
      ['a refusal', 403, JSON.stringify(ERROR), 'failed'],
    ] as const) {
      it(`gets it into no name of ${what} of ${name}`, async () => {
        const headers = {
          'request-id': `req-${KEY}`,
          'x-request-id': KEY,
          'x-amzn-requestid': KEY,
        };
        const provider = await load(async () => new Response(body, { status, headers }));
        const brought: ReplyEvent[] = [];
        const { signal } = new AbortController();
        for await (const event of provider.send(REQUEST, signal)) brought.push(event);
        assert.match(brought.at(-1)?.type ?? '', new RegExp(end));
        assert.ok(!JSON.stringify(brought).includes(KEY), JSON.stringify(brought));
      });
    }
  }

  const partly = { type: KEY.replaceAll('-', ':').slice(3), code: `x.${KEY.slice(4, 15)}` };
  for (const [name, load] of Object.entries(PROVIDERS)) {
    it(`gets no part of it into a name of a refusal of ${name}`, async () => {
      const body = JSON.stringify({
        error: { ...partly, details: { error_code: partly.code }, message: KEY },
      });
      const id = `r_${KEY.slice(0, 12)}`;
      const headers = { 'request-id': id, 'x-request-id': id, 'x-amzn-requestid': id };
      const provider = await load(async () => new Response(body, { status: 403, headers }));
      const { signal } = new AbortController();
      for await (const event of provider.send(REQUEST, signal)) {
        assert.ok(event.type === 'failed');
        const { requestId, errorType, errorCode, detail } = event.failure;
        assert.deepEqual([requestId, errorType, errorCode, detail], [null, null, null, '']);
        assert.equal(event.failure.status, 403);
      }
    });

    it(`answers with no name of a model that is none: ${name}`, async () => {
      const model = 'm'.repeat(300_000);
      const [first] = name === 'openai' ? CHUNKS : MESSAGE;
      const told = name === 'openai' ? { ...first, model } : { ...first, message: { model } };
      const provider = await load(async () => new Response(sse([told])));
      const { signal } = new AbortController();
      const brought: ReplyEvent[] = [];
      for await (const event of provider.send(REQUEST, signal)) brought.push(event);
      assert.ok(brought[0]?.type === 'started');
      assert.equal(brought[0].model, REQUEST.model);
    });
  }

  async function listedIds(apiKey: string, data: readonly object[]): Promise<string> {
    const body = JSON.stringify({ data, has_more: false });
    const headers = { 'content-type': 'application/json' };
    const fetch = async () => new Response(body, { headers });
    const provider = createAnthropicProvider({ apiKey, baseUrl, fetch });
    const listed = await provider.listModels(new AbortController().signal);
    assert.ok(!('kind' in listed), JSON.stringify(listed));
    if (apiKey === KEY) assert.ok(!JSON.stringify(listed).includes(KEY), JSON.stringify(listed));
    return listed.map(({ id }) => id).join(' ');
  }

  it('lists no model under a name that holds it, or that is none', async () => {
    const ids = await listedIds(KEY, [
      { id: `claude-haiku-${KEY}`, line: 'haiku' },
      { id: `claude-haiku-${KEY.slice(5)}` },
      { id: 'm'.repeat(300_000) },
      { id: 'two words' },
      { id: 7 },
      { id: '' },
      {},
      { id: 'good', display_name: KEY, line: KEY, lifecycle: KEY, max_tokens: KEY },
    ]);
    assert.equal(ids, 'good');
  });

  it('has models whose names share a word with a key that is one', async () => {
    for (const key of ['anthropic', 'claude-gateway-key', 'haiku', 'k', 'anthropic-key']) {
      const ids = ['anthropic/claude-haiku-5-5', 'local/claude-gateway'];
      const data = ids.map((id) => ({ id }));
      assert.equal(await listedIds(key, data), ids.join(' '));
    }
  });

  it('is named by the id that it gives itself, wherever it does', async () => {
    for (const header of ['request-id', 'x-request-id', 'x-amzn-requestid']) {
      for (const status of [200, 500]) {
        const answer = new Response(sse(MESSAGE), { status, headers: { [header]: 'req_7' } });
        const provider = createAnthropicProvider({
          apiKey: 'k',
          baseUrl,
          fetch: async () => answer,
        });
        const { signal } = new AbortController();
        for await (const event of provider.send(REQUEST, signal)) {
          if (event.type === 'ended') assert.equal(event.requestId, 'req_7');
          if (event.type === 'failed') assert.equal(event.failure.requestId, 'req_7');
        }
      }
    }
  });
});
