import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { promptTokensOf } from '../../../src/models/cost.ts';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import { loadOpenAi } from '../../../src/providers/loadProvider.ts';
import type { ModelRequest } from '../../../src/providers/port.ts';
import type { CallEnd } from '../../../src/routing/calls/modelCall.ts';
import { callModel } from '../../../src/routing/calls/modelCall.ts';
import { Bench, prepared } from '../routing/support.ts';
import type { AnyAnswer, Json } from './anyStream.ts';
import { anyAnswer, anyCompletion, choicesOf, isJson } from './anyStream.ts';
import { FakeTimers } from './fakeTimers.ts';
import { LoopbackServer } from './loopbackServer.ts';

const REQUEST: ModelRequest = {
  model: 'claude-haiku-5-5',
  maxTokens: 4_000,
  effort: null,
  thinking: 'default',
  system: [{ text: 'Review.', cache: false }],
  turns: [{ role: 'user', blocks: [{ text: 'const a = 1;\n'.repeat(100), cache: false }] }],
};
const SILENCE_MS = 1_000;
const clock = { now: () => 0, ticks: () => 0, wait: async () => {} };

type Fetch = typeof globalThis.fetch;

/** A `fetch` that answers each call so; `onChunk` runs before each piece. */
function fetchOf(
  { chunks, contentType, ending }: AnyAnswer,
  onChunk: () => void = () => {},
): Fetch {
  return async () => {
    let next = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          const chunk = chunks[next];
          next += 1;
          onChunk();
          if (chunk) controller.enqueue(chunk);
          else if (ending === 'closed') controller.close();
          else controller.error(broken());
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: contentType ? { 'content-type': contentType } : {} });
  };
}

/** What `fetch` says of a connection that was reset. */
function broken(): TypeError {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  return new TypeError('terminated', { cause });
}

function called(fetch: Fetch, baseUrl = 'http://127.0.0.1:9'): Promise<CallEnd> {
  const provider = createAnthropicProvider({
    apiKey: 'key',
    baseUrl,
    fetch,
    silenceMs: SILENCE_MS,
  });
  return callModel(provider, REQUEST, {
    clock,
    signal: new AbortController().signal,
    onEvent: () => {},
  });
}

function blocksOf(event: Json): readonly Json[] {
  const content: unknown = event['content'];
  const whole: readonly unknown[] = Array.isArray(content) ? content : [];
  return [event['content_block'], event['delta'], ...whole].filter(isJson);
}

/** What the text of an answer is, by the events that have come. */
function textOf(events: readonly Json[]): string {
  const texts = events.flatMap(blocksOf).map(({ text }) => text);
  return texts.filter((text) => typeof text === 'string').join('');
}

const reasonOf = (event: Json): unknown =>
  event['stop_reason'] ?? (isJson(event['delta']) ? event['delta']['stop_reason'] : null);

/** Up to the end of the message or an error: what follows either is not the answer's. */
function ofAnswer(come: readonly Json[]): readonly Json[] {
  const end = come.findIndex(({ type, error }) => type === 'message_stop' || error !== undefined);
  return end < 0 ? come : come.slice(0, end);
}

/** The highest number reported as `name` in the events. */
function highest(events: readonly Json[], name: string): number {
  const reports = events.flatMap(({ usage, message }) => [
    usage,
    isJson(message) ? message['usage'] : null,
  ]);
  const counts = reports.filter(isJson).map((report) => report[name]);
  return Math.max(0, ...counts.filter((each): each is number => Number.isSafeInteger(each)));
}

/** What must hold of a call, whatever the server has sent. */
function assertSound({ come }: AnyAnswer, call: CallEnd): void {
  const events = ofAnswer(come);
  const text = textOf(events);
  const isComplete = events.some((event) => typeof reasonOf(event) === 'string');
  const isStopped = come.some(({ type }) => type === 'message_stop' || type === 'message');
  assert.equal(call.text, text);
  // (a) Whoever has said why it ends, or that it does, is not asked again.
  const isEnded = isComplete || (isStopped && text !== '');
  assert.equal(call.end.type, isEnded ? 'ended' : 'failed', JSON.stringify(call.end));
  // (b) What has left this machine is never free and sure.
  assert.equal(call.isBilled, true);
  if (!call.isEstimated) {
    assert.ok(promptTokensOf(call.usage) > 0);
    assert.ok(call.usage.outputTokens > 0 || text === '');
  }
  // (c) No count falls below what was reported once.
  assert.ok(call.usage.inputTokens >= highest(events, 'input_tokens'));
  assert.ok(call.usage.outputTokens >= highest(events, 'output_tokens'));
  assert.ok(call.usage.cacheReadTokens >= highest(events, 'cache_read_input_tokens'));
  assert.ok(call.usage.cacheWrite5mTokens >= highest(events, 'cache_creation_input_tokens'));
}

describe('Whatever a server sends as an answer', () => {
  it('counts a prompt that is to be kept as written, where nobody counts it', async () => {
    const [block] = REQUEST.turns[0]?.blocks ?? [];
    const blocks = [
      { text: block?.text ?? '', cache: true },
      { text: 'go', cache: false },
    ];
    const request = { ...REQUEST, turns: [{ role: 'user' as const, blocks }] };
    const fetch: Fetch = async () => new Response('');
    const provider = createAnthropicProvider({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9', fetch });
    const { signal } = new AbortController();
    const { usage } = await callModel(provider, request, { clock, signal, onEvent: () => {} });
    assert.ok(usage.cacheWrite5mTokens > 300 && usage.inputTokens <= 3);
  });

  it('is read for what it is, and booked', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async (answer) => {
        assertSound(answer, await called(fetchOf(answer)));
      }),
      { numRuns: 1_500 },
    );
  });

  it('costs one call of a run once it has ended', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async (answer) => {
        const events = ofAnswer(answer.come);
        fc.pre(events.some((event) => reasonOf(event) === 'end_turn') && textOf(events) !== '');
        let calls = 0;
        const fetch: Fetch = (...call) => {
          calls += 1;
          return fetchOf(answer)(...call);
        };
        const adapter = createAnthropicProvider({
          apiKey: 'k',
          baseUrl: 'http://127.0.0.1:9',
          fetch,
        });
        const bench = new Bench([], { provider: async () => adapter });
        const check = async (reply: string) => ({
          answer: { kind: 'markdown' as const, markdown: reply, names: [] },
          problems: [],
          strength: 'form' as const,
          notes: [],
        });
        const result = await bench.run({ prepared: prepared({ check }) });
        assert.equal(result.outcome, 'accepted');
        assert.equal(calls, 1);
        const [booked] = bench.books.ended;
        assert.ok((booked?.costNusd ?? 0) > 0);
      }),
      { numRuns: 300 },
    );
  });

  it('is alive with every byte', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async (answer) => {
        const timers = new FakeTimers();
        const call = await timers.during(() =>
          called(fetchOf(answer, () => timers.pass(SILENCE_MS - 1))),
        );
        const failure = call.end.type === 'failed' ? call.end.failure : undefined;
        assert.notEqual(failure?.detail, 'silence');
        assert.equal(call.text, textOf(ofAnswer(answer.come)));
      }),
      { numRuns: 300 },
    );
  });

  it('is read for what it is at OpenAI too', async () => {
    await fc.assert(
      fc.asyncProperty(anyCompletion, async (answer) => {
        const fetch = fetchOf(answer);
        const provider = await loadOpenAi({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9', fetch });
        const { signal } = new AbortController();
        const call = await callModel(provider, REQUEST, { clock, signal, onEvent: () => {} });
        const choices = answer.come.flatMap(choicesOf);
        const texts = choices.map(({ delta, message }) => {
          const brought = isJson(delta) ? delta : message;
          return isJson(brought) ? brought['content'] : undefined;
        });
        const text = texts.filter((each) => typeof each === 'string').join('');
        assert.equal(call.text, text);
        const isEnded = choices.some((choice) => typeof choice['finish_reason'] === 'string');
        assert.equal(call.end.type, isEnded ? 'ended' : 'failed', JSON.stringify(call.end));
        assert.equal(call.isBilled, true);
        if (!call.isEstimated) assert.ok(promptTokensOf(call.usage) > 0);
        if (!call.isEstimated) assert.ok(call.usage.outputTokens > 0 || text === '');
        const prompt = promptTokensOf(call.usage);
        assert.ok(prompt >= highest(answer.come, 'prompt_tokens'));
        assert.ok(call.usage.outputTokens >= highest(answer.come, 'completion_tokens'));
      }),
      { numRuns: 800 },
    );
  });

  const line = (data: string): string => `data: ${data}\n\n`;
  const long = 'x'.repeat(60_000);
  for (const [what, piece] of [
    ['pings', line(`{"type":"ping","pad":"${long}"}`)],
    ['comments', `: ${long}\n`],
    ['a line', long],
    ['blank lines', '\r\n'.repeat(30_000)],
    ['one event of many lines', `data: ${long}\n`],
    ['thinking', line(JSON.stringify({ type: 'content_block_delta', delta: { thinking: long } }))],
    ['text', line(JSON.stringify({ type: 'content_block_delta', delta: { text: long } }))],
    ['a whole message', `{"content":[${long}`],
  ] as const) {
    it(`ends where ${what} would never end`, async () => {
      let bytes = 0;
      const chunk = new TextEncoder().encode(piece);
      const body = () =>
        new ReadableStream<Uint8Array>({
          pull: (controller) => {
            bytes += chunk.length;
            controller.enqueue(chunk);
          },
        });
      const headers = { 'content-type': 'text/event-stream' };
      const call = await called(async () => new Response(body(), { headers }));
      assert.equal(call.end.type, 'failed');
      assert.equal(call.isBilled, true);
      assert.ok(bytes < 70_000_000);
    });
  }

  describe('over a real connection', () => {
    const server = new LoopbackServer();
    let baseUrl = '';
    before(async () => {
      baseUrl = await server.start();
    });
    after(() => server.stop());

    async function play(response: ServerResponse, { chunks, contentType }: AnyAnswer) {
      response.writeHead(200, contentType ? { 'content-type': contentType } : {});
      for (const chunk of chunks) {
        await new Promise<void>((resolve) => response.write(chunk, () => setImmediate(resolve)));
      }
      response.end();
    }

    it('is read the same', async () => {
      const { fetch } = globalThis;
      await fc.assert(
        fc.asyncProperty(anyAnswer, async (answer) => {
          server.handler = (response) => void play(response, answer);
          assertSound(answer, await called(fetch, baseUrl));
        }),
        { numRuns: 100 },
      );
    });
  });
});
