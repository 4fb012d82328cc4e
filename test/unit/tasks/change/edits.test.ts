import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { LineEdit } from '../../../../src/tasks/change/edits.ts';
import { applyEdits } from '../../../../src/tasks/change/edits.ts';

const source = 'one\ntwo\n  three\nfour\nfive\n';

function edit(from: number, to: number, replace: string, given: Partial<LineEdit> = {}): LineEdit {
  const lines = source.split('\n');
  return {
    from,
    to,
    firstLine: lines[from - 1] ?? '',
    lastLine: lines[to - 1] ?? '',
    replace,
    ...given,
  };
}

const problemCodes = (...edits: readonly LineEdit[]) =>
  applyEdits(source, edits, []).problems.map(({ code }) => code);

describe('applying edits', () => {
  it('replaces, inserts and deletes lines by the numbers of the given text', () => {
    const edits = [edit(4, 4, ''), edit(1, 1, 'one\nand a half'), edit(2, 3, 'TWO')];
    assert.equal(applyEdits(source, edits, []).text, 'one\nand a half\nTWO\nfive\n');
  });

  it('replaces a few characters inside lines', () => {
    const replacements = [
      { line: 5, find: 'v', replace: 'VV' },
      { line: 5, find: 'f', replace: '' },
      { line: 3, find: 'three', replace: 'drei\nvier' },
    ];
    assert.equal(applyEdits(source, [], replacements).text, 'one\ntwo\n  drei\nvier\nfour\niVVe\n');
  });

  it('finds anchors that are off by some lines when they stand in one place only', () => {
    const moved = edit(1, 2, 'X', { firstLine: '  three', lastLine: 'four' });
    assert.equal(applyEdits(source, [moved], []).text, 'one\ntwo\nX\nfive\n');
  });

  it('forgives indentation and copied line numbers at the right line', () => {
    const anchored = edit(3, 3, '3|  drei', { firstLine: '3|three', lastLine: '3|three' });
    assert.equal(applyEdits(source, [anchored], []).text, 'one\ntwo\n  drei\nfour\nfive\n');
  });

  it('keeps numbers that are code', () => {
    const flags = 'const FLAGS =\n  4|\n  8;\n';
    const kept = { from: 2, to: 3, firstLine: '  4|', lastLine: '  8;', replace: '  4|A|\n  5|B;' };
    assert.equal(applyEdits(flags, [kept], []).text, 'const FLAGS =\n  4|A|\n  5|B;\n');
    const one = { from: 3, to: 3, firstLine: '3|  8;', lastLine: '3|  8;', replace: '16|32;' };
    assert.equal(applyEdits(flags, [one], []).text, 'const FLAGS =\n  4|\n16|32;\n');
  });

  it('refuses what does not fit, and then changes nothing', () => {
    assert.deepEqual(problemCodes(edit(0, 1, 'x')), ['edits.outOfRange']);
    assert.deepEqual(problemCodes(edit(3, 2, 'x')), ['edits.outOfRange']);
    assert.deepEqual(problemCodes(edit(5, 6, 'x')), ['edits.outOfRange']);
    assert.deepEqual(problemCodes(edit(1, 2, 'x', { firstLine: 'nope' })), [
      'edits.anchorMismatch',
    ]);
    assert.deepEqual(problemCodes(edit(1, 2, 'x', { lastLine: 'nope' })), ['edits.anchorMismatch']);
    assert.deepEqual(problemCodes(edit(1, 3, 'x'), edit(3, 4, 'y')), ['edits.overlap']);
    assert.deepEqual(problemCodes(edit(2, 2, 'x'), edit(2, 2, 'y')), ['edits.overlap']);
    assert.deepEqual(problemCodes(edit(2, 2, 'two')), ['edits.none']);
    const both = applyEdits(source, [edit(2, 2, 'x')], [{ line: 2, find: 't', replace: 'T' }]);
    assert.equal(both.text, undefined);
    for (const [find, count] of [
      ['', 0],
      ['q', 0],
      ['e', 2],
    ] as const) {
      const { problems } = applyEdits(source, [], [{ line: 3, find, replace: 'x' }]);
      assert.deepEqual(problems[0]?.args, { line: 3, count });
    }
    const outside = applyEdits(source, [], [{ line: 99, find: 'a', replace: 'b' }]);
    assert.deepEqual(
      outside.problems.map(({ code }) => code),
      ['edits.outOfRange'],
    );
  });

  it('does what replacing from the last edit to the first would do', () => {
    const line = fc.constantFrom('', 'a', 'b', '  c', 'd', 'a b');
    const text = fc.array(line, { minLength: 1, maxLength: 12 });
    const cuts = fc.array(fc.nat(11), { maxLength: 8 });
    const replacement = fc.array(line, { maxLength: 3 });
    fc.assert(
      fc.property(
        text,
        cuts,
        fc.array(replacement, { minLength: 4, maxLength: 4 }),
        (lines, at, news) => {
          const bounds = [...new Set(at.filter((cut) => cut < lines.length))].sort((a, b) => a - b);
          const edits: LineEdit[] = [];
          for (let index = 0; index + 1 < bounds.length; index += 2) {
            const from = (bounds[index] ?? 0) + 1;
            const to = bounds[index + 1] ?? 0;
            const replace = (news[index / 2] ?? []).join('\n');
            edits.push({
              from,
              to,
              firstLine: lines[from - 1] ?? '',
              lastLine: lines[to - 1] ?? '',
              replace,
            });
          }
          const expected: string[] = [...lines];
          for (const { from, to, replace } of [...edits].reverse()) {
            expected.splice(
              from - 1,
              to - from + 1,
              ...(replace === '' ? [] : replace.split('\n')),
            );
          }
          const before = `${lines.join('\n')}\n`;
          const { text: result } = applyEdits(before, edits, []);
          const wanted = `${expected.join('\n')}\n`;
          // The end of the text is a line of its own in the splice and never edited.
          const emptied = expected.length === 0 ? '' : wanted;
          assert.equal(result ?? before, emptied);
        },
      ),
    );
  });
});
