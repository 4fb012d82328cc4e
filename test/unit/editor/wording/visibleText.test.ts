import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { visibleLine, visibleText } from '../../../../src/editor/wording/visibleText.ts';

describe('text of a model as it is shown', () => {
  it('has nothing unseen', () => {
    for (const unseen of '\u202e\u200b\u0007\u2028\u3164\u115f\u1160\uffa0\u2800\u034f\u17b4') {
      assert.equal(visibleText(`a${unseen}b`), 'a\uFFFDb');
    }
    assert.equal(visibleText('a\u{e0101}b\u{e0041}'), 'a\uFFFDb\uFFFD');
  });

  it('keeps its lines, and the looks of emoji', () => {
    assert.equal(visibleText('a\r\n\tb \u2764\ufe0f'), 'a\n\tb \u2764\ufe0f');
    assert.equal(visibleLine(' a\n b '), 'a b');
  });
});
