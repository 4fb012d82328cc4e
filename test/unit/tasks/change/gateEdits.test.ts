import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { LineEdit } from '../../../../src/tasks/change/edits.ts';
import { applyEdits } from '../../../../src/tasks/change/edits.ts';
import { pythonIndentationError } from '../../../../src/tasks/change/pythonIndentation.ts';
import { QuoteFinder } from '../../../../src/tasks/review/quotes.ts';
import { never } from '../../syntax/samples.ts';
import { gateCases, textOf, verdictOn } from '../gateCases.ts';
import { checked, codes, inputFor, startTools } from '../taskBench.ts';

/** What comes of the given cases: the new text, or the code of the refusal. */
const GIVEN: Readonly<Record<string, string>> = {
  'E1.anchor-without-indentation': 'def total(x):\n    y = 1\n    return x + y\n',
  'E2.tabs-8-spaces': 'def total(x):\n\ty = 1\n\treturn x + y\n',
  'E2.tabs-4-spaces': 'def total(x):\n\ty = 1\n\treturn x + y\n',
  'E3.overlapping-find': 'edits.findNotOnce',
  'E4.last-line-ignored': 'edits.anchorMismatch',
  'E5.placeholder': 'edits.placeholder',
  'E8.lines-that-look-numbered': 'export const table = `\n2|apples\n3|pears\n`;\n',
};

describe('edits that go wrong', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  for (const one of gateCases('edits')) {
    it(one.id, async () => {
      const result = await verdictOn(tools, one);
      const wanted = GIVEN[one.id] ?? '';
      if (/^edits\.\w+$/.test(wanted)) assert.deepEqual(codes(result), [wanted]);
      else assert.equal(textOf(result), wanted);
    });
  }

  /** An edit whose anchors are the lines as given, or trimmed. */
  const edit = (
    from: number,
    to: number,
    anchors: readonly string[],
    replace: string,
  ): LineEdit => ({
    from,
    to,
    firstLine: anchors[0] ?? '',
    lastLine: anchors.at(-1) ?? '',
    replace,
  });
  const said = (language: string, source: string, one: LineEdit) => {
    const { text, problems } = applyEdits(source, [one], [], { language, strings: [] });
    return text ?? problems.map(({ code }) => code).join();
  };

  describe('by their indentation', () => {
    const LOOP = 'def f(xs):\n    for x in xs:\n        use(x)\n    return 1\n';
    const TRIPLE = '"""';
    const TABS = 'def f(xs):\n\tfor x in xs:\n\t\tuse(x)\n\treturn 1\n';
    const CASES: readonly (readonly [
      what: string,
      language: string,
      source: string,
      edit: LineEdit,
      wanted: string,
    ])[] = [
      [
        'an anchor at another depth',
        'python',
        LOOP,
        edit(3, 3, ['    use(x)'], '    use(x)\n    if x:\n        stop(x)'),
        LOOP.replace('use(x)', 'use(x)\n        if x:\n            stop(x)'),
      ],
      [
        'a replacement that is written out in full',
        'python',
        LOOP,
        edit(3, 3, ['use(x)'], '        use(x + 1)'),
        LOOP.replace('use(x)', 'use(x + 1)'),
      ],
      [
        'only the first blanks lost',
        'python',
        LOOP,
        edit(2, 3, ['for x in xs:', '        use(x)'], 'for y in xs:\n        use(y)'),
        LOOP.replace('for x', 'for y').replace('use(x)', 'use(y)'),
      ],
      [
        'several lines without any',
        'python',
        LOOP,
        edit(2, 4, ['for x in xs:', 'return 1'], 'for y in xs:\n    use(y)\nreturn 2'),
        LOOP.replace('for x', 'for y').replace('use(x)', 'use(y)').replace('1', '2'),
      ],
      [
        'an unclear depth where it has a meaning',
        'python',
        LOOP,
        edit(3, 3, ['use(x)'], '   use(x + 1)'),
        'edits.indentation',
      ],
      [
        'an unclear depth elsewhere',
        'typescript',
        'if (a) {\n    b();\n}\n',
        edit(2, 2, ['b();'], '  c();'),
        'if (a) {\n  c();\n}\n',
      ],
      [
        'braces moved as well',
        'typescript',
        'if (a) {\n    b();\n}\n',
        edit(2, 2, ['b();'], 'if (c) {\n    b();\n}'),
        'if (a) {\n    if (c) {\n        b();\n    }\n}\n',
      ],
      [
        'four spaces for a tab, two deep',
        'python',
        TABS,
        edit(3, 3, ['\t\tuse(x)'], '        if x:\n            use(x)'),
        TABS.replace('use(x)', 'if x:\n\t\t\tuse(x)'),
      ],
      [
        'eight spaces for a tab, two deep',
        'python',
        TABS,
        edit(
          2,
          3,
          ['\tfor x in xs:', '\t\tuse(x)'],
          '        for y in xs:\n                use(y)',
        ),
        TABS.replace('for x', 'for y').replace('use(x)', 'use(y)'),
      ],
      [
        'spaces that are no step of anything',
        'python',
        TABS,
        edit(3, 3, ['\t\tuse(x)'], '       use(x + 1)'),
        'edits.indentation',
      ],
      [
        'tabs for spaces',
        'python',
        LOOP,
        edit(3, 3, ['        use(x)'], '\t\tif x:\n\t\t\tuse(x)'),
        LOOP.replace('use(x)', 'if x:\n            use(x)'),
      ],
      [
        'spaces in the anchor too',
        'python',
        TABS,
        edit(3, 3, ['        use(x)'], '        if x:\n            use(x)'),
        TABS.replace('use(x)', 'if x:\n\t\t\tuse(x)'),
      ],
      [
        'tabs of Go',
        'go',
        'func f() {\n\ta()\n}\n',
        edit(2, 2, ['\ta()'], '    if b {\n        a()\n    }'),
        'func f() {\n\tif b {\n\t\ta()\n\t}\n}\n',
      ],
      [
        'a comment with stars among tabs',
        'java',
        'class A {\n\tint a;\n}\n',
        edit(2, 2, ['\tint a;'], '    /**\n     * The a.\n     */\n    int a;'),
        'class A {\n\t/**\n\t * The a.\n\t */\n\tint a;\n}\n',
      ],
      [
        'only the last line at another depth',
        'python',
        LOOP,
        edit(3, 4, ['        use(x)', 'return 1'], '        use(x)\nreturn 2'),
        'edits.indentation',
      ],
      [
        'a text whose blanks would change with it',
        'python',
        LOOP,
        edit(3, 3, ['use(x)'], `use(${TRIPLE}\n  x\n${TRIPLE})`),
        'edits.indentation',
      ],
      [
        'documentation that moves with its code',
        'python',
        'class A:\n    def f(self):\n        return 1\n',
        edit(2, 2, ['def f(self):'], `def f(self):\n    ${TRIPLE}It.\n\n    More.\n    ${TRIPLE}`),
        `class A:\n    def f(self):\n        ${TRIPLE}It.\n\n        More.\n        ${TRIPLE}\n        return 1\n`,
      ],
      [
        'a template that keeps its blanks among tabs',
        'typescript',
        'f();\n{\n\tg();\n}\n',
        edit(3, 3, ['\tg();'], '    h(`\n    x\n`);'),
        'f();\n{\n\th(`\n    x\n`);\n}\n',
      ],
      [
        'a function more at the margin of a file with tabs',
        'python',
        'import os\n\ndef f():\n\treturn 1\n',
        edit(1, 1, ['import os'], 'import os\n\ndef g():\n    if a:\n        return 2'),
        'import os\n\ndef g():\n\tif a:\n\t\treturn 2\n\ndef f():\n\treturn 1\n',
      ],
      [
        'a recipe of make',
        'makefile',
        'all:\n\tcc a.c\n',
        edit(2, 2, ['\tcc a.c'], '    cc b.c'),
        'all:\n\tcc b.c\n',
      ],
      ['tabs in YAML', 'yaml', 'a:\n  b: 1\n', edit(2, 2, ['  b: 1'], '\tb: 2'), 'a:\n  b: 2\n'],
    ];
    for (const [what, language, source, one, wanted] of CASES) {
      it(`are right: ${what} (${language})`, () => {
        assert.equal(said(language, source, one), wanted);
      });
    }

    it('leave the inside of a string as it is written', async () => {
      const source = 'export function f() {\n\tconst a = `\n    x\n`;\n\treturn a;\n}\n';
      const answer = {
        edits: [edit(3, 3, ['    x'], '    y\n      z')],
        replacements: [],
        summary: 's',
      };
      const result = await checked(tools, inputFor('refactor', 'typescript', source), answer);
      assert.equal(textOf(result), source.replace('    x', '    y\n      z'));
    });

    const BROKEN: readonly (readonly [what: string, replace: string])[] = [
      ['deeper for no reason', '      return x + 1'],
      ['at no depth that there is', '  return x + 1'],
      ['a tab among spaces', '    if x:\n\treturn x + 1'],
      ['a block without a body', '    if x:\n    return x + 1'],
      ['a result outside of a function', '    y = 2\nreturn x + 1'],
      ['an end outside of a loop', '    if x:\n        break\n    return x'],
    ];
    for (const [what, replace] of BROKEN) {
      it(`are refused where Python would refuse them: ${what}`, async () => {
        const source = 'def total(x):\n    y = 1\n    return x\n';
        const answer = {
          edits: [edit(3, 3, ['    return x'], replace)],
          replacements: [],
          summary: 's',
        };
        const result = await checked(tools, inputFor('refactor', 'python', source), answer);
        assert.equal(result.problems.length, 1, textOf(result));
        assert.match(codes(result)[0] ?? '', /^edits\.(?:syntaxError|indentation)$/);
      });
    }

    it('take what Python takes', async () => {
      const texts = [
        'def f(\n  a,\n        b):\n  """Doc\nstring.\n  """\n  x = [\n1,\n  ]\n  if a: return 1\n\n# far\n  elif b \\\n    > 1:\n      return """\nx:""" % a\n  else :  # why\n    pass\n',
        'class A:\n    """Only this."""\n\n    def b(self):\n        """And this."""\n\nx = 1\n',
        'def f():\n  for x in y:\n    if x: break\n    if y:\n      continue\n  else:\n    return\n  while 1:\n    yield x\nasync def g():\n  return 1\n',
        'try:\n\tpass\nfinally:\n\tif x:\n\t\ty = {\n"a":\n1}\nz = lambda: 0\n',
      ];
      for (const text of texts) {
        const facts = await tools.syntax.facts('python', text, never);
        assert.ok(facts);
        assert.equal(pythonIndentationError(text, facts), undefined, text);
      }
    });
  });

  describe('by their anchors', () => {
    it('count places that overlap', () => {
      for (const [line, find, count] of [
        ['aaa', 'aa', 2],
        ['x = ((1));', '))', 1],
        ['a, a, a', 'a, a', 2],
        ['......', '...', 4],
      ] as const) {
        const { text, problems } = applyEdits(`${line}\n`, [], [{ line: 1, find, replace: 'b' }]);
        if (count === 1) assert.ok(text !== undefined, line);
        else assert.deepEqual(problems[0]?.args, { line: 1, count });
      }
    });

    it('compare the last line also of a single one, wherever it stands', () => {
      const source = 'a\nb\nc\n';
      for (const anchors of [
        ['a', 'b'],
        ['a', ''],
        ['b', 'c'],
        ['', 'a'],
      ]) {
        assert.equal(said('go', source, edit(1, 1, anchors, 'x')), 'edits.anchorMismatch');
      }
      assert.equal(said('go', source, edit(1, 1, ['b', 'b'], 'x')), 'a\nx\nc\n');
    });

    it('take numbers at the start of a line for code where they are', () => {
      const table = 'a\n2|b\n3|c\n';
      assert.equal(said('plaintext', table, edit(3, 3, ['3|c'], '3|c\n4|d')), 'a\n2|b\n3|c\n4|d\n');
      assert.equal(said('plaintext', table, edit(1, 1, ['a'], '1|a')), '1|a\n2|b\n3|c\n');
      // Copied from the prompt with the prompt's numbers before them.
      assert.equal(said('plaintext', table, edit(2, 2, ['2|2|b'], '2|2|x')), 'a\n2|x\n3|c\n');
      assert.equal(said('plaintext', 'a\nb\n', edit(2, 2, ['2|b'], '2|x')), 'a\nx\n');
      const near = { firstLine: 2, lastLine: 3 };
      assert.equal(new QuoteFinder(['a', '2|b', '3|c']).find(near, '2|b\n3|c').type, 'at');
      assert.equal(new QuoteFinder(['a', 'b', 'c']).find(near, '2|b\n3|c').type, 'at');
    });
  });

  describe('that leave code out', () => {
    const PLACEHOLDERS: Readonly<Record<string, readonly string[]>> = {
      typescript: [
        '// ... rest of the function stays the same ...',
        '// ...',
        '// …',
        '/* ... */',
        '// ... existing code ...',
        '// existing code here',
        '// existing code',
        '// Existing implementation remains unchanged.',
        '// rest of the code',
        '// Rest of your component stays the same',
        '// the rest remains unchanged',
        '// unchanged',
        '// (unchanged)',
        '// same as before',
        '// other methods unchanged',
        '// remaining code here',
        '// ... other cases',
        '// [rest of the code remains the same]',
        '// ... (rest of the implementation)',
        '// keep the existing logic',
        '// your code here',
        '// code omitted for brevity',
        '// body unchanged',
        '/* rest of the loop is unchanged */',
        '/*\n   * ... existing code ...\n   */',
        '{ /* unchanged */ }',
        'if (list) { /* existing code */ }',
        '// ...existing code...',
        '// --- existing code ---',
        '// everything else unchanged',
        '// Keep everything else the same',
        '// no changes here',
        '// snip',
        '// <existing code>',
        '// [...]',
        '// previous code remains',
        '// insert existing logic here',
        '// the rest of the fields is the same',
        '// all other methods remain unchanged',
        '// Rest of the render method...',
        '// ... (rest of the code remains the same)',
        '// same code as before',
      ],
      javascript: ['// ... keep existing code ...'],
      go: ['// ... existing code ...'],
      java: ['// Rest of the method remains the same'],
      csharp: ['// ... rest of the method'],
      cpp: ['/* ... existing code ... */'],
      rust: ['// ... rest unchanged ...'],
      php: ['# ... existing code ...', '// ...'],
    };
    const GENUINE: Readonly<Record<string, readonly string[]>> = {
      typescript: [
        '// Existing users keep their old plan.',
        '// The rest of the buffer is zeroed by the caller.',
        '// Other fields',
        '// the order is unchanged',
        '// ...and then it is closed.',
        '// 1, 2, 3, ...',
        '// Same length as before the merge.',
        'close(1); // unchanged',
        '// Keep the existing connection open, it is shared.',
        '// unchanged files are skipped',
        '// rest',
        "log('...');",
        "log('// ... existing code ...');",
        'call(...list);',
        '// Body of the request.',
        '// code here is hot',
        '// the rest of the arguments',
        '// existing file',
        '// remaining bytes',
        '// Loading...',
        '// same order as in the file',
        '// previous implementation used a map, which was slow',
      ],
      python: ['# Implementation of the second rule.'],
      go: ['// The remaining methods are generated.'],
    };
    const SOURCES: Readonly<Record<string, string>> = {
      typescript: 'export function f() {\n  a();\n}\n',
      javascript: 'export function f() {\n  a();\n}\n',
      go: 'package p\n\nfunc F() {\n  a();\n}\n',
      java: 'class A { void f() {\n  a();\n}}\n',
      csharp: 'class A { void F() {\n  a();\n}}\n',
      cpp: 'void f() {\n  a();\n}\n',
      rust: 'pub fn f() {\n  a();\n}\n',
      php: '<?php\nfunction f() {\n  a();\n}\n',
      python: 'def f():\n  a();\n',
    };
    const verdict = async (language: string, source: string, replace: string) => {
      const line = source.split('\n').findIndex((one) => one === '  a();') + 1;
      const answer = {
        edits: [edit(line, line, ['  a();'], replace)],
        replacements: [],
        summary: 's',
      };
      return checked(tools, inputFor('refactor', language, source), answer);
    };
    for (const [language, list] of Object.entries(PLACEHOLDERS)) {
      for (const words of list) {
        it(`are refused in ${language}: ${words.replaceAll('\n', '\\n')}`, async () => {
          const source = SOURCES[language] ?? '';
          const result = await verdict(language, source, `  b();\n  ${words}`);
          assert.deepEqual(codes(result), ['edits.placeholder']);
          assert.ok(result.problems[0]?.repairable);
        });
      }
    }
    for (const [language, list] of Object.entries(GENUINE)) {
      for (const words of list) {
        it(`are told from others in ${language}: ${words}`, async () => {
          const source = SOURCES[language] ?? '';
          const result = await verdict(language, source, `  b();\n  ${words}\n  c();`);
          assert.deepEqual(codes(result), [], textOf(result));
        });
      }
    }

    const PYTHON: readonly (readonly [replace: string, isRefused: boolean])[] = [
      ['def f():\n    pass  # unchanged', true],
      ['def f():\n    # ... rest of the function', true],
      ['def f():\n    ...', true],
      ['def f():\n    y = 1\n    ...', true],
      ['def f():\n    # existing code here\n    pass', true],
      ['class P(Protocol):\n    def f(self) -> int:\n        ...\n\ndef f():\n    return 2', false],
      ['def f():\n    return x[..., 1]', false],
    ];
    for (const [replace, isRefused] of PYTHON) {
      it(`${isRefused ? 'are refused' : 'are told from others'} in Python: ${JSON.stringify(replace)}`, async () => {
        const source = 'def f():\n    y = 2\n    return y\n';
        const answer = {
          edits: [edit(1, 3, ['def f():', '    return y'], replace)],
          replacements: [],
          summary: 's',
        };
        const result = await checked(tools, inputFor('refactor', 'python', source), answer);
        assert.deepEqual(codes(result), isRefused ? ['edits.placeholder'] : []);
      });
    }

    it('are refused where the file has such a comment elsewhere, and kept where they stood', async () => {
      const source = 'export function f() {\n  // ...\n  a();\n  b();\n}\n';
      const kept = { edits: [edit(3, 3, ['  a();'], '  c();')], replacements: [], summary: 's' };
      assert.deepEqual(
        codes(await checked(tools, inputFor('refactor', 'typescript', source), kept)),
        [],
      );
      const more = { edits: [edit(4, 4, ['  b();'], '  // ...')], replacements: [], summary: 's' };
      assert.deepEqual(
        codes(await checked(tools, inputFor('refactor', 'typescript', source), more)),
        ['edits.placeholder'],
      );
    });

    for (const [language, words] of [
      ['kotlin', '// ... existing code ...'],
      ['swift', '// rest of the method remains the same'],
      ['lua', '-- ... rest of the code ...'],
      ['shellscript', '# ... existing code ...'],
      ['html', '<!-- ... existing content ... -->'],
      ['sql', '-- unchanged'],
      ['plaintext', '... rest of the code ...'],
      ['tsx-like', '{/* ... existing markup ... */}'],
    ] as const) {
      it(`are refused without a grammar: ${words} (${language})`, async () => {
        const answer = {
          edits: [edit(2, 2, ['b'], words)],
          replacements: [],
          summary: 's',
        };
        const result = await checked(
          tools,
          inputFor('fix', language, 'a\nb\nc\n', {
            diagnostics: [{ firstLine: 2, lastLine: 2, message: 'm', source: 's', ruleCode: 'r' }],
          }),
          answer,
        );
        assert.deepEqual(codes(result), ['edits.placeholder']);
      });
    }
  });
});
