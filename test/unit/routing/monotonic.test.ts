import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BUNDLED_CATALOG } from '../../../src/models/catalog.ts';
import { Breaker } from '../../../src/routing/calls/breaker.ts';
import { createCatalogSource } from '../../../src/routing/calls/catalogSource.ts';
import { Bench, FakeClock } from './support.ts';

const YEAR_MS = 365 * 86_400_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

for (const [name, shift] of [
  ['back', -YEAR_MS],
  ['ahead', YEAR_MS],
] as const) {
  describe(`durations, with the wall clock set ${name} by a year meanwhile`, () => {
    it('a breaker opens after its pause, and not before', () => {
      const clock = new FakeClock();
      const breaker = new Breaker('haiku', clock, quiet);
      breaker.enter({ failures: 1, cooldownMs: 60_000 })?.failed();
      clock.shift = shift;
      clock.time += 59_000;
      assert.equal(breaker.isBlocking, true);
      assert.equal(breaker.view().opensForMs, 1_000);
      clock.time += 1_000;
      assert.equal(breaker.isBlocking, false);
    });

    it('the list of models is asked for once a day', async () => {
      const clock = new FakeClock();
      let asked = 0;
      const provider = {
        send: assert.fail,
        listModels: async () => {
          asked += 1;
          return [];
        },
      };
      const source = createCatalogSource(
        BUNDLED_CATALOG,
        async () => provider as never,
        clock,
        quiet,
      );
      const { signal } = new AbortController();
      await source.refreshDaily(signal);
      clock.shift = shift;
      await source.refreshDaily(signal);
      assert.equal(asked, 1);
      clock.time += 25 * 3_600_000;
      await source.refreshDaily(signal);
      assert.equal(asked, 2);
    });

    it('attempts and runs last as long as they do, and end after they begin', async () => {
      const bench: Bench = new Bench([
        {
          text: 'good',
          on: (event) => {
            bench.clock.time += 1_000;
            if (event === 'text') bench.clock.shift = shift;
          },
        },
      ]);
      await bench.run();
      const [attempt] = bench.books.ended;
      const [run] = bench.books.runs;
      assert.equal(attempt?.durationMs, 4_000);
      assert.equal(attempt.firstTokenMs, 2_000);
      assert.equal(attempt.endedAt, attempt.startedAt + 4_000);
      assert.equal(run?.durationMs, 4_000);
      assert.ok(run.endedAt >= run.startedAt + run.durationMs);
    });
  });
}
