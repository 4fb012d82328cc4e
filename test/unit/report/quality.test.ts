import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PowerSums } from '../../../src/certainty/spread.ts';
import type { TaskStart, TierQuality } from '../../../src/ledger/quality.ts';
import { Format } from '../../../src/report/format.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import { breakEvenOf, readingOf } from '../../../src/report/quality/breakEven.ts';
import { changesOf } from '../../../src/report/quality/changes.ts';
import { startsGist, startTable } from '../../../src/report/quality/startTable.ts';
import { surenessOf } from '../../../src/report/quality/sureness.ts';
import { qualityGist, tierQualityTable } from '../../../src/report/quality/tierTable.ts';
import { mostWasteful } from '../../../src/report/quality/waste.ts';
import { comparedOf, figuresOf, groupOf, USD } from './figuresOf.ts';

const format = new Format('en', REPORT_TEXTS, 'UTC');

function startOf(given: Partial<TaskStart>): TaskStart {
  return {
    task: 'docs',
    startTier: 'haiku',
    runs: 40,
    right: 30,
    escalated: 2,
    priced: 40,
    pricedRight: 30,
    pricedNusd: 2 * USD,
    comparable: 40,
    baselineNusd: 10 * USD,
    startNusd: USD,
    ...given,
  };
}

function tierOf(given: Partial<TierQuality>): TierQuality {
  return {
    tier: 'haiku',
    runs: 10,
    told: 0,
    satisfaction: 0,
    low: 0,
    kept: 0,
    edited: 0,
    undone: 0,
    discarded: 0,
    shared: 0,
    keptShare: 0,
    accepted: 0,
    medianMs: null,
    mostMs: null,
    ...given,
  };
}

describe('Report: how sure it is that something was saved', () => {
  /** As many runs, of which every other one saved the one amount, and the rest the other. */
  const saving = (count: number, one: number, other: number): PowerSums => {
    const of = (power: number): number => (count / 2) * (one ** power + other ** power);
    return { count, powers: [of(1), of(2), of(3), of(4)] };
  };

  it('is between two amounts, from thirty runs on, and certain where both are above nothing', () => {
    assert.equal(surenessOf(saving(0, 0, 0), format), undefined);
    assert.deepEqual(surenessOf(saving(16, 1, 2), format), {
      text: 'Too early to say (16 runs). From 30 on the range is said here.',
      isSure: false,
    });
    const one = surenessOf({ count: 1, powers: [1, 1, 1, 1] }, format);
    assert.match(one?.text ?? '', /say \(1 run\)/);
    assert.deepEqual(surenessOf(saving(100, 1, 2), format), {
      text: '100 runs like these save from $140.03 to $159.97, 19 times in 20.',
      isSure: true,
    });
    const either = surenessOf(saving(40, 1, -0.9), format);
    assert.match(either?.text ?? '', /from −\$.* certain yet\.$/);
    assert.equal(either?.isSure, false);
    const lost = surenessOf(saving(40, -1, -0.9), format);
    assert.doesNotMatch(lost?.text ?? '', /certain/);
    assert.equal(lost?.isSure, true);
  });
});

describe('Report: the task that wastes most', () => {
  it('is that of which most went to answers that were not kept, whatever it saved', () => {
    const wasting = (key: string, costUsd: number, unkeptUsd: number) =>
      groupOf(key, { ...comparedOf(9, costUsd, 10), unkeptCostNusd: unkeptUsd * USD });
    assert.equal(mostWasteful([wasting('docs', 5, 1), wasting('tests', 3, 2)])?.key, 'tests');
    assert.equal(mostWasteful([wasting('docs', 5, 0)]), undefined);
    assert.equal(mostWasteful([]), undefined);
  });
});

describe('Report: a start beside its break-even', () => {
  it('pays while it escalates less than one less its share of the price of Opus', () => {
    assert.equal(breakEvenOf(startOf({})), 0.9);
    assert.equal(breakEvenOf(startOf({ startTier: 'opus' })), undefined);
    assert.equal(breakEvenOf(startOf({ comparable: 0, baselineNusd: 0 })), undefined);
  });

  it('is read by its break-even first, then by the bands, and not by a few runs', () => {
    assert.equal(readingOf(startOf({ escalated: 0 })), 'excellent');
    assert.equal(readingOf(startOf({ escalated: 4 })), 'good');
    assert.equal(readingOf(startOf({ escalated: 20 })), 'review');
    const dear = { pricedNusd: 11 * USD };
    assert.equal(readingOf(startOf({ escalated: 37, ...dear })), 'loses');
    assert.equal(readingOf(startOf({ escalated: 3, startNusd: 9.5 * USD, ...dear })), 'loses');
    // What has saved does not lose, whatever its break-even says.
    assert.equal(readingOf(startOf({ escalated: 37 })), 'review');
    assert.equal(readingOf(startOf({ runs: 3, escalated: 3 })), 'tooFew');
    assert.equal(readingOf(startOf({ startTier: 'opus', escalated: 0 })), undefined);
    // Without anything to compare the bands are all that is known.
    assert.equal(readingOf(startOf({ comparable: 0, baselineNusd: 0, escalated: 40 })), 'review');
  });

  it('has no right answers per dollar where there is no dollar', () => {
    const free = startOf({ priced: 0, pricedRight: 0, pricedNusd: 0 });
    const [row] = startTable([free], {}, format).rows;
    assert.equal(row?.[4]?.text, '–');
    assert.equal(startsGist([free], {}, format), undefined);
    assert.equal(startsGist([startOf({})], {}, format), 'Best: docs from haiku, 15 per dollar');
  });

  it('never shows a break-even below nothing', () => {
    const [row] = startTable([startOf({ startNusd: 12 * USD })], {}, format).rows;
    assert.equal(row?.[6]?.text, '0%');
  });
});

describe('Report: quality by tier', () => {
  it('says nothing of what nobody has said', () => {
    const [row] = tierQualityTable([tierOf({})], [], {}, format).rows;
    assert.deepEqual(
      row?.slice(2).map(({ text }) => text),
      Array.from({ length: 10 }, () => '–'),
    );
    assert.equal(qualityGist([tierOf({})], format), undefined);
  });

  it('has the mean of those who said something, and counts those below 70 %', () => {
    const told = tierOf({ told: 4, satisfaction: 3, low: 1, medianMs: 4000, mostMs: 9000 });
    const [row] = tierQualityTable([told], [], {}, format).rows;
    assert.deepEqual(
      [2, 3, 9, 10].map((at) => row?.[at]?.text),
      ['75%', '1', '4 sec', '9 sec'],
    );
    assert.equal(qualityGist([told], format), 'Satisfaction 75%, below 70%: 1 of 4');
  });
});

describe('Report: what changed', () => {
  const task = (key: string, runs: number, accepted: number, kept: number) =>
    groupOf(key, { ...comparedOf(runs, 1, 2), accepted, kept });
  const period = (...byTask: readonly ReturnType<typeof task>[]) =>
    figuresOf({ byTask, totals: comparedOf(20, 1, 2) });

  it('names a task that fell by more than five points, and no other', () => {
    const now = period(task('docs', 20, 15, 20), task('tests', 20, 19, 20), task('fix', 4, 1, 4));
    const before = period(
      task('docs', 20, 20, 20),
      task('tests', 20, 20, 20),
      task('fix', 4, 4, 4),
    );
    const changes = changesOf(now, before, { 'task.docs': 'Write Docs' }, format);
    assert.deepEqual(changes?.fell, [
      'Write Docs: answers that passed fell from 100% in the period before to 75%.',
    ]);
  });

  it('compares nothing with nothing', () => {
    assert.equal(changesOf(period(), figuresOf({}), {}, format), undefined);
    assert.equal(changesOf(figuresOf({}), period(), {}, format), undefined);
  });

  it('says by how much amounts and shares differ, losses included', () => {
    const now = figuresOf({ totals: { ...comparedOf(20, 3, 1), accepted: 15 } });
    const before = figuresOf({ totals: comparedOf(10, 2, 3) });
    const table = changesOf(now, before, {}, format)?.table;
    assert.deepEqual(
      table?.rows.map((row) => row[3]?.text),
      ['+50%', '−300%', '+100%', '−25 points', '0 points', '0 points'],
    );
    const again = changesOf(before, now, {}, format)?.table;
    assert.equal(again?.rows[1]?.[3]?.text, 'no comparison');
  });
});
