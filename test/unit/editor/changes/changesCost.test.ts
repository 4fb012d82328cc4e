import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isAskedAbout, sumOf } from '../../../../src/editor/changes/changesCost.ts';

const CENT = 10_000_000;

describe('the cost of several reviews', () => {
  it('is asked about when their sum, and none of them, is above the limit', () => {
    const six = Array.from({ length: 6 }, () => 2 * CENT);
    assert.equal(isAskedAbout(six, 10 * CENT), true);
    assert.equal(isAskedAbout(six.slice(0, 5), 10 * CENT), false);
  });

  it('leaves the question of a single one to its run', () => {
    assert.equal(isAskedAbout([50 * CENT], 10 * CENT), false);
  });

  it('counts what has no price', () => {
    assert.deepEqual(sumOf([CENT, null, 2 * CENT]), { costNusd: 3 * CENT, unpriced: 1 });
  });
});
