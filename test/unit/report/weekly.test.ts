import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Format } from '../../../src/report/format.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import { weeklyOf } from '../../../src/report/weekly/weekly.ts';
import type { WeeklyWords } from '../../../src/report/weekly/weeklyForms.ts';
import { WEEKLY_FORMS } from '../../../src/report/weekly/weeklyForms.ts';
import { WEEKLY_TEXTS } from '../../../src/report/weekly/weeklyTexts.ts';
import type { totalsOf } from './figuresOf.ts';
import { comparedOf, fallbacksOf, figuresOf, groupOf, USD } from './figuresOf.ts';

const NOW = { firstDay: 20_261_124, lastDay: 20_261_130 };
const BEFORE = { firstDay: 20_261_117, lastDay: 20_261_123 };
const words: WeeklyWords = {
  format: new Format('en', REPORT_TEXTS, 'UTC'),
  text: (key, values = {}) =>
    WEEKLY_TEXTS[key].replace(/\{(\w+)\}/g, (mark, name: string) => values[name] ?? mark),
  name: (_, key) => key.toUpperCase(),
};

const week = (docs: Partial<ReturnType<typeof totalsOf>>, period = NOW) => {
  const totals = { ...comparedOf(10, 0.1, 0.5), kept: 8, unkeptCostNusd: 0.02 * USD, ...docs };
  return figuresOf({
    period,
    totals,
    byTask: [groupOf('docs', totals)],
    byTier: [groupOf('haiku', totals)],
    fallbacks: {
      ...fallbacksOf({}),
      byTier: [
        {
          tier: 'haiku',
          attempts: 20,
          judged: 20,
          successes: 15,
          successRate: 0.75,
          fallbacks: 0,
          costNusd: 0.1 * USD,
        },
      ],
    },
  });
};

describe('the weekly report', () => {
  it('sets each figure beside that of the week before', () => {
    const { totals, tiers, tasks } = weeklyOf(week({ runs: 12 }), week({}, BEFORE));
    assert.deepEqual(totals.runs, { now: 12, before: 10 });
    assert.deepEqual(totals.perKeptNusd, { now: 12_500_000, before: 12_500_000 });
    assert.deepEqual(tiers[0]?.figures.perRequestNusd, { now: 5_000_000, before: 5_000_000 });
    assert.deepEqual(tiers[0]?.figures.passed, { now: 0.75, before: 0.75 });
    assert.deepEqual(tasks[0]?.figures.keptShare, { now: 8 / 12, before: 0.8 });
  });

  it('has no figure where there was nothing, and no zero in its place', () => {
    const { totals, tasks } = weeklyOf(week({}), figuresOf({ period: BEFORE }));
    assert.deepEqual(totals.savedNusd, { now: 0.4 * USD, before: null });
    assert.deepEqual(totals.perKeptNusd.before, null);
    assert.deepEqual(tasks[0]?.figures.passed, { now: 1, before: null });
  });

  it('names what fell or rose by more than five points, from eight runs on', () => {
    const told = (now: number, runs = 10) =>
      weeklyOf(week({ accepted: now, kept: 8, runs }), week({ accepted: 10 }, BEFORE)).changes;
    assert.deepEqual(told(9), [{ task: 'docs', figure: 'passed', now: 0.9, before: 1 }]);
    assert.deepEqual(told(10), []);
    assert.deepEqual(told(3, 7), []);
    const rose = weeklyOf(week({ kept: 9 }), week({}, BEFORE)).changes;
    assert.deepEqual(rose, [{ task: 'docs', figure: 'keptShare', now: 0.9, before: 0.8 }]);
  });

  it('says by rules what to do', () => {
    const told = (docs: Parameters<typeof week>[0]) =>
      weeklyOf(week(docs), week({}, BEFORE)).advice;
    assert.deepEqual(told({}), []);
    assert.deepEqual(told({ savedNusd: -0.2 * USD }), [
      { code: 'startAtOpus', task: 'docs', lostNusd: 0.2 * USD },
    ]);
    assert.deepEqual(told({ kept: 4 }), [{ code: 'lookAtUnkept', task: 'docs', share: 0.6 }]);
    assert.deepEqual(told({ escalations: 2 }), [
      { code: 'lookAtEscalations', task: 'docs', share: 0.2 },
    ]);
    assert.deepEqual(told({ unpriced: 3 }), [{ code: 'setPrices', attempts: 3 }]);
  });

  it('is Markdown with tables whose rows have as many cells as their heads', () => {
    const weekly = weeklyOf(week({ savedNusd: -0.2 * USD, accepted: 9 }), week({}, BEFORE));
    const text = WEEKLY_FORMS.markdown(weekly, words);
    assert.match(text, /^# Tierwise, Nov 24\s–\s30, 2026\n\nBeside Nov 17\s–\s23, 2026\.\n/);
    assert.match(text, /^\| Spent \| \$0\.10 \| \$0\.10 \|$/m);
    assert.match(text, /^\| HAIKU \| 20 \(before: 20\) \| /m);
    assert.match(text, /^- DOCS: Passed their check fell from 100% to 90%\.$/m);
    assert.match(text, /^- DOCS cost \$0\.20 more than .*routing\.start\.docs to opus\.$/m);
    for (const [table] of text.matchAll(/(?:^\|.*\n)+/gm)) {
      const counts = table
        .trim()
        .split('\n')
        .map((line) => line.split('|').length);
      assert.equal(new Set(counts).size, 1, table);
    }
  });

  it('says that nothing was run', () => {
    const weekly = weeklyOf(figuresOf({ period: NOW }), figuresOf({ period: BEFORE }));
    assert.match(WEEKLY_FORMS.markdown(weekly, words), /\n\nNothing was run in this week\.\n$/);
  });

  it('is CSV and JSON with codes and whole nano-dollars', () => {
    const weekly = weeklyOf(week({}), week({}, BEFORE));
    const csv = WEEKLY_FORMS.csv(weekly, words);
    assert.match(csv, /^group,key,figure,this_week,week_before\r\n/);
    assert.match(csv, /\r\nperiod,,last_day,20261130,20261123\r\n/);
    assert.match(csv, /\r\ntask,docs,spentNusd,100000000,100000000\r\n/);
    assert.deepEqual(JSON.parse(WEEKLY_FORMS.json(weekly, words)), weekly);
  });
});
