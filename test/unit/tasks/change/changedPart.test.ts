import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedPart } from '../../../../src/tasks/change/changedPart.ts';

const code = (text: string, comments: readonly (readonly [number, number])[] = []) => ({
  text,
  facts: { comments: comments.map(([start, end]) => ({ start, end })), strings: [] },
});

describe('the part that a change is in', () => {
  it('is whole lines', () => {
    const part = changedPart(code('a\nbcd\ne\n'), code('a\nbxd\ne\n'));
    assert.deepEqual([part.before.text, part.after.text, part.firstLine], ['bcd', 'bxd', 2]);
  });

  it('is all of a comment that it is in, with the comment where it stands there', () => {
    const part = changedPart(
      code('a\n/* b\nc\nd */\n', [[2, 13]]),
      code('a\n/* b\nx\nd */\n', [[2, 13]]),
    );
    assert.equal(part.after.text, '/* b\nx\nd */');
    assert.deepEqual(part.after.facts?.comments, [{ start: 0, end: 11 }]);
    assert.equal(part.firstLine, 2);
  });

  it('is all that differs, whatever the texts are', () => {
    const line = fc.constantFrom('', 'a', 'b', 'a b', '  a');
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (one, other) => {
        const { before, after, firstLine } = changedPart(code(one), code(other));
        const head = other.split('\n').slice(0, firstLine - 1);
        const start = head.reduce((sum, { length }) => sum + length + 1, 0);
        const rest = other.slice(start + after.text.length);
        assert.equal(other.slice(0, start) + before.text + rest, one);
        assert.ok(other.slice(start).startsWith(after.text));
      }),
    );
  });
});
