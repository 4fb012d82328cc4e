import assert from 'node:assert/strict';
import { hasCrashed } from '../../../../../src/tasks/testing/proof/crashed.ts';

/** What runners say of a case that failed, as they say it. */
const ROWS: readonly (readonly [output: string, isCrash: boolean])[] = [
  ["TypeError: Cannot read properties of undefined (reading 'map')\n    at f (a.js:1:2)", true],
  ['AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n3 !== 4', false],
  ['AssertionError: expected null not to be null', false],
  ['Error: expect(received).toBe(expected) // Object.is equality', false],
  ["error: 'Missing expected exception (RangeError).'\ncode: 'ERR_ASSERTION'", false],
  ["AttributeError: 'NoneType' object has no attribute 'split'", true],
  ['    def test_a():\n>       assert total([1]) == 2\nE       assert 1 == 2', false],
  ['E   Failed: DID NOT RAISE ValueError', false],
  ['AssertionError: 3 != 4', false],
  ['panic: runtime error: index out of range [3] with length 3', true],
  ['a_test.go:12: got 3, want 4', false],
  ["thread 'a' panicked at src/lib.rs:2:5:\nindex out of bounds: the len is 1", true],
  ['assertion `left == right` failed\n  left: 1\n right: 2', false],
  ['java.lang.NullPointerException: Cannot invoke "String.length()"', true],
  ['org.opentest4j.AssertionFailedError: expected: <3> but was: <4>', false],
  ["NoMethodError: undefined method `+' for nil", true],
  ['Expected: 3\n  Actual: 4', false],
  ['Failed asserting that 3 matches expected 4.', false],
  ['TypeError: f(): Argument #1 ($a) must be of type int, null given', true],
  // What nobody knows is no crash.
  ['Error: the parts do not match', false],
];

describe('a case that failed', () => {
  for (const [output, isCrash] of ROWS) {
    it(`${isCrash ? 'broke down' : 'noticed something'}: ${output.split('\n')[0]}`, () => {
      assert.equal(hasCrashed({ name: 'a', outcome: 'failed', output }), isCrash);
    });
  }

  it('noticed something where its runner says no more', () => {
    assert.equal(hasCrashed({ name: 'a', outcome: 'failed' }), false);
  });
});
