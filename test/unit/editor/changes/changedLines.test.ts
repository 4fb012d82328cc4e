import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  changedLines,
  hullOf,
  rangesText,
  touchesAny,
} from '../../../../src/editor/changes/changedLines.ts';

function changed(before: string, after: string, now = after): string {
  return rangesText(changedLines({ before, after, now }));
}

describe('changed lines', () => {
  it('are those that were added or altered', () => {
    assert.equal(changed('a\nb\nc\n', 'a\nB\nc\nd\n'), '2, 4');
    assert.equal(changed('', 'a\nb\n'), '1-2');
    assert.equal(changed('a\n', 'a\n'), '');
  });

  it('are the neighbours of what was removed', () => {
    assert.equal(changed('a\nb\nc\n', 'a\nc\n'), '1-2');
    assert.equal(changed('a\nb\n', 'b\n'), '1');
    assert.equal(changed('a\nb\n', 'a\n'), '1');
  });

  it('follow later edits, and go where they were edited again', () => {
    assert.equal(changed('a\nb\n', 'a\nb\nc\nd\n', 'new\na\nb\nc\nd\n'), '4-5');
    assert.equal(changed('a\nb\n', 'a\nb\nc\nd\n', 'a\nb\nC\nd\n'), '4');
    assert.equal(changed('a\nb\n', 'a\nb\nc\nd\n', ''), '');
  });

  it('are lines of the text, rising, apart, and hold every line that is new', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '{', '}'), { maxLength: 12 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, text, (before, after, now) => {
        const ranges = changedLines({ before, after, now });
        const count = now.split('\n').length;
        let last = 0;
        for (const { firstLine, lastLine } of ranges) {
          assert.ok(firstLine > last && lastLine >= firstLine && lastLine <= count);
          last = lastLine + 1;
        }
        const own = changedLines({ before, after, now: after });
        after.split('\n').forEach((line, index) => {
          if (line === '' || before.split('\n').includes(line)) return;
          assert.ok(touchesAny({ firstLine: index + 1, lastLine: index + 1 }, own));
        });
      }),
    );
  });

  it('are put into one range and into words', () => {
    const ranges = [
      { firstLine: 3, lastLine: 3 },
      { firstLine: 7, lastLine: 9 },
    ];
    assert.deepEqual(hullOf(ranges), { firstLine: 3, lastLine: 9 });
    assert.equal(rangesText(ranges), '3, 7-9');
    const many = Array.from({ length: 30 }, (_, at) => ({ firstLine: 2 * at, lastLine: 2 * at }));
    assert.match(rangesText(many), /, 38, \.\.\.$/);
  });
});
