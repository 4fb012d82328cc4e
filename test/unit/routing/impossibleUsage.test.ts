import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cleanAttemptEnded, cleanRunEnded } from '../../../src/ledger/journal/journalRecord.ts';
import { BUNDLED_CATALOG } from '../../../src/models/catalog.ts';
import { costOf } from '../../../src/models/cost.ts';
import { BUNDLED_PRICES, priceOf, withOverrides } from '../../../src/models/prices.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../../src/models/usage.ts';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import { loadOpenAi } from '../../../src/providers/loadProvider.ts';
import { callModel } from '../../../src/routing/calls/modelCall.ts';
import { requestOf } from '../../../src/routing/calls/requestOf.ts';
import { Bench, prepared } from './support.ts';

/** As they can stand in a server's JSON, the last but one is infinite. */
const COUNTS = ['9007199254740991', '9007199254740993', '1e20', '-5', '1.5', '1e999', '"480"'];

const clock = { now: () => 0, ticks: () => 0, wait: async () => {} };
const baseUrl = 'http://127.0.0.1:9';
const TEXT = 'An answer that was paid for. '.repeat(40);

describe('Counts of tokens that can be none', () => {
  for (const count of COUNTS) {
    const value: unknown = JSON.parse(count);

    it(`are booked as an estimate: ${count}`, async () => {
      const [first] = Object.keys(NO_USAGE);
      for (const name of Object.keys(NO_USAGE)) {
        for (const failure of [undefined, { kind: 'cut' } as const]) {
          const usage = { [first ?? '']: 900, [name]: value };
          const bench = new Bench([
            { text: 'good', usage, ...(failure && { failure }), isStarted: true },
          ]);
          await bench.run();
          const [attempt] = bench.books.ended;
          const [run] = bench.books.runs;
          assert.ok(attempt && run);
          assert.equal(attempt.usageSource, 'estimated', name);
          assert.ok(Number.isSafeInteger(cleanAttemptEnded(attempt).costNusd), name);
          assert.ok((attempt.costNusd ?? 0) > 0 && (attempt.costNusd ?? 0) < 1_000_000_000);
          assert.ok(Number.isSafeInteger(cleanRunEnded(run).costNusd), name);
          assert.deepEqual(
            bench.logged.filter((line) => line.includes('record')),
            [],
          );
        }
      }
    });

    it(`are estimated from what was sent and what came: ${count}`, async () => {
      const anthropic = [
        `{"type":"message_start","message":{"usage":{"input_tokens":${count},"output_tokens":${count}}}}`,
        JSON.stringify({ type: 'content_block_delta', delta: { type: 'text_delta', text: TEXT } }),
        `{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":${count}}}`,
      ];
      const openai = [
        JSON.stringify({ choices: [{ delta: { content: TEXT }, finish_reason: 'stop' }] }),
        `{"usage":{"prompt_tokens":${count},"completion_tokens":${count},"prompt_tokens_details":{"cached_tokens":5}}}`,
      ];
      const model = BUNDLED_CATALOG.models[0];
      assert.ok(model);
      const request = requestOf(prepared().prompt, model, {
        effort: null,
        maxTokens: 4_000,
        cache: false,
      });
      const fetchOf = (events: readonly string[]) => async () =>
        new Response(events.map((event) => `data: ${event}\n\n`).join(''));
      for (const provider of [
        createAnthropicProvider({ apiKey: 'k', baseUrl, fetch: fetchOf(anthropic) }),
        await loadOpenAi({ apiKey: 'k', baseUrl, fetch: fetchOf(openai) }),
      ]) {
        const { signal } = new AbortController();
        const call = await callModel(provider, request, { clock, signal, onEvent: () => {} });
        assert.equal(call.end.type, 'ended', provider.id);
        assert.equal(call.isEstimated, true, provider.id);
        const { inputTokens, outputTokens } = call.usage;
        assert.ok(inputTokens > 500 && inputTokens < 2_000, `${provider.id} ${inputTokens}`);
        assert.ok(outputTokens > 300 && outputTokens < 1_000, `${provider.id} ${outputTokens}`);
      }
    });
  }

  it('cost no more than can be told exactly, whatever a token costs', () => {
    const prices = withOverrides(BUNDLED_PRICES, 'anthropic', {
      dear: { input: 10_000, output: 20_000 },
    });
    const price = priceOf(prices, { provider: 'anthropic', model: 'dear', at: 0, promptTokens: 1 });
    assert.ok(price);
    const usage = { ...NO_USAGE, inputTokens: 50_000_000, outputTokens: 50_000_000 };
    const cost = costOf(price, usage, { ...STANDARD_TERMS, inferenceGeo: 'us' });
    assert.ok(cost && Number.isSafeInteger(cost.nusd * 50));
  });
});
