import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type {
  Followed,
  LineChange,
  TextLines,
} from '../../../../../src/editor/results/findings/findingAnchor.ts';
import {
  anchorAt,
  findAgain,
  follow,
} from '../../../../../src/editor/results/findings/findingAnchor.ts';

function text(...lines: readonly string[]): TextLines {
  return { lineCount: lines.length, lineAt: (index) => lines[index] ?? '' };
}

function change(from: [number, number], to: [number, number], fresh: string): LineChange {
  const [startLine, startCharacter] = from;
  const [endLine, endCharacter] = to;
  return { startLine, startCharacter, endLine, endCharacter, text: fresh };
}

const code = text('one();', 'two();', '  three();', '}');

function at(line: number): Followed {
  return { anchor: anchorAt(code, { firstLine: line, lastLine: line }), isGone: false };
}

describe('the place of a finding', () => {
  it('leaves indentation and trailing space out', () => {
    const { startCharacter, endCharacter } = anchorAt(code, { firstLine: 3, lastLine: 3 });
    assert.deepEqual([startCharacter, endCharacter], [2, 10]);
  });

  it('moves with lines that come and go above', () => {
    const added = text('zero();', 'one();', 'two();', '  three();', '}');
    const down = follow(added, at(2), [change([0, 0], [0, 0], 'zero();\n')]);
    assert.deepEqual([down.anchor.firstLine, down.isGone], [3, false]);
    const up = follow(text('two();', '  three();', '}'), at(3), [change([0, 0], [1, 0], '')]);
    assert.deepEqual([up.anchor.firstLine, up.isGone], [2, false]);
  });

  it('stays when something changes below', () => {
    const after = text('one();', 'two();', '  three(3);', '}');
    const { anchor, isGone } = follow(after, at(2), [change([2, 8], [2, 8], '3')]);
    assert.deepEqual([anchor.firstLine, isGone], [2, false]);
  });

  it('stays when its line is only indented, or a line is put in front of it', () => {
    const indented = follow(text('one();', '    two();'), at(2), [change([1, 0], [1, 0], '    ')]);
    assert.deepEqual(
      [indented.isGone, indented.anchor.firstLine, indented.anchor.startCharacter],
      [false, 2, 4],
    );
    const pushed = follow(text('one();', 'new();', 'two();'), at(2), [
      change([1, 0], [1, 0], 'new();\n'),
    ]);
    assert.deepEqual([pushed.isGone, pushed.anchor.firstLine], [false, 3]);
  });

  it('is gone when its text changes, and back when the text is', () => {
    const gone = follow(text('one();', 'twice();', '  three();'), at(2), [
      change([1, 2], [1, 3], 'ice'),
    ]);
    assert.equal(gone.isGone, true);
    const back = follow(code, gone, [change([1, 2], [1, 5], 'o')]);
    assert.deepEqual([back.isGone, back.anchor.firstLine], [false, 2]);
  });

  it('is gone when its line is deleted, and back at its line when that is undone', () => {
    const gone = follow(text('one();', '  three();', '}'), at(2), [change([1, 0], [2, 0], '')]);
    assert.equal(gone.isGone, true);
    const back = follow(code, gone, [change([1, 0], [1, 0], 'two();\n')]);
    assert.deepEqual([back.isGone, back.anchor.firstLine], [false, 2]);
  });

  it('follows several changes at once, as the editor lists them: the last place first', () => {
    const after = text('zero();', 'one();', 'two();', '  three(3);', '}');
    const { anchor } = follow(after, at(2), [
      change([2, 8], [2, 8], '3'),
      change([0, 0], [0, 0], 'zero();\n'),
    ]);
    assert.equal(anchor.firstLine, 3);
  });

  it('is found again at the nearest of equal texts', () => {
    const { anchor } = at(2);
    const moved = text('two();', 'x', 'x', 'x', 'two();');
    assert.equal(findAgain(moved, anchor, 10)?.firstLine, 1);
    assert.equal(findAgain(text('x', 'x'), anchor, 10), undefined);
  });

  it('costs a bounded reading of the text, however many are lost', () => {
    let read = 0;
    const count = 20_000;
    const lines: TextLines = {
      lineCount: count,
      lineAt: (index) => {
        read += 1;
        return `let v${index % 10} = 1;`;
      },
    };
    const lost = Array.from({ length: 300 }, (_, index) => {
      const first = index * 50 + 1;
      const anchor = anchorAt(lines, { firstLine: first, lastLine: first + 40 });
      return { ...anchor, fingerprint: 'gone' };
    });
    const old = { ...anchorAt(lines, { firstLine: 1, lastLine: 1 }), fingerprint: 'gone' };
    read = 0;
    for (const anchor of lost) assert.equal(findAgain(lines, anchor, count), undefined);
    assert.equal(findAgain(lines, { ...old, head: undefined }, count), undefined);
    assert.ok(read < 1_000_000, String(read));
  });

  it('is told by a bounded part of a very long text', () => {
    let read = 0;
    const lines: TextLines = {
      lineCount: 100_000,
      lineAt: () => {
        read += 1;
        return 'let value = 1;';
      },
    };
    const all = anchorAt(lines, { firstLine: 1, lastLine: 100_000 });
    assert.ok(read < 2_000, String(read));
    assert.equal(findAgain(lines, all, 10)?.firstLine, 1);
    const long = (end: string) =>
      anchorAt(text('x'.repeat(1_000_000) + end), { firstLine: 1, lastLine: 1 });
    assert.equal(long('a').fingerprint, long('b').fingerprint);
  });

  it('is not looked for elsewhere when any line could be it', () => {
    const { anchor } = at(4);
    assert.equal(anchor.isShort, true);
    assert.equal(findAgain(text('one();', 'two();', '}'), anchor, 10), undefined);
  });
});
