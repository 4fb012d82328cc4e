import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { TaskStart } from '../../../src/ledger/quality.ts';
import { Format } from '../../../src/report/format.ts';
import type { AdvisedSettings } from '../../../src/report/protocol/advice.ts';
import { isSettingChange } from '../../../src/report/protocol/advice.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import type { AdviceFacts } from '../../../src/report/quality/advice.ts';
import { adviceOf } from '../../../src/report/quality/advice.ts';
import { comparedOf, figuresOf, groupOf, totalsOf, USD } from './figuresOf.ts';

const format = new Format('en', REPORT_TEXTS, 'UTC');
const settings: AdvisedSettings = { starts: {}, auditShare: 0, perMonthNusd: null };

function startOf(given: Partial<TaskStart>): TaskStart {
  return {
    task: 'docs',
    startTier: 'haiku',
    runs: 40,
    right: 36,
    escalated: 2,
    priced: 40,
    pricedRight: 36,
    pricedNusd: 2 * USD,
    comparable: 40,
    baselineNusd: 10 * USD,
    startNusd: USD,
    ...given,
  };
}

function adviceFrom(given: Partial<AdviceFacts>) {
  const facts = {
    figures: figuresOf({}),
    starts: [],
    settings,
    month: undefined,
    words: {},
    format,
  };
  return adviceOf({ ...facts, ...given });
}

describe('Report: what to do', () => {
  const losing = startOf({ escalated: 39, pricedNusd: 11 * USD });

  it('starts at Opus what escalates above its break-even, and says the rule', () => {
    const [advice, ...others] = adviceFrom({ starts: [losing] });
    assert.deepEqual(others, []);
    assert.deepEqual(advice?.change, { setting: 'routing.start.docs', value: 'opus' });
    assert.equal(
      advice.rule,
      'From haiku 98% of 40 runs escalated; above 90% that costs more than Opus at once, here $1.00 more.',
    );
    assert.equal(advice.button, 'Set tierwise.routing.start.docs to opus');
    assert.deepEqual(advice.behind.filter, { task: 'docs', startTier: 'haiku' });
  });

  it('starts at Sonnet instead where that has been shown to pay', () => {
    const sonnet = startOf({ startTier: 'sonnet', escalated: 4, startNusd: 5 * USD });
    const [advice] = adviceFrom({ starts: [losing, sonnet] });
    assert.equal(advice?.change.value, 'sonnet');
  });

  it('says nothing from a few runs, without a comparison, at the break-even, or of what is set', () => {
    const nothing = [
      startOf({ runs: 19, comparable: 19, escalated: 19 }),
      startOf({ comparable: 0, baselineNusd: 0, escalated: 40 }),
      startOf({ escalated: 36 }),
      // Above its break-even, and yet it has saved.
      startOf({ escalated: 39, pricedNusd: 9 * USD }),
      startOf({ startTier: 'opus', escalated: 0 }),
    ];
    for (const start of nothing) assert.deepEqual(adviceFrom({ starts: [start] }), []);
    const set = { ...settings, starts: { docs: 'opus' } } as const;
    assert.deepEqual(adviceFrom({ starts: [losing], settings: set }), []);
  });

  it('tells the task that wastes a fifth of what it costs, unless another start is advised', () => {
    const wasting = (unkeptUsd: number, runs = 20) => {
      const docs = groupOf('docs', { ...comparedOf(runs, 3, 9), unkeptCostNusd: unkeptUsd * USD });
      return figuresOf({ byTask: [docs] });
    };
    const [advice, ...others] = adviceFrom({ figures: wasting(0.6) });
    assert.deepEqual(others, []);
    assert.equal(
      advice?.rule,
      '20% of what it cost in 20 runs went to answers that were not kept: $0.60.',
    );
    assert.deepEqual(advice.behind.filter, { task: 'docs', kept: 'no' });
    assert.ok(isSettingChange(advice.change));
    for (const figures of [wasting(0.59), wasting(1, 19), wasting(0)]) {
      assert.deepEqual(adviceFrom({ figures }), []);
    }
    const both = adviceFrom({ figures: wasting(1), starts: [losing] });
    assert.deepEqual(
      both.map(({ change }) => change.setting),
      ['routing.start.docs'],
    );
  });

  it('goes back down where the lower start pays and is as often right', () => {
    const set = { ...settings, starts: { docs: 'opus' } } as const;
    const opus = startOf({ startTier: 'opus', escalated: 0, right: 37 });
    const [advice, ...others] = adviceFrom({ starts: [startOf({}), opus], settings: set });
    assert.deepEqual(others, []);
    assert.deepEqual(advice?.change, { setting: 'routing.start.docs', value: 'haiku' });
    const worse = startOf({ right: 30 });
    assert.deepEqual(adviceFrom({ starts: [worse, opus], settings: set }), []);
  });

  it('asks for prices, a cap and audits only where these are missing', () => {
    const figures = figuresOf({ totals: totalsOf({ runs: 60, accepted: 60, unpriced: 2 }) });
    const month = { low: 3 * USD, high: 8.2 * USD };
    const changes = adviceFrom({ figures, month }).map(({ change }) => change);
    assert.deepEqual(changes, [
      { setting: 'prices', value: null },
      { setting: 'budget.perMonth', value: 9 },
      { setting: 'audit.share', value: 0.05 },
    ]);
    assert.ok(changes.every(isSettingChange));
    const set = { ...settings, auditShare: 0.1, perMonthNusd: USD };
    const priced = figuresOf({ totals: totalsOf({ runs: 60, accepted: 60 }) });
    assert.deepEqual(adviceFrom({ figures: priced, month, settings: set }), []);
  });

  it('names what costs more than Opus, the dearest first, where nothing better is known yet', () => {
    const byTask = [
      groupOf('tests', comparedOf(30, 3, 2)),
      groupOf('docs', comparedOf(5, 4, 2)),
      groupOf('review', comparedOf(5, 1, 2)),
      groupOf('fix', comparedOf(5, 3, 2)),
    ];
    const starts = { fix: 'opus' } as const;
    const advice = adviceFrom({
      figures: figuresOf({ byTask }),
      settings: { ...settings, starts },
    });
    assert.deepEqual(
      advice.map(({ text }) => text),
      ['docs costs more than Opus at once would.', 'tests costs more than Opus at once would.'],
    );
    assert.equal(
      advice[0]?.rule,
      '$2.00 more in 5 runs. From 20 runs on it is said here where to start.',
    );
    assert.match(advice[1]?.rule ?? '', /^\$1\.00 more in 30 runs, though/);
    assert.ok(advice.every(({ change }) => isSettingChange(change)));
    assert.deepEqual(advice[0]?.change, { setting: 'routing.start.docs', value: null });
    // Where to start is said once it is known, and the loss not beside it.
    const [known, ...others] = adviceFrom({
      figures: figuresOf({ byTask: [groupOf('docs', comparedOf(40, 12, 10))] }),
      starts: [losing],
    });
    assert.deepEqual(known?.change, { setting: 'routing.start.docs', value: 'opus' });
    assert.deepEqual(others, []);
  });

  it('says one thing of where a task is to start', () => {
    const byTask = [groupOf('docs', comparedOf(80, 30, 20))];
    const starts = [
      startOf({ startTier: 'sonnet', escalated: 39, right: 36, pricedNusd: 11 * USD }),
      startOf({}),
    ];
    const set = { ...settings, starts: { docs: 'sonnet' } } as const;
    const down = adviceFrom({ figures: figuresOf({ byTask }), starts, settings: set });
    assert.deepEqual(
      down.map(({ change }) => change),
      [{ setting: 'routing.start.docs', value: 'haiku' }],
    );
    const bothBad = [losing, startOf({ startTier: 'sonnet', escalated: 39, pricedNusd: 11 * USD })];
    const up = adviceFrom({ figures: figuresOf({ byTask }), starts: bothBad });
    assert.deepEqual(
      up.map(({ change }) => change),
      [{ setting: 'routing.start.docs', value: 'opus' }],
    );
  });

  it('can change nothing else from the page', () => {
    const refused: readonly unknown[] = [
      { setting: 'api.baseUrl', value: 'https://evil.example' },
      { setting: 'budget.perRun', value: 100 },
      { setting: 'routing.start.docs', value: 'fable' },
      { setting: 'routing.start.other', value: 'opus' },
      { setting: 'audit.share', value: 2 },
      { setting: 'budget.perMonth', value: -1 },
      { setting: 'prices', value: 'all' },
      { setting: 'constructor', value: null },
      { setting: 7, value: 'opus' },
      null,
    ];
    for (const change of refused) assert.ok(!isSettingChange(change), JSON.stringify(change));
  });
});
