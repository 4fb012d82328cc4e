import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { movedLines } from '../../../../src/editor/lines/movedLines.ts';

const BEFORE = 'a\nb\nc\nd\ne\n';

function moved(after: string, firstLine: number, lastLine: number): readonly [number, number] {
  const lines = movedLines(BEFORE, after, { firstLine, lastLine });
  return [lines.firstLine, lines.lastLine];
}

describe('lines of an older text', () => {
  it('stay where nothing changed above or in them', () => {
    assert.deepEqual(moved(BEFORE, 2, 4), [2, 4]);
    assert.deepEqual(moved('a\nb\nc\nd\nx\ny\n', 2, 4), [2, 4]);
  });

  it('move with what was inserted or deleted above', () => {
    assert.deepEqual(moved('x\ny\na\nb\nc\nd\ne\n', 3, 4), [5, 6]);
    assert.deepEqual(moved('c\nd\ne\n', 3, 4), [1, 2]);
  });

  it('take in what was inserted right before or within them, say a comment', () => {
    assert.deepEqual(moved('a\nb\n/** c */\nc\nd\ne\n', 3, 4), [3, 5]);
    assert.deepEqual(moved('a\nb\nc\nx\ny\nd\ne\n', 3, 4), [3, 6]);
  });

  it('take in a change that reaches over their ends', () => {
    assert.deepEqual(moved('a\nx\ny\nz\nd\ne\n', 3, 4), [2, 5]);
    assert.deepEqual(moved('a\nb\nc\nx\ny\nz\n', 3, 4), [3, 6]);
  });

  it('are always lines of the present text', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, fc.nat(11), fc.nat(11), (before, after, one, other) => {
        const lines = Math.max(1, before.length);
        const firstLine = 1 + Math.min(one % lines, other % lines);
        const lastLine = 1 + Math.max(one % lines, other % lines);
        const now = movedLines(before.join('\n'), after.join('\n'), { firstLine, lastLine });
        assert.ok(now.firstLine >= 1 && now.firstLine <= now.lastLine);
        assert.ok(now.lastLine <= Math.max(1, after.length));
        if (before.join() === after.join()) assert.deepEqual(now, { firstLine, lastLine });
      }),
    );
  });
});
