import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { never, sample, SAMPLES, startSyntax } from './samples.ts';

type Change = readonly [what: string, find: string, replace: string];

/** Comments that come, go or change in wording. */
const COMMENTS: Readonly<Record<string, readonly Change[]>> = {
  'limiter.ts': [
    ['a reworded comment', '// Time between two refills.', '// ms'],
    ['a lost trailing comment', ' // whole tokens only', ''],
    ['a new block', 'export type Decision', '/**\n * What came of it.\n */\nexport type Decision'],
    [
      'a doc comment above a directive',
      '  // eslint-disable',
      '  /** Takes. */\n  // eslint-disable',
    ],
  ],
  'cart.js': [
    ['a longer comment', ' * Rounds to cents.', ' * Rounds to cents.\n * @returns {number}'],
  ],
  'panel.tsx': [['a comment in JSX', '{/* the title toggles */}', '{/* toggles */}']],
  'inventory.py': [
    [
      'a changed docstring',
      '"""A thing on the shelf."""',
      'r"""A thing\n\n    on \\the shelf.\n    """',
    ],
    ['a new docstring', '    def total(self):', '    def total(self):\n        """Sum."""'],
    [
      'a docstring in a one-line body',
      'class OutOfStock(Exception): pass',
      'class OutOfStock(Exception):\n    """Gone."""\n    pass',
    ],
    ['a lost comment', '        # strictly below\n', ''],
  ],
  'queue.go': [
    ['a doc comment', 'type Job struct', '// Job is work to do.\ntype Job struct'],
    ['a doc comment above a directive', '//go:noinline', '// Push appends.\n//go:noinline'],
    ['a lost trailing comment', ' // runs once', ''],
  ],
  'Account.java': [['Javadoc', '  @Deprecated', '  /**\n   * Takes money.\n   */\n  @Deprecated']],
  'Store.cs': [
    [
      'XML documentation',
      '    [Serializable]',
      '    /// <summary>A store.</summary>\n    [Serializable]',
    ],
  ],
  'buffer.cpp': [
    ['Doxygen', 'template <typename T>\nclass', '/** A ring. */\ntemplate <typename T>\nclass'],
  ],
  'parser.rs': [
    ['rustdoc', '#[derive(Default)]', '/// Values.\n#[derive(Default)]'],
    ['a lost trailing comment', ' // first only', ''],
  ],
  'ledger.rb': [['YARD', '    def add(', '    # Adds.\n    # @param note [String]\n    def add(']],
  'Router.php': [
    [
      'PHPDoc',
      '    public function add',
      '    /**\n     * Adds.\n     */\n    public function add',
    ],
  ],
};

/** Code that is not the same any more. */
const CODE: Readonly<Record<string, readonly Change[]>> = {
  'limiter.ts': [
    ['a renamed identifier', 'const elapsed = now', 'const elapsed2 = now'],
    ['a changed number', 'TICK_MS = 100', 'TICK_MS = 101'],
    ['a changed template', 'wanted ${count} of', 'wanted  ${count} of'],
    ['a changed regular expression', '[a-z]+', '[a-z]*'],
    ['a dropped statement', '    this.last = now;\n', ''],
    ['a line break after return', 'return Math.floor', 'return\n      Math.floor'],
    ['a lost modifier', 'private refill', 'refill'],
    ['a lost directive', '  // eslint-disable-next-line @typescript-eslint/no-unused-vars\n', ''],
    ['a directive moved off its line', 'no-unused-vars\n', 'no-unused-vars\n  /** Takes. */\n'],
    ['a new directive', '  take(count', '  // @ts-ignore\n  take(count'],
    [
      'a directive inside a doc comment',
      '/** What a limiter is told when it is made. */',
      '/**\n * @ts-ignore */',
    ],
    ['commented-out code', '    this.refill();', '    // this.refill();'],
  ],
  'cart.js': [
    ['a lost shebang', '#!/usr/bin/env node\n', ''],
    ['joined statements', 'let sum = 0\n', 'let sum = 0;\n    void 0;\n'],
    ['a changed string', "'quantity'", "'Quantity'"],
    [
      'statements that run together',
      'let sum = 0\n    for',
      'let sum = 0\n    ;[].length\n    for',
    ],
  ],
  'panel.tsx': [
    ['changed JSX text', " it's ", ' it is '],
    ['a changed attribute', '"body"', '"Body"'],
    ['lost space in JSX text', "{title} it's", "{title}it's"],
  ],
  'inventory.py': [
    [
      'changed indentation',
      '            count = item.count\n        item.count -= count',
      '            count = item.count\n            item.count -= count',
    ],
    ['a changed f-string', '{item.count} < {count}', '{item.count} > {count}'],
    [
      'a string that is no docstring',
      '        item = self._items[name]',
      '        item = self._items[name]\n        "x"',
    ],
    ['a lost pragma', '  # noqa: F401', ''],
    [
      'a new type comment',
      '        self._items = {',
      '        # type: ignore\n        self._items = {',
    ],
    ['a lost encoding line', '# -*- coding: utf-8 -*-\n', ''],
    ['a dropped else branch', '            count = item.count\n', ''],
    ['a renamed keyword', 'strict=True', 'strict=False'],
  ],
  'queue.go': [
    ['a lost build tag', '//go:build !windows\n', ''],
    [
      'a comment between directive and code',
      '//go:noinline\n',
      '//go:noinline\n// Push appends.\n',
    ],
    ['a changed rune', "'c'", "'d'"],
    ['a changed raw string', '`raw "`', '`raw  "`'],
    ['a dropped defer', '	defer q.mu.Unlock()\n', ''],
  ],
  'Account.java': [
    ['a changed char', "'-'", "'+'"],
    ['a dropped statement', '    balance -= amount;\n', ''],
    ['a lost annotation', '  @Deprecated\n', ''],
  ],
  'Store.cs': [
    ['a renamed parameter', 'TItem item, params', 'TItem thing, params'],
    ['a changed interpolation', '{items.Count} items', '{items.Count}  items'],
    ['a lost attribute', '    [Serializable]\n', ''],
  ],
  'buffer.cpp': [
    ['a changed macro', 'CAPACITY 64', 'CAPACITY 65'],
    ['a lost const', 'std::size_t size() const', 'std::size_t size()'],
    ['a dropped statement', '  data_.push_back(value);\n', ''],
  ],
  'parser.rs': [
    ['a lost attribute', '#[derive(Default)]\n', ''],
    ['a lost semicolon that changes the value', "text.push('\\n');", "text.push('\\n')"],
    ['a changed macro body', 'HashMap::new(); $(', 'HashMap::default(); $('],
    ['a changed raw string', '"lines""#', '"line""#'],
  ],
  'ledger.rb': [
    ['a lost magic comment', '# frozen_string_literal: true\n', ''],
    ['a changed line in a heredoc', '# not a comment', '# no comment'],
    ['a changed symbol', 'entry[:amount]', 'entry[:note]'],
  ],
  'Router.php': [
    ['a changed heredoc', 'route // $name', 'route / $name'],
    ['a lost attribute', '#[Singleton]\n', ''],
    ['a changed string', "rtrim($path, '/')", "rtrim($path, '//')"],
    ['a lost reference', 'int &$count', 'int $count'],
  ],
};

describe('comparing code', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  const compared = async (language: string, file: string, [, find, replace]: Change) => {
    const before = sample(file);
    assert.equal(before.split(find).length, 2, `${file} has "${find}" once`);
    const changed = before.replace(find, () => replace);
    return syntax.compareCode(language, before, changed, never);
  };

  for (const [language, file] of SAMPLES) {
    for (const change of COMMENTS[file] ?? []) {
      it(`finds ${file} the same after ${change[0]}`, async () => {
        assert.deepEqual(await compared(language, file, change), { same: true });
      });
    }
    for (const change of CODE[file] ?? []) {
      it(`finds ${file} changed by ${change[0]}`, async () => {
        assert.equal((await compared(language, file, change))?.same, false);
      });
    }
  }

  it('tells the line at which the changed text first differs', async () => {
    assert.deepEqual(
      await syntax.compareCode('go', 'package a\n\nvar x = 1\n', 'package a\n\nvar x = 2\n', never),
      {
        same: false,
        line: 3,
      },
    );
  });

  it('finds text changed that the grammar cannot read', async () => {
    const before = 'const a = 1;\n@@@ ??? <<<\n';
    const result = await syntax.compareCode(
      'typescript',
      before,
      before.replace('???', '?!?'),
      never,
    );
    assert.equal(result?.same, false);
  });

  it('leaves all of a text to be asked for that was only compared', async () => {
    const before = 'export function a() {}\n';
    const later = `/** Does a. */\n${before}`;
    assert.deepEqual(await syntax.compareCode('typescript', before, later, never), { same: true });
    const facts = await syntax.facts('typescript', later, never);
    assert.deepEqual(
      facts?.declarations.map(({ path, exported, comment }) => [path, exported, comment?.start]),
      [['a', true, 0]],
    );
    assert.deepEqual(await syntax.compareCode('typescript', later, before, never), { same: true });
  });

  it('ignores line ends and blank lines', async () => {
    const before = 'class A {\n  a() {\n    return 1;\n  }\n}\n';
    const spaced = before.replaceAll('\n', '\n\n');
    assert.deepEqual(await syntax.compareCode('java', before, spaced, never), { same: true });
  });
});
