import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, describe, it } from 'mocha';
import { codeLines } from '../../../../src/tasks/docs/codeLines.ts';
import { never, sample, SAMPLES } from '../../syntax/samples.ts';
import {
  askedFor,
  checked,
  codes,
  inputFor,
  prepare,
  promptText,
  startTools,
} from '../taskBench.ts';

/** What documenting one declaration of each sample makes of its lines. */
const WRITTEN: Readonly<Record<string, readonly [path: string, comment: string, lines: string]>> = {
  'limiter.ts': [
    'TokenLimiter.take',
    'Takes tokens.\n\n@param count - how many\n@returns whether there were enough',
    '  /**\n   * Takes tokens.\n   *\n   * @param count - how many\n   * @returns whether there were enough\n   */\n  // eslint-disable-next-line @typescript-eslint/no-unused-vars\n  take(',
  ],
  'cart.js': ['Cart.add', 'Adds an item.', '  /** Adds an item. */\n  add('],
  'panel.tsx': [
    'Panel',
    'Shows children.\n@param props.title - its head',
    '/**\n * Shows children.\n * @param props.title - its head\n */\nexport function Panel(',
  ],
  'inventory.py': [
    'OutOfStock',
    'Raised when too little is left.',
    'class OutOfStock(Exception):\n    """Raised when too little is left."""\n    pass',
  ],
  'queue.go': [
    'Queue.Push',
    'Push appends jobs.\nIt never blocks.',
    '// Push appends jobs.\n// It never blocks.\n//go:noinline\nfunc (q',
  ],
  'Account.java': [
    'Account.withdraw',
    'Takes money out.',
    '  /** Takes money out. */\n  @Deprecated\n  public boolean',
  ],
  'Store.cs': [
    'Store.TryAdd',
    'Adds unless < full & closed.',
    '        /// <summary>\n        /// Adds unless &lt; full &amp; closed.\n        /// </summary>\n        public bool TryAdd',
  ],
  'buffer.cpp': ['Buffer', 'A ring.', '/** A ring. */\ntemplate <typename T>\nclass Buffer'],
  'parser.rs': [
    'Config.get',
    'The value of a key.\n\n# Panics\nNever.',
    '    /// The value of a key.\n    ///\n    /// # Panics\n    /// Never.\n    #[must_use]',
  ],
  'ledger.rb': [
    'Books.Ledger.add',
    'Adds.\n\n@param note [String]',
    '    # Adds.\n    #\n    # @param note [String]\n    def add(',
  ],
  'Router.php': [
    'Router.add',
    'Adds a route.\n@param string $path where',
    '    /**\n     * Adds a route.\n     * @param string $path where\n     */\n    public function add(',
  ],
};

describe('docs', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  const answerFor = (paths: readonly string[], comment: (path: string) => string) => ({
    comments: paths.map((path, index) => `${index + 1}|${comment(path)}`),
  });

  for (const [language, file] of SAMPLES) {
    it(`accepts comments for every undocumented declaration of ${file}`, async () => {
      const source = sample(file);
      const input = inputFor('docs', language, source, { includePrivate: true });
      const prepared = await prepare(tools, input);
      const asked = askedFor(prepared);
      assert.ok(asked.length > 1);
      const reply = JSON.stringify(
        answerFor(asked, (path) => `Explains ${path}.\n\nMore than one \\ line of 100 % "text".`),
      );
      const result = await prepared.check(reply, never);
      assert.deepEqual(result.problems, []);
      assert.equal(result.strength, 'proves');
      assert.ok(result.answer?.kind === 'edits');
      const { declarations = [] } =
        (await tools.syntax.facts(language, result.answer.text, never)) ?? {};
      for (const path of asked) {
        const comment = declarations.find((one) => one.path === path)?.comment;
        assert.ok(comment, `${path} is documented`);
        assert.ok(
          result.answer.text.slice(comment.start, comment.end).includes(`Explains ${path}.`),
        );
      }
    });

    const [path, comment, lines] = WRITTEN[file] ?? ['', '', ''];
    if (lines === '') continue;
    it(`writes the convention of ${language}`, async () => {
      const source = sample(file);
      const { declarations = [] } = (await tools.syntax.facts(language, source, never)) ?? {};
      const target = declarations.find((one) => one.path === path);
      assert.ok(target);
      const input = inputFor('docs', language, source, { target, targetKind: 'declaration' });
      const prepared = await prepare(tools, input);
      const reply = answerFor(askedFor(prepared), (one) => (one === path ? comment : 'Something.'));
      const result = await prepared.check(JSON.stringify(reply), never);
      assert.deepEqual(result.problems, []);
      assert.ok(result.answer?.kind === 'edits');
      assert.ok(result.answer.text.includes(lines), result.answer.text);
    });
  }

  it('asks for what is undocumented, and for a documented one when it is the target', async () => {
    const source = '/** Old. */\nexport function a() {}\n\nexport function b() {}\n';
    const all = await prepare(tools, inputFor('docs', 'typescript', source));
    assert.deepEqual(askedFor(all), ['b']);
    const one = inputFor('docs', 'typescript', source, {
      target: { firstLine: 2, lastLine: 2 },
      targetKind: 'declaration',
    });
    assert.deepEqual(askedFor(await prepare(tools, one)), ['a']);
    const result = await checked(
      tools,
      one,
      answerFor(['a'], () => 'New.'),
    );
    assert.ok(result.answer?.kind === 'edits');
    assert.equal(result.answer.text, source.replace('Old', 'New'));
    const asked = inputFor('docs', 'typescript', source, {
      instruction: 'rewrite existing comments',
    });
    assert.deepEqual(askedFor(await prepare(tools, asked)), ['a', 'b']);
  });

  it('numbers what it asks for, and takes the comments in any order', async () => {
    const source = 'class A {\n  run() {}\n  end() {}\n}\nclass B {\n  run() {}\n}\n';
    const prepared = await prepare(tools, inputFor('docs', 'javascript', source));
    assert.match(
      promptText(prepared),
      /^- 1\|A \(line 1\)\n- 2\|A\.run \(line 2\)\n- 3\|A\.end \(line 3\)\n- 4\|B \(line 5\)\n- 5\|B\.run \(line 6\)\n/m,
    );
    const reply = {
      comments: ['5|Fifth.', ' 2 | 2|nd, 3.5 | 4.', '1|First.', '3|Third.', '4|4th.'],
    };
    const { problems, answer } = await prepared.check(JSON.stringify(reply), never);
    assert.deepEqual(problems, []);
    assert.ok(answer?.kind === 'edits');
    assert.equal(
      answer.text,
      '/** First. */\nclass A {\n  /** 2|nd, 3.5 | 4. */\n  run() {}\n  /** Third. */\n  end() {}\n}\n/** 4th. */\nclass B {\n  /** Fifth. */\n  run() {}\n}\n',
    );
  });

  it('lets one comment speak for all overloads', async () => {
    const source =
      'export function of(a: string): void;\nexport function of(b: number): void;\nexport function of(c: unknown): void {}\n';
    const input = inputFor('docs', 'typescript', source, {
      target: { firstLine: 1, lastLine: 1 },
      targetKind: 'declaration',
    });
    const said = async (comment: string) =>
      codes(
        await checked(
          tools,
          input,
          answerFor(askedFor(await prepare(tools, input)), () => comment),
        ),
      );
    assert.deepEqual(await said('Makes.\n@param c - anything'), []);
    assert.deepEqual(await said('Makes.\n@param d - anything'), ['docs.unknownParameter']);
  });

  it('takes escapes in Javadoc that are whole and end nothing', async () => {
    const source = 'public class A {\n  public void run() {}\n}\n';
    const input = inputFor('docs', 'java', source);
    const said = async (comment: string) =>
      codes(
        await checked(
          tools,
          input,
          answerFor(['A', 'run'], () => comment),
        ),
      );
    assert.deepEqual(await said('From \\u0020 on.'), []);
    assert.ok((await said('In C:\\users.')).includes('docs.terminator'));
    assert.ok((await said('Ends \\u002a\\u002f here.')).includes('docs.terminator'));
    const scala = inputFor('docs', 'scala', 'def a = 1\n');
    const ended = { comments: ['1|Ends \\u002a\\u002f here.'] };
    assert.deepEqual(codes(await checked(tools, scala, ended)), ['docs.terminator']);
  });

  it('replaces a docstring in place', async () => {
    const source = 'def a(x):\n    "Old."\n    return x\n';
    const input = inputFor('docs', 'python', source, { targetKind: 'declaration' });
    const result = await checked(
      tools,
      input,
      answerFor(['a'], () => 'New.\n\n:param x: thing'),
    );
    assert.deepEqual(result.problems, []);
    assert.ok(result.answer?.kind === 'edits');
    assert.equal(
      result.answer.text,
      'def a(x):\n    """New.\n\n    :param x: thing\n    """\n    return x\n',
    );
  });

  it('says when there is nothing to do', async () => {
    const cases = [
      ['const a = 1;\n', 'nothingToDo.noDeclarations'],
      ['/** A. */\nexport function a() {}\n', 'nothingToDo.allDocumented'],
      [' \n\n', 'nothingToDo.emptyFile'],
      ['a\0b', 'input.binary'],
      ['x'.repeat(5_000_000), 'input.tooLarge'],
    ] as const;
    for (const [source, code] of cases) {
      await assert.rejects(prepare(tools, inputFor('docs', 'typescript', source)), { code });
    }
    await assert.rejects(prepare(tools, inputFor('docs', 'brainfuck', '+++')), {
      code: 'input.unknownLanguage',
    });
    const blank = inputFor('docs', 'typescript', 'a();\n\n\nb();\n', {
      target: { firstLine: 2, lastLine: 3 },
      targetKind: 'selection',
    });
    await assert.rejects(prepare(tools, blank), { code: 'nothingToDo.emptySelection' });
  });

  it('works without a grammar and says that it checks less', async () => {
    const source = 'class A {\n    fun foo(a: Int) = 1\n}\n';
    const result = await checked(
      tools,
      inputFor('docs', 'kotlin', source),
      answerFor(['A', 'foo'], () => 'One.'),
    );
    assert.equal(result.strength, 'checks');
    assert.deepEqual(result.notes, [{ code: 'notes.noGrammar', args: {} }]);
    assert.ok(result.answer?.kind === 'edits');
    assert.equal(
      result.answer.text,
      '/** One. */\nclass A {\n    /** One. */\n    fun foo(a: Int) = 1\n}\n',
    );
  });

  describe('in odd places', () => {
    /** A source with the line of the declaration to document, or 0 for all, and what comes of it. */
    const ODD: readonly (readonly [
      language: string,
      source: string,
      line: number,
      comment: string,
      text: string,
    ])[] = [
      ['rust', '/** Old. */ pub fn a() {}\n', 1, 'New.', '/// New.\npub fn a() {}\n'],
      [
        'csharp',
        'class A\n{\n    /* x */\n    /** Old. */ void B() {}\n}\n',
        4,
        '<c>B</c>',
        'class A\n{\n    /* x */\n    /// <c>B</c>\n    void B() {}\n}\n',
      ],
      [
        'go',
        'package a\n\n/* Old. */ func a() {}\n',
        3,
        'a does.',
        'package a\n\n// a does.\nfunc a() {}\n',
      ],
      [
        'ruby',
        'class A\n=begin\nOld\n=end\n  def a; end\nend\n',
        5,
        'New.',
        'class A\n  # New.\n  def a; end\nend\n',
      ],
      [
        'ruby',
        '#!/usr/bin/env ruby\ndef a; end\n',
        2,
        'New.',
        '#!/usr/bin/env ruby\n# New.\ndef a; end\n',
      ],
      [
        'ruby',
        '# encoding: utf-8\nclass A\nend\n',
        2,
        'New.',
        '# encoding: utf-8\n# New.\nclass A\nend\n',
      ],
      [
        'cpp',
        '// NOLINTNEXTLINE(x)\nint a();\n',
        2,
        'New.',
        '/** New. */\n// NOLINTNEXTLINE(x)\nint a();\n',
      ],
      [
        'cpp',
        '// cppcheck-suppress x\nint a();\n',
        2,
        'New.',
        '/** New. */\n// cppcheck-suppress x\nint a();\n',
      ],
      [
        'go',
        'package a\n\n// A is.\n// +kubebuilder:object:root=true\ntype A struct{}\n',
        5,
        'A is new.',
        'package a\n\n// A is new.\n// +kubebuilder:object:root=true\ntype A struct{}\n',
      ],
      [
        'go',
        'package a\n\n//line x.go:10\nfunc A() {}\n',
        4,
        'A does.',
        'package a\n\n// A does.\n//line x.go:10\nfunc A() {}\n',
      ],
      [
        'csharp',
        'class A\n{\n#region X\n    [B] void C() {}\n#endregion\n}\n',
        4,
        'Takes a List<int> & a<b.',
        'class A\n{\n#region X\n    /// <summary>\n    /// Takes a List&lt;int> &amp; a&lt;b.\n    /// </summary>\n    [B] void C() {}\n#endregion\n}\n',
      ],
      [
        'csharp',
        '/// X\nclass A\n{\n    void C() {}\n}\n',
        4,
        '<summary>Adds <see cref="B"/> & a<b.</summary>',
        '/// X\nclass A\n{\n    /// <summary>Adds <see cref="B"/> &amp; a&lt;b.</summary>\n    void C() {}\n}\n',
      ],
      [
        'typescript',
        '#!/usr/bin/env node\n@Dec({\n  a: `\nfunction b() {}\n`,\n})\nexport class C {}',
        0,
        'New.',
        '#!/usr/bin/env node\n/** New. */\n@Dec({\n  a: `\nfunction b() {}\n`,\n})\nexport class C {}',
      ],
      [
        'typescriptreact',
        'export const A = () => (\n\t<p>\n{[1].map(\nfunction b() {})}</p>\n);',
        0,
        'New.',
        '/** New. */\nexport const A = () => (\n\t<p>\n{[1].map(\nfunction b() {})}</p>\n);',
      ],
      [
        'python',
        'def b(): x = 1; return x  # noqa\n',
        0,
        'Says "x"\\',
        'def b():\n    r"""Says "x"\\\n    """\n    x = 1; return x  # noqa\n',
      ],
      [
        'python',
        'def a():\n\tf"{1}"\n',
        0,
        'Ends in a "quote"',
        'def a():\n\t"""Ends in a "quote"\n\t"""\n\tf"{1}"\n',
      ],
      [
        'kotlin',
        '/*\n  /* a */\n  class of things\n*/\nval t = """\nfun text() = 1\n"""\nfun b() = 1\n',
        0,
        'New.',
        '/*\n  /* a */\n  class of things\n*/\nval t = """\nfun text() = 1\n"""\n/** New. */\nfun b() = 1\n',
      ],
      [
        'shellscript',
        "awk '\nfunction a(x) { }\n' # it's\ncat <<-'EOF'\nfunction b() {\n\tEOF\nn=${#x}\nc() {\n",
        0,
        'New.',
        "awk '\nfunction a(x) { }\n' # it's\ncat <<-'EOF'\nfunction b() {\n\tEOF\nn=${#x}\n# New.\nc() {\n",
      ],
      [
        'swift',
        'let t = #"""a " \\"""#\nlet u = """\nfunc a() {\n"""\nfunc b() {\n',
        0,
        'New.',
        'let t = #"""a " \\"""#\nlet u = """\nfunc a() {\n"""\n/// New.\nfunc b() {\n',
      ],
      [
        'kotlin',
        'val t = """\\"""\nval u = """\nfun a() = 1\n"""\nfun b() = 1\n',
        0,
        'New.',
        'val t = """\\"""\nval u = """\nfun a() = 1\n"""\n/** New. */\nfun b() = 1\n',
      ],
      [
        'fsharp',
        'let c = \'"\'\nlet p = @"a\\"\nmodule M\n',
        0,
        'New.',
        'let c = \'"\'\nlet p = @"a\\"\n/// New.\nmodule M\n',
      ],
      ['shellscript', 'echo a \\\nb() {\nc() {\n', 0, 'New.', 'echo a \\\nb() {\n# New.\nc() {\n'],
      [
        'lua',
        'local t = [[\nfunction a()\n]]\n--[[\nfunction b()\n]]\nfunction c()\n',
        0,
        'New.',
        'local t = [[\nfunction a()\n]]\n--[[\nfunction b()\n]]\n--- New.\nfunction c()\n',
      ],
      [
        'objective-c',
        "/* It\n  interface for all */\nchar c = '\"';\nstruct b\n",
        0,
        'New.',
        "/* It\n  interface for all */\nchar c = '\"';\n/** New. */\nstruct b\n",
      ],
    ];
    for (const [language, source, line, comment, text] of ODD) {
      it(`are right in ${language}: ${JSON.stringify(source)}`, async () => {
        const input = inputFor('docs', language, source, {
          ...(line > 0 && {
            target: { firstLine: line, lastLine: line },
            targetKind: 'declaration',
          }),
        });
        const prepared = await prepare(tools, input);
        const reply = answerFor(askedFor(prepared), () => comment);
        const { problems, answer } = await prepared.check(JSON.stringify(reply), never);
        assert.deepEqual(problems, []);
        assert.ok(answer?.kind === 'edits');
        assert.equal(answer.text, text);
      });
    }
  });

  for (const language of ['perl', 'elixir', 'groovy', 'powershell']) {
    it(`is not written in ${language}, whose texts only its own parser can tell from code`, async () => {
      const input = inputFor('docs', language, 'sub a {\n}\ndef b do\nend\n');
      await assert.rejects(prepare(tools, input), { code: 'input.unknownLanguage' });
    });
  }

  it('takes only whole lines of code for declarations, whatever the text without a grammar is', () => {
    const piece = fc.constantFrom(
      '/*',
      '*/',
      '"""',
      "'''",
      '"',
      "'",
      '#',
      '//',
      '--[[',
      ']]',
      '<<EOT\n',
      'EOT\n',
      '\\',
      '\n',
      ' ',
      'def a',
      'function b() {',
      'class C',
      '(*',
      '*)',
      '=pod\n',
      '=cut\n',
      '😀',
    );
    const languages = fc.constantFrom(
      'kotlin',
      'lua',
      'shellscript',
      'julia',
      'fsharp',
      'swift',
      'r',
      'objective-c',
      'dart',
      'zig',
      'scala',
    );
    fc.assert(
      fc.property(languages, fc.array(piece, { maxLength: 40 }), (language, pieces) => {
        const source = pieces.join('');
        const code = codeLines(language, source).join('\n');
        assert.equal(code.length, source.length);
        const units = source.split('');
        const isKept = (unit: string, at: number) => unit === units[at] || unit === ' ';
        assert.ok(code.split('').every(isKept), code);
        assert.equal(code.split('\n').length, source.split('\n').length);
      }),
    );
  });

  it('leaves a comment alone that tools read as well', async () => {
    const source =
      '<?php\nclass A {\n    /**\n     * Old.\n     * @ORM\\Column(type="string")\n     */\n    public $a;\n}\n';
    const target = { firstLine: 7, lastLine: 7 };
    const input = inputFor('docs', 'php', source, { target, targetKind: 'declaration' });
    await assert.rejects(prepare(tools, input), { code: 'nothingToDo.allDocumented' });
  });

  it('forgives markers that models add', async () => {
    const input = inputFor('docs', 'typescript', 'export function a() {}\n');
    const reply = { comments: ['1|/**\n * Does a.\n *   - well\n */'] };
    const result = await checked(tools, input, reply);
    assert.ok(result.answer?.kind === 'edits');
    assert.equal(result.answer.text, '/**\n * Does a.\n *   - well\n */\nexport function a() {}\n');
  });

  it('rejects what becomes a directive where its line is broken', async () => {
    const input = inputFor('docs', 'go', 'package a\n\nfunc F() {}\n');
    const long = `F ${'does it and '.repeat(20)}`.trim();
    const said = async (end: string) =>
      codes(await checked(tools, input, { comments: [`1|${long} ${end}`] }));
    const broken = await Promise.all(
      Array.from({ length: 20 }, (_, count) => said(`${'so '.repeat(count)}nolint:all`)),
    );
    assert.ok(broken.flat().includes('docs.directive'));
    assert.deepEqual(await said('more'), []);
  });

  const REJECTED = [
    ['typescript', 'Ends */ alert(1); /* here.', 'docs.terminator'],
    ['javascript', 'Ends */', 'docs.terminator'],
    ['java', 'Ends \\u002a/ here.', 'docs.terminator'],
    ['php', 'Ends */ here.', 'docs.terminator'],
    ['cpp', 'Ends */ here.', 'docs.terminator'],
    ['python', 'Ends """\nimport os\n""" here.', 'docs.terminator'],
    ['typescript', 'Calls `us\u0585r()` here.', 'answer.mixedLetters'],
    ['go', 'A line\u2028separator.', 'answer.hiddenCharacters'],
    ['rust', 'A form\ffeed.', 'answer.hiddenCharacters'],
    ['ruby', 'Right\u202eleft.', 'answer.hiddenCharacters'],
    ['csharp', 'Zero\u200bwidth.', 'answer.hiddenCharacters'],
    ['typescript', 'Fine.\n@ts-ignore', 'docs.directive'],
    ['go', 'go:linkname a b', 'docs.directive'],
    ['ruby', 'rubocop:disable all', 'docs.directive'],
    ['ruby', 'The encoding: nonsense.', 'docs.directive'],
    ['php', '@Route("/x")', 'docs.directive'],
    ['php', '@phpstan-ignore-next-line', 'docs.directive'],
    ['typescript', ' \n ', 'docs.emptyComment'],
    ['typescript', 'One.\n@param wrong - nothing', 'docs.unknownParameter'],
    ['python', 'One.\n\n:param wrong: nothing', 'docs.unknownParameter'],
    ['csharp', '<summary>One.</summary>\n<param name="wrong">x</param>', 'docs.unknownParameter'],
    ['java', 'One.\n@param wrong nothing', 'docs.unknownParameter'],
    ['php', 'One.\n@param int $wrong nothing', 'docs.unknownParameter'],
    ['ruby', 'One.\n@param wrong [Integer] nothing', 'docs.unknownParameter'],
    ['cpp', 'One.\n\\param[in] wrong nothing', 'docs.unknownParameter'],
    ['javascript', 'One.\n@param {{a: number}} [wrong=1] - nothing', 'docs.unknownParameter'],
    ['python', 'One.\n\n:param Dict[str, int] wrong: nothing', 'docs.unknownParameter'],
    ['php', 'One.\n@param array<int, int> ...$wrong nothing', 'docs.unknownParameter'],
    ['ruby', 'One.\n@param [Array<Integer>] *wrong nothing', 'docs.unknownParameter'],
  ] as const;
  const SMALL: Readonly<Record<string, readonly [path: string, source: string]>> = {
    typescript: ['a', 'export function a(x: number) { return x; }\n'],
    javascript: ['a', 'export function a(x) { return x; }\n'],
    java: ['A.a', '/** A. */\nclass A {\n  int a(int x) { return x; }\n}\n'],
    php: ['a', '<?php\nfunction a(int $x) { return $x; }\n'],
    cpp: ['a', 'int a(int x) { return x; }\n'],
    python: ['a', 'def a(x):\n    return x\n'],
    go: ['a', 'package a\n\nfunc a(x int) int { return x }\n'],
    rust: ['a', 'fn a(x: i32) -> i32 { x }\n'],
    ruby: ['a', 'def a(x)\n  x\nend\n'],
    csharp: ['A.a', '/// A\nclass A\n{\n  int a(int x) { return x; }\n}\n'],
  };
  for (const [language, comment, code] of REJECTED) {
    it(`rejects ${JSON.stringify(comment)} in ${language} as ${code}`, async () => {
      const [path, source] = SMALL[language] ?? ['', ''];
      const result = await checked(
        tools,
        inputFor('docs', language, source),
        answerFor([path], () => comment),
      );
      assert.deepEqual(codes(result), [code]);
      for (const { repairable, args } of result.problems) {
        assert.ok(repairable);
        assert.ok(Object.values(args).every((value) => typeof value === 'number'));
      }
    });
  }

  it('rejects missing, unknown and repeated declarations', async () => {
    const input = inputFor(
      'docs',
      'typescript',
      'export function a() {}\nexport function b() {}\n',
    );
    const answers = [
      '1|One.',
      '1|Two.',
      '3|C.',
      '0|0.',
      '-2|B.',
      'b|B.',
      'B.',
      '2: B.',
      '../../etc|B.',
    ];
    const reply = { comments: answers };
    const result = await checked(tools, input, reply);
    assert.deepEqual(codes(result), [
      'docs.duplicateDeclaration',
      ...answers.slice(2).map(() => 'docs.unknownDeclaration'),
      'docs.missingDeclaration',
    ]);
    assert.match(result.problems.at(-1)?.detail ?? '', /\bb\b/);
  });

  it('ignores fields that nobody asked for', async () => {
    const input = inputFor('docs', 'typescript', 'export function a() {}\n');
    const reply = {
      comments: ['1|One.'],
      path: '/etc/passwd',
      run: 'rm',
    };
    assert.deepEqual(codes(await checked(tools, input, reply)), []);
  });

  it('follows the wire format', async () => {
    const input = inputFor('docs', 'go', 'package a\n\nfunc A() {}\n', {
      instruction: 'be\nbrief',
    });
    const prepared = await prepare(tools, input);
    const text = promptText(prepared);
    assert.match(
      text,
      /^<code-([0-9a-f]{8}) language="go" lines="1-3">\n1\|package a\n2\|\n3\|func A\(\) \{\}\n<\/code-\1>\n/,
    );
    assert.match(
      text,
      /<request-([0-9a-f]{8}) task="docs" first="1" last="3">\ndeclarations:\n- 1\|A \(line 3\)\n[\s\S]*instruction: be brief\n<\/request-\1>\n$/,
    );
    assert.deepEqual(prepared.prompt.schema, {
      type: 'object',
      properties: {
        comments: { type: 'array', items: { type: 'string' } },
      },
      required: ['comments'],
      additionalProperties: false,
    });
  });
});
