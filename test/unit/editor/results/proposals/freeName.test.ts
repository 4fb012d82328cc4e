import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { otherName } from '../../../../../src/editor/results/proposals/freeName.ts';

describe('another name for a file', () => {
  const names = [
    ['cart.test.ts', 'cart2.test.ts'],
    ['cart.spec.tsx', 'cart2.spec.tsx'],
    ['cart_test.go', 'cart2_test.go'],
    ['test_cart.py', 'test_cart2.py'],
    ['CartTest.java', 'CartTest2.java'],
    ['cart_spec.rb', 'cart2_spec.rb'],
    ['Makefile', 'Makefile2'],
  ] as const;
  for (const [name, other] of names) {
    it(`of ${name} is ${other}`, () => {
      assert.equal(otherName(name, 2), other);
    });
  }
});
