import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Outcome } from '../../../src/certainty/interval.ts';
import { keptDifference, meanDifference } from '../../../src/certainty/means.ts';
import { shareDifference, shareInterval } from '../../../src/certainty/shares.ts';
import type { PowerSums } from '../../../src/certainty/spread.ts';
import { intervalOf, spreadOf, spreadOfSum } from '../../../src/certainty/spread.ts';
import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';
import { whatIfShare, whatIfTotal } from '../../../src/certainty/whatIf.ts';
import { coverageOf } from '../../bench/certificates/simulations.ts';

const cost = fc.double({ min: 0, max: 1_000, noNaN: true });
const sample = fc.array(cost, { minLength: 30, maxLength: 80 });

function alike(values: readonly number[], propensity: number): readonly Outcome[] {
  return values.map((value) => ({ value, propensity }));
}

function near(found: number, wanted: number, digits = 3): void {
  assert.equal(found.toFixed(digits), wanted.toFixed(digits));
}

describe('an interval', () => {
  it('of a share and of a difference of shares is the published one', () => {
    // Newcombe 1998, table II: 56/70 and 48/80 by methods 3 (Wilson) and 10.
    const share = shareInterval({ share: 81 / 263, of: 263 });
    near(share.low, 0.2553, 4);
    near(share.high, 0.3662, 4);
    const difference = shareDifference({ share: 56 / 70, of: 70 }, { share: 48 / 80, of: 80 });
    near(difference.low, 0.0524, 4);
    near(difference.high, 0.3339, 4);
    const none = shareDifference({ share: 0, of: 10 }, { share: 0, of: 10 });
    near(none.low, -0.2775, 4);
    near(none.high, 0.2775, 4);
  });

  it('holds its estimate, grows with the scale and turns over with the sides', () => {
    fc.assert(
      fc.property(sample, sample, (some, others) => {
        const [one, other] = [alike(some, 0.9), alike(others, 0.1)];
        const there = meanDifference(one, other);
        const back = meanDifference(other, one);
        const doubled = meanDifference(
          alike(
            some.map((value) => value * 2),
            0.9,
          ),
          alike(
            others.map((value) => value * 2),
            0.1,
          ),
        );
        assert.ok(there.known === 'about' && back.known === 'about' && doubled.known === 'about');
        assert.ok(there.low <= there.estimate && there.estimate <= there.high);
        near(there.low, -back.high, 6);
        near(doubled.high, 2 * there.high, 6);
      }),
    );
  });

  it('of a sum is that of its values, though only their powers are known', () => {
    const powersOf = (values: readonly number[]): PowerSums => {
      const sum = (power: number) => values.reduce((all, value) => all + value ** power, 0);
      return { count: values.length, powers: [sum(1), sum(2), sum(3), sum(4)] };
    };
    fc.assert(
      fc.property(sample, (values) => {
        const mean = intervalOf(spreadOf(alike(values, 1)));
        const sum = intervalOf(spreadOfSum(powersOf(values)));
        const size = Math.max(1, ...values) * values.length;
        for (const side of ['low', 'estimate', 'high'] as const)
          near(sum[side] / size, (mean[side] * values.length) / size, 5);
      }),
    );
    // What runs save that cost as costs do, with a long tail, against a baseline: 40 at a time.
    const random = steadyRandom(3);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const expected = 40 * (2 - Math.exp(0.5 * 0.8 ** 2));
    let held = 0;
    for (let time = 0; time < 1_000; time += 1) {
      const saved = Array.from({ length: 40 }, () => 2 - Math.exp(0.8 * normal()));
      const { low, high } = intervalOf(spreadOfSum(powersOf(saved)));
      held += low <= expected && expected <= high ? 1 : 0;
    }
    assert.ok(held >= 920 && held <= 980, `${held} of 1,000`);
  });

  it('is not said of few, nor of many of which few count', () => {
    const few = alike(
      Array.from({ length: 29 }, () => 1),
      0.5,
    );
    assert.equal(
      meanDifference(
        few,
        alike(
          Array.from({ length: 900 }, () => 1),
          0.5,
        ),
      ).known,
      'tooLittle',
    );
    assert.equal(keptDifference(few, few).known, 'tooLittle');
    const uneven = [
      { value: 5, propensity: 0.000_1 },
      ...alike(
        Array.from({ length: 500 }, () => 1),
        0.9,
      ),
    ];
    assert.equal(whatIfTotal(uneven, 9_000).known, 'tooLittle');
    assert.equal(whatIfTotal([], 0).known, 'exactly');
    assert.equal(whatIfTotal([], 10).known, 'tooLittle');
  });

  it('is not said of runs that had no chance of being otherwise', () => {
    // A tenth of 1000 runs was tried; of 3000 runs that are asked about 2000 could not be.
    const tried = alike(
      Array.from({ length: 100 }, (_, at) => 1 + (at % 7)),
      0.1,
    );
    assert.equal(whatIfTotal(tried, 1_000).known, 'about');
    assert.equal(whatIfTotal(tried, 3_000).known, 'tooLittle');
  });

  it('is none where every outcome is on record: that is exact', () => {
    assert.deepEqual(whatIfTotal(alike([1, 2, 3], 1), 3), { known: 'exactly', estimate: 6 });
    assert.deepEqual(whatIfShare(alike([1, 1, 0, 0], 1), 4), { known: 'exactly', estimate: 0.5 });
    assert.equal(whatIfTotal(alike([1, 2, 3], 1), 4).known, 'tooLittle');
  });

  it('of answers that were all kept is not without width', () => {
    const all = alike(
      Array.from({ length: 40 }, () => 1),
      0.2,
    );
    const found = whatIfShare(all, 200);
    assert.ok(found.known === 'about' && found.low < 0.95 && found.high === 1);
  });

  it('holds the truth nineteen times of twenty (simulated)', () => {
    const random = steadyRandom(7);
    const world = { name: '', sigma: 0.8, runs: 300, share: 0.2, cheap: 0.05, escalated: 0.15 };
    const periods = Array.from({ length: 800 }, () => coverageOf(world, random));
    for (const name of ['controlCost', 'controlKept', 'whatIfCost', 'whatIfKept'] as const) {
      const said = periods.map((covered) => covered[name]).filter((held) => held !== undefined);
      const held = said.filter(Boolean).length / said.length;
      assert.ok(held >= 0.92 && held <= 0.98, `${name}: ${held}`);
    }
  });
});
