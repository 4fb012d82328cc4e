import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { GivenDiagnostic } from '../../../../src/tasks/task.ts';
import { codes, startTools } from '../taskBench.ts';
import { gateCases, judged } from './testGateCases.ts';

const PROJECTS: Readonly<
  Record<string, readonly [path: string, files: Readonly<Record<string, string>>]>
> = {
  javascript: [
    'calc.js',
    {
      'package.json': '{"scripts":{"test":"jest"}}',
      'calc.js': 'exports.add = (a, b) => a + b;\n',
    },
  ],
  typescript: [
    'calc.ts',
    {
      'package.json': '{"scripts":{"test":"vitest"}}',
      'calc.ts': 'export const add = (a: number, b: number) => a + b;\n',
    },
  ],
  typescriptreact: [
    'calc.tsx',
    {
      'package.json': '{"scripts":{"test":"vitest"}}',
      'calc.tsx': 'export const Add = () => <b>3</b>;\n',
    },
  ],
  python: [
    'calc.py',
    { 'pyproject.toml': 'pytest', 'calc.py': 'def add(x, y):\n    return x + y\n' },
  ],
  go: ['calc.go', { 'calc.go': 'package calc\n\nfunc Add(a, b int) int { return a + b }\n' }],
  java: [
    'Calc.java',
    { 'Calc.java': 'class Calc {\n  int add(int a, int b) {\n    return a + b;\n  }\n}\n' },
  ],
  csharp: [
    'Calc.cs',
    {
      'App.csproj': '',
      'Calc.cs': 'public class Calc {\n  public int Add(int a, int b) => a + b;\n}\n',
    },
  ],
  ruby: [
    'lib/calc.rb',
    {
      Gemfile: "gem 'rspec'",
      'lib/calc.rb': 'class Calc\n  def add(a, b)\n    a + b\n  end\nend\n',
    },
  ],
  php: [
    'src/Calc.php',
    {
      'composer.json': '{}',
      'src/Calc.php':
        '<?php\nclass Calc\n{\n    public function add($a, $b)\n    {\n        return $a + $b;\n    }\n}\n',
    },
  ],
  rust: [
    'src/calc.rs',
    {
      'Cargo.toml': '',
      'src/calc.rs':
        '#[cfg(test)]\nmod tests;\n\npub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n',
    },
  ],
  cpp: [
    'calc.cpp',
    {
      'CMakeLists.txt': 'find_package(GTest)',
      'calc.cpp': 'int add(int a, int b) { return a + b; }\n',
    },
  ],
};

/** Good files; `@` is where a statement may stand. */
const GOOD: Readonly<Record<string, string>> = {
  javascript:
    "const { add } = require('./calc');\n\nit('adds “up”…', () => {\n  @\n  expect(add(1, 2)).toBe(3);\n});\n",
  typescript:
    "import { expect, it } from 'vitest';\nimport { add } from './calc';\n\nit('adds', () => {\n  @\n  expect(add(1, 2)).toBe(3);\n});\n",
  typescriptreact:
    "import { expect, it } from 'vitest';\nimport { Add } from './calc';\n\nit('adds', () => {\n  @\n  expect(<p>“Three” – <Add /> …</p>).toBeTruthy();\n});\n",
  python:
    'from calc import add\n\n\ndef test_add():\n    """Adds “up”…\n  so.\n    """\n    @\n    assert add(\n  1,\n        2) == 3\n',
  go: 'package calc\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) {\n\t@\n\tif Add(1, 2) != 3 {\n\t\tt.Fatal("“no”…")\n\t}\n}\n',
  java: 'class CalcTest {\n  @Test\n  void adds() {\n    @\n    assertEquals(3, new Calc().add(1, 2));\n  }\n}\n',
  csharp:
    'public class CalcTests\n{\n    #region “All”\n    [Fact]\n    public void Adds()\n    {\n        @\n        Assert.Equal(3, new Calc().Add(1, 2));\n    }\n    #endregion\n}\n',
  ruby: "RSpec.describe Calc do\n  it 'adds' do\n    @\n    expect(Calc.new.add(1, 2)).to eq(3)\n  end\nend\n",
  php: '<?php\nclass CalcTest extends TestCase\n{\n    public function testAdd(): void\n    {\n        @\n        self::assertSame(3, (new Calc)->add(1, 2));\n    }\n}\n',
  rust: 'use super::*;\n\n#[test]\nfn adds() {\n    @\n    assert_eq!(add(1, 2), 3);\n}\n',
  cpp: '#include "calc.cpp"\n#include <gtest/gtest.h>\n\nTEST(Calc, adds) {\n  @\n  EXPECT_EQ(add(1, 2), 3);\n}\n',
};

const placeOf = (language: string): string => (language === 'java' ? '    @\n' : '@');

/** Statements that no runner gets to. */
const BAD: Readonly<Record<string, readonly string[]>> = {
  javascript: ['say(“no”);', '…', '...', 'say(‘no’);', 'const = 1;', 'say(1;'],
  typescript: ['say(“no”);', '…', '...', 'say(a –– b);', 'say((1);'],
  typescriptreact: ['say(“no”);', '…', '...'],
  python: [
    'say(“no”)',
    '…',
    'say(\u00a01)',
    'print "no"',
    'if True:',
    '    say(1)',
    'if True:\n      say(1)\n     say(2)',
    'if True:\n\tsay(1)\n        say(2)',
  ],
  go: ['say(“no”)', '…', '...', 'x :=\u00a01'],
  java: ['say(“no”);', '…', '...', 'say(1)'],
  csharp: ['Say(“no”);', '…', '...', 'Say(1)'],
  ruby: ['say “no”', '…', '...', 'say\u00a01', 'if true'],
  php: ['say(“no”);', '…;', '…', '...', 'say(1)', 'say(\u00a01);'],
  rust: ['say(“no”);', '…', '...', 'let a = 1 let b = 2;'],
  cpp: ['say(“no”);', '…', '...'],
};

describe('the syntax of tests', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  for (const one of gateCases('T18')) {
    it(`is checked: ${one.id}`, async () => {
      assert.deepEqual(codes(await judged(tools, one)), ['tests.syntaxError']);
    });
  }

  const said = async (language: string, statement: string, more: object = {}) => {
    const [path, files] = PROJECTS[language] ?? ['', {}];
    const good = GOOD[language] ?? '';
    const mark = placeOf(language);
    const code = good.replace(mark, () => mark.replace('@', () => statement));
    return codes(
      await judged({ ...tools, ...more }, { id: '', language, path, files, answer: { code } }),
    );
  };

  for (const [language, statements] of Object.entries(BAD)) {
    it(`is right in ${language} whatever strings, comments and pages hold`, async () => {
      assert.deepEqual(await said(language, ''), []);
    });
    for (const statement of statements) {
      it(`is wrong in ${language} with ${JSON.stringify(statement)}`, async () => {
        assert.deepEqual(await said(language, statement), ['tests.syntaxError']);
      });
    }
  }

  it('lets blanks that do not break stand where the language takes them', async () => {
    assert.deepEqual(await said('typescript', 'const\u00a0a = 1;'), []);
  });

  it('is also what the compiler of TypeScript says of it, but not of types and options', async () => {
    const found = (ruleCode: string): GivenDiagnostic => ({
      firstLine: 5,
      lastLine: 5,
      message: '',
      source: 'ts',
      ruleCode,
    });
    const diagnostics = (...rules: readonly string[]) => ({
      diagnostics: { errorsIn: () => Promise.resolve(rules.map(found)) },
    });
    assert.deepEqual(await said('typescript', 'await add(1, 2);', diagnostics('1308')), [
      'tests.syntaxError',
    ]);
    assert.deepEqual(await said('javascript', 'say(1);', diagnostics('1005')), [
      'tests.syntaxError',
    ]);
    assert.deepEqual(await said('typescript', 'say(1);', diagnostics('2307', '1192', '1378')), []);
  });
});
