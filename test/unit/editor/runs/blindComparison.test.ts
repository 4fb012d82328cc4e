import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Preference } from '../../../../src/editor/runs/blindComparison.ts';
import {
  comparableText,
  inBlindOrder,
  ratingsOf,
} from '../../../../src/editor/runs/blindComparison.ts';

describe('answers without names', () => {
  it('stand in an order that chance decides, and both are there', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
        const shown = inBlindOrder(['haiku', 'opus'], () => chance);
        assert.deepEqual(shown, chance < 0.5 ? ['haiku', 'opus'] : ['opus', 'haiku']);
      }),
    );
  });

  it('are rated by what was said of left and right, whoever stood there', () => {
    const said: Readonly<Record<Preference, string>> = {
      first: 'up down',
      second: 'down up',
      both: 'up up',
      neither: 'down down',
    };
    for (const [preference, ratings] of Object.entries(said)) {
      assert.equal(ratingsOf(preference as Preference).join(' '), ratings);
    }
  });

  it('are texts, findings too', () => {
    const finding = {
      firstLine: 3,
      lastLine: 4,
      quote: 'a < b',
      severity: 'high',
      title: 'Off by one',
      trigger: 'an empty list',
      consequence: 'it throws',
      confidence: 0.9,
      suggestion: '',
    } as const;
    const text = comparableText({ kind: 'findings', findings: [finding], hidden: [] });
    assert.equal(text, '3–4 · high · Off by one\na < b\nan empty list\nit throws');
    assert.equal(comparableText({ kind: 'markdown', markdown: '# A', names: [] }), '# A');
    assert.equal(comparableText({ kind: 'edits', text: 'a', summary: '' }), 'a');
  });
});
