import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { farLine, hiddenCharacter, mixedWord } from '../../../src/tasks/hiddenCharacters.ts';

describe('hidden characters', () => {
  for (const [name, text] of [
    ['a right-to-left override', 'a\u202eb'],
    ['a zero-width space', 'a\u200bb'],
    ['a tag', 'a\u{e0041}b'],
    ['a line separator', 'a\u2028b'],
    ['a control', 'a\u0007b'],
    ['a Hangul filler', 'const \u3164 = 1'],
    ['a Hangul choseong filler', 'a\u115fb'],
    ['a Hangul jungseong filler', 'a\u1160b'],
    ['a halfwidth Hangul filler', 'a\uffa0b'],
    ['a Khmer vowel without a shape', 'a\u17b4b'],
    ['a blank Braille pattern', 'a\u2800b'],
    ['a variation selector that carries a byte', 'a\u{e0101}b'],
    ['a variation selector behind a letter', 'a\ufe0fb'],
    ['a joiner between Latin letters', 'a\u200db'],
    ['a joiner beside nothing', '\u200d'],
    ['joiners in a row', '\u0915\u200d\u200d\u200d\u0937'],
    ['a grapheme joiner', 'a\u034fb'],
  ] as const) {
    it(`are ${name}`, () => {
      assert.notEqual(hiddenCharacter(text), undefined);
      assert.equal(hiddenCharacter(text, text), undefined);
    });
  }

  for (const text of [
    'a\tb\nc',
    '\u{1f469}\u200d\u{1f4bb}',
    '\u{1f469}\u{1f3fd}\u200d\u{1f4bb}',
    '\u2764\ufe0f\u200d\u{1f525}',
    '1\ufe0f\u20e3',
    '\u0915\u094d\u200d\u0937',
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
    'd\u00e9j\u00e0 vu\u00a0!',
    '\ud55c\uad6d\uc5b4',
  ]) {
    it(`are not what scripts and emoji need: ${text}`, () => {
      assert.equal(hiddenCharacter(text), undefined);
    });
  }

  it('are counted: the source allows no more than it has', () => {
    assert.equal(hiddenCharacter('\u200e\u200e', '\u200e'), 0x200e);
    assert.equal(hiddenCharacter('\u200e\u200e', '\u200e \u200e'), undefined);
    assert.equal(hiddenCharacter('\u200e\u200f', '\u200e\u200e'), 0x200f);
  });
});

describe('words in letters of two alphabets', () => {
  for (const [text, source, found] of [
    ['p\u0430ypal', '', 'p\u0430ypal'],
    ['let \u039fbject = 1', '', '\u039fbject'],
    ['p\u0430ypal', 'x = p\u0430ypal', undefined],
    ['p\u0430ypalX', 'x = p\u0430ypal', 'p\u0430ypalX'],
    // Armenian, Cherokee, Lisu and Coptic letters among Latin ones.
    ['us\u0585r', '', 'us\u0585r'],
    ['\u13aadmin', '', '\u13aadmin'],
    ['\ua4eedmin', '', '\ua4eedmin'],
    ['\u2c9fk = 1', '', '\u2c9fk'],
    // Wide and mathematical letters, and one that looks like a sign.
    ['\uff45val', '', '\uff45val'],
    ['\uff45\uff56\uff41\uff4c', '', '\uff45\uff56\uff41\uff4c'],
    ['\uff45val', 'x = \uff45val', undefined],
    ['\u{1d41e}val', '', '\u{1d41e}val'],
    ['env\u01c3=', '', 'env\u01c3'],
    ['\uff21\uff30\uff29\u3092\u547c\u3076', '', undefined],
    ['\u0540\u0561\u0575', '', undefined],
    ['\u0394t = 1', '', undefined],
    ['\u03c0r2', '', undefined],
    ['user_\u0438\u043c\u044f', '', undefined],
    ['\u0446\u0435\u043d\u0430 = price', '', undefined],
  ] as const) {
    it(`${found === undefined ? 'let through' : 'find'} ${text}`, () => {
      assert.equal(mixedWord(text, source), found);
    });
  }
});

describe('what stands behind blanks', () => {
  const far = `a;${' '.repeat(201)}b();`;

  it('is found by its line, where the source has none of it', () => {
    assert.equal(farLine(`x\n${far}`, ''), 2);
    assert.equal(farLine(`x\n${'\t'.repeat(201)}b`, ''), 2);
    assert.equal(farLine(`a;${'\u3000'.repeat(201)}b`, ''), 1);
    assert.equal(farLine(far, far), undefined);
    assert.equal(farLine(`${far}\n${far}`, far), 2);
    assert.equal(farLine(`a;${' '.repeat(80)}b`, ''), undefined);
    assert.equal(farLine(`a;${' '.repeat(81)}b`, ''), 1);
    assert.equal(farLine(`a;${'\t'.repeat(11)}b`, ''), 1);
    assert.equal(farLine(`a;${'\u3000'.repeat(41)}b`, ''), 1);
    assert.equal(farLine(`${'\t'.repeat(10)}a;${' '.repeat(50)};${' '.repeat(50)}b`, ''), 1);
    assert.equal(farLine(`a;${' '.repeat(90)}b`, `c;${' '.repeat(95)}d`), undefined);
    assert.equal(farLine(`a;${' '.repeat(99)}b`, `c;${' '.repeat(95)}d`), 1);
    assert.equal(farLine(`|${`${' '.repeat(12)}|`.repeat(20)}`, ''), undefined);
    assert.equal(farLine(`${' '.repeat(200)}b`, ''), undefined);
    assert.equal(farLine(`${' '.repeat(201)}b`, ''), 1);
    assert.equal(farLine(`a;${' '.repeat(500)}\nb`, ''), undefined);
  });

  it('is looked for in a time that grows with the text alone', () => {
    assert.equal(farLine(' '.repeat(1_000_000), ''), undefined);
    assert.equal(farLine(`${' '.repeat(999)}\n`.repeat(1_000), ''), undefined);
    assert.equal(hiddenCharacter('\u200d'.repeat(500_000), '\u200d'.repeat(500_000)), undefined);
  });
});
