import assert from 'node:assert/strict';
import type { Connection } from '../../src/editor/connection/connections.ts';
import { KeptCatalogs } from '../../src/editor/connection/keptCatalogs.ts';
import type { Catalog } from '../../src/models/catalog.ts';
import { BUNDLED_CATALOG } from '../../src/models/catalog.ts';
import { editorParts } from './standIns.ts';

const DAY_MS = 24 * 3_600_000;
const LISTED: Catalog = { ...BUNDLED_CATALOG, source: 'listed' };

function connectionTo(baseUrl: string): Connection {
  return {
    provider: 'anthropic',
    address: { baseUrl, origin: baseUrl },
    keyHeader: 'bearer',
    region: '',
    project: '',
    apiKey: 'demo-key',
    isDemo: false,
  };
}

describe('the kept lists of models', () => {
  const gateway = connectionTo('https://gateway.example');

  it('hold for a day, each for its own address', async () => {
    const { memory } = editorParts();
    let now = 1_800_000_000_000;
    const kept = new KeptCatalogs(memory, () => now);
    assert.equal(kept.of(gateway), undefined);
    await kept.keep(gateway, LISTED);
    const later = new KeptCatalogs(memory, () => now);
    assert.deepEqual(later.of(gateway), LISTED);
    assert.equal(later.of(connectionTo('https://other.example')), undefined);
    now += DAY_MS - 1;
    assert.deepEqual(later.of(gateway), LISTED);
    now += 1;
    assert.equal(later.of(gateway), undefined);
  });

  it('are not believed where the clock was put back, or what is kept is none', async () => {
    const { memory } = editorParts();
    let now = 1_800_000_000_000;
    const kept = new KeptCatalogs(memory, () => now);
    await kept.keep(gateway, LISTED);
    now -= 1;
    assert.equal(kept.of(gateway), undefined);
    for (const value of [5, 'text', {}, [null, 5, { place: 1 }, { catalog: { models: 3 } }]]) {
      await memory.update('tierwise.catalogs', value);
      assert.equal(kept.of(gateway), undefined);
    }
  });

  it('name no address and no key, and are few', async () => {
    const { memory } = editorParts();
    const kept = new KeptCatalogs(memory, () => 1);
    for (let index = 0; index < 30; index += 1) {
      await kept.keep(connectionTo(`https://gateway${index}.example`), LISTED);
    }
    const text = JSON.stringify(memory.get('tierwise.catalogs'));
    assert.doesNotMatch(text, /example|demo-key/);
    assert.equal(memory.get<readonly unknown[]>('tierwise.catalogs')?.length, 10);
    assert.deepEqual(kept.of(connectionTo('https://gateway29.example')), LISTED);
  });
});
