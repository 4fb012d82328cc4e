import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  declarationAround,
  isWholeFile,
  selectedLines,
  takesWholeFile,
  wholeFile,
} from '../../../../src/editor/input/targetRange.ts';
import { TASK_NAMES } from '../../../../src/models/task.ts';
import type { Declaration, DeclarationKind, SyntaxFacts } from '../../../../src/syntax/syntax.ts';

const source = `import x from 'x';

/** A cart. */
export class Cart {
  items = [];

  /** Adds. */
  add(item) {
    const price = item.price;
    return price;
  }
}

const LIMIT = 5;
`;

function declare(
  path: string,
  kind: DeclarationKind,
  from: string,
  to: string,
  doc?: string,
): Declaration {
  const start = source.indexOf(from);
  const end = source.indexOf(to, start) + to.length;
  const line = (offset: number): number => source.slice(0, offset).split('\n').length;
  const at = doc === undefined ? -1 : source.indexOf(doc);
  return {
    name: path.split('.').at(-1) ?? path,
    path,
    kind,
    parameters: [],
    exported: true,
    firstLine: line(start),
    lastLine: line(end),
    start,
    end,
    bodyStart: null,
    comment: doc === undefined ? null : { start: at, end: at + doc.length },
  };
}

const facts: SyntaxFacts = {
  errors: [],
  comments: [],
  strings: [],
  imports: [],
  declarations: [
    declare('Cart', 'class', 'export class', '\n}', '/** A cart. */'),
    declare('Cart.items', 'property', 'items = []', ';'),
    declare('Cart.add', 'method', 'add(item)', '  }', '/** Adds. */'),
    declare('LIMIT', 'constant', 'const LIMIT', ';'),
  ],
};

const at = (line: number): string | undefined => declarationAround(facts, source, line)?.path;

describe('the enclosing declaration', () => {
  it('is the innermost one', () => {
    assert.equal(at(9), 'Cart.add');
    assert.equal(at(4), 'Cart');
    assert.equal(at(12), 'Cart');
  });

  it('counts the comment before it in', () => {
    assert.equal(at(3), 'Cart');
    assert.equal(at(7), 'Cart.add');
  });

  it('is the class rather than one of its properties', () => {
    assert.equal(at(5), 'Cart');
  });

  it('is a constant where nothing else encloses it', () => {
    assert.equal(at(14), 'LIMIT');
  });

  it('is nothing between declarations', () => {
    assert.equal(at(1), undefined);
    assert.equal(at(13), undefined);
  });
});

describe('a command without a selection', () => {
  const whole = (isCursorUntouched: boolean): readonly string[] =>
    TASK_NAMES.filter((task) => takesWholeFile(task, isCursorUntouched));

  it('takes the whole file for a review, and for others where the cursor was never moved', () => {
    assert.deepEqual(whole(false), ['review']);
    assert.deepEqual(
      whole(true),
      TASK_NAMES.filter((task) => task !== 'fix'),
    );
  });
});

describe('the lines of a selection', () => {
  const lines = (startLine: number, endLine: number, endCharacter: number): unknown =>
    selectedLines({ startLine, startCharacter: 2, endLine, endCharacter });

  it('are those that it touches', () => {
    assert.deepEqual(lines(3, 5, 1), { firstLine: 4, lastLine: 6 });
    assert.deepEqual(lines(3, 3, 7), { firstLine: 4, lastLine: 4 });
  });

  it('leave out a last line in which nothing is selected', () => {
    assert.deepEqual(lines(3, 5, 0), { firstLine: 4, lastLine: 5 });
  });
});

describe('the whole of a file', () => {
  it('is what a selection of all its lines is', () => {
    const text = 'a\nb\n';
    assert.equal(isWholeFile({ firstLine: 1, lastLine: 2 }, text), true);
    assert.equal(isWholeFile({ firstLine: 1, lastLine: 3 }, text), true);
    assert.equal(isWholeFile({ firstLine: 2, lastLine: 2 }, text), false);
    assert.equal(isWholeFile({ firstLine: 1, lastLine: 1 }, text), false);
  });

  it('counts a last line end as the end of a line', () => {
    assert.deepEqual(wholeFile('a\nb\n'), { firstLine: 1, lastLine: 2 });
    assert.deepEqual(wholeFile('a\nb'), { firstLine: 1, lastLine: 2 });
    assert.deepEqual(wholeFile('a'), { firstLine: 1, lastLine: 1 });
    assert.deepEqual(wholeFile('\n'), { firstLine: 1, lastLine: 1 });
  });
});
