import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import { loadBedrock, loadOpenAi } from '../../../src/providers/loadProvider.ts';
import type { ModelProvider, ModelRequest } from '../../../src/providers/port.ts';
import type { CallEnd } from '../../../src/routing/calls/modelCall.ts';
import { callModel } from '../../../src/routing/calls/modelCall.ts';
import { failureCode, REACTIONS } from '../../../src/routing/failures.ts';

const REQUEST: ModelRequest = {
  model: 'claude-haiku-5-5',
  maxTokens: 4_000,
  effort: null,
  thinking: 'default',
  system: [{ text: 'Review.', cache: false }],
  turns: [{ role: 'user', blocks: [{ text: 'const a = 1;\n'.repeat(100), cache: false }] }],
};

type Fetch = typeof globalThis.fetch;

const clock = { now: () => 0, ticks: () => 0, wait: async () => {} };
const baseUrl = 'http://127.0.0.1:9';

const PROVIDERS: Readonly<Record<string, (fetch: Fetch) => Promise<ModelProvider>>> = {
  anthropic: async (fetch) => createAnthropicProvider({ apiKey: 'k', baseUrl, fetch }),
  bedrock: (fetch) => loadBedrock({ apiKey: 'k', region: 'us-east-1', baseUrl, fetch }),
  openai: (fetch) => loadOpenAi({ apiKey: 'k', baseUrl, fetch }),
};

/** What `fetch` throws for an error of the system. */
function failed(message: string, more: Readonly<Record<string, string>>): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), more) });
}

describe('A call that nobody answers', () => {
  for (const [name, load] of Object.entries(PROVIDERS)) {
    const called = async (fetch: Fetch): Promise<CallEnd> =>
      callModel(await load(fetch), REQUEST, {
        clock,
        signal: new AbortController().signal,
        onEvent: () => {},
      });

    for (const [message, more] of [
      ['Connect Timeout Error', { code: 'UND_ERR_CONNECT_TIMEOUT' }],
      ['connect ETIMEDOUT 10.0.0.1:443', { code: 'ETIMEDOUT', syscall: 'connect' }],
      ['getaddrinfo ENOTFOUND', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ] as const) {
      it(`has never left where ${name} meets ${message}, and costs nothing`, async () => {
        const call = await called(async () => {
          throw failed(message, more);
        });
        assert.ok(call.end.type === 'failed');
        assert.equal(call.end.failure.kind, 'connection');
        assert.equal(call.isBilled, false);
      });
    }

    for (const [status, type, body, isBilled] of [
      [504, 'text/html', '<html><h1>504 Gateway Time-out</h1></html>', true],
      [524, 'text/plain', 'error code: 524', true],
      [502, 'text/html', '<html><h1>502 Bad Gateway</h1></html>', false],
      [504, 'application/json', '{"type":"error","error":{"type":"timeout_error"}}', false],
    ] as const) {
      it(`is told by a gateway of ${name}: ${status} as ${type}`, async () => {
        const headers = { 'content-type': type };
        const call = await called(async () => new Response(body, { status, headers }));
        assert.ok(call.end.type === 'failed');
        const code = failureCode(call.end.failure);
        assert.equal(code, isBilled ? 'timeout' : 'serverError');
        assert.equal(REACTIONS[code], isBilled ? 'stop' : 'wait');
        assert.equal(call.end.failure.status, status);
        assert.deepEqual([call.isBilled, call.isEstimated], [isBilled, isBilled]);
      });
    }

    for (const [message, more] of [
      ['read ETIMEDOUT', { code: 'ETIMEDOUT', syscall: 'read' }],
      ['write EHOSTUNREACH', { code: 'EHOSTUNREACH', syscall: 'write' }],
      ['Headers Timeout Error', { code: 'UND_ERR_HEADERS_TIMEOUT' }],
      ['read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' }],
      ['other side closed', { code: 'UND_ERR_SOCKET' }],
    ] as const) {
      it(`may be billed where ${name} meets ${message}, and is estimated`, async () => {
        const call = await called(async () => {
          throw failed(message, more);
        });
        assert.ok(call.end.type === 'failed');
        assert.match(call.end.failure.kind, /^(?:cut|timeout)$/);
        assert.equal(call.isBilled, true);
        assert.equal(call.isEstimated, true);
        assert.ok(call.usage.inputTokens > 300);
      });
    }
  }
});
