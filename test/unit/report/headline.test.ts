import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { escalationBand, escalationRate } from '../../../src/report/escalation.ts';
import { Format } from '../../../src/report/format.ts';
import { headlineOf } from '../../../src/report/headline.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import { comparedOf, totalsOf, USD } from './figuresOf.ts';

const format = new Format('en', REPORT_TEXTS, 'UTC');

describe('the first lines of the report', () => {
  it('tells what a kept answer cost, and what went to the others', () => {
    const { kept, unkept } = headlineOf(
      totalsOf({ runs: 4, costNusd: USD, kept: 3, unkeptCostNusd: USD / 4 }),
      format,
      true,
    );
    assert.deepEqual(kept, { cost: '$0.33', detail: '3 of 4 runs kept' });
    assert.deepEqual(unkept, { cost: '$0.25', detail: '25% on answers not kept' });
    const none = headlineOf(
      totalsOf({ runs: 1, costNusd: USD, unkeptCostNusd: USD }),
      format,
      true,
    );
    assert.deepEqual(none.kept, { cost: '–', detail: '0 of 1 run kept' });
  });

  it('reads spent, baseline and saved in figures and in a sentence', () => {
    const headline = headlineOf(comparedOf(48, 1.2, 4.8), format, true);
    assert.equal(headline.spent, '$1.20');
    assert.equal(headline.unpriced, undefined);
    assert.equal(headline.baseline, '$4.80');
    assert.equal(headline.saved, '$3.60');
    assert.equal(headline.savedPercent, '75%');
    assert.equal(headline.tone, 'saved');
    assert.deepEqual(headline.bar, { spent: 0.25, baseline: 1 });
    assert.equal(
      headline.sentence,
      '48 runs cost $1.20. Opus for everything would have cost $4.80, so you saved $3.60 (75%).',
    );
    assert.deepEqual(headline.notes, []);
  });

  it('shows no success, and no loss, that chance may have made', () => {
    assert.equal(headlineOf(comparedOf(48, 1.2, 4.8), format, false).tone, 'unsure');
    assert.equal(headlineOf(comparedOf(48, 4.8, 1.2), format, false).tone, 'unsure');
  });

  it('has its amounts to the nano-dollar too, which add up where rounded ones may not', () => {
    const { spent, baseline, saved, exact } = headlineOf(
      comparedOf(4, 0.01555, 0.05934),
      format,
      true,
    );
    assert.deepEqual([spent, baseline, saved], ['$0.016', '$0.059', '$0.044']);
    assert.deepEqual(exact, { spent: '$0.01555', baseline: '$0.05934', saved: '$0.04379' });
    const included = headlineOf(totalsOf({ runs: 2, attempts: 2, estimated: 2 }), format, true);
    assert.deepEqual(Object.values(included.exact), [undefined, undefined, undefined]);
  });

  it('shows a loss as negative and says it plainly', () => {
    const headline = headlineOf(comparedOf(1, 0.6, 0.5), format, true);
    assert.equal(headline.saved, '−$0.10');
    assert.equal(headline.savedPercent, '−20%');
    assert.equal(headline.tone, 'lost');
    assert.equal(
      headline.sentence,
      '1 run cost $0.60. That is $0.10 (20%) more than Opus for everything would have cost.',
    );
  });

  it('has no share of a baseline that is nothing', () => {
    const headline = headlineOf(comparedOf(1, 0.6, 0), format, true);
    assert.equal(headline.saved, '−$0.60');
    assert.equal(headline.savedPercent, undefined);
    assert.equal(
      headline.sentence,
      '1 run cost $0.60. Opus for everything would have cost nothing.',
    );
  });

  it('says so when Opus alone would have cost as much', () => {
    const headline = headlineOf(comparedOf(2, 0.5, 0.5), format, true);
    assert.equal(headline.saved, '$0.00');
    assert.equal(headline.savedPercent, '0%');
    assert.equal(headline.sentence, '2 runs cost $0.50, as much as Opus for everything.');
  });

  it('says that runs were part of a subscription, and shows no dollars for them', () => {
    const headline = headlineOf(totalsOf({ runs: 2, attempts: 2, estimated: 2 }), format, true);
    assert.deepEqual(
      [headline.spent, headline.baseline, headline.saved, headline.tone],
      ['included', '–', '–', 'even'],
    );
    assert.equal(
      headline.sentence,
      '2 runs were part of a subscription and cost nothing of their own. None of them can be compared with Opus.',
    );
  });

  it('compares nothing when no run has a baseline', () => {
    const headline = headlineOf(
      totalsOf({ runs: 2, costNusd: USD / 10, unpriced: 1 }),
      format,
      true,
    );
    assert.equal(headline.baseline, '–');
    assert.equal(headline.saved, '–');
    assert.equal(headline.savedPercent, undefined);
    assert.equal(headline.bar, undefined);
    assert.equal(
      headline.sentence,
      '2 runs cost $0.10 + 1 unpriced. None of them can be compared with Opus.',
    );
  });

  it('says what it estimates and leaves out, and compares only what can be compared', () => {
    const compared = comparedOf(46, 1.1, 4.4);
    const totals = { ...compared, runs: 48, costNusd: 1.2 * USD, unpriced: 2, estimated: 1 };
    const headline = headlineOf(totals, format, true);
    assert.equal(headline.spent, '~$1.20');
    assert.equal(headline.unpriced, '+ 2 unpriced');
    assert.equal(headline.saved, '~$3.30');
    assert.match(headline.sentence, /^46 runs cost ~\$1\.10\. /u);
    assert.equal(headline.notes.length, 3);
    assert.match(headline.notes[0] ?? '', /46 of 48 runs/u);
  });

  it('says what escalations, failed attempts and waiting came to', () => {
    const totals = {
      ...comparedOf(40, 2, 4),
      accepted: 38,
      escalations: 3,
      failedCostNusd: 0.1 * USD,
      extraMs: 125_000,
    };
    const { escalation, accepted, failed, added } = headlineOf(totals, format, true);
    assert.deepEqual(
      [escalation.rate, escalation.band, escalation.share, escalation.detail],
      ['7.5%', 'good', 0.25, '3 of 40 runs'],
    );
    assert.deepEqual([accepted.rate, accepted.detail], ['95%', '38 of 40 runs']);
    assert.deepEqual([failed.cost, failed.detail], ['$0.10', '5%, taken off the savings']);
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
        assert.doesNotMatch(JSON.stringify(headlineOf(totals, format, true)), /NaN|∞|null/u);
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

  it('takes off the savings what proved wrong, and does not say that Opus had been cheaper', () => {
    const debitedNusd = 3 * USD;
    const totals = { ...comparedOf(10, 1, 4), audited: 5, auditedWrong: 2, debitedNusd };
    const { sentence, saved, notes, tone } = headlineOf({ ...totals, savedNusd: 0 }, format, true);
    assert.match(
      sentence,
      /would have cost \$4\.00; less \$3\.00 for what proved wrong, \$0\.00 was saved/u,
    );
    assert.deepEqual([saved, tone], ['$0.00', 'even']);
    assert.match(notes[0] ?? '', /2 of the 5 answers.*\$3\.00 is taken off/u);
  });
});
