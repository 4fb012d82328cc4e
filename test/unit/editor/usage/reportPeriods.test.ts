import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { periodDays } from '../../../../src/editor/usage/reportPeriods.ts';
import { reportWords } from '../../../../src/editor/usage/reportWords.ts';
import { wordIn } from '../../../../src/editor/wording/wording.ts';

describe('the days of a period', () => {
  const noon = new Date(2026, 2, 3, 12).getTime();

  it('end with today and count today in', () => {
    assert.deepEqual(periodDays('today', noon), { firstDay: 20260303, lastDay: 20260303 });
    assert.deepEqual(periodDays('7days', noon), { firstDay: 20260225, lastDay: 20260303 });
    assert.deepEqual(periodDays('30days', noon), { firstDay: 20260202, lastDay: 20260303 });
  });

  it('are all days where all are asked for: where a run began it may be tomorrow already', () => {
    const { firstDay, lastDay } = periodDays('all', noon);
    assert.ok(firstDay < 20000101 && lastDay > 20260304);
  });

  it('are right in the first minute of a year', () => {
    const night = new Date(2027, 0, 1, 0, 1).getTime();
    assert.deepEqual(periodDays('7days', night), { firstDay: 20261226, lastDay: 20270101 });
  });
});

describe("the report's words", () => {
  it('name tasks, tiers, models and reasons', () => {
    const words = reportWords(
      [
        { key: 'task.docs', kind: 'task', code: 'docs', args: {} },
        { key: 'tier.opus', kind: 'tier', code: 'opus', args: {} },
        { key: 'model.m', kind: 'model', code: 'claude-opus-5-5', args: {} },
        { key: 'language.go', kind: 'language', code: 'go', args: {} },
        { key: 'reason.1', kind: 'reason', code: 'default', args: { tier: 'haiku' } },
      ],
      (coded) => wordIn(coded, (text) => text),
      (text) => text,
    );
    assert.deepEqual(words, {
      'task.docs': 'Write Docs',
      'tier.opus': 'Opus',
      'model.m': 'Opus 5.5',
      'reason.1': 'Haiku is where this task starts.',
    });
  });
});
