import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import type {
  BatchProvider,
  BatchResult,
  BatchStatus,
  ModelRequest,
  ProviderFailure,
} from '../../../src/providers/port.ts';
import { billOf } from '../../support/bill.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';

const { signal } = new AbortController();

const REQUEST: ModelRequest = {
  model: 'claude-haiku-5-5',
  maxTokens: 2_048,
  effort: null,
  thinking: 'adaptive',
  system: [{ text: 'Answer shortly.', cache: false }],
  turns: [{ role: 'user', blocks: [{ text: 'What is it?', cache: false }] }],
};

function asBatch(found: BatchStatus | ProviderFailure): BatchStatus {
  assert.ok(!('kind' in found), JSON.stringify(found));
  return found;
}

async function all(batches: BatchProvider, id: string) {
  const results: (BatchResult | { readonly type: 'broken' })[] = [];
  for await (const result of batches.results(id, () => REQUEST, signal)) results.push(result);
  return results;
}

describe('batches of the Claude API', () => {
  let api: DemoApi;
  let now = Date.UTC(2026, 10, 30);

  before(async () => {
    api = await startDemoApi({ now: () => now });
  });
  after(() => api.stop());
  beforeEach(() => api.reset());

  function batchesAt(baseUrl: string, apiKey = 'demo-key'): BatchProvider {
    const { batches } = createAnthropicProvider({ apiKey, baseUrl, fetch: globalThis.fetch });
    assert.ok(batches);
    return batches;
  }

  it('brings each result by its id, with what it used at half the price', async () => {
    const batches = batchesAt(api.url);
    const requests = ['a', 'b', 'c'].map((id) => ({ id, request: REQUEST }));
    const created = asBatch(await batches.create(requests, signal));
    assert.equal(created.state, 'working');
    assert.equal(created.requests, 3);
    assert.equal(created.expiresAt - created.createdAt, 86_400_000);
    assert.equal(asBatch(await batches.status(created.id, signal)).state, 'ended');
    const results = await all(batches, created.id);
    assert.deepEqual(
      results.map((result) => ('id' in result ? result.id : '')),
      ['c', 'b', 'a'],
    );
    const billed = api.requests.filter(({ endpoint }) => endpoint === 'batched');
    for (const result of results) {
      assert.equal(result.type, 'replied');
      const end = result.type === 'replied' ? result.events.at(-1) : undefined;
      assert.ok(end?.type === 'ended');
      assert.equal(end.terms.batch, true);
      assert.equal(end.terms.serviceTier, 'batch');
      assert.ok(billed.some(({ usage }) => usage?.outputTokens === end.usage.outputTokens));
    }
    const [sample] = billed;
    assert.ok(sample);
    const whole = billOf({ ...sample, endpoint: 'messages' });
    assert.ok(Math.abs(billOf(sample) * 2 - whole) <= 1);
  });

  it('tells what was cancelled, expired or refused from what was answered', async () => {
    const batches = batchesAt(api.url);
    api.setBatches({ expireFrom: 1 });
    const bad = { ...REQUEST, model: 'claude-nothing' };
    const half = asBatch(
      await batches.create(
        [
          { id: 'bad', request: bad },
          { id: 'late', request: REQUEST },
        ],
        signal,
      ),
    );
    await batches.status(half.id, signal);
    const [late, refused] = await all(batches, half.id);
    assert.deepEqual(late, { type: 'expired', id: 'late' });
    assert.ok(refused?.type === 'failed');
    assert.equal(refused.failure.errorType, 'not_found_error');

    api.setBatches({ ends: 'told' });
    const other = asBatch(await batches.create([{ id: 'x', request: REQUEST }], signal));
    assert.equal(asBatch(await batches.cancel(other.id, signal)).state, 'cancelling');
    api.endBatches();
    assert.deepEqual(await all(batches, other.id), [{ type: 'cancelled', id: 'x' }]);
    assert.equal(api.requests.filter(({ endpoint }) => endpoint === 'batched').length, 0);
  });

  it('ends what a day has not answered', async () => {
    const batches = batchesAt(api.url);
    api.setBatches({ ends: 'told' });
    const created = asBatch(await batches.create([{ id: 'x', request: REQUEST }], signal));
    assert.equal(asBatch(await batches.status(created.id, signal)).state, 'working');
    now += 86_400_001;
    assert.equal(asBatch(await batches.status(created.id, signal)).state, 'ended');
    assert.deepEqual(await all(batches, created.id), [{ type: 'expired', id: 'x' }]);
  });

  it('finds a batch again whose creation was never answered', async () => {
    const batches = batchesAt(api.url);
    api.setBehaviour('batches', { connection: 'cut', times: 1 });
    const lost = await batches.create([{ id: 'x', request: REQUEST }], signal);
    assert.ok('kind' in lost);
    assert.equal(lost.kind, 'cut');
    const recent = await batches.recent(now - 1_000, signal);
    assert.ok(!('kind' in recent));
    assert.deepEqual(
      recent.map(({ id }) => id),
      api.batches,
    );
  });

  it('looks through as many as were created since a time', async () => {
    const batches = batchesAt(api.url);
    for (let count = 0; count < 102; count += 1) {
      if (count === 1) now += 60_000;
      asBatch(await batches.create([{ id: 'x', request: REQUEST }], signal));
    }
    const recent = await batches.recent(now, signal);
    assert.ok(!('kind' in recent));
    assert.deepEqual(
      recent.map(({ id }) => id),
      api.batches.slice(0, 101),
    );
  });

  it('says that results broke off, after those that came', async () => {
    const batches = batchesAt(api.url);
    api.setBatches({ cutAfter: 1 });
    const requests = ['a', 'b'].map((id) => ({ id, request: REQUEST }));
    const { id } = asBatch(await batches.create(requests, signal));
    await batches.status(id, signal);
    const types = (await all(batches, id)).map(({ type }) => type);
    assert.deepEqual(types, ['replied', 'broken']);
    assert.equal((await all(batches, id)).length, 2);
  });

  it('fails without a word of the key, and asks no other host for results', async () => {
    const key = 'demo-secret-0123456789';
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: key,
          processing_status: 'ended',
          results_url: 'http://localhost:1/elsewhere',
          created_at: 'no date',
        }),
      );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const address = server.address();
      assert.ok(address !== null && typeof address === 'object');
      const batches = batchesAt(`http://127.0.0.1:${address.port}`, key);
      const created = await batches.create([{ id: 'x', request: REQUEST }], signal);
      assert.ok('kind' in created);
      assert.ok(!JSON.stringify(created).includes(key));
      const results = await all(batches, 'msgbatch_1');
      assert.equal(results.at(-1)?.type, 'broken');
      assert.equal(asked.at(-1), '/v1/messages/batches/msgbatch_1/results');
      const strange = await all(batches, '../../elsewhere');
      assert.equal(strange.at(-1)?.type, 'broken');
      assert.equal(asked.length, 2);
    } finally {
      server.close();
    }
  });

  it('refuses what the API refuses: ids that are none, and a wrong key', async () => {
    const batches = batchesAt(api.url);
    const twice = ['a', 'a'].map((id) => ({ id, request: REQUEST }));
    const same = await batches.create(twice, signal);
    assert.ok('kind' in same && same.status === 400);
    const none = await batches.create([], signal);
    assert.ok('kind' in none && none.status === 400);
    const wrong = await batchesAt(api.url, 'demo-wrong-key').recent(0, signal);
    assert.ok('kind' in wrong && wrong.status === 401);
    const gone = await batches.status('msgbatch_none', signal);
    assert.ok('kind' in gone && gone.status === 404);
  });
});
