import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { loadBedrock } from '../../../src/providers/loadProvider.ts';
import type { ModelProvider, ModelRequest } from '../../../src/providers/port.ts';
import type { CallEnd } from '../../../src/routing/calls/modelCall.ts';
import { callModel } from '../../../src/routing/calls/modelCall.ts';
import { failureCode, REACTIONS } from '../../../src/routing/failures.ts';
import { Bench, prepared, settings } from '../routing/support.ts';
import { awsError, awsException, awsMessage } from './awsFrames.ts';
import { LoopbackServer } from './loopbackServer.ts';

const REQUEST: ModelRequest = {
  model: 'us.anthropic.claude-haiku-5-5-20261007-v1:0',
  maxTokens: 2_048,
  effort: null,
  thinking: 'default',
  system: [],
  turns: [{ role: 'user', blocks: [{ text: 'const a = 1;\n'.repeat(100), cache: false }] }],
};
const TEXT = 'An answer that was paid for. '.repeat(10);
const START = {
  type: 'message_start',
  message: { model: 'claude-haiku-5-5', usage: { input_tokens: 12 } },
};
const CONTENT = {
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: TEXT },
};
const END = {
  type: 'message_delta',
  delta: { stop_reason: 'end_turn' },
  usage: { output_tokens: 90 },
};
const STOP = { type: 'message_stop' };
const STREAM = 'application/vnd.amazon.eventstream';

/** Exceptions, the status of their twins, and what both are told as. */
const TWINS = [
  ['validationException', 400, 'badRequest'],
  ['serviceQuotaExceededException', 400, 'badRequest'],
  ['accessDeniedException', 403, 'forbidden'],
  ['resourceNotFoundException', 404, 'modelNotFound'],
  ['modelTimeoutException', 408, 'serverError'],
  ['modelErrorException', 424, 'serverError'],
  ['modelStreamErrorException', 424, 'serverError'],
  ['throttlingException', 429, 'rateLimited'],
  ['modelNotReadyException', 429, 'rateLimited'],
  ['internalServerException', 500, 'serverError'],
  ['serviceUnavailableException', 503, 'serverError'],
  ['anExceptionOfTheFuture', 500, 'serverError'],
] as const;

describe('Exceptions of Bedrock', () => {
  const server = new LoopbackServer();
  let bedrock: ModelProvider;
  before(async () => {
    const baseUrl = await server.start();
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const { fetch } = globalThis;
    bedrock = await loadBedrock({ apiKey: null, region: 'us-east-1', baseUrl, fetch, credentials });
  });
  after(() => server.stop());
  beforeEach(() => {
    server.seen.length = 0;
  });

  function streams(...frames: readonly Buffer[]): void {
    server.handler = (response) => {
      response.writeHead(200, { 'content-type': STREAM });
      response.end(Buffer.concat(frames));
    };
  }

  function refuses(status: number, type: string): void {
    server.handler = (response) => {
      const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}:http://internal.amazon.com/`;
      response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
      response.end('{"message":"It went wrong."}');
    };
  }

  function called(): Promise<CallEnd> {
    const clock = { now: () => 0, ticks: () => 0, wait: async () => {} };
    return callModel(bedrock, REQUEST, {
      clock,
      signal: new AbortController().signal,
      onEvent: () => {},
    });
  }

  async function failure() {
    const call = await called();
    assert.ok(call.end.type === 'failed');
    return { ...call.end.failure, isBilled: call.isBilled, usage: call.usage };
  }

  for (const [type, status, code] of TWINS) {
    it(`are told and met as their twins: ${type}`, async () => {
      refuses(status, type);
      const twin = await failure();
      streams(awsException(type));
      const early = await failure();
      streams(awsMessage(START), awsMessage(CONTENT), awsException(type));
      const late = await failure();
      assert.deepEqual([twin, early, late].map(failureCode), [code, code, code]);
      assert.equal(twin.status, status);
      if (type !== 'anExceptionOfTheFuture')
        assert.deepEqual([early.status, late.status], [status, status]);
      // What the reply had brought is paid for.
      assert.deepEqual([twin.isBilled, early.isBilled, late.isBilled], [false, false, true]);
      assert.ok(late.usage.outputTokens > 90);
    });

    it(`lead to the same run as their twins: ${type}`, async () => {
      const run = async (set: () => void) => {
        server.seen.length = 0;
        set();
        const bench = new Bench([], { provider: async () => bedrock });
        const models = { haiku: REQUEST.model, sonnet: null, opus: null };
        const only = { ...settings().only, docs: 'haiku' as const };
        const result = await bench.run({
          prepared: prepared(),
          settings: settings({ only, models }),
        });
        return {
          failure: result.failure?.code,
          calls: server.seen.length,
          waits: bench.clock.waits,
          cost: result.costNusd,
          booked: bench.booked,
        };
      };
      const twin = await run(() => refuses(status, type));
      const early = await run(() => streams(awsException(type)));
      assert.deepEqual(early, twin);
      if (REACTIONS[code] !== 'wait') assert.equal(twin.calls, 1);
    });
  }

  it('take no answer back that has said why it ends', async () => {
    streams(
      awsMessage(START),
      awsMessage(CONTENT),
      awsMessage(END),
      awsException('internalServerException'),
    );
    const call = await called();
    assert.deepEqual(call.end, { type: 'ended', stop: 'end' });
    assert.equal(call.usage.outputTokens, 90);
    assert.equal(call.isEstimated, false);
  });

  it('are found in errors without an exception too', async () => {
    for (const [name, code] of [
      ['InternalFailure', 'serverError'],
      ['ThrottlingException', 'rateLimited'],
      ['AccessDeniedException', 'forbidden'],
    ] as const) {
      streams(awsError(name));
      assert.equal(failureCode(await failure()), code);
    }
  });

  it('tell credentials that are no longer good from what they may not do', async () => {
    for (const type of [
      'expiredTokenException',
      'unrecognizedClientException',
      'invalidSignatureException',
    ]) {
      refuses(403, type);
      assert.equal(failureCode(await failure()), 'noCredentials');
      streams(awsException(type));
      assert.equal(failureCode(await failure()), 'noCredentials');
    }
  });

  it('leave frames that are cut, or no frames, to a new call', async () => {
    const whole = Buffer.concat([START, CONTENT, END, STOP].map(awsMessage));
    const wrong = Buffer.from(awsMessage(CONTENT));
    wrong.writeUInt8(wrong.readUInt8(wrong.length - 1) ^ 1, wrong.length - 1);
    for (const body of [
      Buffer.concat([awsMessage(START), awsMessage(CONTENT).subarray(0, 40)]),
      Buffer.concat([awsMessage(START), wrong]),
      Buffer.concat([awsMessage(START), Buffer.from('not a frame of an event stream')]),
    ]) {
      streams(body);
      const broken = await failure();
      assert.equal(REACTIONS[failureCode(broken)], 'again');
      assert.equal(broken.isBilled, true);
    }
    streams(whole);
    assert.equal((await called()).end.type, 'ended');
  });

  it('make no room for a frame that says it is larger than any', async () => {
    const made: number[] = [];
    const { Uint8Array: Real } = globalThis;
    class Watched extends Real {
      constructor(...args: readonly never[]) {
        if (typeof args[0] === 'number') made.push(args[0]);
        super(...(args as unknown as [number]));
      }
    }
    const length = Buffer.alloc(4);
    length.writeUInt32BE(0xf000_0000);
    streams(awsMessage(START), Buffer.concat([length, Buffer.alloc(60)]));
    Object.assign(globalThis, { Uint8Array: Watched });
    try {
      assert.equal((await failure()).kind, 'cut');
    } finally {
      Object.assign(globalThis, { Uint8Array: Real });
    }
    assert.ok(Math.max(0, ...made) < 64_000_000);
  });
});
