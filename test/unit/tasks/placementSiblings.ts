import type { TestGateCase } from './gateCases.ts';

/** How a proposal looks. */
export interface Placed {
  /** Pieces that the proposal has. */
  readonly has: readonly string[];
  /** Pieces that it has not. */
  readonly lacks?: readonly string[];
  readonly path?: string;
  readonly problems?: readonly string[];
}

/** Kinds of the fixture in other languages and forms. */
export interface Sibling extends Omit<TestGateCase, 'id' | 'path' | 'files'>, Placed {
  readonly what: string;
  readonly test: readonly [path: string, text: string];
  readonly subject: readonly [path: string, text: string];
  readonly project?: Readonly<Record<string, string>>;
}

const JS = {
  language: 'javascript',
  subject: ['calc.js', 'exports.add = (a, b) => a + b;\nexports.sub = (a, b) => a - b;\n'],
  project: { 'package.json': '{"scripts":{"test":"jest"}}' },
} as const;
const TS = {
  language: 'typescript',
  subject: [
    'calc.ts',
    'export const add = (a: number, b: number) => a + b;\nexport const sub = (a: number, b: number) => a - b;\nexport default add;\n',
  ],
  project: { 'package.json': '{"scripts":{"test":"vitest"}}' },
} as const;
const PYTHON = {
  language: 'python',
  subject: ['calc.py', 'def add(x, y):\n    return x + y\n\n\ndef sub(x, y):\n    return x - y\n'],
} as const;
const JAVA = {
  language: 'java',
  subject: [
    'src/main/java/a/Calc.java',
    'package a;\n\nclass Calc {\n  int add(int a, int b) {\n    return a + b;\n  }\n}\n',
  ],
  project: { 'pom.xml': '' },
} as const;
const PHP = {
  language: 'php',
  subject: [
    'src/Calc.php',
    '<?php\n\nnamespace App;\n\nfinal class Calc\n{\n    public static function add(int $a, int $b): int\n    {\n        return $a + $b;\n    }\n}\n',
  ],
  project: { 'composer.json': '{}' },
} as const;
const GO = {
  language: 'go',
  subject: ['calc.go', 'package calc\n\nfunc Add(a, b int) int { return a + b }\n'],
} as const;
const RUST = {
  language: 'rust',
  subject: ['src/calc.rs', 'pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n'],
  project: { 'Cargo.toml': '' },
} as const;
const CSHARP = {
  language: 'csharp',
  subject: [
    'src/App/Calc.cs',
    'namespace App;\n\npublic class Calc {\n  public int Add(int a, int b) => a + b;\n}\n',
  ],
  project: { 'src/App/App.csproj': '', 'tests/App.Tests/App.Tests.csproj': 'xunit' },
} as const;
const RUBY = {
  language: 'ruby',
  subject: ['lib/calc.rb', 'module Calc\n  def self.add(a, b)\n    a + b\n  end\nend\n'],
} as const;

const JS_CASE = "test('subtracts', () => {\n  expect(sub(3, 2)).toBe(1);\n});";
const TS_CASE = "it('subtracts', () => {\n  expect(sub(3, 2)).toBe(1);\n});";
const JUNIT = 'package a;\n\nimport org.junit.jupiter.api.Test;\n\n';
const JUNIT_CASE = '@Test\nvoid adds() {\n  assertEquals(3, new Calc().add(1, 2));\n}';
export const SIBLINGS: readonly Sibling[] = [
  {
    what: 'JavaScript: a default beside names, and one name of several is known',
    ...TS,
    test: [
      'calc.test.ts',
      "import { expect, it } from 'vitest';\nimport plus, { add } from './calc';\n\nit('adds', () => {\n  expect(plus(1, 2)).toBe(add(1, 2));\n});\n",
    ],
    answer: {
      imports:
        "import plus, { add, sub } from './calc.js';\nimport { expect, it, vi } from 'vitest';",
      cases: "it('subtracts', () => {\n  vi.fn();\n  expect(sub(3, 2)).toBe(1);\n});",
    },
    has: ["import { sub } from './calc.js';", "import { vi } from 'vitest';"],
    lacks: ['add, sub', 'it, vi'],
  },
  {
    what: 'TypeScript: a namespace, a type and an import with require are known',
    ...TS,
    test: [
      'calc.test.ts',
      "import { expect, it } from 'vitest';\nimport * as calc from './calc';\nimport type { A, B } from './types';\n\nit('adds', () => {\n  expect(calc.add(1, 2)).toBe(3);\n});\n",
    ],
    answer: {
      imports: "import * as calc from './calc';\nimport type { A, C } from './types';",
      cases: "it('subtracts', () => {\n  expect(calc.sub(3, 2)).toBe(1);\n});",
    },
    has: ["import type { C } from './types';"],
    lacks: ['A, C', "'./calc';\nimport * as"],
  },
  {
    what: 'JavaScript: statements over several lines',
    ...JS,
    test: [
      'calc.test.js',
      "const {\n  add,\n} = require('./calc');\n\ntest('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n",
    ],
    answer: { imports: "const {\n  add,\n  sub,\n} = require('./calc');", cases: JS_CASE },
    has: ["const { sub } = require('./calc');"],
    lacks: ['  sub,'],
  },
  {
    what: 'JavaScript: a file of CommonJS gets no ES import, and the other way round',
    ...JS,
    test: [
      'calc.test.js',
      "const { add } = require('./calc');\n\ntest('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n",
    ],
    answer: {
      imports: "import { sub as minus } from './calc';",
      cases: JS_CASE.replace('sub(', 'minus('),
    },
    has: ["const { sub: minus } = require('./calc');"],
    lacks: ['import'],
  },
  {
    what: 'JavaScript: a name for something else is said',
    ...JS,
    test: [
      'calc.test.js',
      "const { add } = require('./other');\nconst calc = require('./calc');\n\ntest('adds', () => {\n  expect(add(1, 2)).toBe(calc.add(1, 2));\n});\n",
    ],
    answer: {
      imports: "const { add } = require('./calc');",
      cases: JS_CASE.replaceAll('sub', 'add'),
    },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'JavaScript: a licence, a docblock for the runner and a directive stay first',
    ...JS,
    test: [
      'calc.test.js',
      '#!/usr/bin/env node\n/**\n * @jest-environment jsdom\n */\n"use strict"\n\ntest(\'adds\', () => {\n  expect(1 + 2).toBe(3);\n});\n',
    ],
    answer: { imports: "const { sub } = require('./calc');", cases: JS_CASE },
    has: ['"use strict"\n', "\nconst { sub } = require('./calc');\n\n"],
    lacks: ["calc');\n#!", "calc');\n/**", 'calc\');\n"use'],
  },
  {
    what: 'JavaScript: options behind the callback of a group',
    ...JS,
    test: [
      'calc.test.js',
      "const { add } = require('./calc');\n\ndescribe('calc', () => {\n  test('adds', () => {\n    expect(add(1, 2)).toBe(3);\n  });\n}, { timeout: 500 });\n",
    ],
    answer: { imports: "const { sub } = require('./calc');", cases: JS_CASE },
    has: ["  });\n\n  test('subtracts', () => {\n    expect(sub(3, 2)).toBe(1);\n  });\n}, {"],
  },
  {
    what: 'TypeScript: options before the callback, and a function of the old kind',
    ...TS,
    test: [
      'calc.test.ts',
      "import { describe, expect, it } from 'vitest';\nimport { add } from './calc';\n\ndescribe('calc', { retry: 2, tags: ['a'] }, function () {\n\tit('adds', () => {\n\t\texpect(add(1, 2)).toBe(3);\n\t});\n});\n",
    ],
    answer: { imports: "import { sub } from './calc';", cases: TS_CASE },
    has: ["\t});\n\n\tit('subtracts', () => {\n"],
  },
  {
    what: 'JavaScript: describe.each as a table',
    ...JS,
    test: [
      'calc.test.js',
      "const { add } = require('./calc');\n\ndescribe.each`\n  a    | b\n  ${1} | ${2}\n`('adds $a', ({ a, b }) => {\n  test('it', () => {\n    expect(add(a, b)).toBe(3);\n  });\n});\n",
    ],
    answer: { imports: "const { sub } = require('./calc');", cases: JS_CASE },
    has: ["  });\n\n  test('subtracts', () => {\n    expect(sub(3, 2)).toBe(1);\n  });\n});\n"],
  },
  {
    what: 'JavaScript: what a template holds is no indentation',
    ...JS,
    test: [
      'calc.test.js',
      "const { add, sub } = require('./calc');\n\ndescribe('calc', () => {\n  test('adds', () => {\n    expect(add(1, 2)).toBe(3);\n  });\n});\n",
    ],
    answer: {
      imports: '',
      cases: "test('says', () => {\n  expect(`${sub(3, 2)}\nnext`).toBe(`1\nnext`);\n});",
    },
    has: ['    expect(`${sub(3, 2)}\nnext`).toBe(`1\nnext`);\n  });'],
  },
  {
    what: 'Python: the class of the tests, not a helper below, with strings as they are',
    ...PYTHON,
    test: [
      'test_calc.py',
      'from calc import add\n\n\nclass TestAdd:\n\tdef test_small(self):\n\t\tassert add(1, 2) == 3\n\n\nclass Helper:\n\tpass\n',
    ],
    answer: {
      imports: 'from calc import add, sub',
      cases: 'def test_text(self):\n    assert f"""{sub(3, 2)}\nnext""" == """1\nnext"""',
    },
    has: [
      '3\n\n\tdef test_text(self):\n\t',
      '(3, 2)}\nnext""" == """1\nnext"""\n\n\nclass Helper',
      'from calc import sub\n',
    ],
  },
  {
    what: 'Python: decorated and asynchronous methods',
    ...PYTHON,
    test: [
      'test_calc.py',
      'import pytest\nfrom calc import add\n\n\nclass TestAdd:\n    def test_small(self):\n        assert add(1, 2) == 3\n\n\nNUMBERS = [1]\n',
    ],
    answer: {
      imports: '',
      cases:
        '@pytest.mark.parametrize(\n    "n",\n    [1, 2],\n)\nasync def test_more(\n    self,\n    n,\n):\n    assert add(n, 0) == n',
    },
    has: [
      '3\n\n    @pytest.mark.parametrize(\n        "n",',
      '\n        assert add(n, 0) == n\n\n\nNUMBERS',
    ],
  },
  {
    what: 'Python: a class of the same name is not replaced',
    ...PYTHON,
    test: [
      'test_calc.py',
      'import unittest\nfrom calc import add, sub\n\n\nclass CalcTest(unittest.TestCase):\n    def test_small(self):\n        self.assertEqual(add(1, 2), 3)\n\n\nif __name__ == "__main__":\n    unittest.main()\n',
    ],
    answer: {
      imports: 'import unittest',
      cases:
        'class CalcTest(unittest.TestCase):\n    def test_sub(self):\n        self.assertEqual(sub(3, 2), 1)',
    },
    has: ['3)\n\n    def test_sub(self):\n        self.assertEqual(sub(3, 2), 1)\n\n\nif __name__'],
  },
  {
    what: 'Python: a case of the same name is said, for it would hide the old one',
    ...PYTHON,
    test: [
      'test_calc.py',
      'from calc import add\n\n\ndef test_small():\n    assert add(1, 2) == 3\n',
    ],
    answer: { imports: '', cases: 'def test_small():\n    assert add(2, 2) == 4' },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'Python: a method without a class to be in is collected by nobody',
    ...PYTHON,
    test: [
      'test_calc.py',
      'from calc import add\n\n\ndef test_small():\n    assert add(1, 2) == 3\n',
    ],
    answer: { imports: '', cases: 'def test_big(self):\n    assert add(20, 20) == 40' },
    has: [],
    problems: ['tests.notCollected'],
  },
  {
    what: 'Python: from __future__ behind a licence, a docstring of several lines and others of it',
    ...PYTHON,
    test: [
      'test_calc.py',
      '# Licence\n\n"""Tests\nof it.\n"""\n\nfrom __future__ import annotations\n\nimport calc\n\n\ndef test_small():\n    assert calc.add(1, 2) == 3\n',
    ],
    answer: {
      imports: 'from __future__ import annotations, generator_stop\nimport calc',
      cases: 'def test_big():\n    assert calc.add(10, 20) == 30',
    },
    has: ['annotations\nfrom __future__ import generator_stop\n\nimport calc\n\n\ndef'],
  },
  {
    what: 'Python: the first import behind the docstring',
    ...PYTHON,
    test: ['test_calc.py', '"""Tests."""\n\n\ndef test_small():\n    assert 1 + 2 == 3\n'],
    answer: {
      imports: 'from calc import add',
      cases: 'def test_big():\n    assert add(10, 20) == 30',
    },
    has: ['"""Tests."""\n', '\nfrom calc import add\n'],
    lacks: ['add\n"""'],
  },
  {
    what: 'PHP: uses of a group, of functions and under an alias are known',
    ...PHP,
    test: [
      'tests/CalcTest.php',
      '<?php\n// namespace Foo;\ndeclare(strict_types=1);\nnamespace App\\Tests;\n\nuse App\\{Calc, Other as Thing};\nuse function App\\add;\n\nclass CalcTest extends \\PHPUnit\\Framework\\TestCase\n{\n    public function testAdd(): void\n    {\n        self::assertSame(3, Calc::add(1, 2));\n    }\n}\n\nclass FakeClock\n{\n    public function now(): int\n    {\n        return 0;\n    }\n}\n',
    ],
    answer: {
      imports: 'use App\\Calc;\nuse App\\{Other as Thing, More};\nuse function App\\{add, sub};',
      cases: 'public function testMore(): void\n{\n    self::assertSame(1, Calc::add(0, 1));\n}',
    },
    has: [
      'use function App\\add;\nuse App\\More;\nuse function App\\sub;\n',
      '    }\n\n    public function testMore(): void\n    {',
      '}\n\nclass FakeClock',
    ],
    lacks: ['use App\\Calc;', 'Other as Thing, More'],
  },
  {
    what: 'PHP: a namespace in braces, and neither declare nor namespace',
    ...PHP,
    test: [
      'tests/CalcTest.php',
      '<?php\nnamespace App\\Tests {\n    class CalcTest extends \\PHPUnit\\Framework\\TestCase\n    {\n        public function testAdd(): void\n        {\n            self::assertSame(3, \\App\\Calc::add(1, 2));\n        }\n    }\n}\n',
    ],
    answer: {
      imports: '<?php\n\ndeclare(strict_types=1);\n\nuse App\\Calc;',
      cases: 'public function testMore(): void\n{\n    self::assertSame(1, Calc::add(0, 1));\n}',
    },
    has: [
      'namespace App\\Tests {\n    use App\\Calc;\n',
      '        }\n\n        public function testMore(): void\n',
    ],
    lacks: ['declare'],
  },
  {
    what: 'Java: the class that has the tests; imports and package said once',
    ...JAVA,
    test: [
      'src/test/java/a/CalcTest.java',
      `${JUNIT}class CalcTest {\n  @Test\n  void small() {\n    assertEquals(2, new Calc().add(1, 1));\n  }\n}\n\nclass Numbers {\n  static final int BIG = 99;\n}\n`,
    ],
    answer: {
      imports:
        'package a;\n\nimport org.junit.jupiter.api.Test;\nimport static org.junit.jupiter.api.Assertions.assertEquals;',
      cases: JUNIT_CASE,
    },
    has: ['Test;\nimport static org', '  }\n\n  @Test\n  void adds() {', '}\n\nclass Numbers'],
    lacks: ['Test;\nimport org', 'package a;\n\npackage'],
  },
  {
    what: 'Java: a whole class that is there already, and a type of the same name',
    ...JAVA,
    test: [
      'src/test/java/a/CalcTest.java',
      `${JUNIT}class CalcTest {\n  @Test\n  void small() {\n    assertEquals(2, new Calc().add(1, 1));\n  }\n}\n`,
    ],
    answer: { imports: '', cases: `class CalcTest {\n  ${JUNIT_CASE.replaceAll('\n', '\n  ')}\n}` },
    has: ['  }\n\n  @Test\n  void adds() {\n    assert'],
    lacks: ['}\n\nclass'],
  },
  {
    what: 'Java: another type of one simple name is said',
    ...JAVA,
    test: [
      'src/test/java/a/CalcTest.java',
      `package a;\n\nimport org.junit.Test;\n\nclass CalcTest {\n  @Test\n  public void small() {\n    assertEquals(2, new Calc().add(1, 1));\n  }\n}\n`,
    ],
    answer: { imports: 'import org.junit.jupiter.api.Test;', cases: JUNIT_CASE },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'C#: usings once, a class in its namespace',
    ...CSHARP,
    test: [
      'tests/App.Tests/CalcTests.cs',
      'using App;\nusing Xunit;\n\nnamespace App.Tests\n{\n    public class CalcTests\n    {\n        [Fact]\n        public void Adds()\n        {\n            Assert.Equal(3, new Calc().Add(1, 2));\n        }\n    }\n}\n',
    ],
    answer: {
      imports: 'using System;\nusing Xunit;\nusing App;',
      cases:
        'public class MoreTests\n{\n    [Fact]\n    public void Adds_big()\n    {\n        Assert.Equal(100, new Calc().Add(99, 1));\n    }\n}',
    },
    has: [
      'using Xunit;\nusing System;\n\nnamespace',
      '    }\n\n    public class MoreTests\n    {\n        [Fact]',
    ],
    lacks: ['System;\nusing Xunit'],
  },
  {
    what: 'Go: an import in a block, under an alias, and what the answer repeats',
    ...GO,
    test: [
      'calc_test.go',
      'package calc\n\nimport (\n\t"testing"\n\n\tmust "github.com/stretchr/testify/require"\n)\n\nfunc TestSmall(t *testing.T) {\n\tmust.Equal(t, 2, Add(1, 1))\n}\n',
    ],
    answer: {
      imports:
        'package calc\n\nimport (\n\t"fmt"\n\t"testing"\n\tmust "github.com/stretchr/testify/require"\n)',
      cases: 'func TestBig(t *testing.T) {\n\tmust.Equal(t, "30", fmt.Sprint(Add(10, 20)))\n}',
    },
    has: [')\nimport "fmt"\n\nfunc TestSmall'],
    lacks: ['package calc\n\npackage', '"fmt"\n\t"testing"'],
  },
  {
    what: 'Go: two packages of one name, and a case of one name',
    ...GO,
    test: [
      'calc_test.go',
      'package calc\n\nimport (\n\t"testing"\n\t"text/template"\n)\n\nfunc TestSmall(t *testing.T) {\n\t_ = template.New\n\tif Add(1, 1) != 2 {\n\t\tt.Fatal("no")\n\t}\n}\n',
    ],
    answer: {
      imports: 'import "html/template"',
      cases:
        'func TestBig(t *testing.T) {\n\t_ = template.New\n\tif Add(1, 1) != 2 {\n\t\tt.Fatal("no")\n\t}\n}',
    },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'Rust: into the module that is there, also one of another name without a glob',
    language: 'rust',
    subject: [
      'src/calc.rs',
      'use std::fmt;\n\npub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n\n#[cfg(test)]\nmod unit_tests {\n    use super::add;\n\n    #[test]\n    fn small() {\n        assert_eq!(add(1, 1), 2);\n    }\n}\n\npub struct After;\n',
    ],
    test: ['Cargo.toml', ''],
    answer: {
      imports: 'use super::{add, After};\nuse std::fmt::Write;',
      cases: '#[test]\nfn big() {\n    let _ = After;\n    assert_eq!(add(10, 20), 30);\n}',
    },
    has: [
      '    use super::add;\n    use super::After;\n    use std::fmt::Write;\n',
      '    }\n\n    #[test]\n    fn big() {\n        let',
      '}\n\npub struct After;\n',
    ],
    lacks: ['add, After', 'use std::fmt;\nuse'],
  },
  {
    what: 'Rust: a whole module of tests that is there already',
    language: 'rust',
    subject: [
      'src/calc.rs',
      'pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn small() {\n        assert_eq!(add(1, 1), 2);\n    }\n}\n',
    ],
    test: ['Cargo.toml', ''],
    answer: {
      imports: '',
      cases:
        '#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn big() {\n        assert_eq!(add(10, 20), 30);\n    }\n}',
    },
    has: ['    }\n\n    #[test]\n    fn big() {\n        assert_eq!(add(10, 20), 30);\n    }\n}\n'],
    lacks: ['}\n}\n\n#[cfg(test)]', '*;\n\n    use'],
  },
  {
    what: 'Rust: the file of a module that has cases, below the folder of its parent',
    ...RUST,
    subject: [
      'src/calc.rs',
      '#[cfg(test)]\nmod tests;\n\npub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n',
    ],
    test: [
      'src/calc/tests.rs',
      'use super::*;\n\n#[test]\nfn small() {\n    assert_eq!(add(1, 1), 2);\n}\n',
    ],
    answer: {
      imports: 'use super::*;\nuse std::fmt::Write;',
      cases: '#[test]\nfn big() {\n    assert_eq!(add(10, 20), 30);\n}',
    },
    path: 'src/calc/tests.rs',
    has: ['use super::*;\nuse std::fmt::Write;\n', '}\n\n#[test]\nfn big() {'],
    lacks: ['mod tests'],
  },
  {
    what: 'Rust: a module at a path of its own, and one in a folder',
    ...RUST,
    subject: [
      'src/calc.rs',
      '/* mod tests; */\n#[cfg(test)]\n#[path = "calc_tests.rs"]\nmod tests;\n\npub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n',
    ],
    test: ['Cargo.lock', ''],
    answer: { code: 'use super::*;\n\n#[test]\nfn big() {\n    assert_eq!(add(10, 20), 30);\n}\n' },
    path: 'src/calc_tests.rs',
    has: ['fn big()'],
  },
  {
    what: 'Ruby: the group of the tests in a module, behind what must be first',
    ...RUBY,
    project: { Gemfile: "gem 'minitest'" },
    test: [
      'test/calc_test.rb',
      '# frozen_string_literal: true\n\nrequire \'minitest/autorun\'\nrequire "calc"\n\nmodule Tests\n  class CalcTest < Minitest::Test\n    def test_small\n      assert_equal 2, Calc.add(1, 1)\n    end\n  end\n\n  class FakeClock\n    def now\n      0\n    end\n  end\nend\n',
    ],
    answer: {
      imports: "require 'calc'\nrequire 'json'",
      cases: 'def test_big\n  assert_equal 30, Calc.add(10, 20)\nend',
    },
    has: [
      'require "calc"\nrequire \'json\'\n',
      '    end\n\n    def test_big\n      assert_equal 30',
      '  end\n\n  class FakeClock',
    ],
    lacks: ["require 'calc'"],
  },
  {
    what: 'Ruby: the only group of RSpec, wherever it stands',
    ...RUBY,
    project: { Gemfile: "gem 'rspec'" },
    test: [
      'spec/calc_spec.rb',
      "require 'calc'\n\nmodule Calc\n  RSpec.describe '.add' do\n    it 'adds' do\n      expect(Calc.add(1, 1)).to eq(2)\n    end\n  end\nend\n",
    ],
    answer: { imports: '', cases: "it 'adds more' do\n  expect(Calc.add(10, 20)).to eq(30)\nend" },
    has: ["    end\n\n    it 'adds more' do\n      expect(", '    end\n  end\nend\n'],
  },
  {
    what: 'JavaScript: a name that the file takes from a module is known',
    ...JS,
    test: [
      'calc.test.js',
      "const chai = require('chai');\nconst { add } = require('./calc');\n\nconst expect = chai.expect;\nconst { assert } = chai;\n\ntest('adds', () => {\n  expect(add(1, 2)).to.equal(3);\n});\n",
    ],
    answer: {
      imports: "const { expect, assert } = require('chai');\nconst { sub } = require('./calc');",
      cases: "test('subtracts', () => {\n  expect(sub(3, 2)).to.equal(1);\n});",
    },
    has: ["calc');\nconst { sub } = require('./calc');\n"],
    lacks: ['expect, assert'],
  },
  {
    what: 'TypeScript: a helper of the name that an import would bring is said',
    ...TS,
    test: [
      'calc.test.ts',
      "import { expect, it } from 'vitest';\n\nfunction sub(a: number) {\n  return a;\n}\n\nit('subs', () => {\n  expect(sub(1)).toBe(1);\n});\n",
    ],
    answer: { imports: "import { sub } from './calc';", cases: TS_CASE },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'JavaScript: assert in its strict and its other form',
    ...JS,
    test: [
      'calc.test.js',
      "import { strict as assert } from 'assert';\nimport { add } from './calc';\n\ntest('adds', () => {\n  assert.equal(add(1, 2), 3);\n});\n",
    ],
    answer: {
      imports: "import assert from 'node:assert/strict';\nimport { sub } from './calc';",
      cases: "test('subtracts', () => {\n  assert.equal(sub(3, 2), 1);\n});",
    },
    has: ["import { sub } from './calc';"],
    lacks: ['node:assert'],
  },
  {
    what: 'JavaScript: of several groups the one that declares what the case uses',
    ...JS,
    test: [
      'calc.test.js',
      "const { add, sub } = require('./calc');\n\ndescribe('add', () => {\n  let three;\n\n  beforeEach(() => {\n    three = 3;\n  });\n\n  test('adds', () => {\n    expect(add(1, 2)).toBe(three);\n  });\n});\n\ndescribe('sub', () => {\n  test('subs', () => {\n    expect(sub(2, 1)).toBe(1);\n  });\n});\n",
    ],
    answer: {
      imports: '',
      cases: "test('adds more', () => {\n  expect(add(2, 1)).toBe(three);\n});",
    },
    has: [
      "  });\n\n  test('adds more', () => {\n    expect(add(2, 1)).toBe(three);\n  });\n});\n\ndescribe('sub'",
    ],
  },
  {
    what: 'Java: the first import does not part a class from its comment',
    ...JAVA,
    subject: ['Calc.java', 'class Calc {\n  int add(int a, int b) {\n    return a + b;\n  }\n}\n'],
    test: [
      'CalcTest.java',
      '// Copyright Example.\n\n/** Tests of it. */\nclass CalcTest {\n  @Test\n  void small() {\n    assertEquals(2, new Calc().add(1, 1));\n  }\n}\n',
    ],
    answer: { imports: 'import org.junit.jupiter.api.Test;', cases: JUNIT_CASE },
    has: ['Test;\n\n/** Tests of it. */\nclass CalcTest', '// Copyright Example.\n'],
    lacks: ['Test;\n\nclass', 'Test;\n\n// Copyright'],
  },
  {
    what: 'Rust: attributes of the file stay first, and a module of the product is none of tests',
    ...RUST,
    subject: [
      'src/bin/calc.rs',
      '#[cfg(test)]\nmod tests;\n\npub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n',
    ],
    test: [
      'src/bin/tests.rs',
      '#![allow(unused)]\n#[test]\nfn small() {\n    assert_eq!(super::add(1, 1), 2);\n}\n',
    ],
    answer: {
      imports: 'use super::*;',
      cases: '#[test]\nfn big() {\n    assert_eq!(add(10, 20), 30);\n}',
    },
    path: 'src/bin/tests.rs',
    has: ['#![allow(unused)]\nuse super::*;\n'],
  },
  {
    what: 'Rust: a module of the product that is called so gets no case',
    ...RUST,
    subject: [
      'src/calc.rs',
      'pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n\npub mod test {\n    pub fn fake() {}\n}\n',
    ],
    test: ['Cargo.lock', ''],
    answer: { imports: '', cases: '#[test]\nfn big() {\n    assert_eq!(add(10, 20), 30);\n}' },
    has: ['    pub fn fake() {}\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n'],
  },
];
