import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { brokenBound, certificateOf } from '../../../src/certainty/certificate.ts';
import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';
import type { AuditLabel } from '../../../src/models/booking.ts';
import { labelsUntil } from '../../bench/certificates/simulations.ts';

const label = fc.constantFrom<AuditLabel>('right', 'right', 'right', 'wrong', 'unsure');
const labels = fc.array(label, { maxLength: 120 });

function many(count: number, each: AuditLabel): readonly AuditLabel[] {
  return Array.from({ length: count }, () => each);
}

describe('a certificate', () => {
  it('says how many labels are missing, and holds once they are there', () => {
    const none = certificateOf([]);
    assert.deepEqual([none.bound, none.labels, none.next?.bound], [null, 0, 0.2]);
    const missing = none.next?.missing ?? 0;
    assert.equal(certificateOf(many(missing - 1, 'right')).bound, null);
    assert.equal(certificateOf(many(missing, 'right')).bound, 0.2);
  });

  it('of "at most 10 % wrong" takes 34 right answers, more with one that was wrong', () => {
    assert.equal(certificateOf(many(33, 'right')).bound, 0.2);
    assert.equal(certificateOf(many(34, 'right')).bound, 0.1);
    assert.notEqual(certificateOf(['wrong', ...many(40, 'right')]).bound, 0.1);
    assert.equal(certificateOf(['wrong', ...many(75, 'right')]).bound, 0.1);
  });

  it('is false with a chance of a twentieth at most, counted over all that twelve labels can be', () => {
    // At the bound the chance of ever coming to 20 is at most a twentieth: counted over all that n labels can be.
    const [bound, n] = [0.3, 12];
    let chance = 0;
    for (let word = 0; word < 2 ** n; word += 1) {
      const said = Array.from({ length: n }, (_, at) => ((word >> at) & 1 ? 'wrong' : 'right'));
      const wrong = said.filter((each) => each === 'wrong').length;
      if (certificateOf(said).limit <= bound) {
        chance += bound ** wrong * (1 - bound) ** (n - wrong);
      }
    }
    assert.ok(chance > 0 && chance <= 0.05, String(chance));
  });

  it('never counts an unsure answer as a right one, nor as a break of the bound', () => {
    fc.assert(
      fc.property(labels, (said) => {
        const sure = said.map((each) => (each === 'unsure' ? 'right' : each));
        const worst = said.map((each) => (each === 'unsure' ? 'wrong' : each));
        assert.ok(certificateOf(said).limit >= certificateOf(sure).limit || brokenBound(sure));
        if (brokenBound(said)) assert.ok(brokenBound(worst));
      }),
    );
    assert.equal(brokenBound(many(60, 'unsure')), false);
  });

  it('does not become wider by another right answer, whatever came before', () => {
    fc.assert(
      fc.property(labels, (said) => {
        const before = certificateOf(said);
        const after = certificateOf([...said, 'right']);
        assert.ok(after.limit <= before.limit);
        assert.ok(before.bound === null || before.limit <= before.bound);
      }),
    );
  });

  it('is broken by a tier that has become worse, and given again by one that is right again', () => {
    const good = many(60, 'right');
    const bad = Array.from({ length: 60 }, (_, at): AuditLabel =>
      at % 2 === 0 ? 'wrong' : 'right',
    );
    assert.equal(certificateOf(good).isBroken, false);
    const broken = certificateOf([...good, ...bad]);
    assert.deepEqual([broken.isBroken, broken.bound], [true, null]);
    const again = certificateOf([...good, ...bad, ...many(300, 'right')]);
    assert.deepEqual([again.isBroken, again.bound !== null], [false, true]);
  });

  it('is broken soon where nearly all is wrong, and not by one wrong answer', () => {
    assert.equal(brokenBound(many(8, 'wrong')), true);
    assert.equal(brokenBound(['wrong']), false);
    assert.equal(brokenBound([]), false);
  });

  it('is false at most once in 20, and soon given where 2 % are wrong (simulated)', () => {
    const random = steadyRandom(11);
    const atBound = Array.from({ length: 300 }, () => labelsUntil(0.1, 0.1, 200, random));
    const falseOnes = atBound.filter(Number.isFinite).length / atBound.length;
    assert.ok(falseOnes <= 0.05, String(falseOnes));
    const few = Array.from({ length: 101 }, () => labelsUntil(0.1, 0.02, 300, random));
    const median = few.toSorted((a, b) => a - b)[50] ?? Infinity;
    assert.ok(median <= 75, String(median));
  });
});
