import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { escalationBand, escalationRate } from '../../../src/report/escalation.ts';
import { Format } from '../../../src/report/format.ts';
import { summaryOf } from '../../../src/report/summary.ts';
import { comparedOf, totalsOf, USD } from './figuresOf.ts';

const format = new Format('en', {}, 'UTC');

describe('summary of the report', () => {
  it('reads spent, baseline and saved in figures and in a sentence', () => {
    const summary = summaryOf(comparedOf(48, 1.2, 4.8), format);
    assert.equal(summary.spent, '$1.20');
    assert.equal(summary.unpriced, undefined);
    assert.equal(summary.baseline, '$4.80');
    assert.equal(summary.saved, '$3.60');
    assert.equal(summary.savedPercent, '75%');
    assert.equal(summary.tone, 'saved');
    assert.deepEqual(summary.bar, { spent: 0.25, baseline: 1 });
    assert.equal(
      summary.sentence,
      '48 runs cost $1.20. Opus for everything would have cost $4.80, so you saved $3.60 (75%).',
    );
    assert.deepEqual(summary.notes, []);
  });

  it('has its amounts to the nano-dollar too, which add up where rounded ones may not', () => {
    const { spent, baseline, saved, exact } = summaryOf(comparedOf(4, 0.01555, 0.05934), format);
    assert.deepEqual([spent, baseline, saved], ['$0.016', '$0.059', '$0.044']);
    assert.deepEqual(exact, { spent: '$0.01555', baseline: '$0.05934', saved: '$0.04379' });
    const included = summaryOf(totalsOf({ runs: 2, attempts: 2, estimated: 2 }), format);
    assert.deepEqual(Object.values(included.exact), [undefined, undefined, undefined]);
  });

  it('shows a loss as negative and says it plainly', () => {
    const summary = summaryOf(comparedOf(1, 0.6, 0.5), format);
    assert.equal(summary.saved, '−$0.10');
    assert.equal(summary.savedPercent, '−20%');
    assert.equal(summary.tone, 'lost');
    assert.equal(
      summary.sentence,
      '1 run cost $0.60. That is $0.10 (20%) more than Opus for everything would have cost.',
    );
  });

  it('has no share of a baseline that is nothing', () => {
    const summary = summaryOf(comparedOf(1, 0.6, 0), format);
    assert.equal(summary.saved, '−$0.60');
    assert.equal(summary.savedPercent, undefined);
    assert.equal(
      summary.sentence,
      '1 run cost $0.60. Opus for everything would have cost nothing.',
    );
  });

  it('says so when Opus alone would have cost as much', () => {
    const summary = summaryOf(comparedOf(2, 0.5, 0.5), format);
    assert.equal(summary.saved, '$0.00');
    assert.equal(summary.savedPercent, '0%');
    assert.equal(summary.sentence, '2 runs cost $0.50, as much as Opus for everything.');
  });

  it('says that runs were part of a subscription, and shows no dollars for them', () => {
    const summary = summaryOf(totalsOf({ runs: 2, attempts: 2, estimated: 2 }), format);
    assert.deepEqual(
      [summary.spent, summary.baseline, summary.saved, summary.tone],
      ['included', '–', '–', 'even'],
    );
    assert.equal(
      summary.sentence,
      '2 runs were part of a subscription and cost nothing of their own. None of them can be compared with Opus.',
    );
  });

  it('compares nothing when no run has a baseline', () => {
    const summary = summaryOf(totalsOf({ runs: 2, costNusd: USD / 10, unpriced: 1 }), format);
    assert.equal(summary.baseline, '–');
    assert.equal(summary.saved, '–');
    assert.equal(summary.savedPercent, undefined);
    assert.equal(summary.bar, undefined);
    assert.equal(
      summary.sentence,
      '2 runs cost $0.10 + 1 unpriced. None of them can be compared with Opus.',
    );
  });

  it('says what it estimates and leaves out, and compares only what can be compared', () => {
    const compared = comparedOf(46, 1.1, 4.4);
    const totals = { ...compared, runs: 48, costNusd: 1.2 * USD, unpriced: 2, estimated: 1 };
    const summary = summaryOf(totals, format);
    assert.equal(summary.spent, '~$1.20');
    assert.equal(summary.unpriced, '+ 2 unpriced');
    assert.equal(summary.saved, '~$3.30');
    assert.match(summary.sentence, /^46 runs cost ~\$1\.10\. /u);
    assert.equal(summary.notes.length, 3);
    assert.match(summary.notes[0] ?? '', /46 of 48 runs/u);
  });

  it('says what escalations, failed attempts and waiting came to', () => {
    const totals = {
      ...comparedOf(40, 2, 4),
      accepted: 38,
      escalations: 3,
      failedCostNusd: 0.1 * USD,
      extraMs: 125_000,
    };
    const { escalation, accepted, failed, added } = summaryOf(totals, format);
    assert.deepEqual(
      [escalation.rate, escalation.band, escalation.share, escalation.detail],
      ['7.5%', 'good', 0.25, '3 of 40 runs'],
    );
    assert.deepEqual([accepted.rate, accepted.detail], ['95%', '38 of 40 runs']);
    assert.deepEqual([failed.cost, failed.detail], ['$0.10', '5% of what was spent']);
    assert.equal(added.time, '2 min 5 sec');
  });

  it('never divides by nothing', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(3), fc.nat(2), fc.nat(2), (runs, compared, cost, baseline) => {
        const totals = {
          ...comparedOf(Math.min(runs, compared), cost, baseline),
          runs,
          escalations: runs,
        };
        assert.doesNotMatch(JSON.stringify(summaryOf(totals, format)), /NaN|∞|null/u);
      }),
    );
  });
});

describe('escalation bands', () => {
  it('are excellent below 5 %, good up to 15 %, and to be reviewed above', () => {
    const bands = [0, 0.0499, 0.05, 0.15, 0.1501, 1].map((rate) => escalationBand(rate));
    assert.deepEqual(bands, ['excellent', 'excellent', 'good', 'good', 'review', 'review']);
  });

  it('have no rate without runs', () => {
    assert.equal(escalationRate(totalsOf({})), undefined);
    assert.equal(escalationRate(totalsOf({ runs: 8, escalations: 2 })), 0.25);
  });
});
