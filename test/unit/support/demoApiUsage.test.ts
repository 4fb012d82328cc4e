import assert from 'node:assert/strict';
import type Anthropic from '@anthropic-ai/sdk';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import { clientOf, plainRequest, textOf } from './demoClient.ts';

const MINUTE = 60_000;

describe('usage of the demo API', () => {
  let api: DemoApi;
  let now = 0;
  before(async () => {
    api = await startDemoApi({ now: () => now });
  });
  beforeEach(() => {
    now = 1_700_000_000_000;
    api.reset();
  });
  after(async () => {
    await api.stop();
  });

  const long = 'A sentence of the stable prefix. '.repeat(60);

  function cached(
    model: string,
    ttl: '5m' | '1h' = '5m',
    more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {},
  ): Anthropic.MessageCreateParamsNonStreaming {
    return {
      model,
      max_tokens: 500,
      system: [{ type: 'text', text: long, cache_control: { type: 'ephemeral', ttl } }],
      messages: [{ role: 'user', content: 'And now?' }],
      ...more,
    };
  }

  async function usageOf(request: Anthropic.MessageCreateParamsNonStreaming): Promise<{
    readonly input: number;
    readonly read: number;
    readonly write5m: number | undefined;
    readonly write1h: number | undefined;
  }> {
    const { usage } = await clientOf(api).messages.create(request);
    assert.equal(
      usage.cache_creation_input_tokens,
      (usage.cache_creation?.ephemeral_5m_input_tokens ?? 0) +
        (usage.cache_creation?.ephemeral_1h_input_tokens ?? 0),
    );
    return {
      input: usage.input_tokens,
      read: usage.cache_read_input_tokens ?? 0,
      write5m: usage.cache_creation?.ephemeral_5m_input_tokens,
      write1h: usage.cache_creation?.ephemeral_1h_input_tokens,
    };
  }

  const prefix = Math.ceil(long.length / 2.5);
  const whole = Math.ceil((long.length + 'And now?'.length) / 2.5);

  it('counts as count_tokens does', async () => {
    const request = plainRequest();
    const { input_tokens } = await clientOf(api).messages.countTokens({
      model: request.model,
      messages: request.messages,
    });
    const message = await clientOf(api).messages.create(request);
    assert.equal(message.usage.input_tokens, input_tokens);
    assert.equal(input_tokens, Math.ceil('Say something.'.length / 2.5));
  });

  it('streams the same answer and the same bill as it gives at once', async () => {
    const request = plainRequest('claude-sonnet-5-5');
    const direct = await clientOf(api).messages.create(request);
    const streamed = await clientOf(api).messages.stream(request).finalMessage();
    assert.equal(textOf(streamed), textOf(direct));
    assert.equal(streamed.usage.output_tokens, direct.usage.output_tokens);
    assert.equal(direct.content[0]?.type, 'thinking');
    const [first, second] = api.requests;
    assert.deepEqual(first?.usage, second?.usage);
    assert.equal(first?.usage?.outputTokens, direct.usage.output_tokens);
    assert.equal(first?.usage?.thinkingTokens, direct.usage.output_tokens_details?.thinking_tokens);
  });

  it('reports one output token at the start and all at the end', async () => {
    const stream = await clientOf(api).messages.create({ ...plainRequest(), stream: true });
    let atStart = 0;
    let atEnd = 0;
    let deltas = 0;
    for await (const event of stream) {
      if (event.type === 'message_start') atStart = event.message.usage.output_tokens;
      if (event.type === 'message_delta') atEnd = event.usage.output_tokens;
      if (event.type === 'content_block_delta') deltas += 1;
    }
    assert.equal(atStart, 1);
    assert.ok(atEnd > 1 && deltas > 5);
    assert.equal(api.requests[0]?.usage?.outputTokens, atEnd);
  });

  it('shows the text of thinking only when asked, and bills it either way', async () => {
    const request = { ...plainRequest(), thinking: { type: 'adaptive' as const } };
    const hidden = await clientOf(api).messages.create(request);
    const shown = await clientOf(api).messages.create({
      ...request,
      thinking: { type: 'adaptive', display: 'summarized' },
    });
    const off = await clientOf(api).messages.create({
      ...request,
      thinking: { type: 'disabled' },
    });
    const thinkingOf = (message: Anthropic.Message): string | undefined =>
      message.content.find((block) => block.type === 'thinking')?.thinking;
    assert.equal(thinkingOf(hidden), '');
    assert.notEqual(thinkingOf(shown), '');
    assert.equal(thinkingOf(off), undefined);
    assert.equal(hidden.usage.output_tokens, shown.usage.output_tokens);
    assert.equal(off.usage.output_tokens_details?.thinking_tokens, 0);
  });

  it('writes a prefix to the cache, reads it, and keeps it alive by reading', async () => {
    const model = 'claude-haiku-5-5';
    const written = { input: whole - prefix, read: 0, write5m: prefix, write1h: 0 };
    const read = { input: whole - prefix, read: prefix, write5m: 0, write1h: 0 };
    assert.deepEqual(await usageOf(cached(model)), written);
    now += 4 * MINUTE;
    assert.deepEqual(await usageOf(cached(model)), read);
    now += 4 * MINUTE;
    assert.deepEqual(await usageOf(cached(model)), read);
    now += 5 * MINUTE;
    assert.deepEqual(await usageOf(cached(model)), written);
  });

  it('keeps an hour what was written for an hour', async () => {
    const model = 'claude-opus-5-5';
    assert.equal((await usageOf(cached(model, '1h'))).write1h, prefix);
    now += 59 * MINUTE;
    assert.equal((await usageOf(cached(model, '1h'))).read, prefix);
    now += 60 * MINUTE;
    assert.equal((await usageOf(cached(model, '1h'))).read, 0);
  });

  it('keeps caches apart by model, effort and output schema', async () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    };
    await usageOf(cached('claude-opus-5-5'));
    const others = [
      cached('claude-sonnet-5-5'),
      cached('claude-opus-5-5', '5m', { output_config: { effort: 'low' } }),
      cached('claude-opus-5-5', '5m', {
        output_config: { format: { type: 'json_schema', schema } },
      }),
    ];
    for (const other of others) {
      assert.equal((await usageOf(other)).read, 0);
    }
    assert.equal((await usageOf(cached('claude-opus-5-5'))).read, prefix);
  });

  it('caches nothing below the least size of the model', async () => {
    const small = await usageOf(cached('claude-opus-4-6'));
    assert.deepEqual([small.read, small.write5m], [0, 0]);
    assert.equal((await usageOf(cached('claude-opus-4-6'))).read, 0);
  });

  it('reads the longest prefix and writes what is new after it', async () => {
    const model = 'claude-haiku-5-5';
    await usageOf(cached(model));
    const next = await usageOf(
      cached(model, '5m', {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: long, cache_control: { type: 'ephemeral' } },
              { type: 'text', text: 'And now?' },
            ],
          },
        ],
      }),
    );
    const second = Math.ceil((2 * long.length) / 2.5);
    assert.deepEqual([next.read, next.write5m], [prefix, second - prefix]);
  });
});
