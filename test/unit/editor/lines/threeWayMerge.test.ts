import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { CharacterEdit } from '../../../../src/editor/lines/characterEdits.ts';
import { characterEdits } from '../../../../src/editor/lines/characterEdits.ts';
import { applyHunks, linesOf } from '../../../../src/editor/lines/lines.ts';
import { mergeThreeWays } from '../../../../src/editor/lines/threeWayMerge.ts';
import { keptShare } from '../../../../src/editor/results/proposals/keptShare.ts';
import { lineHunks } from '../../../../src/models/lineHunks.ts';

function merged(base: string, proposal: string, current: string) {
  const now = linesOf(current);
  const merge = mergeThreeWays(linesOf(base), linesOf(proposal), now);
  return { text: applyHunks(now, merge.hunks).join('\n'), ...merge };
}

/** What an editor makes of edits: they are on the text before, none of them overlapping. */
function edited(text: string, edits: readonly CharacterEdit[]): string {
  const lines = linesOf(text);
  const offset = ({ line, character }: { line: number; character: number }): number =>
    lines.slice(0, line).reduce((sum, passed) => sum + passed.length + 1, 0) + character;
  let result = lines.join('\n');
  for (const { start, end, text: fresh } of edits.toReversed()) {
    result = result.slice(0, offset(start)) + fresh + result.slice(offset(end));
  }
  return result;
}

const few = fc.array(fc.constantFrom('', 'a', 'b', 'c', 'd', '}', ' x'), { maxLength: 12 });

describe('the merge of a proposal', () => {
  it('applies changes beside what was typed', () => {
    const { text, clashes } = merged('a\nb\nc\nd\n', 'a\nB\nc\nd\n', 'new\na\nb\nc\nd!\n');
    assert.equal(text, 'new\na\nB\nc\nd!\n');
    assert.deepEqual(clashes, []);
  });

  it('leaves out a change of a line that was typed in, and says where and what', () => {
    const { text, clashes, hunks } = merged('a\nb\nc\nd', 'A\nb\nC\nd', 'top\na\nb\nc!\nd');
    assert.equal(text, 'top\nA\nb\nc!\nd');
    assert.equal(hunks.length, 1);
    assert.deepEqual(clashes, [{ at: 3, remove: 1, insert: ['C'] }]);
  });

  it('keeps lines that were added right before and after those it replaces', () => {
    const { text, clashes } = merged('a\nb\nc', 'a\nB\nc', 'a\nnew\nb\nnewer\nc');
    assert.equal(text, 'a\nnew\nB\nnewer\nc');
    assert.deepEqual(clashes, []);
  });

  it('adds no lines to a place whose lines were deleted or changed', () => {
    for (const current of ['a\nc', 'a\nb(x)\nc']) {
      const { text, clashes } = merged('a\nb\nc', 'a\n// says b\nb\nc', current);
      assert.equal(text, current);
      assert.equal(clashes.length, 1);
    }
  });

  it('does not guess an order when both added lines at one place, and would keep both', () => {
    const { text, clashes } = merged('a\nb', 'a\nnew\nb', 'a\ntyped\nb');
    assert.equal(text, 'a\ntyped\nb');
    assert.deepEqual(clashes, [{ at: 1, remove: 1, insert: ['typed', 'new'] }]);
  });

  it('is at peace when both made the same change', () => {
    const { text, clashes, kept } = merged('a\nb\nc', 'a\nB\nc', 'a\nB\nc');
    assert.equal(text, 'a\nB\nc');
    assert.deepEqual(clashes, []);
    assert.deepEqual(kept, ['a', 'B', 'c']);
  });

  it('does not change lines that were deleted meanwhile', () => {
    const { text, clashes } = merged('a\nb\nc\nd', 'a\nB\nc\nd', 'a\nd');
    assert.equal(text, 'a\nd');
    assert.equal(clashes.length, 1);
  });

  it('sees a final line end that the proposal takes or gives', () => {
    assert.equal(merged('a\nb\n', 'a\nb', 'x\na\nb\n').text, 'x\na\nb');
    assert.equal(merged('a\nb', 'a\nb\n', 'x\na\nb').text, 'x\na\nb\n');
  });

  it('fills an empty document', () => {
    assert.equal(merged('', 'a\nb\n', '').text, 'a\nb\n');
  });

  it('is the proposal when nothing was typed', () => {
    fc.assert(
      fc.property(few, few, (base, proposal) => {
        const merge = mergeThreeWays(base, proposal, base);
        assert.deepEqual(applyHunks(base, merge.hunks), proposal);
        assert.deepEqual(merge.kept, proposal);
      }),
    );
  });

  it('keeps what was typed when nothing is proposed', () => {
    fc.assert(
      fc.property(few, few, (base, current) => {
        assert.deepEqual(mergeThreeWays(base, base, current).hunks, []);
      }),
    );
  });

  it('never takes away a line that was typed', () => {
    fc.assert(
      fc.property(few, few, few, (base, proposal, typed) => {
        const current = base.flatMap((line, index) => [line, `typed ${typed[index] ?? ''}`]);
        const merge = mergeThreeWays(base, proposal, current);
        const result = applyHunks(current, merge.hunks);
        const own = (lines: readonly string[]) => lines.filter((line) => line.startsWith('typed'));
        assert.deepEqual(own(result), own(current));
      }),
    );
  });

  it('goes by whole lines between shared ones where a comparison takes too long', () => {
    const count = 60_000;
    const mixed = (step: number, kinds: number) =>
      Array.from({ length: count }, (_, index) =>
        index % 50 === 0 ? `only ${index}` : `r${(index * step) % kinds}`,
      );
    const [before, after] = [mixed(7_919, 13), mixed(104_729, 17)];
    const hunks = lineHunks(before, after);
    assert.deepEqual(applyHunks(before, hunks), after);
    const whole = hunks.filter(({ remove, insert }) => remove > 40 && insert.length > 40);
    assert.ok(whole.length > 900, String(whole.length));
    // A few changes are told apart to the line.
    assert.ok(lineHunks(before.slice(0, 50), after.slice(0, 50)).length > 5);
  });

  it('gives hunks that make one text of the other', () => {
    fc.assert(
      fc.property(few, few, (before, after) => {
        assert.deepEqual(applyHunks(before, lineHunks(before, after)), after);
      }),
    );
  });
});

describe('the edits of a merge', () => {
  it('make the same text as its hunks', () => {
    const lines = fc.array(fc.constantFrom('', 'ab', 'abc', 'b', '\u{1F600}', '\u{1F601}x'), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const edits = characterEdits(before, lineHunks(before, after));
        assert.equal(edited(before.join('\n'), edits), after.join('\n'));
      }),
    );
  });

  it('touch nothing but the characters that change', () => {
    const before = ['const price = 1;', 'return price;'];
    const after = ['const price = 12;', 'return price;'];
    assert.deepEqual(characterEdits(before, lineHunks(before, after)), [
      { start: { line: 0, character: 15 }, end: { line: 0, character: 15 }, text: '2' },
    ]);
  });

  it('never cut a character in two', () => {
    const before = ['\u{1F600}'];
    const after = ['\u{1F601}'];
    const [edit] = characterEdits(before, lineHunks(before, after));
    assert.equal(edit?.text, '\u{1F601}');
  });
});

describe('the share that was kept', () => {
  const base = linesOf('a\nb\nc\nd');

  it('is whole for the proposal itself, also when nothing was proposed', () => {
    assert.equal(keptShare(base, linesOf('a\nB\nc\nD'), linesOf('a\nB\nc\nD')), 1);
    assert.equal(keptShare(base, base, base), 1);
  });

  it('is nothing when all was taken back', () => {
    assert.equal(keptShare(base, linesOf('a\nB\nc\nD'), base), 0);
  });

  it('counts lines', () => {
    assert.equal(keptShare(base, linesOf('a\nB\nc\nD'), linesOf('a\nB\nc\nd')), 0.5);
  });

  it('lies between 0 and 1', () => {
    fc.assert(
      fc.property(few, few, few, (from, proposed, result) => {
        const share = keptShare(from, proposed, result);
        assert.ok(share >= 0 && share <= 1);
      }),
    );
  });
});

describe('a very long file', () => {
  it('is changed as a short one is', () => {
    const lines = Array.from({ length: 300_000 }, (_, index) => `line ${index}`);
    const insert = lines.map((line) => `new ${line}`);
    const changed = applyHunks(lines, [{ at: 1, remove: 1, insert }]);
    assert.equal(changed.length, 599_999);
    assert.equal(changed[1], 'new line 0');
    assert.equal(changed.at(-1), 'line 299999');
  });
});
