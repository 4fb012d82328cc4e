import assert from 'node:assert/strict';
import { Bench, prepared, settings } from './support.ts';

describe('the estimate of a run', () => {
  it('names where it would start and what that costs, and begins nothing', () => {
    const bench = new Bench([]);
    const estimate = (expectedOutputTokens: number) =>
      bench.runner.estimate({
        prepared: prepared({ expectedOutputTokens }),
        settings: settings(),
        purpose: 'use',
        chosenTier: 'sonnet',
        draft: undefined,
      });
    const { tier, costNusd } = estimate(1_000);
    assert.equal(tier, 'sonnet');
    assert.ok(costNusd !== null && costNusd > 0);
    assert.ok((estimate(2_000).costNusd ?? 0) > costNusd);
    assert.deepEqual([bench.books.started, bench.books.runs], [[], []]);
  });
});
