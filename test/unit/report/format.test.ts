import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Format } from '../../../src/report/format.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import { USD } from './figuresOf.ts';

const english = new Format('en', REPORT_TEXTS, 'UTC');

describe('figures in words', () => {
  it('says money, what is estimated in it and what it leaves out', () => {
    const amount = { costNusd: 0.42 * USD, unpriced: 0, estimated: 0 };
    assert.equal(english.spend(amount), '$0.42');
    assert.equal(english.spend({ ...amount, unpriced: 2 }), '$0.42 + 2 unpriced');
    assert.equal(english.spend({ ...amount, unpriced: 2, estimated: 1 }), '~$0.42 + 2 unpriced');
    assert.equal(english.about(-0.42 * USD, 1), '~\u202f−$0.42');
  });

  it('says shares such that no part reads as the whole and little reads as little', () => {
    const said = [0, 0.004, 0.048, 0.05, 0.0996, 0.155, 0.59, 0.985, 0.9999, 1, 1.2, -0.2, -0.0001];
    assert.deepEqual(
      said.map((share) => english.percent(share)),
      [
        '0%',
        '0.4%',
        '4.8%',
        '5%',
        '10%',
        '16%',
        '59%',
        '99%',
        '99.9%',
        '100%',
        '120%',
        '−20%',
        '0%',
      ],
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99999, noNaN: true }), (share) => {
        assert.notEqual(english.percent(share), '100%');
      }),
    );
  });

  it('says times in their one or two largest units', () => {
    assert.equal(english.duration(-3_600_000), '–');
    const said = [0, 40, 1234, 14_400, 59_900, 60_000, 125_000, 12_000_000];
    assert.deepEqual(
      said.map((ms) => english.duration(ms)),
      ['0 sec', '0.1 sec', '1.2 sec', '14 sec', '1 min', '1 min', '2 min 5 sec', '3 hr 20 min'],
    );
  });

  it('says days as they were stored, whatever the time zone', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const format = new Format('en', REPORT_TEXTS, zone);
      assert.equal(format.day(20_261_103), 'Nov 3');
      assert.equal(format.bar('day', 20_261_103, 20_261_103), 'Tue, Nov 3');
      assert.equal(format.bar('month', 20_261_101, 20_261_130), 'Nov 2026');
    }
    assert.match(english.days(20_261_030, 20_261_128), /^Oct 30\s–\sNov 28, 2026$/u);
    assert.equal(english.days(20_261_128, 20_261_128), 'Nov 28, 2026');
  });

  it('says one run and many runs', () => {
    assert.deepEqual(
      [0, 1, 1234].map((count) => english.runs(count)),
      ['0 runs', '1 run', '1,234 runs'],
    );
  });

  it('uses the words of the host, its own English where one is missing', () => {
    const german = new Format('de', { ...REPORT_TEXTS, manyRuns: '{count} Läufe' }, 'UTC');
    assert.equal(german.runs(1234), '1.234 Läufe');
    assert.equal(german.text('saved'), 'Saved');
    assert.equal(german.percent(0.048), '4,8\u00a0%');
  });

  it('fills marks with plain text and leaves unknown marks alone', () => {
    const format = new Format('en', { manyRuns: '{count} {other}' });
    assert.equal(format.text('manyRuns', { count: '{other} $& <b>' }), '{other} $& <b> {other}');
  });

  it('falls back to English for a language that nobody knows', () => {
    assert.equal(new Format('not a language', {}).language, 'en');
    assert.equal(new Format('', {}).language, 'en');
    assert.equal(new Format('pt-br', {}).language, 'pt-BR');
  });
});
