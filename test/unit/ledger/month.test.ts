import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import { simulateMonth } from '../../support/ledgerMonth.ts';
import { ledgerEngine } from '../../support/memoryBooks.ts';

describe('Ledger: a month of two machines that share a folder', function () {
  this.timeout(60_000);
  let engine: SqlJsStatic;

  before(async () => {
    engine = await ledgerEngine();
  });

  for (let seed = 1; seed <= 20; seed += 1) {
    it(`loses nothing and books nothing twice (seed ${seed})`, async () => {
      const { faults, runs } = await simulateMonth(engine, seed);
      assert.deepEqual(faults, []);
      assert.ok(runs > 10);
    });
  }
});
