import assert from 'node:assert/strict';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import { clientOf } from './demoClient.ts';

type Json = Record<string, unknown>;

const GOOD: Json = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello' }],
};
const HEADERS: Readonly<Record<string, string>> = {
  'x-api-key': 'demo-key',
  'anthropic-version': '2026-10-21',
  'content-type': 'application/json',
};

function schema(properties: Json, more: Json = {}): Json {
  return {
    output_config: {
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties,
          required: Object.keys(properties),
          additionalProperties: false,
          ...more,
        },
      },
    },
  };
}

function markers(count: number, ttl = '5m'): Json[] {
  return Array.from({ length: count }, () => ({
    type: 'text',
    text: 'part',
    cache_control: { type: 'ephemeral', ttl },
  }));
}

describe('what the demo API refuses', () => {
  let api: DemoApi;
  before(async () => {
    api = await startDemoApi({ maxBodyBytes: 20_000_000 });
  });
  after(async () => {
    await api.stop();
  });

  async function post(
    body: unknown,
    headers: Readonly<Record<string, string>> = HEADERS,
    path = '/v1/messages',
  ): Promise<{ readonly status: number; readonly type: string; readonly message: string }> {
    const response = await fetch(api.url + path, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = JSON.parse(await response.text()) as {
      error?: { type: string; message: string };
      request_id?: string;
    };
    if (!response.ok) {
      assert.equal(answer.request_id, response.headers.get('request-id'));
    }
    return {
      status: response.status,
      type: answer.error?.type ?? '',
      message: answer.error?.message ?? '',
    };
  }

  const refused: readonly (readonly [string, Json, RegExp])[] = [
    ['no max_tokens', { max_tokens: undefined }, /max_tokens: Field required/],
    ['a fraction of a token', { max_tokens: 1.5 }, /max_tokens: .*integer/],
    ['negative max_tokens', { max_tokens: -1 }, /greater than/],
    ['more tokens than the model makes', { max_tokens: 128_001 }, /128001 > 128000/],
    ['temperature', { temperature: 0 }, /temperature/],
    ['top_p', { top_p: 1 }, /top_p/],
    ['top_k', { top_k: 1 }, /top_k/],
    ['an unknown field', { betas: [] }, /betas: Extra inputs/],
    [
      'an unknown field in a message',
      { messages: [{ role: 'user', content: 'x', name: 'y' }] },
      /messages\.0\.name/,
    ],
    [
      'an unknown field in a block',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'x', id: 1 }] }] },
      /text\.id/,
    ],
    ['no messages', { messages: [] }, /at least one message/],
    ['an empty text', { messages: [{ role: 'user', content: '' }] }, /non-empty/],
    [
      'an empty block',
      { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] },
      /non-empty/,
    ],
    [
      'a blank block',
      { messages: [{ role: 'user', content: [{ type: 'text', text: ' \n' }] }] },
      /non-whitespace/,
    ],
    ['empty content', { messages: [{ role: 'user', content: [] }] }, /non-empty content/],
    [
      'an assistant first',
      {
        messages: [
          { role: 'assistant', content: 'x' },
          { role: 'user', content: 'x' },
        ],
      },
      /first message/,
    ],
    [
      'prefill',
      {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: '{' },
        ],
      },
      /prefill/,
    ],
    ['an unknown effort', { output_config: { effort: 'extreme' } }, /effort/],
    [
      'effort where there is none',
      { model: 'claude-haiku-4-5', output_config: { effort: 'low' } },
      /does not support the effort/,
    ],
    [
      'an effort above the model',
      { model: 'claude-opus-4-5', output_config: { effort: 'max' } },
      /not supported/,
    ],
    [
      'budget_tokens',
      { thinking: { type: 'enabled', budget_tokens: 1024 } },
      /enabled.*not supported/,
    ],
    [
      'thinking off on Opus',
      { model: 'claude-opus-5-5', thinking: { type: 'disabled' } },
      /disabled.*not supported/,
    ],
    ['thinking off on Sonnet', { thinking: { type: 'disabled' } }, /between_tools/],
    [
      'thinking off at a high effort',
      {
        model: 'claude-haiku-5-5',
        thinking: { type: 'disabled' },
        output_config: { effort: 'xhigh' },
      },
      /effort 'xhigh'/,
    ],
    [
      'a forced tool',
      { tools: [{ name: 'a', input_schema: { type: 'object' } }], tool_choice: { type: 'any' } },
      /tool_choice/,
    ],
    [
      'five cache markers',
      { system: markers(3), messages: [{ role: 'user', content: markers(2) }] },
      /maximum of 4 blocks.*Found 5/,
    ],
    [
      'an hour after five minutes',
      { system: markers(1), messages: [{ role: 'user', content: markers(1, '1h') }] },
      /must not come after/,
    ],
    [
      'a schema open to more',
      schema({ a: { type: 'string' } }, { additionalProperties: true }),
      /additionalProperties/,
    ],
    [
      'a schema without a word on more',
      schema({ a: { type: 'object', properties: {} } }),
      /a: .*additionalProperties/,
    ],
    ['minLength', schema({ a: { type: 'string', minLength: 1 } }), /minLength/],
    ['minimum', schema({ a: { type: 'integer', minimum: 1 } }), /minimum/],
    ['pattern', schema({ a: { type: 'string', pattern: '^a' } }), /pattern/],
    [
      'maxItems',
      schema({ a: { type: 'array', items: { type: 'string' }, maxItems: 3 } }),
      /maxItems/,
    ],
    [
      'minItems of 2',
      schema({ a: { type: 'array', items: { type: 'string' }, minItems: 2 } }),
      /minItems/,
    ],
    ['oneOf', schema({ a: { oneOf: [{ type: 'string' }] } }), /type|oneOf/],
    ['an unknown format', schema({ a: { type: 'string', format: 'regex' } }), /format/],
    [
      'recursion',
      schema(
        { a: { $ref: '#/$defs/n' } },
        {
          $defs: {
            n: {
              type: 'object',
              properties: { n: { $ref: '#/$defs/n' } },
              required: [],
              additionalProperties: false,
            },
          },
        },
      ),
      /Recursive/,
    ],
    [
      'a reference to elsewhere',
      schema({ a: { $ref: 'https://example.com/s' } }),
      /cannot be resolved/,
    ],
  ];
  for (const [name, change, message] of refused) {
    it(`refuses ${name}`, async () => {
      const answer = await post({ ...GOOD, ...change });
      assert.deepEqual([answer.status, answer.type], [400, 'invalid_request_error']);
      assert.match(answer.message, message);
    });
  }

  const taken: readonly (readonly [string, Json])[] = [
    [
      'two user turns in a row',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'user', content: 'b' },
        ],
      },
    ],
    ['every effort', { output_config: { effort: 'max' } }],
    ['adaptive thinking', { thinking: { type: 'adaptive', display: 'summarized' } }],
    ['thinking between tools', { thinking: { type: 'between_tools' } }],
    [
      'four cache markers, the hour first',
      { system: markers(2, '1h'), messages: [{ role: 'user', content: markers(2) }] },
    ],
    ['no tokens, to warm the cache', { max_tokens: 0 }],
    [
      'a schema of all that is supported',
      schema(
        {
          a: { type: ['string', 'null'], description: 'x' },
          b: { type: 'array', items: { $ref: '#/$defs/n' }, minItems: 1 },
          c: { enum: ['x', 1] },
          d: { anyOf: [{ type: 'integer' }, { type: 'boolean' }] },
        },
        {
          $defs: {
            n: { type: 'object', properties: {}, required: [], additionalProperties: false },
          },
        },
      ),
    ],
  ];
  for (const [name, change] of taken) {
    it(`takes ${name}`, async () => {
      const answer = await post({ ...GOOD, ...change });
      assert.equal(answer.status, 200, answer.message);
    });
  }

  it('takes sampling and prefill where the version and the model still do', async () => {
    const old = { ...HEADERS, 'anthropic-version': '2023-06-01' };
    const body = { ...GOOD, model: 'claude-haiku-4-5', temperature: 0 };
    assert.equal((await post(body, old)).status, 200);
    assert.equal((await post(body)).status, 400);
    assert.equal((await post({ ...GOOD, temperature: 0 }, old)).status, 400);
  });

  it('knows its models', async () => {
    for (const model of ['claude-nothing', 'claude-3-5-haiku-20241022']) {
      const answer = await post({ ...GOOD, model });
      assert.deepEqual([answer.status, answer.type], [404, 'not_found_error']);
    }
    assert.equal((await post({ ...GOOD, model: 'claude-sonnet-4-5' })).status, 200);
  });

  it('wants its headers', async () => {
    const without = (name: string): Record<string, string> =>
      Object.fromEntries(Object.entries(HEADERS).filter(([key]) => key !== name));
    assert.equal((await post(GOOD, without('x-api-key'))).status, 401);
    assert.match((await post(GOOD, without('anthropic-version'))).message, /anthropic-version/);
    assert.equal((await post(GOOD, { ...HEADERS, 'anthropic-version': '2024-01-01' })).status, 400);
    assert.equal((await post(GOOD, { ...HEADERS, 'content-type': 'text/plain' })).status, 400);
    assert.equal((await post('{', HEADERS)).status, 400);
    const bearer = { ...without('x-api-key'), authorization: 'Bearer demo-key' };
    assert.equal((await post(GOOD, bearer)).status, 200);
    assert.equal((await post(GOOD, { ...bearer, authorization: 'Basic demo-key' })).status, 401);
  });

  it('refuses prompts beyond the context, bodies beyond the limit, and unknown paths', async () => {
    const long = { role: 'user', content: 'word '.repeat(520_000) };
    const tooLong = await post({ ...GOOD, messages: [long] });
    assert.deepEqual([tooLong.status, /prompt is too long/.test(tooLong.message)], [400, true]);
    const huge = { role: 'user', content: 'x'.repeat(20_000_001) };
    const tooLarge = await post({ ...GOOD, messages: [huge] });
    assert.deepEqual([tooLarge.status, tooLarge.type], [413, 'request_too_large']);
    assert.equal((await post(GOOD, HEADERS, '/v1/complete')).status, 404);
  });

  it('refuses max_tokens where tokens are only counted', async () => {
    assert.equal((await post(GOOD, HEADERS, '/v1/messages/count_tokens')).status, 400);
  });
});

describe('the model list of the demo API', () => {
  let api: DemoApi;
  before(async () => {
    api = await startDemoApi();
  });
  after(async () => {
    await api.stop();
  });

  it('gives page after page, newest first, retired ones only when asked', async () => {
    const ids: string[] = [];
    for await (const model of clientOf(api).models.list({ limit: 3 })) {
      ids.push(model.id);
    }
    const retired: string[] = [];
    for await (const model of clientOf(api).models.list({ lifecycle: ['retired'] })) {
      retired.push(model.id);
    }
    assert.ok(ids.length > 10 && new Set(ids).size === ids.length);
    assert.ok(ids.indexOf('claude-opus-5-5') < ids.indexOf('claude-opus-5'));
    assert.ok(retired.length > 0 && retired.every((id) => !ids.includes(id)));
  });

  it('tells line, limits and capabilities of one model', async () => {
    const model = await clientOf(api).models.retrieve('claude-haiku-5-5');
    assert.deepEqual(
      [model.line, model.lifecycle, model.max_tokens, model.capabilities?.effort.xhigh?.supported],
      ['haiku', 'active', 128_000, true],
    );
    assert.equal(model.capabilities?.thinking.types.enabled.supported, false);
    await assert.rejects(async () => clientOf(api).models.retrieve('claude-nothing'), /404/);
  });

  it('can be told to fail', async () => {
    api.setBehaviour('models', { status: 500, times: 1 });
    await assert.rejects(async () => clientOf(api).models.list(), /500/);
    assert.ok((await clientOf(api).models.list()).data.length > 0);
  });
});
