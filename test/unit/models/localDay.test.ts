import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { runIdMaker, runIdTime } from '../../../src/ledger/runId.ts';
import { addDays, firstOfMonth, localDayIn, startOfDayUtc } from '../../../src/models/localDay.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'] as const;

describe('Ledger: local days', () => {
  it('are those of the time zone, on both sides of midnight and of a clock change', () => {
    const berlin = localDayIn('Europe/Berlin');
    assert.equal(berlin(Date.parse('2026-03-28T22:59:59Z')), 20_260_328);
    assert.equal(berlin(Date.parse('2026-03-28T23:00:00Z')), 20_260_329);
    assert.equal(berlin(Date.parse('2026-03-29T21:59:59Z')), 20_260_329);
    assert.equal(berlin(Date.parse('2026-03-29T22:00:00Z')), 20_260_330);
    assert.equal(berlin(Date.parse('2026-10-25T22:59:59Z')), 20_261_025);
    assert.equal(berlin(Date.parse('2026-10-25T23:00:00Z')), 20_261_026);
    assert.equal(localDayIn('Pacific/Apia')(Date.parse('2011-12-29T23:00:00Z')), 20_111_229);
    assert.equal(localDayIn('Pacific/Apia')(Date.parse('2011-12-30T10:00:00Z')), 20_111_231);
  });

  it('never go back while time goes on, and lie within 14 hours of UTC', () => {
    const time = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2039, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), time, fc.nat(200_000_000), (zone, at, later) => {
        const day = localDayIn(zone);
        assert.ok(day(at) <= day(at + later));
        const offset = at - startOfDayUtc(day(at));
        assert.ok(offset >= -14 * 3_600_000 && offset <= 38 * 3_600_000);
      }),
    );
  });

  it('are added by the calendar', () => {
    assert.equal(addDays(20_240_228, 1), 20_240_229);
    assert.equal(addDays(20_240_301, -1), 20_240_229);
    assert.equal(addDays(20_261_231, 1), 20_270_101);
    assert.equal(firstOfMonth(20_261_120), 20_261_101);
    fc.assert(
      fc.property(fc.integer({ min: -4_000, max: 4_000 }), (count) => {
        assert.equal(addDays(addDays(20_260_101, count), -count), 20_260_101);
      }),
    );
  });
});

describe('Ledger: run ids', () => {
  it('rise, stay below 2^53 and differ between windows, whatever the clock does', () => {
    const clock = fc.array(fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2038, 0) }));
    fc.assert(
      fc.property(clock, fc.nat(63), fc.nat(63), (times, window, other) => {
        const ids = [window, other].map((number) => {
          let step = 0;
          const next = runIdMaker(number, () => times[step++ % times.length] ?? Date.UTC(2026, 0));
          return Array.from({ length: 200 }, next);
        });
        for (const made of ids) {
          assert.ok(made.every((id, index) => index === 0 || id > (made[index - 1] ?? 0)));
          assert.ok(made.every(Number.isSafeInteger));
        }
        if (window !== other) assert.equal(new Set(ids.flat()).size, 400);
      }),
    );
  });

  it('tell when they were made', () => {
    assert.equal(runIdTime(runIdMaker(5, () => 1_795_000_000_123)()), 1_795_000_000_123);
  });
});
