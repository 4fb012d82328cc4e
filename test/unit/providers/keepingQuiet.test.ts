import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import { loadBedrock, loadOpenAi } from '../../../src/providers/loadOthers.ts';
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
