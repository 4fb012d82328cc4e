import assert from 'node:assert/strict';
import { failedByAssertion, hasCrashed } from '../../../../../src/tasks/testing/proof/crashed.ts';

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

/** Of these nobody knows that an assertion failed. */
const UNKNOWN: readonly string[] = ['Error: the parts do not match'];

/** What the code's own errors say that runners show among words of assertions. */
const OWN_ERRORS: readonly string[] = [
  "error: 'boom'\ncode: 'ERR_TEST_FAILURE'\nfailureType: 'testCodeFailure'",
  "    def test_a():\n        # the AssertionError\n>       assert total(None) == 3\nE       TypeError: 'NoneType'",
  '    self.assertEqual(total(None), 3)\nZeroDivisionError: division by zero',
  'panic: boom\n\ngoroutine 7:\n\tprice_test.go:12 +0x1d',
  'RuntimeError: no such thing',
];
const OWN_WORDS: readonly string[] = [
  'RSpec::Expectations::ExpectationNotMetError: expected: 3\n     got: 4',
  'E   Failed: it threw',
  '    price_test.go:12: got 3, want 4',
];

describe('a case that failed', () => {
  for (const [output, isCrash] of ROWS) {
    it(`${isCrash ? 'broke down' : 'noticed something'}: ${output.split('\n')[0]}`, () => {
      assert.equal(hasCrashed({ name: 'a', outcome: 'failed', output }), isCrash);
    });
  }

  for (const [output, isCrash] of ROWS) {
    const isKnown = !isCrash && !UNKNOWN.includes(output);
    it(`${isKnown ? 'is' : 'is not'} known to be of an assertion: ${output.split('\n')[0]}`, () => {
      assert.equal(failedByAssertion({ name: 'a', outcome: 'failed', output }), isKnown);
    });
  }

  it('is not known to be of an assertion where it ends by an error, or says nothing', () => {
    for (const output of OWN_ERRORS) {
      assert.equal(failedByAssertion({ name: 'a', outcome: 'failed', output }), false, output);
    }
    for (const output of OWN_WORDS) {
      assert.equal(failedByAssertion({ name: 'a', outcome: 'failed', output }), true, output);
    }
    assert.equal(failedByAssertion({ name: 'a', outcome: 'failed' }), false);
  });

  it('noticed something where its runner says no more', () => {
    assert.equal(hasCrashed({ name: 'a', outcome: 'failed' }), false);
  });
});
