import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { WRONG_KEY } from '../../support/demoApi/headers.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import { clientOf, plainRequest, textOf } from './demoClient.ts';

describe('what the demo API does when told to fail', () => {
  let api: DemoApi;
  before(async () => {
    api = await startDemoApi();
  });
  afterEach(() => {
    api.reset();
  });
  after(async () => {
    await api.stop();
  });

  async function failure(): Promise<unknown> {
    return clientOf(api)
      .messages.create(plainRequest())
      .then(
        () => assert.fail('The call should have failed.'),
        (error: unknown) => error,
      );
  }

  const statuses = [
    [400, Anthropic.BadRequestError, 'invalid_request_error'],
    [401, Anthropic.AuthenticationError, 'authentication_error'],
    [402, Anthropic.APIError, 'billing_error'],
    [403, Anthropic.PermissionDeniedError, 'permission_error'],
    [404, Anthropic.NotFoundError, 'not_found_error'],
    [413, Anthropic.APIError, 'request_too_large'],
    [429, Anthropic.RateLimitError, 'rate_limit_error'],
    [500, Anthropic.InternalServerError, 'api_error'],
    [529, Anthropic.InternalServerError, 'overloaded_error'],
  ] as const;
  for (const [status, type, errorType] of statuses) {
    it(`answers ${status} as ${errorType}`, async () => {
      api.setBehaviour('haiku', { status, errorCode: 'told_so' });
      const error = await failure();
      assert.ok(error instanceof type && error instanceof Anthropic.APIError);
      assert.deepEqual(
        [error.status, error.type, error.errorCode, error.requestID],
        [status, errorType, 'told_so', api.requests[0]?.requestId],
      );
      assert.deepEqual([api.requests[0]?.outcome, api.requests[0]?.usage], ['failed', null]);
    });
  }

  it('tells the wait in seconds, milliseconds or as a date', async () => {
    const told = async (as: 'seconds' | 'ms' | 'date'): Promise<Headers> => {
      api.setBehaviour('*', { status: 429, retryAfter: 1.5, retryAfterAs: as });
      const error = await failure();
      assert.ok(error instanceof Anthropic.APIError && error.headers !== undefined);
      return error.headers as Headers;
    };
    assert.equal((await told('seconds')).get('retry-after'), '1.5');
    assert.equal((await told('ms')).get('retry-after-ms'), '1500');
    assert.ok(Date.parse((await told('date')).get('retry-after') ?? '') > 0);
  });

  it('behaves well again after so many times', async () => {
    api.setBehaviour('haiku', { status: 529, times: 2 });
    await failure();
    await failure();
    const message = await clientOf(api).messages.create(plainRequest());
    assert.equal(message.stop_reason, 'end_turn');
  });

  it('fails the nth call alone, and one model alone', async () => {
    api.setBehaviour('claude-haiku-5-5', { status: 500, nth: 2 });
    await clientOf(api).messages.create(plainRequest());
    await failure();
    await clientOf(api).messages.create(plainRequest());
    api.setBehaviour('claude-haiku-5-5', { status: 500 });
    await clientOf(api).messages.create(plainRequest('claude-opus-5-5'));
    await failure();
  });

  it('resets the connection before the first byte', async () => {
    api.setBehaviour('haiku', { connection: 'reset' });
    const error = await failure();
    assert.ok(error instanceof Anthropic.APIConnectionError);
  });

  it('hangs until the client gives up, and charges nothing', async () => {
    api.setBehaviour('haiku', { connection: 'hang' });
    const controller = new AbortController();
    const call = clientOf(api).messages.create(plainRequest(), { signal: controller.signal });
    await api.waitFor((request) => request.behaviour.connection === 'hang');
    controller.abort();
    await assert.rejects(call, Anthropic.APIUserAbortError);
    const aborted = await api.waitFor((request) => request.outcome === 'aborted');
    assert.equal(aborted.usage, null);
  });

  it('cuts a stream after so many deltas and charges what it had generated', async () => {
    api.setBehaviour('haiku', { connection: 'cut', afterDeltas: 3, thinkingTokens: 0 });
    const stream = await clientOf(api).messages.create({ ...plainRequest(), stream: true });
    let text = '';
    await assert.rejects(async () => {
      for await (const event of stream) {
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
          text += event.delta.text;
        }
      }
    });
    const cut = await api.waitFor((request) => request.outcome === 'failed');
    assert.equal(cut.streamed.textCharacters, text.length);
    assert.equal(cut.usage?.outputTokens, Math.ceil(text.length / 2.5));
  });

  it('sends an error event inside a stream', async () => {
    api.setBehaviour('haiku', { streamError: 'overloaded_error' });
    const stream = await clientOf(api).messages.create({ ...plainRequest(), stream: true });
    await assert.rejects(
      async () => {
        for await (const event of stream) assert.ok(event.type);
      },
      (error: unknown) => error instanceof Anthropic.APIError && error.type === 'overloaded_error',
    );
  });

  it('sends what is no JSON, a web page, and a stream without an end', async () => {
    for (const malformed of ['json', 'noStop'] as const) {
      api.setBehaviour('haiku', { malformed });
      const stream = clientOf(api).messages.stream(plainRequest());
      await assert.rejects(stream.finalMessage(), malformed);
    }
    api.setBehaviour('haiku', { malformed: 'html' });
    const response = await clientOf(api).messages.create(plainRequest()).asResponse();
    assert.match(response.headers.get('content-type') ?? '', /html/);
  });

  it('sends events of the future between good ones', async () => {
    api.setBehaviour('haiku', { malformed: 'unknownEvents' });
    const stream = await clientOf(api).messages.create({ ...plainRequest(), stream: true });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    assert.equal(types.at(-1), 'message_stop');
  });

  it('refuses with 200 and empty content', async () => {
    api.setBehaviour('haiku', { stop: 'refusal' });
    const message = await clientOf(api).messages.create(plainRequest());
    assert.deepEqual(
      [message.stop_reason, message.content, message.stop_details?.type],
      ['refusal', [], 'refusal'],
    );
  });

  it('cuts an answer at the limit of the request', async () => {
    api.setBehaviour('haiku', { stop: 'max_tokens' });
    const message = await clientOf(api).messages.create(plainRequest());
    assert.equal(message.stop_reason, 'max_tokens');
    assert.equal(message.usage.output_tokens, 1000);
    api.reset();
    const short = await clientOf(api).messages.create({ ...plainRequest(), max_tokens: 12 });
    assert.deepEqual([short.stop_reason, short.usage.output_tokens], ['max_tokens', 12]);
  });

  it('records an aborted stream with what it had sent', async () => {
    api.setBehaviour('haiku', { msPerDelta: 5, text: 'x'.repeat(4000), thinkingTokens: 0 });
    const controller = new AbortController();
    const stream = await clientOf(api).messages.create(
      { ...plainRequest(), max_tokens: 4000, stream: true },
      { signal: controller.signal },
    );
    let seen = 0;
    for await (const event of stream) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
        seen += event.delta.text.length;
        if (seen > 40) controller.abort();
      }
    }
    const aborted = await api.waitFor((request) => request.outcome === 'aborted');
    assert.ok(aborted.streamed.textCharacters >= seen);
    assert.ok(aborted.streamed.textCharacters < 4000);
    assert.equal(aborted.usage?.outputTokens, Math.ceil(aborted.streamed.textCharacters / 2.5));
  });

  it('ends at once with a call under way, and others of its kind go on', async () => {
    const other = await startDemoApi();
    other.setBehaviour('*', { connection: 'hang' });
    const call = clientOf(other).messages.create(plainRequest());
    await other.waitFor((request) => request.behaviour.connection === 'hang');
    await other.stop();
    await assert.rejects(call, Anthropic.APIConnectionError);
    assert.notEqual(textOf(await clientOf(api).messages.create(plainRequest())), '');
  });

  it('takes only good keys', async () => {
    for (const key of [WRONG_KEY, 'sk-other']) {
      await assert.rejects(
        async () => clientOf(api, key).messages.create(plainRequest()),
        Anthropic.AuthenticationError,
      );
    }
  });

  it('is steered over its control endpoint, which shows no key', async () => {
    const told = await fetch(`${api.url}/demo/behaviour`, {
      method: 'PUT',
      body: JSON.stringify({ haiku: { status: 529, times: 1 }, opus: [{ stop: 'refusal' }] }),
    });
    assert.equal(told.status, 200);
    await failure();
    const shown = await (await fetch(`${api.url}/demo/requests`)).text();
    assert.match(shown, /"status":529/);
    assert.doesNotMatch(shown, /demo-key/);
    const wrong = await fetch(`${api.url}/demo/behaviour`, {
      method: 'PUT',
      body: '{"haiku":{"no":1}}',
    });
    assert.equal(wrong.status, 400);
    const page = await fetch(`${api.url}/demo/reset`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    assert.equal(page.status, 403);
    assert.equal((await fetch(`${api.url}/demo/reset`, { method: 'POST' })).status, 200);
    assert.equal(api.requests.length, 0);
  });
});
