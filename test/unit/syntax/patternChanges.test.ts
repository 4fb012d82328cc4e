import assert from 'node:assert/strict';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { mutated } from '../../../src/syntax/mutants/mutant.ts';
import { patternChanges } from '../../../src/syntax/mutants/patternChanges.ts';
import { never, startSyntax } from './samples.ts';

/** A pattern, its flags, and all that it is changed to. */
const CHANGED: readonly (readonly [pattern: string, flags: string, changed: readonly string[]])[] =
  [
    ['^\\s+|a$', 'g', ['\\s+|a$', '^\\S+|a$', '^\\s|a$', '^\\s+|a']],
    ['[a-z\\d]{2,3}?', 'i', ['[^a-z\\d]{2,3}?', '[a-z\\D]{2,3}?', '[a-z\\d]']],
    ['[^\\]b]*', '', ['[\\]b]*', '[^\\]b]']],
    // A class of one kind has the opposite of that.
    ['[\\w]', '', ['[\\W]']],
    [
      '(?<!\\$)(?=x)(?:foo|bar)+\\b',
      '',
      [
        '(?<=\\$)(?=x)(?:foo|bar)+\\b',
        '(?<!\\$)(?!x)(?:foo|bar)+\\b',
        '(?<!\\$)(?=x)(?:foo|bar)\\b',
        '(?<!\\$)(?=x)(?:foo|bar)+\\B',
      ],
    ],
    ['\\p{Lu}?', 'u', ['\\P{Lu}?', '\\p{Lu}']],
    // Without that flag it is a letter and braces.
    ['\\p{Lu}?', '', ['\\p{Lu}']],
    ['\\u{2}a', '', ['\\ua']],
    ['(?<n>a)\\k<n>{2}', 'u', ['(?<n>a)\\k<n>']],
    // Once is what would stand there, too.
    ['a{1}', '', []],
    ['a{1,}', '', ['a']],
    // It is found there alone.
    ['^a', 'y', []],
    ['\\/\\*.*?\\*\\/', 's', ['\\/\\*.\\*\\/']],
    ['[^]', '', []],
    // Nothing would be left.
    ['^', '', []],
    ['[a&&[b]]', 'v', []],
    ['(', '', []],
  ];

const FRAGMENTS = [
  'a',
  'é',
  '😀',
  '.',
  '^',
  '$',
  '\\b',
  '\\B',
  '\\d',
  '\\W',
  '\\s',
  '\\.',
  '\\/',
  '\\\\',
  '\\n',
  '\\x41',
  '\\u0041',
  '\\p{L}',
  '\\P{Lu}',
  '\\cA',
  '[ab]',
  '[^ab]',
  '[a-z\\d_]',
  '[^\\s\\]]',
  '[\\]]',
  '[\\b]',
  '[^]',
  '[]',
  '(',
  '(?:',
  '(?=',
  '(?!',
  '(?<=',
  '(?<!',
  '(?<n>',
  ')',
  '|',
  '*',
  '+',
  '?',
  '*?',
  '{2}',
  '{1,3}',
  '{2,}?',
  '\\1',
  '\\k<n>',
  '-',
  ']',
  '}',
  '{',
  ',',
  '"',
  "'",
  '`',
  '#',
];

describe('changes of a regular expression', () => {
  for (const [pattern, flags, changed] of CHANGED) {
    it(`are made of each part of /${pattern}/${flags}`, () => {
      const all = patternChanges(pattern, flags).map(
        ({ start, end, after }) => pattern.slice(0, start) + after + pattern.slice(end),
      );
      assert.deepEqual(all.toSorted(), changed.toSorted());
    });
  }

  it('are regular expressions of the same flags, and others', () => {
    const flags = fc.constantFrom('', 'g', 'i', 'u', 'y', 'gimsuy', 'v', 'd');
    const parts = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parts, flags, (some, flag) => {
        const pattern = some.join('');
        for (const { start, end, after } of patternChanges(pattern, flag)) {
          assert.ok(start >= 0 && start <= end && end <= pattern.length);
          const changed = pattern.slice(0, start) + after + pattern.slice(end);
          assert.notEqual(new RegExp(changed, flag).source, new RegExp(pattern, flag).source);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('stand in code that can be run, as such and in strings', async () => {
    const syntax = startSyntax();
    try {
      const parts = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(parts, fc.constantFrom('', 'g', 'u'), async (some, flags) => {
          const pattern = some.join('');
          try {
            String(new RegExp(pattern, flags));
          } catch {
            return;
          }
          const quoted = JSON.stringify(pattern);
          const text = `const a = ${literal(pattern, flags)};\nconst b = new RegExp(${quoted}, "${flags}");\nreturn [a, b];\n`;
          const made = (code: string) =>
            runInThisContext(`(() => {${code}})()`) as readonly [RegExp, RegExp];
          const before = made(text).map(String);
          const wish = { ranges: [{ firstLine: 1, lastLine: 2 }], seed: pattern, most: 200 };
          const all = (await syntax.mutants('javascript', text, wish, never)) ?? [];
          const changes = all.filter(({ operator }) => operator === 'pattern');
          for (const one of changes) {
            const after = made(mutated(text, one)).map(String);
            assert.notEqual(after[one.line - 1], before[one.line - 1]);
            assert.equal(after[2 - one.line], before[2 - one.line]);
          }
          const isPlain = !/[^\x20-\x7e]|\\n/.test(pattern);
          // What is in the string is the same, where no escape but that of a backslash or none is in it.
          if (isPlain && !quoted.includes('\\"'))
            assert.equal(changes.length, 2 * patternChanges(pattern, flags).length, text);
        }),
        { numRuns: 150 },
      );
    } finally {
      await syntax.dispose();
    }
  });
});

function literal(pattern: string, flags: string): string {
  return new RegExp(pattern, flags).toString();
}
