import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, describe, it } from 'mocha';
import { editsBetween } from '../../../src/syntax/textEdits.ts';
import { never, sample, SAMPLES, startSyntax } from './samples.ts';

describe('edits between texts', () => {
  it('lead from one to the other, whatever they are', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', '}', '', 'ü\ud83d\ude00'), { maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const before = one.join('\n');
        const now = other.join('\n');
        let text = before;
        for (const { start, end, text: added } of editsBetween(before, now).toReversed()) {
          text = text.slice(0, start) + added + text.slice(end);
        }
        assert.equal(text, now);
      }),
      { numRuns: 500 },
    );
  });
});

/** Texts after which the worker has no tree of those before. */
const MORE_THAN_KEPT = 8;

describe('a text that is little different from the one before', function () {
  this.timeout(60_000);
  const used = startSyntax();
  const fresh = startSyntax();
  after(() => Promise.all([used.dispose(), fresh.dispose()]));

  for (const [language, file] of SAMPLES) {
    it(`is read as if it were the first, in ${language}`, async () => {
      const source = sample(file);
      const lines = source.split('\n');
      const line = fc.nat(lines.length - 1);
      const piece = fc.constantFrom(
        '',
        '}',
        '// \ud83d\ude00',
        '# b',
        'x = 1;',
        '"',
        ...lines.slice(0, 8),
      );
      const changes = fc.array(fc.tuple(line, fc.nat(2), piece), { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(changes, async (made) => {
          const text = [...lines];
          for (const [at, removed, added] of made) text.splice(at, removed, added);
          const now = text.join('\n');
          await used.facts(language, source, never);
          const again = await used.facts(language, now, never);
          for (let count = 0; count < MORE_THAN_KEPT; count += 1) {
            await fresh.facts(language, `${count}`, never);
          }
          const first = await fresh.facts(language, now, never);
          assert.deepEqual(again, first);
        }),
        { numRuns: 25 },
      );
    });
  }
});
