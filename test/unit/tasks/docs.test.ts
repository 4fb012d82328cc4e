import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';

import { never, sample, SAMPLES } from '../syntax/samples.ts';
import {
  askedFor,
  checked,
  codes,
  inputFor,
  prepare,
  promptText,
  startTools,
} from './taskBench.ts';

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
      const prepared = await prepare(tools, inputFor('docs', language, source));
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

  it('forgives markers that models add', async () => {
    const input = inputFor('docs', 'typescript', 'export function a() {}\n');
    const reply = { comments: ['1|/**\n * Does a.\n *   - well\n */'] };
    const result = await checked(tools, input, reply);
    assert.ok(result.answer?.kind === 'edits');
    assert.equal(result.answer.text, '/**\n * Does a.\n *   - well\n */\nexport function a() {}\n');
  });

  const REJECTED = [
    ['typescript', 'Ends */ alert(1); /* here.', 'docs.terminator'],
    ['javascript', 'Ends */', 'docs.terminator'],
    ['java', 'Ends \\u002a/ here.', 'docs.terminator'],
    ['php', 'Ends */ here.', 'docs.terminator'],
    ['cpp', 'Ends */ here.', 'docs.terminator'],
    ['python', 'Ends """\nimport os\n""" here.', 'docs.terminator'],
    ['go', 'A line\u2028separator.', 'answer.hiddenCharacters'],
    ['rust', 'A form\ffeed.', 'answer.hiddenCharacters'],
    ['ruby', 'Right\u202eleft.', 'answer.hiddenCharacters'],
    ['csharp', 'Zero\u200bwidth.', 'answer.hiddenCharacters'],
    ['typescript', 'Fine.\n@ts-ignore', 'docs.directive'],
    ['go', 'go:linkname a b', 'docs.directive'],
    ['ruby', 'rubocop:disable all', 'docs.directive'],
    ['php', '@phpstan-ignore-next-line', 'docs.directive'],
    ['typescript', ' \n ', 'docs.emptyComment'],
    ['typescript', 'One.\n@param wrong - nothing', 'docs.unknownParameter'],
    ['python', 'One.\n\n:param wrong: nothing', 'docs.unknownParameter'],
    ['csharp', '<summary>One.</summary>\n<param name="wrong">x</param>', 'docs.unknownParameter'],
    ['java', 'One.\n@param wrong nothing', 'docs.unknownParameter'],
    ['php', 'One.\n@param int $wrong nothing', 'docs.unknownParameter'],
    ['ruby', 'One.\n@param wrong [Integer] nothing', 'docs.unknownParameter'],
    ['cpp', 'One.\n\\param[in] wrong nothing', 'docs.unknownParameter'],
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
