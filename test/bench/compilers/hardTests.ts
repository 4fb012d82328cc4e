import type { SourceFile } from '../gates/corpus.ts';

type Text = readonly [path: string, text: string];

/** A source, its test, and what else tells how tests are written there. */
type Row = readonly [language: string, source: Text, test: Text];

const ROWS: readonly Row[] = [
  [
    'typescript',
    [
      'src/calc.ts',
      'export function add(a: number, b: number): number {\n  return a + b;\n}\nexport type Sum = ReturnType<typeof add>;\nexport default class Calc {\n  sub = (a: number, b: number) => a - b;\n}\n',
    ],
    [
      'src/calc.test.ts',
      "import { describe, expect, it } from 'vitest';\n// The subject.\nimport Calc, {\n  add,\n  type Sum,\n} from './calc';\nimport * as all from './calc'; // all of it\n\ndescribe('calc', () => {\n  it('adds', () => {\n    const sum: Sum = add(1, 2);\n    expect(sum).toBe(3);\n  });\n\n  it('subtracts', () => {\n    expect(new Calc().sub(3, 2)).toBe(1);\n  });\n\n  it(`has \"all\" of it`, async () => {\n    expect(Object.keys(all)).toEqual([\n      'add',\n      'default',\n    ]);\n  });\n});\n",
    ],
  ],
  [
    'javascript',
    [
      'src/calc.js',
      "'use strict';\n\nexports.add = (a, b) => a + b;\nexports.sub = function sub(a, b) {\n  return a - b;\n};\n",
    ],
    [
      'src/calc.test.js',
      "'use strict';\n\nconst assert = require('node:assert/strict');\nconst {\n  add,\n  sub: minus,\n} = require('./calc');\n\ntest('adds', () => {\n  assert.equal(add(1, 2), 3);\n});\n\ntest('subtracts', () => {\n  assert.equal(minus(3, 2), 1);\n});\n\ntest('adds text', function () {\n  assert.equal(add('a', `b\n  c`), 'ab\\n  c');\n});\n",
    ],
  ],
  [
    'python',
    ['calc.py', 'def add(a, b):\n    return a + b\n\n\ndef sub(a, b):\n    return a - b\n'],
    [
      'test_calc.py',
      '"""Tests."""\nfrom __future__ import annotations\n\nimport unittest\nfrom calc import (\n    add,  # the first\n    sub as minus,\n)\n\n\nclass CalcTest(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(add(1, 2), 3)\n\n    def test_text(self):\n        self.assertEqual(add("a", """b\n  c"""), "ab\\n  c")\n\n    def test_sub(self):\n        if minus(3, 2):\n            self.assertEqual(minus(3, 2), 1)\n\n\nif __name__ == "__main__":\n    unittest.main()\n',
    ],
  ],
  [
    'go',
    [
      'calc.go',
      'package calc\n\nfunc Add(a, b int) int { return a + b }\n\nfunc Sub(a, b int) int { return a - b }\n',
    ],
    [
      'calc_test.go',
      'package calc\n\nimport (\n\t"fmt"\n\tstr "strings"\n\t"testing"\n)\n\nfunc TestAdd(t *testing.T) {\n\tif got := Add(1, 2); got != 3 {\n\t\tt.Fatalf("%s", fmt.Sprint(got))\n\t}\n}\n\nfunc TestSub(t *testing.T) {\n\tif Sub(3, 2) != 1 {\n\t\tt.Fatal(str.ToUpper("no"), fmt.Sprint(1))\n\t}\n}\n\nfunc TestText(t *testing.T) {\n\twant := `a\n  b`\n\tif str.Contains(want, "c") {\n\t\tt.Fatal(want)\n\t}\n\tif Add(0, 0) != 0 {\n\t\tt.Fatal("no")\n\t}\n}\n',
    ],
  ],
  [
    'java',
    [
      'src/main/java/a/Calc.java',
      'package a;\n\nclass Calc {\n    int add(int a, int b) {\n        return a + b;\n    }\n}\n',
    ],
    [
      'src/test/java/a/CalcTest.java',
      'package a;\n\nimport java.util.List;\nimport java.util.function.*;\nimport static java.util.Objects.requireNonNull; // checks\nimport org.junit.jupiter.api.Test;\n\nclass CalcTest {\n    private final Calc calc = new Calc();\n\n    @Test\n    void adds() {\n        assertEquals(3, calc.add(1, 2));\n    }\n\n    @Test\n    void addsAll() {\n        for (int one : List.of(1, 2)) {\n            assertEquals(one, requireNonNull(calc).add(one, 0));\n        }\n    }\n\n    private static void assertEquals(int a, int b) {\n        if (a != b) throw new AssertionError();\n    }\n}\n',
    ],
  ],
  [
    'php',
    [
      'src/Calc.php',
      '<?php\n\ndeclare(strict_types=1);\n\nnamespace App;\n\nfinal class Calc\n{\n    public static function add(int $a, int $b): int\n    {\n        return $a + $b;\n    }\n}\n',
    ],
    [
      'tests/CalcTest.php',
      "<?php\n\ndeclare(strict_types=1);\n\nnamespace App\\Tests;\n\nuse App\\Calc;\nuse PHPUnit\\Framework\\TestCase as Base;\nuse function strtolower, strtoupper;\n\nfinal class CalcTest extends Base\n{\n    public function testAdd(): void\n    {\n        self::assertSame(3, Calc::add(1, 2));\n    }\n\n    public function testText(): void\n    {\n        $text = <<<EOT\n          a\n        EOT;\n        self::assertSame('  A', strtoupper($text) . Calc::add(0, 0));\n    }\n}\n",
    ],
  ],
  [
    'ruby',
    ['lib/calc.rb', 'module Calc\n  def self.add(a, b)\n    a + b\n  end\nend\n'],
    [
      'test/test_calc.rb',
      "# frozen_string_literal: true\n\nrequire 'minitest/autorun'\nrequire_relative '../lib/calc'\n\nclass TestCalc < Minitest::Test\n  def test_add\n    assert_equal 3, Calc.add(1, 2)\n  end\n\n  def test_text\n    text = <<~EOT\n      a\n        b\n    EOT\n    assert_equal text, Calc.add(text, '')\n  end\n\n  def test_each\n    [1, 2].each do |one|\n      assert_equal one, Calc.add(one, 0)\n    end\n  end\nend\n",
    ],
  ],
  [
    'rust',
    [
      'src/calc.rs',
      'use std::fmt::Display;\n\npub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n    use std::{collections::HashMap, fmt};\n\n    #[test]\n    fn adds() {\n        assert_eq!(add(1, 2), 3);\n    }\n\n    #[test]\n    fn adds_all() {\n        let mut all: HashMap<i32, i32> = HashMap::new();\n        all.insert(1, add(1, 0));\n        assert_eq!(all[&1], 1, "{}", fmt::format(format_args!("{}", r#"a " b"#)));\n    }\n}\n',
    ],
    ['Cargo.toml', ''],
  ],
  [
    'cpp',
    ['src/calc.cpp', 'int add(int a, int b) {\n  return a + b;\n}\n'],
    [
      'src/calc_test.cpp',
      '#include <string>\n#include <vector>\n\nint add(int a, int b);\n#define TEST(a, b) static void a##b()\n#define EXPECT_EQ(a, b) if ((a) != (b)) throw 1\n\nTEST(Calc, Adds) {\n  EXPECT_EQ(add(1, 2), 3);\n}\n\nTEST(Calc, AddsAll) {\n  for (int one : std::vector<int>{1, 2}) {\n    EXPECT_EQ(add(one, 0), one);\n  }\n}\n',
    ],
  ],
  [
    'csharp',
    [
      'src/App/Calc.cs',
      'namespace App\n{\n    public class Calc\n    {\n        public int Add(int a, int b) { return a + b; }\n    }\n}\n',
    ],
    [
      'tests/App.Tests/CalcTests.cs',
      'using System;\nusing App;\nusing Xunit; // tests\nusing Text = System.String;\n\nnamespace App.Tests\n{\n    public class CalcTests\n    {\n        [Fact]\n        public void Adds()\n        {\n            Assert.Equal(3, new Calc().Add(1, 2));\n        }\n\n        [Theory]\n        [InlineData(1)]\n        public void Adds_nothing(int one)\n        {\n            Assert.Equal(one, new Calc().Add(one, 0));\n        }\n    }\n}\n',
    ],
  ],
];

/** Small projects with tests, each written for what its language has of imports and cases. */
export const HARD_TESTS: ReadonlyMap<string, readonly SourceFile[]> = new Map(
  ROWS.map(([language, source, test]) => [
    `hard tests of ${language}`,
    [source, test].map(([path, text], index) => ({
      package: `hard tests of ${language}`,
      path,
      language,
      text,
      isTest: index === 1,
    })),
  ]),
);
