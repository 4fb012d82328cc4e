import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Pace } from '../../../src/testRun/series/pace.ts';

/** After a start and runs of so many ms. */
const paceOf = (start: number, ...runs: readonly number[]): Pace => {
  const pace = new Pace();
  pace.add(start, true);
  for (const ms of runs) pace.add(ms, false);
  return pace;
};

describe('the pace of a series', () => {
  it('has another program where single runs take long for what a start takes', () => {
    assert.equal(paceOf(1_000, 600, 900, 700).isAnotherWorthIt(false), true);
    assert.equal(paceOf(1_000, 900, 900).isAnotherWorthIt(false), false);
    assert.equal(paceOf(1_000, 900, 40, 900, 900).isAnotherWorthIt(false), false);
  });

  it('has another small one as soon as runs together have paid for it', () => {
    assert.equal(paceOf(1_000, 40, 100, 2_000).isAnotherWorthIt(true), true);
    assert.equal(paceOf(1_000, 40, 100, 2_000).isAnotherWorthIt(false), false);
    assert.equal(paceOf(1_000, 40, 100, 200).isAnotherWorthIt(true), false);
  });

  it('knows the longest start', () => {
    const pace = paceOf(500);
    pace.add(900, true);
    pace.add(700, true);
    assert.equal(pace.startMs, 900);
  });
});
