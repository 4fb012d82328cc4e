import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { addDays, daysBetween } from '../../../src/report/calendar.ts';
import { chartOf, namedBars, ticksUpTo } from '../../../src/report/chart.ts';
import { dayOf, USD } from './figuresOf.ts';

const CENT = USD / 100;

describe('chart of the report', () => {
  it('has a bar for each day of the period, days without runs too', () => {
    const week = { firstDay: 20_261_029, lastDay: 20_261_104 };
    const chart = chartOf([dayOf(20_261_101, 'haiku', 2, 9)], week, false);
    assert.equal(chart.unit, 'day');
    assert.deepEqual(
      chart.bars.map(({ firstDay }) => firstDay),
      [20_261_029, 20_261_030, 20_261_031, 20_261_101, 20_261_102, 20_261_103, 20_261_104],
    );
    assert.deepEqual(
      chart.bars.map(({ runs }) => runs),
      [0, 0, 0, 1, 0, 0, 0],
    );
  });

  it('stacks the tiers from the cheapest up, beside the sum of their baselines', () => {
    const day = 20_261_101;
    const days = [
      dayOf(day, 'opus', 10, 11),
      dayOf(day, 'haiku', 1, 40),
      dayOf(day, 'sonnet', 5, 9),
    ];
    const chart = chartOf(days, { firstDay: day, lastDay: day }, false);
    const [bar] = chart.bars;
    assert.ok(bar);
    assert.deepEqual(
      bar.segments.map(({ tier, fromNusd, toNusd }) => [tier, fromNusd / CENT, toNusd / CENT]),
      [
        ['haiku', 0, 1],
        ['sonnet', 1, 6],
        ['opus', 6, 16],
      ],
    );
    assert.equal(bar.costNusd, 16 * CENT);
    assert.equal(bar.baselineNusd, 60 * CENT);
    assert.deepEqual(chart.tiers, ['haiku', 'sonnet', 'opus']);
    assert.ok(chart.topNusd >= bar.baselineNusd);
  });

  it('begins and ends with the known days of a period that is open at its ends', () => {
    const days = [dayOf(20_260_301, 'haiku', 1), dayOf(20_260_315, 'haiku', 1)];
    const chart = chartOf(days, { firstDay: 0, lastDay: 99_991_231 }, true);
    assert.equal(chart.unit, 'day');
    assert.equal(chart.bars.at(0)?.firstDay, 20_260_301);
    assert.equal(chart.bars.at(-1)?.lastDay, 20_260_315);
  });

  it('counts by weeks from Monday, then by months, as the period grows', () => {
    const spring = [dayOf(20_260_204, 'haiku', 1), dayOf(20_260_501, 'haiku', 1)];
    const weeks = chartOf(spring, { firstDay: 0, lastDay: 0 }, true);
    assert.equal(weeks.unit, 'week');
    assert.deepEqual([weeks.bars[0]?.firstDay, weeks.bars[0]?.lastDay], [20_260_204, 20_260_208]);
    assert.equal(weeks.bars[1]?.firstDay, 20_260_209);

    const years = [dayOf(20_241_215, 'haiku', 1), dayOf(20_260_501, 'haiku', 1)];
    const months = chartOf(years, { firstDay: 0, lastDay: 0 }, true);
    assert.equal(months.unit, 'month');
    assert.deepEqual([months.bars[1]?.firstDay, months.bars[1]?.lastDay], [20_250_101, 20_250_131]);
    assert.equal(months.bars.at(-1)?.firstDay, 20_260_501);
  });

  it('loses no cost, whatever its bars stand for', () => {
    const days = fc.array(
      fc.record({
        offset: fc.integer({ min: 0, max: 1500 }),
        tier: fc.constantFrom('haiku', 'sonnet', 'opus', 'other'),
        cents: fc.integer({ min: 0, max: 1000 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(days, (parts) => {
        const all = parts.map(({ offset, tier, cents }) =>
          dayOf(addDays(20_220_101, offset), tier, cents, cents),
        );
        const chart = chartOf(all, { firstDay: 0, lastDay: 20_261_231 }, true);
        const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
        const expected = sum(all.map(({ costNusd }) => costNusd));
        assert.equal(sum(chart.bars.map(({ costNusd }) => costNusd)), expected);
        assert.equal(sum(chart.bars.map(({ baselineNusd }) => baselineNusd)), expected);
        assert.ok(chart.bars.length <= 63);
      }),
    );
  });

  it('still has an axis when nothing has a cost', () => {
    const chart = chartOf([], { firstDay: 20_261_101, lastDay: 20_261_107 }, false);
    assert.equal(chart.bars.length, 7);
    assert.equal(chart.topNusd, CENT);
  });

  it('marks the axis in few round steps that reach the highest value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e15 }), (highest) => {
        const ticks = ticksUpTo(highest, 4);
        const step = ticks[1] ?? 0;
        assert.equal(ticks[0], 0);
        assert.ok((ticks.at(-1) ?? 0) >= highest);
        assert.ok(ticks.length <= 6);
        assert.match(String(step), /^[125]0*$/u);
      }),
    );
    assert.deepEqual(
      ticksUpTo(43 * CENT, 4).map((tick) => tick / CENT),
      [0, 20, 40, 60],
    );
  });

  it('names as many bars as have room, the latest always', () => {
    assert.deepEqual(namedBars(7, 700, 60), [0, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual(namedBars(7, 210, 60), [0, 2, 4, 6]);
    assert.deepEqual(namedBars(30, 300, 60).at(-1), 29);
    assert.deepEqual(namedBars(0, 300, 60), []);
  });
});

describe('calendar of the report', () => {
  it('counts days over months, leap years and changes of the clock', () => {
    assert.equal(addDays(20_240_228, 1), 20_240_229);
    assert.equal(addDays(20_260_228, 1), 20_260_301);
    assert.equal(addDays(20_270_101, -1), 20_261_231);
    assert.equal(daysBetween(20_260_101, 20_261_231), 365);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (count) => {
        assert.equal(daysBetween(20_200_101, addDays(20_200_101, count)), count + 1);
      }),
    );
  });
});
