import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { commentWidth, editorConfigWidth } from '../../../../src/tasks/docs/commentWidth.ts';
import type { WrapRules } from '../../../../src/tasks/docs/wrap.ts';
import { wrapped } from '../../../../src/tasks/docs/wrap.ts';
import { documented, textOf } from '../gateCases.ts';
import { inputFor, projectOf, startTools } from '../taskBench.ts';

describe('the width of comments', () => {
  for (const [language, path, files, wanted] of [
    ['typescript', 'src/a.ts', {}, 100],
    ['typescript', 'src/a.ts', { '.editorconfig': '[*]\nmax_line_length = 72\n' }, 72],
    ['typescript', 'src/a.ts', { '.editorconfig': '[*.py]\nmax_line_length = 72\n' }, 100],
    [
      'python',
      'src/a.py',
      { '.editorconfig': '[*]\nmax_line_length = 72\n[*.{py,pyi}]\nmax_line_length = 79\n' },
      79,
    ],
    [
      'go',
      'src/a.go',
      {
        '.editorconfig': '[*]\nmax_line_length = 72\n',
        'src/.editorconfig': 'root = true\n[*]\nindent_size = 2\n',
      },
      100,
    ],
    ['typescript', 'src/a.ts', { '.editorconfig': '[*]\nmax_line_length = off\n' }, 100],
    ['typescript', 'src/a.ts', { '.prettierrc': '{ "printWidth": 90 }' }, 90],
    ['typescript', 'src/a.ts', { '.prettierrc': 'semi: false\n' }, 80],
    ['typescriptreact', 'a/b/c.tsx', { 'a/.prettierrc.yaml': 'printWidth: 110\n' }, 110],
    ['javascript', 'a.js', { 'prettier.config.mjs': 'export default { printWidth: 95 };' }, 95],
    ['javascript', 'a.js', { 'package.json': '{"prettier":{"printWidth":85}}' }, 85],
    ['javascript', 'a.js', { 'package.json': '{"name":"a"}' }, 100],
    ['javascript', 'a.js', { 'biome.json': '{"formatter":{"lineWidth":120}}' }, 120],
    ['python', 'a.py', { '.prettierrc': '{ "printWidth": 90 }' }, 100],
    ['python', 'a.py', { 'pyproject.toml': '[tool.ruff]\nline-length = 110\n' }, 110],
    ['python', 'a.py', { 'pyproject.toml': '[tool.black]\nline-length = 79\n' }, 79],
    [
      'python',
      'a.py',
      { 'pyproject.toml': '[a]\nline-length = 50\n[tool.ruff]\na = ["b"]\nline-length = 99\n' },
      99,
    ],
    ['python', 'a.py', { 'pyproject.toml': '[tool.black]\ntarget = 1\n' }, 88],
    ['python', 'a.py', { 'pyproject.toml': '[tool.poetry]\n' }, 100],
    ['python', 'a.py', { 'ruff.toml': 'line-length = 99\n' }, 99],
    ['python', 'a.py', { 'setup.cfg': '[flake8]\nmax-line-length = 119\n' }, 119],
    ['rust', 'src/a.rs', { 'rustfmt.toml': 'max_width = 90\n' }, 90],
    ['ruby', 'a.rb', { '.rubocop.yml': 'Layout/LineLength:\n  Enabled: true\n  Max: 110\n' }, 110],
    ['cpp', 'a.cpp', { '.clang-format': 'BasedOnStyle: LLVM\nColumnLimit: 110\n' }, 110],
    ['go', 'a.go', { '.vscode/settings.json': '{ "editor.rulers": [80, 120] }' }, 80],
    ['go', 'a.go', { '.vscode/settings.json': '{"editor.rulers":[{"column":88}]}' }, 88],
    ['go', 'a.go', { '.editorconfig': '[*]\nmax_line_length = 9999\n' }, 100],
    ['go', 'a.go', { '.editorconfig': '[*]\nmax_line_length = 10\n' }, 40],
  ] as const) {
    it(`is ${wanted} for ${path} beside ${JSON.stringify(files)}`, async () => {
      assert.equal(await commentWidth(projectOf(files), path, language), wanted);
    });
  }

  it('is that of the editor’s ruler where the project says nothing', async () => {
    assert.equal(await commentWidth(projectOf({}), 'a.go', 'go', [90]), 90);
    assert.equal(await commentWidth(projectOf({}), undefined, 'go', []), 100);
    const files = projectOf({ '.editorconfig': '[*]\nmax_line_length = 70\n' });
    assert.equal(await commentWidth(files, 'a.go', 'go', [90]), 70);
  });

  it('is by the sections of .editorconfig that are for the file', () => {
    for (const [section, path, isFor] of [
      ['*.{ts,tsx}', 'src/a.ts', true],
      ['{a,b}.ts', 'b.ts', true],
      ['src/**.ts', 'src/x/a.ts', true],
      ['/src/*.ts', 'src/x/a.ts', false],
      ['**/a.ts', 'src/x/a.ts', true],
      ['[ab].ts', 'a.ts', true],
      ['a[.ts', 'a.ts', false],
    ] as const) {
      const text = `[${section}]\nmax_line_length = 77\n`;
      assert.equal(editorConfigWidth(text, path), isFor ? 77 : undefined, section);
    }
  });
});

describe('wrapping a comment', () => {
  const rules: WrapRules = { width: 40, tagIndent: '', indentedIsCode: false, hasEntries: false };
  const wrap = (text: string, given: Partial<WrapRules> = {}) =>
    wrapped(text.split('\n'), { ...rules, ...given }).join('\n');

  it('breaks long lines between words and leaves short ones', () => {
    assert.equal(
      wrap('A first sentence that is much longer than forty columns are.\n\nShort.'),
      'A first sentence that is much longer\nthan forty columns are.\n\nShort.',
    );
  });

  const KEPT: readonly (readonly [what: string, piece: string])[] = [
    ['a code span', '`a b c d e f g h i`'],
    ['a longer code span', '``a ` b c d e f``'],
    ['a link', '[the words of it](https://a.example/b)'],
    ['an address', 'https://a.example/very/long/address/of/a/page'],
    ['an inline tag', '{@link Some.other thing with words}'],
    ['an element', '<see cref="A very long name of it" />'],
    ['an element with text', '<a href="https://a.example/b c d">x</a>'],
    ['an image', '![the words of it](a b.png)'],
    ['a tag with braces in it', '{@code if (a) { b c; } d e}'],
    ['blanks in a code span', '`a  b   c`'],
    ['an inline tag of Doxygen', '@ref someName'],
    ['an inline command of Doxygen', '\\p someName'],
    ['an element of a list', '<list type="a bullet of it">'],
  ];
  for (const [what, piece] of KEPT) {
    it(`never breaks ${what}`, () => {
      for (let before = 0; before < 50; before += 1) {
        const text = wrap(`${'x'.repeat(before)} and ${piece}, then some more words behind it.`);
        assert.ok(text.includes(piece), text);
        assert.ok(text.includes('\n'));
      }
    });
  }

  it('keeps a tag, its type and its name together', () => {
    for (const head of [
      '@param {Map<string, number>} someName - what it is for, in words',
      '@param someVeryLongNameThatIsLong - what it is for, in words',
      '@throws {SomeVeryLongErrorThatIsLong} when it fails for some reason',
      ':param some_type some_very_long_name: what it is for, in words',
      '@param [options.someVeryLongName=1] - what it is for, in words',
    ]) {
      const [first = ''] = wrap(head).split('\n');
      const name = /^(?:@\w+ (?:\{[^}]*\} )?\S+|:[^:]*:)/.exec(head)?.[0] ?? '';
      assert.ok(first.startsWith(name), first);
    }
  });

  it('leaves code, tables and headings as they are', () => {
    const long = 'let a = some(very, long, code, that, goes, on, and, on);';
    for (const text of [
      `Does it.\n\n\`\`\`ts\n${long}\n\`\`\`\n\nDone.`,
      `Does it.\n\n~~~\n${long}\n~~~`,
      `Does it.\n\n    ${long}`,
      `Does it.\n@example\n${long}\n@returns it`,
      `<pre>\n${long}\n</pre>`,
      `<code>\n${long}\n</code>`,
      `# ${long}`,
      `| a | ${long} |`,
      `Like so::\n\n  ${long}\n  ${long}`,
      `>>> ${long}`,
      '-'.repeat(60),
      `[a]: https://a.example/${'b'.repeat(50)} "c d"`,
    ]) {
      assert.equal(wrap(text), text);
    }
    assert.equal(wrap(`Like so:\n\n\t${long}`, { indentedIsCode: true }), `Like so:\n\n\t${long}`);
    assert.equal(wrap(`Like so:\n  ${long}`, { indentedIsCode: true }), `Like so:\n  ${long}`);
  });

  it('indents the further lines of lists, entries and tags as their language has it', () => {
    const words = 'words that go on and on and on and on';
    assert.equal(wrap(`- one ${words}`), '- one words that go on and on and on and\n  on');
    assert.equal(wrap(`10. one ${words}`), '10. one words that go on and on and on\n    and on');
    assert.equal(
      wrap(`    a (int): one ${words}`, { hasEntries: true }),
      '    a (int): one words that go on and on\n        and on and on',
    );
    assert.equal(
      wrap(`@param a [A] ${words} more`, { tagIndent: '  ' }),
      '@param a [A] words that go on and on and\n  on and on more',
    );
  });

  it('begins no line with what would be something else there', () => {
    for (const mark of ['@see', '- x', '# x', '1. x', '> x', '+ x', '| x', '* x']) {
      const text = `${'x'.repeat(36)} ${mark} and more words behind it, and more`;
      for (const line of wrap(text).split('\n').slice(1)) {
        assert.doesNotMatch(line, /^(?:[@\-#>+|*]|\d+\.)/);
      }
    }
  });

  it('takes no longer for long lines', () => {
    for (const piece of ['`', '[', '{@a ', '<a b=', 'a ', '(', '@a ', ']( ']) {
      const text = piece.repeat(300_000 / piece.length);
      assert.ok(wrap(text).replace(/\s/g, '') === text.replace(/\s/g, ''), piece);
    }
  });
});

describe('docs in a project', () => {
  const tools = startTools({ '.editorconfig': '[*]\nmax_line_length = 60\n' });
  after(() => tools.syntax.dispose());
  const words = 'Says what it is for in a sentence that is longer than sixty columns are.';

  for (const [language, source, wanted] of [
    [
      'typescript',
      'class A {\n  run(): void {}\n}\n',
      '  /**\n   * Says what it is for in a sentence that is longer than\n   * sixty columns are.\n   */\n  run',
    ],
    [
      'python',
      'class A:\n    def run(self):\n        pass\n',
      '        """Says what it is for in a sentence that is longer\n        than sixty columns are.\n        """\n        pass',
    ],
    [
      'go',
      'package a\n\nfunc Run() {}\n',
      '// Says what it is for in a sentence that is longer than\n// sixty columns are.\nfunc',
    ],
    [
      'csharp',
      'class A\n{\n    void Run() {}\n}\n',
      '    /// <summary>\n    /// Says what it is for in a sentence that is longer\n    /// than sixty columns are.\n    /// </summary>\n    void',
    ],
    [
      'ruby',
      'def run; end\n',
      '# Says what it is for in a sentence that is longer than\n# sixty columns are.\ndef',
    ],
  ] as const) {
    it(`are wrapped in ${language}`, async () => {
      const text = textOf(await documented(tools, inputFor('docs', language, source), words));
      assert.ok(text.includes(wanted), text);
    });
  }

  it('are wrapped at the editor’s ruler where the project has no width', async () => {
    const bare = startTools();
    const input = inputFor('docs', 'go', 'package a\n\nfunc Run() {}\n', { rulers: [50] });
    const text = textOf(await documented(bare, input, words));
    assert.ok(
      text.includes(
        '// Says what it is for in a sentence that is\n// longer than sixty columns are.\nfunc',
      ),
      text,
    );
    await bare.syntax.dispose();
  });
});
