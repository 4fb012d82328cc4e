/** What a model writes as tests for `total` of a basket. */
export const BASKET_TESTS = `import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { total } from './basket.js';

describe('total', () => {
  it('adds the prices', () => {
    assert.equal(total([1, 2, 4]), 7);
  });

  it('is nothing for an empty basket', () => {
    assert.equal(total([]), 0);
  });
});
`;
