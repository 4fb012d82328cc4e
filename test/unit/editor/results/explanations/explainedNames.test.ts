import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  linesDeclaring,
  linesNamed,
} from '../../../../../src/editor/results/explanations/explainedNames.ts';
import { safeMarkdown } from '../../../../../src/editor/results/markdown/safeMarkdown.ts';

const TEXT = 'add(1);\nexport function add(n) {\n  return n + $base;\n}\nclass Cart {}\n';

describe('names in an explanation', () => {
  it('are found where they are declared, else where they first stand', () => {
    const lines = linesNamed(TEXT, ['add', 'Cart.add', 'Cart', '$base', 'n', 'nothing', '?']);
    assert.deepEqual(
      [...lines],
      [
        ['add', 2],
        ['Cart.add', 2],
        ['Cart', 5],
        ['$base', 3],
        ['n', 2],
      ],
    );
  });

  it('are found in other files only where a line declares them', () => {
    const lines = [
      'import { add } from "./add.js";',
      'const sum = add(1) + total;',
      'func (c *Cart) Total() int {',
      '  def self.total(x)',
      '  public async Task<int> Add(int a)',
      'export const add = (n: number) => n;',
    ];
    const text = lines.join('\n');
    const names = ['add', 'shop.total', 'Cart.Total', 'Add', 'x', 'other', '?'];
    const found = linesDeclaring(text, names);
    assert.deepEqual(
      names.map((name) => found.get(name)),
      [6, 4, 3, 5, undefined, undefined, undefined],
    );
  });

  it('are looked up in a bounded part of other files, and of lines', () => {
    const filler = 'x = 1;\n'.repeat(40_000);
    assert.equal(linesDeclaring(`${filler}def add(n)`, ['add']).get('add'), undefined);
    assert.equal(linesDeclaring(`def add(n)\n${filler}`, ['add']).get('add'), 1);
    const long = `${'let '.repeat(600)}add`;
    assert.equal(linesDeclaring(`${long}\ndef add(n)`, ['add']).get('add'), 2);
  });

  it('are looked at in a bounded number of places of the explained text', () => {
    const used = 'add(1);\n'.repeat(101);
    assert.equal(linesNamed(`${used}def add(n)`, ['add']).get('add'), 1);
    assert.equal(linesNamed(`${used.slice(0, 400)}def add(n)`, ['add']).get('add'), 51);
  });

  it('become the only links', () => {
    const links = new Map([['add', 'file:///a.ts#L2']]);
    const shown = safeMarkdown('`add(1)` and [`add`](https://evil.example) and `other`', links);
    assert.equal(
      shown,
      '[`add(1)`](file:///a.ts#L2) and [`add`](file:///a.ts#L2) \\(`https://evil.example`\\) and `other`\n',
    );
  });
});
