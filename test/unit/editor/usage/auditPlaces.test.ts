import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Memento, Uri } from 'vscode';
import { AuditPlaces } from '../../../../src/editor/usage/auditPlaces.ts';

/** A workspace's storage in memory. */
class MemoryState implements Memento {
  readonly #values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get<T>(key: string, fallback?: T): T {
    return (this.#values.get(key) ?? fallback) as T;
  }

  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}

function uri(path: string): Uri {
  return { toString: () => `file://${path}` } as Uri;
}

describe('the places of answers to ask about', () => {
  it('are remembered only of those that will be asked about', async () => {
    const memory = new MemoryState();
    let share = 0;
    const places = new AuditPlaces(memory, () => share);
    await places.remember(1, uri('/a.ts'), 4);
    assert.deepEqual([places.find(1), memory.keys()], [undefined, []]);
    share = 1;
    await places.remember(1, uri('/a.ts'), 4);
    await places.remember(1, uri('/later.ts'), 9);
    assert.deepEqual(places.find(1), { runId: 1, uri: 'file:///a.ts', line: 4 });
    share = 0.5;
    for (let id = 2; id < 40; id += 1) await places.remember(id * 4_096, uri(`/${id}`), 0);
    const kept = Array.from({ length: 38 }, (_, at) => places.find((at + 2) * 4_096));
    const count = kept.filter((place) => place !== undefined).length;
    assert.ok(count > 5 && count < 33, String(count));
  });

  it('are forgotten one by one once they are answered, and all with the history', async () => {
    const memory = new MemoryState();
    const places = new AuditPlaces(memory, () => 1);
    for (const id of [1, 2, 3]) await places.remember(id, uri(`/${id}`), id);
    await places.forget(2);
    assert.deepEqual([places.find(2), places.find(3)?.line], [undefined, 3]);
    await places.forget();
    assert.deepEqual(memory.keys(), []);
  });

  it('are a hundred at most, the newest', async () => {
    const places = new AuditPlaces(new MemoryState(), () => 1);
    for (let id = 0; id < 130; id += 1) await places.remember(id, uri(`/${id}`), id);
    assert.equal(places.find(29), undefined);
    assert.equal(places.find(30)?.line, 30);
  });
});
