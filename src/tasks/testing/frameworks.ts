/** How a test framework's files look. Patterns are for text with comments and strings blanked. */
export interface Framework {
  readonly name: string;
  /** Where a case starts. */
  readonly cases: RegExp;
  /** The same in a comment that stands before a function, where such a comment makes a case. */
  readonly casesInComments?: RegExp;
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
/** Words that declare cases and groups; members and ordinary functions are called so too. */
const JS_WORD = '(?<![\\w$.#])(?<!\\bfunction\\s)';
const JS_DECLARING = '(?:it|test|describe|suite|context|specify)';
const JS_CALLED = '(?=\\s{0,9}(?:\\.\\w{1,20}\\s{0,9})?[(<`])';
/** A case up to its options: its name is blank here, and comes first. */
const JS_OPTIONS = `(?<![\\w$.#])${JS_DECLARING}(?:\\.\\w{1,20}){0,3}\\s{0,9}\\(\\s{0,300},\\s{0,20}\\{[^{}()]{0,400}`;
/** Behind the opening bracket: a name, and what is run. */
const JS_NAMED = '(?=\\s{1,300},\\s{0,40}(?:async\\b|function\\b|\\(|\\{|[\\w$]{1,40}\\s{0,9}=>))';
const JS_SKIPPED = new RegExp(
  [
    `${JS_WORD}(?:xit|xtest|xdescribe|xcontext|xspecify)(?:\\.each\\s{0,9}\\(|\\s{0,9}\\(${JS_NAMED})`,
    `(?<![\\w$.#])${JS_DECLARING}\\.(?:\\w{1,20}\\.)?(?:skip|todo|skipIf|runIf|fails|failing|fixme)\\b${JS_CALLED}`,
    // With a reason at most, which is blank here: others take what they are to skip.
    '\\b(?:this|t|context|ctx|testInfo)\\.(?:skip|todo|fixme)\\s{0,9}\\(\\s{0,300}\\)',
    '\\bpending(?<=[;{}]\\s{0,200}pending)\\s{0,9}\\(\\s{0,300}\\)',
    `${JS_OPTIONS}\\b(?:skip|todo)\\s{0,9}:\\s{0,9}(?!false\\b)`,
  ].join('|'),
  'g',
);
const JS_FOCUSED = new RegExp(
  [
    `${JS_WORD}(?:fit|fdescribe|fcontext)(?:\\.each\\s{0,9}\\(|\\s{0,9}\\(${JS_NAMED})`,
    `(?<![\\w$.#])${JS_DECLARING}\\.(?:\\w{1,20}\\.)?only\\b${JS_CALLED}`,
    `${JS_OPTIONS}\\bonly\\s{0,9}:\\s{0,9}true`,
  ].join('|'),
  'g',
);
/** What libraries call their assertions. */
const JS_ASSERTION = new RegExp(
  [
    '\\b(?:expect|assert|should|verify|chai)\\w*\\s*[(.<]|\\.should\\b',
    '\\b(?:t|ctx|context|tap|QUnit)\\.(?:assert|is|isNot|not|deepEqual|notDeepEqual|equal|equals|notEqual|deepStrictEqual|notDeepStrictEqual|strictEqual|strictSame|ok|notOk|true|false|throws|throwsAsync|notThrows|notThrowsAsync|rejects|doesNotThrow|match|notMatch|regex|notRegex|like|same|notSame|has|pass|fail|snapshot|plan|truthy|falsy)\\b',
    '(?<![\\w$.])(?:ok|notOk|equal|notEqual|deepEqual|notDeepEqual|strictEqual|deepStrictEqual|notDeepStrictEqual|notStrictEqual|throws|rejects|doesNotThrow|doesNotReject|match|doesNotMatch|ifError|fail)\\s*\\(',
    '\\bscreen\\.(?:get|find)(?:All)?By\\w+\\s*\\(|\\b\\w*[sS]cope\\.done\\s*\\(',
    '\\bthrow\\s+new\\b',
  ].join('|'),
);

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
    /\bassert\b|\b(?:assert|expect|verify|fail)\w*\s*\(|\.should(?:_not)?\b|\bshould\w*\s*\(|\b(?:self|cls)\.(?:assert|fail)\w*|\.(?:assert|expect)\w*\s*\(|\bpytest\.(?:raises|warns|fail|approx|deprecated_call)\b|\b(?:raises|warns|eq_|ok_)\s*\(|\bcheck\w*\.\w+\s*\(|\bcheck\s*\(|\braise\s+AssertionError\b/,
  skipped:
    /@(?:unittest\.)?(?:skip|skipIf|skipUnless|expectedFailure)\b|(?:@|=|\[|,)\s*(?:pytest\.)?mark\.(?:skip|skipif|xfail)\b|\braise\s+(?:unittest\.)?SkipTest\b|\b__test__\s*=\s*False\b|\b(?:pytest\.(?:skip|xfail|importorskip)|self\.skipTest)\s*\(/g,
  focused: undefined,
  group: /^class\s+\w+/gm,
};

const C_SHARP: Omit<Framework, 'name' | 'guide'> = {
  cases: /\[\s*(?:Fact|Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod)\b/g,
  extent: 'braces',
  assertion:
    /Assert(?:ions)?\b|\.(?:Should|Verify|Received|DidNotReceive|MustHave|MustNotHave|MatchSnapshot|QuickCheck)\w*\s*\(|\b(?:Should|Check|Snapshot|Prop)\.\w+\s*\(|\b(?:Assert|Verify)\w*\s*\(|\bExpect\w*\s*[(.]|\bExpectedException\b|\b(?:Expected)?Result\s*=|\.Returns\s*\(/,
  skipped:
    /\[[^[\]]{0,300}\b(?:Fact|Theory|InlineData|MemberData|ClassData)\w*\s{0,9}\([^()[\]]{0,400}\bSkip\s{0,9}=|(?<![\w)])\[(?:[^[\]()]{0,300},)?\s{0,40}(?:Ignore|Explicit)\b|\bAssert\.(?:Ignore|Inconclusive|Skip)\w*\s{0,9}\(/g,
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
  jasmine: ecmascript(
    'jasmine',
    'Jasmine: describe, it, expect and spyOn are globals; nothing of them is imported',
  ),
  bun: ecmascript('bun', "import { describe, expect, it } from 'bun:test'"),
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
    cases:
      /^func\s+(?:\(\w+\s+\*?\w+\)\s*)?(?:Test|Fuzz|Example)(?![a-z])\w*\s*\(|^[ \t]+[FPX]?(?:It|Specify)\(/gm,
    extent: 'braces',
    assertion:
      /\b(?:t|tb|b|f|c|tt)\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow|Assert|Check)\b|\b(?:assert|require|is|qt|g|check|be)\.\w+\s*\(|\b(?:Expect|Eventually|Consistently|So)\w*\s*\(|\bΩ\(|\.(?:Require|Assert|Expect)\(\)|\.(?:Assert|ExpectationsWereMet)\w*\s*\(|\b(?:rapid|quick)\.Check\w*\s*\(|^func\s+\((\w+)\s[^]*?\b\1\.(?:Equal|Exactly|NotEqual|True|False|Nil|NotNil|NoError|Error|Panics|NotPanics|Len|Empty|NotEmpty|Contains|NotContains|ElementsMatch|Subset|Greater|Less|Zero|NotZero|InDelta|InEpsilon|JSONEq|YAMLEq|Regexp|Eventually|Never|IsType|Implements|Same|NotSame|WithinDuration|FileExists|DirExists|Positive|Negative|Fail|Condition)\w*\(|\bpanic\s*\(|\w\((?:t|tb|c)(?:,|\))/,
    skipped:
      /\b(?:t|tb|T\(\))\.Skip(?:f|Now)?\s*\(|^[ \t]+[PX](?:It|Specify|Describe|Context|When)\(/gm,
    focused: /^[ \t]+F(?:It|Specify|Describe|Context|When)\(/gm,
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
      /\b(?:assert|fail|verify|expect|check|then|await|should)\w*\s*\(|\.(?:expect\w*|andExpect|should\w*|isEqualTo|verify|until\w*|statusCode|assert\w*)\s*\(|\bnew\s{1,9}\w{0,40}Verifications\w{0,40}\s{0,9}\(|@Property\b[^{]{0,400}\bboolean\b|\bexpected\s*=|\bthrow\s+new\s+Assertion/,
    skipped:
      /@(?:Disabled\w*|Ignore)\b|\bassume\w*\s*\(\s*false\b|@Test\s{0,9}\([^()]{0,400}\benabled\s{0,9}=\s{0,9}false\b/g,
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
      /\b(?:debug_)?(?:assert|panic|unreachable|prop_assert|matches|expect|verify|check|require|fail|ensure)\w*!|\bshould_panic\b|\.unwrap(?:_err)?\s*\(|\.expect(?:_err)?\s*\(|\?;|->\s*(?:\w+::)*Result\b|\bassert\w*\s*\(|\b(?:quickcheck|QuickCheck|proptest)\b/,
    skipped: /#\[\s*(?:cfg_attr\s{0,9}\([^()[\]]{0,300},\s{0,20})?ignore\b/g,
    focused: undefined,
    group: /\bmod[ \t]+(?:\w+_)?(?:unit_?)?tests?[ \t]*\{/g,
    guide: 'cases for a #[cfg(test)] mod tests at the end of the same file, which has use super::*',
  },
  rspec: {
    name: 'rspec',
    cases:
      /\b(?:it|specify|example|xit|fit|scenario)\b(?<=(?:^[ \t]{0,200}|[|{;][ \t]{0,9})\w{1,20})(?=[ \t]*(?:[({]|[ \t]|$))(?![ \t]*[=.,+])/gm,
    extent: 'indentation',
    assertion:
      /\b(?:expect|is_expected|are_expected|should|assert|refute|must|wont|raise_error|allow_any|verify|match_snapshot|fail)\w*/,
    skipped:
      /^[ \t]*(?:xit|xdescribe|xcontext|xspecify|xexample|xfeature|xscenario)\b[^\n]{0,400}(?:\bdo\b|\{)|^[ \t]*(?:skip|pending)\b[ \t(]{0,20}\)?[ \t]{0,20}(?:(?:do|if|unless)\b|$)|^[ \t]*(?:RSpec\.)?(?:it|specify|example|describe|context|scenario|feature)\b[^\n{]{0,400}(?:\b(?:skip|pending):\s{0,9}(?!false)|,[ \t]{0,9}:(?:skip|pending)\b)/gm,
    focused:
      /^[ \t]*(?:RSpec\.)?(?:fit|fdescribe|fcontext|fspecify|fexample)\b[^\n]{0,400}(?:\bdo\b|\{)|^[ \t]*(?:RSpec\.)?(?:it|specify|example|describe|context|scenario|feature)\b[^\n{]{0,400}(?:\bfocus:\s{0,9}true|,[ \t]{0,9}:focus\b)/gm,
    group: /^[ \t]*(?:RSpec\.)?(?:describe|context|feature)\b[^\n]*/gm,
    guide: 'RSpec.describe with it blocks and expect',
  },
  minitest: {
    name: 'minitest',
    cases: /^[ \t]*(?:def\s+test_\w+|test\b(?=[\s(])|it\b(?=[\s(]))/gm,
    extent: 'indentation',
    assertion: /\b(?:assert|refute|must|wont|expect|should|verify|flunk|pass|fail)\w*/,
    skipped: /^[ \t]*skip\b[ \t(]{0,20}\)?[ \t]{0,20}(?:(?:if|unless)\b|$)/gm,
    focused: /^[ \t]*focus[ \t]*$/gm,
    group: /^[ \t]*(?:class[ \t]+[A-Z]|describe\b)[^\n]*/gm,
    guide: 'a Minitest::Test class with test_* methods',
  },
  phpunit: {
    name: 'phpunit',
    cases: /\bfunction\s+test\w*\s*\(|#\[\s*Test\b/g,
    casesInComments: /@test\b/,
    extent: 'braces',
    assertion:
      /\b(?:assert|expect|setExpected|fail|verify|should)\w*\s*\(|->(?:expects|should\w*|with|once|twice|times|never|see\w*|dontSee\w*)\s*\(|\bAssert(?:ion)?::/,
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
