/** How a test framework's files look. Patterns are for text with comments and strings blanked. */
export interface Framework {
  readonly name: string;
  /** Where a case starts. */
  readonly cases: RegExp;
  /** How a case ends: its call's bracket, its block's brace, its indentation. */
  readonly extent: 'call' | 'braces' | 'indentation';
  readonly assertion: RegExp;
  readonly skipped: RegExp;
  /** The same for text that has its strings: marks that stand in a case's name. */
  readonly skippedInName?: RegExp;
  readonly focused: RegExp | undefined;
  /** Cases that are only run, and so only counted, where a comment says what they print. */
  readonly example?: RegExp;
  /** Cases are functions that only run where the file itself calls them, by this call. */
  readonly call?: (name: string) => string;
  /** Where a group of cases starts that cases can be put into. */
  readonly group: RegExp | undefined;
  /** One phrase for the prompt. */
  readonly guide: string;
}

const JS_CASES =
  /(?<![\w$.#])(?:it|test|xit|xtest|fit|specify)(?:\.(?!extend|step|describe|use|beforeEach|afterEach|beforeAll|afterAll)\w+)*\s*(?:\(|<|(?=`))/g;
const JS_SKIPPED =
  /(?<![\w$.#])(?:xit|xtest|xdescribe|xcontext|xspecify)\s*\(|(?<![\w$.#])(?:it|test|describe|suite|context|specify)\.(?:concurrent\.)?(?:skip|todo|skipIf|runIf|fails|failing)\b|\b(?:this|t|context|ctx)\.(?:skip|todo)\s*\(|[{,]\s*(?:skip|todo)\s*:\s*(?!false)/g;
const JS_FOCUSED =
  /(?<![\w$.#])(?:fit|fdescribe|fcontext)\s*\(|(?<![\w$.#])(?:it|test|describe|suite|context|specify)\.(?:concurrent\.)?only\b|[{,]\s*only\s*:\s*true/g;
const JS_ASSERTION =
  /\b(?:expect|assert|should|sinon\.assert|verify|chai)\w*\s*[(.<]|\.should\b|\b(?:t|ctx|context)\.(?:assert|is|not|deepEqual|equal|notEqual|deepStrictEqual|strictEqual|ok|notOk|true|false|throws|throwsAsync|rejects|doesNotThrow|match|regex|like|same|pass|fail|snapshot|plan|truthy|falsy)\b|(?<![\w$.])(?:ok|equal|deepEqual|strictEqual|deepStrictEqual|notStrictEqual|throws|rejects|doesNotThrow|match)\s*\(|\bthrow\s+new\b/;

function ecmascript(name: string, guide: string): Framework {
  return {
    name,
    cases: JS_CASES,
    extent: 'call',
    assertion: JS_ASSERTION,
    skipped: JS_SKIPPED,
    focused: JS_FOCUSED,
    group: /(?<![\w$.#])(?:describe|suite|context)(?:\.\w+)*\s*\(/g,
    guide,
  };
}

const PYTHON: Omit<Framework, 'name' | 'guide'> = {
  cases: /^[ \t]*(?:async\s+)?def\s+test\w*\s*\(/gm,
  extent: 'indentation',
  assertion:
    /\bassert\b|\b(?:self|cls)\.(?:assert|fail)\w*|\.assert_\w+\s*\(|\bpytest\.(?:raises|warns|fail|approx|deprecated_call)\b|\braises\s*\(|\braise\s+AssertionError\b/,
  skipped:
    /@(?:unittest\.)?(?:skip|skipIf|skipUnless|expectedFailure)\b|(?:@|=|\[|,)\s*(?:pytest\.)?mark\.(?:skip|skipif|xfail)\b|\braise\s+(?:unittest\.)?SkipTest\b|\b__test__\s*=\s*False\b|\b(?:pytest\.(?:skip|xfail|importorskip)|self\.skipTest)\s*\(/g,
  focused: undefined,
  group: /^class\s+\w+/gm,
};

const C_SHARP: Omit<Framework, 'name' | 'guide'> = {
  cases: /\[\s*(?:Fact|Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod)\b/g,
  extent: 'braces',
  assertion:
    /Assert(?:ions)?\b|\.Should\w*\s*\(|\.Verify\w*\s*\(|\bVerify\w*\s*\(|\.Received\w*\s*\(|\bExpect\w*\s*[(.]|\bExpectedException\b|\b(?:Expected)?Result\s*=|\.Returns\s*\(/,
  skipped: /\bSkip\s*=|\[\s*Ignore\b|\[\s*Explicit\b|\bAssert\.(?:Ignore|Inconclusive|Skip)\b/g,
  focused: undefined,
  group: /\bclass\s+\w+/g,
};

const CATCH_CASES =
  /^[ \t]*(?:TEST_CASE\w*|METHOD_AS_TEST_CASE|TEMPLATE_(?=\w*TEST_CASE)\w+|SCENARIO\w*)[ \t]*\(/gm;
const CATCH_ASSERTION =
  /\b(?:STATIC_)?(?:REQUIRE|CHECK|FAIL|SUCCEED|WARN)\w*\s*\(|\b(?=\w*(?:assert|expect|verify|check))\w+\s*\(/;
const C_FUNCTIONS: Pick<Framework, 'cases' | 'extent' | 'focused' | 'group'> = {
  cases: /^(?:static[ \t]+)?(?:void|int|bool)\s+test\w*\s*\([^;{()]*\)\s*\{/gm,
  extent: 'braces',
  focused: undefined,
  group: undefined,
};

/** Every framework that tests can be written for, by the name in the prompt. */
export const FRAMEWORKS = {
  vitest: ecmascript('vitest', "import { describe, expect, it } from 'vitest'"),
  jest: ecmascript('jest', 'describe, it and expect are globals unless the sibling imports them'),
  mocha: ecmascript(
    'mocha',
    'describe and it are globals; assertions from node:assert/strict unless the sibling has others',
  ),
  ava: ecmascript('ava', "import test from 'ava'; assertions on t"),
  'node:test': ecmascript(
    'node:test',
    "import { describe, it } from 'node:test'; import assert from 'node:assert/strict'",
  ),
  pytest: { name: 'pytest', guide: 'plain functions test_*, assert, pytest.raises', ...PYTHON },
  unittest: { name: 'unittest', guide: 'a unittest.TestCase class with test_* methods', ...PYTHON },
  'go test': {
    name: 'go test',
    // Methods belong to suites; a benchmark measures and need not assert.
    cases: /^func\s+(?:\(\w+\s+\*?\w+\)\s*)?(?:Test|Fuzz|Example)\w*\s*\(/gm,
    extent: 'braces',
    assertion:
      /\b(?:t|tb|b|f|c|tt)\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow|Assert|Check)\b|\b(?:assert|require|is|qt|g|check|be)\.\w+\s*\(|\bExpect\s*\(|\bpanic\s*\(|\w\((?:t|tb|c)(?:,|\))/,
    skipped: /\b(?:t|tb|T\(\))\.Skip(?:f|Now)?\s*\(/g,
    focused: undefined,
    example: /^func\s+Example/,
    group: undefined,
    guide: 'package testing, table-driven where it helps, same package as the subject',
  },
  junit: {
    name: 'junit',
    cases:
      /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b|\bpublic\s+void\s+test\w*\s*\(\s*\)/g,
    extent: 'braces',
    assertion:
      /\b(?:assert|fail|verify|expect|check|then)\w*\s*\(|\.(?:expect\w*|andExpect|should\w*|isEqualTo|verify)\s*\(|\bexpected\s*=|\bthrow\s+new\s+Assertion/,
    skipped: /@(?:Disabled|Ignore)\w*\b|\bassume\w*\s*\(\s*false\b/g,
    focused: undefined,
    group: /\bclass\s+\w+/g,
    guide: 'JUnit 5 unless the sibling uses JUnit 4, same package as the subject',
  },
  xunit: { name: 'xunit', guide: 'xUnit: [Fact] and [Theory], Assert', ...C_SHARP },
  nunit: { name: 'nunit', guide: 'NUnit: [Test], Assert.That', ...C_SHARP },
  mstest: { name: 'mstest', guide: 'MSTest: [TestClass], [TestMethod], Assert', ...C_SHARP },
  'cargo test': {
    name: 'cargo test',
    cases: /#\[\s*(?:\w+::)*(?:test|rstest|test_case|proptest|tokio_test)\b/g,
    extent: 'braces',
    assertion:
      /\b(?:debug_)?(?:assert|panic|unreachable|prop_assert|matches)\w*!|\bshould_panic\b|\.unwrap(?:_err)?\s*\(|\.expect(?:_err)?\s*\(|\?;|->\s*(?:\w+::)*Result\b|\bassert\w*\s*\(|\b(?:quickcheck|QuickCheck|proptest)\b/,
    skipped: /#\[\s*ignore\b/g,
    focused: undefined,
    group: /\bmod[ \t]+(?:\w+_)?(?:unit_?)?tests?[ \t]*\{/g,
    guide: 'cases for a #[cfg(test)] mod tests at the end of the same file, which has use super::*',
  },
  rspec: {
    name: 'rspec',
    cases: /(?<![\w.:@])(?:it|specify|example|xit|fit|scenario)\b(?=[\s({])/g,
    extent: 'indentation',
    assertion: /\b(?:expect|is_expected|should|assert|refute|must|wont|raise_error|allow_any)\w*/,
    skipped:
      /(?<![\w.:@])(?:xit|xdescribe|xcontext|xspecify|skip|pending)\b(?=[\s({])|\b(?:skip|pending):\s*(?!false)/g,
    focused: /(?<![\w.:@])(?:fit|fdescribe|fcontext|fspecify)\b|\bfocus:\s*true|:focus\b/g,
    group: /^[ \t]*(?:RSpec\.)?(?:describe|context|feature)\b[^\n]*/gm,
    guide: 'RSpec.describe with it blocks and expect',
  },
  minitest: {
    name: 'minitest',
    cases: /^[ \t]*(?:def\s+test_\w+|test\b(?=[\s(])|it\b(?=[\s(]))/gm,
    extent: 'indentation',
    assertion: /\b(?:assert|refute|must|wont|expect|flunk|pass)\w*/,
    skipped: /(?<![\w.:@])skip\b/g,
    focused: /(?<![\w.:@])focus\b/g,
    group: /^[ \t]*(?:class[ \t]+[A-Z]|describe\b)[^\n]*/gm,
    guide: 'a Minitest::Test class with test_* methods',
  },
  phpunit: {
    name: 'phpunit',
    cases: /\bfunction\s+test\w*\s*\(|#\[\s*Test\b/g,
    extent: 'braces',
    assertion:
      /\b(?:assert|expect|setExpected|fail|verify|should)\w*\s*\(|->(?:expects|should\w*|with)\s*\(/,
    skipped: /\bmarkTest(?:Skipped|Incomplete)\s*\(/g,
    focused: undefined,
    group: /\bclass\s+\w+/g,
    guide: 'a PHPUnit\\Framework\\TestCase class with test* methods',
  },
  gtest: {
    name: 'gtest',
    cases: /^[ \t]*(?:TYPED_)?TEST(?:_F|_P)?[ \t]*\(/gm,
    extent: 'braces',
    assertion:
      /\b(?:EXPECT|ASSERT)_\w+\s*\(|\b(?:FAIL|ADD_FAILURE|SUCCEED|EXPECT_CALL)\w*\s*\(|\b(?=\w*(?:[Aa]ssert|[Ee]xpect|[Vv]erify|[Cc]heck|CHECK))\w+\s*\(/,
    skipped: /\bGTEST_SKIP\w*\b|\bTEST(?:_F|_P)?\s*\([^()]*\bDISABLED_/g,
    focused: undefined,
    group: undefined,
    guide: 'GoogleTest: #include <gtest/gtest.h>, TEST(Suite, Name), EXPECT_*; no main',
  },
  catch2: {
    name: 'catch2',
    cases: CATCH_CASES,
    extent: 'braces',
    assertion: CATCH_ASSERTION,
    skipped: /\bSKIP\s*\(/g,
    skippedInName:
      /^[ \t]*(?=\w*(?:TEST_CASE|SCENARIO))\w+[ \t]*\([^{;]{0,1000}?\[(?:\.|!mayfail|!shouldfail|hide)/gm,
    focused: undefined,
    group: undefined,
    guide:
      'Catch2 3: #include <catch2/catch_test_macros.hpp> unless the sibling has another, TEST_CASE("…"), REQUIRE and CHECK; no main',
  },
  doctest: {
    name: 'doctest',
    cases: CATCH_CASES,
    extent: 'braces',
    assertion: CATCH_ASSERTION,
    skipped: /\bdoctest::(?:skip|may_fail|should_fail|expected_failures)\b/g,
    focused: undefined,
    group: undefined,
    guide:
      'doctest: #include <doctest/doctest.h> unless the sibling has another, TEST_CASE("…"), CHECK and REQUIRE; no main',
  },
  unity: {
    name: 'unity',
    ...C_FUNCTIONS,
    assertion:
      /\bTEST_(?:ASSERT|FAIL|PASS)\w*\s*\(|\b(?=\w*(?:assert|expect|verify|check))\w+\s*\(/i,
    skipped: /\bTEST_IGNORE\w*\s*\(|\bIGNORE_TEST\s*\(/g,
    call: (name) => `RUN_TEST(${name});`,
    guide:
      'Unity: #include "unity.h", setUp and tearDown, void test_* functions with TEST_ASSERT_*, each given to RUN_TEST in main',
  },
  assert: {
    name: 'assert',
    ...C_FUNCTIONS,
    assertion:
      /\b(?=\w*(?:assert|expect|verify|check|fail|abort|die))\w+\s*\(|\b(?:exit|return)\b[\s(]*(?:1|-1|EXIT_FAILURE|false)\b/i,
    skipped: /(?!)/g,
    call: (name) => `${name}();`,
    guide:
      'no framework: #undef NDEBUG before #include <assert.h>, static void test_* functions with assert, each called by main, which returns 0',
  },
} as const satisfies Readonly<Record<string, Framework>>;

/** Name of a framework. */
export type FrameworkName = keyof typeof FRAMEWORKS;
