import type { Sibling } from './placementSiblings.ts';

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
const JUNIT = 'package a;\n\nimport org.junit.jupiter.api.Test;\n\n';
const JUNIT_CASE = '@Test\nvoid adds() {\n  assertEquals(3, new Calc().add(1, 2));\n}';

/** In all other languages. */
export const OTHER_SIBLINGS: readonly Sibling[] = [
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
