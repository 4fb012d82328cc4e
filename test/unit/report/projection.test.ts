import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { localDay } from '../../../src/report/calendar.ts';
import { Format } from '../../../src/report/format.ts';
import { projectionOf } from '../../../src/report/projection.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import { comparedOf, dayOf, figuresOf, totalsOf } from './figuresOf.ts';

const format = new Format('en', REPORT_TEXTS, 'UTC');
const TODAY = 20_261_110;
const period = { firstDay: 20_261_012, lastDay: TODAY };

/** Ten days of use, from the first of November on. */
const figures = figuresOf({
  period,
  totals: comparedOf(5, 1, 4),
  byDay: [dayOf(20_261_101, 'haiku', 60), dayOf(20_261_103, 'opus', 40)],
});

describe('the projection', () => {
  it('spreads what can be compared over the days since the first use', () => {
    const projection = projectionOf(figures, TODAY, format);
    assert.equal(projection?.days, 10);
    assert.deepEqual(
      projection.table.rows.map((row) => row.slice(0, 4).map(({ text }) => text)),
      [
        ['A month (30 days)', '$3.00', '$12.00', '$9.00'],
        ['A year', '$36.50', '$146.00', '$109.50'],
        ['A month at 10 times the use', '$30.00', '$120.00', '$90.00'],
        ['A month at 100 times the use', '$300.00', '$1,200.00', '$900.00'],
      ],
    );
  });

  it('tells the floor of a commitment, which most months exceed, at every scale', () => {
    const days = Array.from({ length: 20 }, (_, at) => dayOf(20_261_001 + at, 'haiku', 40 + at));
    const use = { ...figures, byDay: days, period: { firstDay: 20_261_001, lastDay: 20_261_020 } };
    const projection = projectionOf(use, 20_261_020, format);
    assert.ok(projection);
    const { low, high } = projection.month;
    assert.ok(0 < low && low < high);
    const floors = projection.table.rows.map((row) => Number(row[5]?.sort));
    assert.deepEqual([floors[0], floors[2], floors[3]], [low, 10 * low, 100 * low]);
    assert.equal(projection.table.rows[0]?.[4]?.text, `${format.usd(low)} to ${format.usd(high)}`);
  });

  it('goes on to today where the period is open at its end', () => {
    const open = { ...figures, period: { firstDay: 0, lastDay: 99_991_231 } };
    assert.equal(projectionOf(open, TODAY, format)?.days, 10);
    assert.equal(projectionOf(open, 20_261_101, format), undefined);
  });

  it('shows a loss as one, and its amounts add up', () => {
    const lost = { ...figures, totals: comparedOf(5, 4, 1) };
    const [month] = projectionOf(lost, TODAY, format)?.table.rows ?? [];
    assert.deepEqual(
      month?.slice(0, 4).map(({ text }) => text),
      ['A month (30 days)', '$12.00', '$3.00', '−$9.00'],
    );
    assert.equal(month[3]?.isNegative, true);
  });

  it('says nothing of a month from a few days, nor from what cannot be compared', () => {
    assert.equal(projectionOf(figures, 20_261_106, format), undefined);
    assert.ok(projectionOf(figures, 20_261_107, format));
    const unpriced = { ...figures, totals: totalsOf({ runs: 5, attempts: 5, unpriced: 5 }) };
    assert.equal(projectionOf(unpriced, TODAY, format), undefined);
    assert.equal(projectionOf(figuresOf({ period }), TODAY, format), undefined);
  });

  it('ends with the local day', () => {
    assert.equal(localDay(new Date(2026, 0, 5, 23, 59)), 20_260_105);
  });
});
