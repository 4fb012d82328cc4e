import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';
import { spreadOf } from '../../../src/report/spread.ts';

/** A day's spend of somebody who works five days in seven, some days much more than others; in nUSD. */
function dayOf(day: number, random: () => number): number {
  if (day % 7 >= 5 || random() < 0.1) return 0;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(1e9 * Math.exp(normal * 0.8));
}

function daysOf(from: number, count: number, random: () => number): readonly number[] {
  return Array.from({ length: count }, (_, at) => dayOf(from + at, random));
}

function sum(days: readonly number[]): number {
  return days.reduce((total, day) => total + day, 0);
}

describe('The spread of a projection', () => {
  for (const seen of [14, 30, 90]) {
    it(`has about one future month in ten below its floor after ${seen} days`, () => {
      const random = steadyRandom(seen);
      const trials = 120;
      let [below, above] = [0, 0];
      for (let trial = 0; trial < trials; trial += 1) {
        const { low, high } = spreadOf(daysOf(0, seen, random), 30, random);
        const month = sum(daysOf(seen, 30, random));
        below += month < low ? 1 : 0;
        above += month > high ? 1 : 0;
      }
      assert.ok(below / trials > 0.01 && below / trials < 0.17, `below: ${below / trials}`);
      assert.ok(above / trials < 0.28, `above: ${above / trials}`);
    });
  }

  it('is nothing where every day costs the same, and the same each time it is asked', () => {
    const same = spreadOf(
      Array.from({ length: 30 }, () => 7),
      30,
    );
    assert.deepEqual(same, { low: 210, high: 210 });
    const days = daysOf(0, 40, steadyRandom(3));
    assert.deepEqual(spreadOf(days, 365), spreadOf(days, 365));
  });

  it('is wider after a few days than after many like them', () => {
    const week = [0, 3, 9, 1, 4, 0, 0].map((usd) => usd * 1e9);
    const many = Array.from({ length: 84 }, (_, at) => week[at % 7] ?? 0);
    const [few, more] = [spreadOf(week, 30), spreadOf(many, 30)];
    assert.ok(few.high - few.low > 1.2 * (more.high - more.low));
  });
});
