import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isAudited } from '../../../../src/certainty/auditSample.ts';
import { answersToAsk, auditRows } from '../../../../src/editor/usage/auditQueue.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');

function row(hoursAgo: number, changes: Readonly<Record<string, string>> = {}) {
  const id = (NOW - hoursAgo * HOUR) * 4096 + 65;
  return { id, purpose: 'use', task: 'docs', language: 'go', final_tier: 'haiku', ...changes };
}

describe('the answers that are asked about', () => {
  it('are a day old at least and a fortnight at most', () => {
    const rows = [0, 23, 24, 100, 14 * 24, 14 * 24 + 1].map((hours) => row(hours));
    const ages = answersToAsk(rows, 1, NOW).map(({ at }) => (NOW - at) / HOUR);
    assert.deepEqual(ages, [24, 100, 14 * 24]);
    const { period, audit, outcome } = auditRows(NOW);
    assert.deepEqual([audit, outcome, period?.firstDay], ['none', 'accepted', 20_261_106]);
  });

  it('are answers for use, also those that chance has started elsewhere', () => {
    const purposes = ['use', 'compare', 'check', 'explore', 'control'];
    const rows = purposes.map((purpose) => row(30, { purpose }));
    assert.equal(answersToAsk(rows, 1, NOW).length, 3);
  });

  it('are chosen by their run alone: the same each time, and more of them with a larger share', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const ids = fc.integer({ min: 0, max: 2 ** 53 - 1 });
    fc.assert(
      fc.property(ids, share, share, (id, one, other) => {
        assert.equal(isAudited(id, 0), false);
        assert.equal(isAudited(id, 1), true);
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        if (isAudited(id, less)) assert.ok(isAudited(id, more));
      }),
    );
  });

  it('are the share that was asked for, whatever the windows and times of their runs', () => {
    for (const step of [1, 64, 4_096, 4_096 * 1_000, 4_096 * 60_000]) {
      const ids = Array.from({ length: 4_000 }, (_, at) => NOW * 4_096 + at * step);
      const share = ids.filter((id) => isAudited(id, 0.2)).length / ids.length;
      assert.ok(Math.abs(share - 0.2) < 0.03, `${step}: ${share}`);
    }
  });
});
