import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { checked, codes, inputFor, startTools } from '../taskBench.ts';

/** A change of one line of a text, and the problems that it has to have. */
type Row = readonly [
  what: string,
  language: string,
  source: string,
  find: string,
  replace: string,
  problems: readonly string[],
];

const BROKEN = ['edits.syntaxError'];
const TWICE = ['edits.nameTwice'];
const GO =
  'package a\n\nimport (\n\t"fmt"\n\t"strings"\n)\n\nfunc Say(a string) {\n\tfmt.Println(strings.ToUpper(a))\n}\n';
const C = 'int one(int a)\n{\n  return a;\n}\n';
const JAVA =
  'package a;\n\nimport java.util.List;\n\nclass A {\n  int one(int a) {\n    return a;\n  }\n}\n';
const PHP =
  '<?php\n\nnamespace App;\n\nuse Other\\Thing;\nuse function strlen;\n\nclass A\n{\n    public function one($a)\n    {\n        return $a;\n    }\n}\n';
const PYTHON = 'def a(b):\n    pass\n';
const RUST = 'use std::fmt;\n\npub fn one(a: u8) -> u8 {\n    a\n}\n';

const ROWS: readonly Row[] = [
  // Signs that some grammars take for letters, or for nothing.
  ['a blank that does not break', 'c', C, '  return a;', '  return\u00a0a;', BROKEN],
  ['the same in PHP', 'php', PHP, '        return $a;', '\u00a0\u00a0return $a;', BROKEN],
  [
    'the same in JavaScript, where it is one',
    'javascript',
    'f(1);\n',
    'f(1);',
    'f(1,\u00a02);',
    [],
  ],
  ['curly quotes', 'ruby', 'def one(a)\n  a\nend\n', '  a', '  puts “a”', BROKEN],
  ['curly quotes in a string', 'ruby', 'def one(a)\n  a\nend\n', '  a', '  puts "“a”"', []],
  ['a line end that was not read', 'c', C, '  return a;', '  a = a + 1;\\n  return a;', BROKEN],
  ['the same in Go', 'go', GO, '\tfmt.P', '\ta += "b"\\n\tfmt.P', BROKEN],
  ['a backslash in a string', 'c', C, '  return a;', '  puts("a\\n");\n  return a;', []],
  ['a line that goes on', 'c', C, '  return a;', '#define B \\\n  1\n  return a + B;', []],
  ['a name of PHP', 'php', PHP, 'return $a;', 'return new \\Other\\Thing($a);', []],
  [
    'blanks behind what opens a text',
    'php',
    PHP,
    'return $a;',
    'return <<<EOT  \n  a\n  EOT;',
    BROKEN,
  ],
  ['a text that opens rightly', 'php', PHP, 'return $a;', 'return <<<EOT\n  a\n  EOT;', []],
  // Statements where declarations belong.
  ['a word at the top', 'go', GO, '}', '}\n\nf', BROKEN],
  ['a call at the top', 'go', GO, '}', '}\n\nfmt.Println(1)', BROKEN],
  ['a variable at the top', 'go', GO, '}', '}\n\nvar b = []int{\n\t1,\n}', []],
  ['an expression at the top of Rust', 'rust', RUST, '}', '}\n\none', BROKEN],
  ['a macro at the top of Rust', 'rust', RUST, '}', '}\n\nthread_local!(static B: u8 = 1);', []],
  ['a statement at the top of Java', 'java', JAVA, '}\n', '}\n\nreturn 1;\n', BROKEN],
  ['a loop at the top of C', 'c', C, '}', '}\n\nwhile (1) {\n}', BROKEN],
  // Answers that break off where what is left still parses.
  [
    'a name cut off',
    'go',
    GO,
    '\tfmt.Println(strings.ToUpper(a))',
    '\tresult := strings.ToUpper(a)\n\tfmt.Println(result)\n\tres',
    ['edits.cutOff'],
  ],
  [
    'a name cut off behind a word',
    'rust',
    RUST,
    '    a\n',
    '    let result = a;\n    return res\n',
    ['edits.cutOff'],
  ],
  [
    'a name cut off in Python',
    'python',
    PYTHON,
    'pass',
    'found = b\n    return fo',
    ['edits.cutOff'],
  ],
  [
    'a word cut off',
    'go',
    GO,
    '\tfmt.Println(strings.ToUpper(a))',
    '\toutcome := strings.ToUpper(a)\n\tfmt.Println(outcome)\n\tr',
    ['edits.cutOff'],
  ],
  ['a name that stands in full', 'python', PYTHON, 'pass', 'found = b\n    return found', []],
  [
    'a name that another one begins with',
    'python',
    'from c import fo\n\n\ndef a(b):\n    pass\n',
    'pass',
    'found = b\n    return fo',
    [],
  ],
  // Files that did not parse already.
  [
    'what is lost where nothing else is',
    'javascript',
    'f(\n  1\n);\nlet = = 2;\n',
    '1',
    '// 1',
    [],
  ],
  ['an operand lost', 'javascript', 'const a = (\n  1\n);\nlet = = 2;\n', '1', '// 1', BROKEN],
  [
    'texts that end further right than they stand',
    'php',
    PHP,
    'return $a;',
    'return <<<EOT\n    a\n  b\n    EOT;',
    BROKEN,
  ],
  [
    'blanks behind the end of a text',
    'ruby',
    'def one\n  1\nend\n',
    '  1',
    '  <<~EOT\n    a\n  EOT  ',
    BROKEN,
  ],
  [
    'texts of Ruby',
    'ruby',
    'def one\n  1\nend\n',
    '  1',
    "  a << B\n  [<<~EOT, <<-'A']\n    a  \n  EOT\n    A\n",
    [],
  ],
  // What a grammar has rules for and a compiler more of them.
  ['a try alone', 'python', PYTHON, 'pass', 'try:\n        b()\n    c()', BROKEN],
  [
    'a try with an end',
    'python',
    PYTHON,
    'pass',
    'try:\n        b()\n    finally:\n        c()',
    [],
  ],
  ['a try alone', 'javascript', 'f();\n', 'f();', 'try {\n  f();\n}\n', BROKEN],
  ['a try that catches', 'javascript', 'f();\n', 'f();', 'try {\n  f();\n} catch {}\n', []],
  ['a try alone', 'csharp', 'class A { void B() { C(); } }\n', 'C();', 'try { C(); } D();', BROKEN],
  [
    'a try that catches',
    'csharp',
    'class A { void B() { C(); } }\n',
    'C();',
    'try { C(); } catch { } D();',
    [],
  ],
  ['a parameter twice', 'python', PYTHON, 'pass', 'return lambda a, a: 1', BROKEN],
  ['a parameter behind a default', 'python', PYTHON, 'pass', 'def b(c=1, d): pass', BROKEN],
  [
    'parameters of all kinds',
    'python',
    PYTHON,
    'pass',
    'def b(c, /, d: int, e=1, *f, g, h: int = 2, i, **j): pass',
    [],
  ],
  ['parameters by name', 'python', PYTHON, 'pass', 'def b(c=1, *, d, e=2, f): pass', []],
  ['waiting in a plain function', 'python', PYTHON, 'pass', 'await b()', BROKEN],
  [
    'waiting in its own function',
    'python',
    PYTHON,
    'pass',
    'async def b():\n        await c()',
    [],
  ],
  ['a name given by a statement', 'python', PYTHON, 'pass', 'b := 1', BROKEN],
  ['a name given in one', 'python', PYTHON, 'pass', 'if (b := 1): pass', []],
  [
    'the future too late',
    'python',
    `import os\n${PYTHON}`,
    'import os',
    'import os\nfrom __future__ import annotations',
    BROKEN,
  ],
  [
    'the future in time',
    'python',
    `"""Docs."""\nimport os\n${PYTHON}`,
    'import os',
    'from __future__ import annotations\nimport os',
    [],
  ],
  [
    'an end too many',
    'ruby',
    'class A\n  def one\n    1\n  end\nend\n',
    '    1',
    '    1\n  end',
    BROKEN,
  ],
  ['what is left out', 'ruby', 'def one\n  1\nend\n', '  1', '  ...', BROKEN],
  ['a sign as pages write it', 'go', GO, '\tfmt.P', '\tb := 1 &gt; 2\n\tfmt.P', BROKEN],
  ['an address', 'c', C, '  return a;', '  int lt = 1;\n  int *b = &lt;\n  return a + *b;', []],
  ['a function without its body', 'go', GO, '}', '}\n\nfunc More() in', BROKEN],
  ['a function that is elsewhere', 'go', GO, '}', '}\n\n//go:noescape\nfunc More(a int)', []],
  [
    'a method behind its class',
    'java',
    JAVA,
    '}\n}\n',
    '}\n}\n\nint more() {\n  return 1;\n}\n',
    BROKEN,
  ],
  [
    'what is left out',
    'csharp',
    'class A {\n  void B() {\n    C();\n  }\n}\n',
    'C();',
    'C();\n    ...\n    D();',
    BROKEN,
  ],
  // Names that are there already.
  ['an interface again', 'java', JAVA, '}\n', '}\ninterface B {\n}\ninterface B {\n}\n', TWICE],
  [
    'an interface of TypeScript, which is merged',
    'typescript',
    'interface A {\n}\n',
    '}',
    '}\ninterface A {\n}',
    [],
  ],
  ['a type again', 'go', GO, '}', '}\n\ntype a = int\ntype a = string', TWICE],
  [
    'a constant again',
    'javascript',
    'const a = 1;\n',
    'const a = 1;',
    'const a = 1;\nconst a = 2;',
    TWICE,
  ],
  [
    'a crate again',
    'rust',
    `extern crate alloc;\n${RUST}`,
    'extern crate alloc;',
    'extern crate alloc;\nextern crate alloc;',
    TWICE,
  ],
  [
    'an import again',
    'javascript',
    "import a from 'a';\na();\n",
    "import a from 'a';",
    "import a from 'a';\nimport { a } from 'b';",
    TWICE,
  ],
  [
    'a module again',
    'javascript',
    "const a = require('a');\n",
    "const a = require('a');",
    "const a = require('a');\nconst { a } = require('b');",
    TWICE,
  ],
  [
    'a module by var again',
    'javascript',
    "var a = require('a');\n",
    "var a = require('a');",
    "var a = require('a');\nvar a = require('b');",
    [],
  ],
  ['an import of Go again', 'go', GO, '\t"fmt"', '\t"fmt"\n\tfmt "fmt"', TWICE],
  [
    'an import of PHP again',
    'php',
    PHP,
    'use Other\\Thing;',
    'use Other\\Thing;\nuse Other\\Thing;',
    TWICE,
  ],
  [
    'a function and a class of one name',
    'php',
    PHP,
    'use Other\\Thing;',
    'use Other\\Thing;\nuse function Other\\thing;',
    [],
  ],
  [
    'an import of Rust again',
    'rust',
    RUST,
    'use std::fmt;',
    'use std::fmt;\nuse std::{fmt, io};',
    TWICE,
  ],
  ['an import of Rust in a module', 'rust', RUST, '}', '}\n\nmod b {\n    use std::fmt;\n}', []],
  [
    'an import of Rust by condition',
    'rust',
    RUST,
    'use std::fmt;',
    'use std::fmt;\n#[cfg(unix)]\nuse std::fmt;',
    [],
  ],
  [
    'an import of Java again, which it takes',
    'java',
    JAVA,
    'import java.util.List;',
    'import java.util.List;\nimport java.util.List;',
    [],
  ],
  [
    'another import of that name',
    'java',
    JAVA,
    'import java.util.List;',
    'import java.util.List;\nimport java.awt.List;',
    TWICE,
  ],
  [
    'a function of TypeScript again',
    'typescript',
    'export function a(b: number) {\n  return b;\n}\n',
    'export',
    'function a(b: number) {\n  return b;\n}\nexport',
    [],
  ],
  [
    'an exported one again',
    'typescript',
    'export function a(b: number) {\n  return b;\n}\n',
    'export',
    'export function a(b: number) {\n  return b;\n}\nexport',
    TWICE,
  ],
  [
    'overloads',
    'typescript',
    'export function a(b: number) {\n  return b;\n}\n',
    'export',
    'export function a(b: number): number;\nexport',
    [],
  ],
  ['a class of JavaScript again', 'javascript', 'class A {\n}\n', '}', '}\nclass A {\n}', TWICE],
  [
    'a function of a script again, which it takes',
    'javascript',
    'function a() {\n}\n',
    '}',
    '}\nfunction a() {\n}',
    [],
  ],
  [
    'a function of a module again',
    'javascript',
    "import 'b';\nfunction a() {\n}\n",
    '}',
    '}\nfunction a() {\n}',
    TWICE,
  ],
  ['a function of Go again', 'go', GO, '}', '}\n\nfunc Say(a string) {\n}', TWICE],
  [
    'what Go runs first',
    'go',
    `${GO}\nfunc init() {\n}\n`,
    'func init() {',
    'func init() {\n}\n\nfunc init() {',
    [],
  ],
  [
    'a method of Java again',
    'java',
    JAVA,
    '    return a;\n  }',
    '    return a;\n  }\n  int one(int a) {\n    return a;\n  }',
    TWICE,
  ],
  [
    'a method of other parameters',
    'java',
    JAVA,
    '    return a;\n  }',
    '    return a;\n  }\n  int one(long a) {\n    return 1;\n  }',
    [],
  ],
  [
    'a method of PHP again',
    'php',
    PHP,
    '        return $a;\n    }',
    '        return $a;\n    }\n    public function one($a)\n    {\n    }',
    TWICE,
  ],
  ['a function of Rust again', 'rust', RUST, '}', '}\npub fn one(a: u8) -> u8 {\n    a\n}', TWICE],
  [
    'a function of Rust by condition',
    'rust',
    RUST,
    '}',
    '}\n#[cfg(unix)]\npub fn one(a: u8) -> u8 {\n    a\n}',
    [],
  ],
  ['a function of C again', 'c', C, '}', '}\nint one(int a)\n{\n  return a;\n}', TWICE],
  [
    'a function of C by condition',
    'c',
    C,
    '}',
    '}\n#ifdef B\nint one(int a)\n{\n  return a;\n}\n#endif',
    [],
  ],
  ['a part of a class', 'csharp', 'partial class A {\n}\n', '}', '}\npartial class A {\n}', []],
  ['a class of C# again', 'csharp', 'class A {\n}\n', '}', '}\nclass A {\n}', TWICE],
  [
    'a function of Python again, which it takes',
    'python',
    'def a():\n    pass\n',
    '    pass',
    '    pass\n\n\ndef a():\n    pass',
    [],
  ],
  // Imports that a compiler refuses.
  [
    'an import that nothing uses any more',
    'go',
    GO,
    '\tfmt.Println(strings.ToUpper(a))',
    '\tfmt.Println(a)',
    ['edits.unusedImport'],
  ],
  ['an import that nothing uses', 'go', GO, '\t"fmt"', '\t"fmt"\n\t"os"', ['edits.unusedImport']],
  ['an import for what it does', 'go', GO, '\t"fmt"', '\t_ "embed"\n\t"fmt"', []],
  ['an import whose name is not known', 'go', GO, '\t"fmt"', '\t"fmt"\n\t"example.org/go-x"', []],
];

describe('changes that a grammar takes', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  for (const [what, language, source, find, replace, problems] of ROWS) {
    it(`are ${problems.length === 0 ? 'taken' : 'refused'} as by the compiler: ${what}`, async () => {
      const changed = source.replace(find, () => replace);
      assert.notEqual(changed, source);
      const lines = source.trimEnd().split('\n');
      const result = await checked(tools, inputFor('refactor', language, source), {
        edits: [
          {
            from: 1,
            to: lines.length,
            firstLine: lines[0],
            lastLine: lines.at(-1),
            replace: changed.trimEnd(),
          },
        ],
        replacements: [],
        summary: 'Changed.',
      });
      assert.deepEqual(codes(result), problems, JSON.stringify(result));
    });
  }

  it('leave what was there twice already', async () => {
    const twice = `${C}\n${C}`;
    const result = await checked(tools, inputFor('refactor', 'c', twice), {
      edits: [],
      replacements: [{ line: 3, find: 'return a', replace: 'return a + 0' }],
      summary: 'Changed.',
    });
    assert.deepEqual(codes(result), []);
  });

  const marked: readonly (readonly [what: string, replace: string, text: string])[] = [
    ['a diff', '+  a += 1;\n+  return a;', '  a += 1;\n  return a;'],
    ['a line of a diff', '+  return -a;', '  return -a;'],
    ['numbers with a colon', '3:   a += 1;\n4:   return a;', '  a += 1;\n  return a;'],
    ['numbers and an empty line', '3:   a += 1;\n4:\n5:   return a;', '  a += 1;\n\n  return a;'],
    ['line ends that were escaped twice', '  a += 1;\\n  return a;', '  a += 1;\n  return a;'],
    ['a line end in a comment', '  return a; // at \\n', '  return a; // at \\n'],
    ['a sum', '  return a\n+1;', '  return a\n+1;'],
    ['a label', '  return a; case_1:', '  return a; case_1:'],
  ];
  for (const [what, replace, text] of marked) {
    it(`stand as they were meant: ${what}`, async () => {
      const line = '  return a;';
      const result = await checked(tools, inputFor('refactor', 'c', C), {
        edits: [{ from: 3, to: 3, firstLine: line, lastLine: line, replace }],
        replacements: [],
        summary: 'Changed.',
      });
      assert.ok(result.answer?.kind === 'edits', JSON.stringify(result));
      assert.equal(result.answer.text, C.replace(line, text));
    });
  }

  it('go where the depth of an anchor says, of two lines that differ in nothing else', async () => {
    const result = await checked(tools, inputFor('refactor', 'java', JAVA), {
      edits: [
        {
          from: 9,
          to: 9,
          firstLine: '  }',
          lastLine: '  }',
          replace: '  }\n\n  int more() {\n    return 1;\n  }',
        },
      ],
      replacements: [],
      summary: 'More.',
    });
    assert.ok(result.answer?.kind === 'edits', JSON.stringify(result));
    assert.ok(result.answer.text.endsWith('  }\n\n  int more() {\n    return 1;\n  }\n}\n'));
  });
});
