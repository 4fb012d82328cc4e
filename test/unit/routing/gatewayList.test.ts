import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { emptyCatalog } from '../../../src/models/catalog.ts';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import type { CatalogSource } from '../../../src/routing/calls/catalogSource.ts';
import { createCatalogSource } from '../../../src/routing/calls/catalogSource.ts';
import { LoopbackServer } from '../providers/loopbackServer.ts';
import { Bench, settings } from './support.ts';

const PINS = { haiku: 'small', sonnet: 'anthropic/claude-sonnet-5-5', opus: 'claude-opus-5-5' };

/** What LiteLLM, say, answers to a question for its models: names and nothing of what they can. */
const NAMES_ALONE = {
  object: 'list',
  data: Object.values(PINS).map((id) => ({
    id,
    object: 'model',
    created: 1_677_610_602,
    owned_by: 'openai',
  })),
};

describe('a gateway that lists names alone', () => {
  const server = new LoopbackServer();
  let catalog: CatalogSource;

  before(async () => {
    server.handler = (response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(NAMES_ALONE));
    const baseUrl = await server.start();
    const { fetch } = globalThis;
    const adapter = createAnthropicProvider({ apiKey: 'k', baseUrl, fetch });
    const clock = { now: () => 0, ticks: () => 0, wait: async () => undefined };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const nothing = emptyCatalog('anthropic');
    catalog = createCatalogSource(nothing, async () => adapter, clock, log);
    assert.equal(await catalog.refresh(new AbortController().signal), undefined);
    assert.equal(catalog.current().models.length, 3);
  });
  after(() => server.stop());

  function bench(): Bench {
    return new Bench([{ text: 'bad' }, { text: 'bad' }, { text: 'good' }], {
      catalog: catalog.current,
    });
  }

  it('has its pinned models escalated to, and calls none of them deprecated', async () => {
    const one = bench();
    const result = await one.run({ settings: settings({ models: PINS }) });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(
      one.provider.requests.map(({ model }) => model),
      ['small', 'small', 'claude-opus-5-5'],
    );
    assert.deepEqual(result.notes, []);
  });

  it('is taken at the word of a name that is known, and sends an unknown one nothing special', async () => {
    const one = bench();
    const effort = { haiku: 'high', sonnet: 'high', opus: 'high' } as const;
    const result = await one.run({ settings: settings({ models: PINS, effort }) });
    const left = { code: 'effortNotTaken', args: { model: 'small', effort: 'high' } };
    assert.deepEqual(result.notes, [left]);
    const [small, , opus] = one.provider.requests;
    assert.deepEqual([small?.effort, small?.thinking], [null, 'default']);
    assert.deepEqual([opus?.effort, opus?.thinking], ['high', 'adaptive']);
    assert.ok(small?.schema);
  });

  it('says nothing of lines, so that a tier without a pin has no model', async () => {
    const result = await bench().run();
    assert.equal(result.failure?.code, 'modelNotSet');
  });
});
