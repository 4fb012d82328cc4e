import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { CPP_FRAMEWORKS } from '../../../../src/tasks/testing/languages/cpp.ts';
import { never, startSyntax } from '../../syntax/samples.ts';
import { checked, codes, inputFor, prepare, projectOf, promptText } from '../taskBench.ts';

const C = 'int add(int a, int b)\n{\n    return a + b;\n}\n';
const CPP = 'namespace shop {\n\nint add(int a, int b) { return a + b; }\n\n}  // namespace shop\n';

interface Sample {
  readonly framework: keyof typeof CPP_FRAMEWORKS;
  readonly language: 'c' | 'cpp';
  readonly path: string;
  readonly project: Readonly<Record<string, string>>;
  /** Where the tests go, and how they include their subject. */
  readonly place: string;
  readonly include: string;
  readonly code: string;
  readonly cases: string;
  /** What stands around the new cases in the file of `code`. */
  readonly joined: string;
  /** Spoiled by a replacement: the problem that it must be. */
  readonly bad: readonly (readonly [find: string, replace: string, code: string])[];
}

const SAMPLES: readonly Sample[] = [
  {
    framework: 'gtest',
    language: 'cpp',
    path: 'src/add.cc',
    project: {
      'CMakeLists.txt': 'find_package(GTest REQUIRED)\n',
      'include/shop/add.h': 'int add(int a, int b);\n',
      'src/sub.cc': '',
    },
    place: 'tests/test_add.cc',
    include: 'shop/add.h',
    code: `#include "shop/add.h"

#include <gtest/gtest.h>

namespace shop {

TEST(AddTest, Adds) {
  EXPECT_EQ(add(1, 2), 3);
}

TEST_F(Fixture, AddsNothing)
{
  ASSERT_EQ(add(0, 0), 0) << "no } sum";
}

}  // namespace shop
`,
    cases: 'TEST(AddTest, AddsMore) {\n  EXPECT_EQ(add(2, 2), 4);\n}',
    joined: `"no } sum";
}

TEST(AddTest, AddsMore) {
  EXPECT_EQ(add(2, 2), 4);
}

}  // namespace shop
`,
    bad: [
      ['EXPECT_EQ(add(1, 2), 3);', 'add(1, 2);', 'tests.noAssertion'],
      ['TEST(AddTest, Adds)', 'TEST(AddTest, DISABLED_Adds)', 'tests.skipped'],
      ['EXPECT_EQ(add(1', 'GTEST_SKIP();\n  EXPECT_EQ(add(1', 'tests.skipped'],
      ['#include "shop/add.h"\n', '', 'tests.noImport'],
      ['3);\n}', '3);\n', 'tests.syntaxError'],
    ],
  },
  {
    framework: 'catch2',
    language: 'cpp',
    path: 'src/add.cpp',
    project: {
      'src/add.hpp': '',
      'src/sub.cpp': '',
      'src/sub.hpp': '',
      'test/sub_test.cpp':
        '#include <catch2/catch_test_macros.hpp>\n#include "sub.hpp"\n\nTEST_CASE("a") { CHECK(true); }\n',
    },
    place: 'test/add_test.cpp',
    include: 'add.hpp',
    code: `#include "add.hpp"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("adds (\\"both\\")", "[add]") {
  REQUIRE(shop::add(1, 2) == 3);
  SECTION("and nothing; {") {
    CHECK(shop::add(0, 0) == 0);
  }
}

SCENARIO("a sum") {
  GIVEN("two numbers") {
    THEN("there is one") { REQUIRE(shop::add(1, 1) == 2); }
  }
}
`,
    cases: 'TEST_CASE("more") {\n  CHECK(shop::add(2, 2) == 4);\n}',
    joined: `  }
}

TEST_CASE("more") {
  CHECK(shop::add(2, 2) == 4);
}
`,
    bad: [
      ['REQUIRE(shop::add(1, 1) == 2);', 'shop::add(1, 1);', 'tests.noAssertion'],
      ['"[add]"', '"[.][add]"', 'tests.skipped'],
      [
        '  REQUIRE(shop::add(1, 2)',
        '  SKIP("CHECK(1)");\n  REQUIRE(shop::add(1, 2)',
        'tests.skipped',
      ],
      ['#include "add.hpp"', '', 'tests.noImport'],
      ['TEST_CASE("adds (\\"both\\")", "[add]") {', 'TEST_CASE("adds" {', 'tests.syntaxError'],
      ['  }\n}\n\nSCENARIO', '  }\n\nSCENARIO', 'tests.syntaxError'],
    ],
  },
  {
    framework: 'doctest',
    language: 'cpp',
    path: 'add.hpp',
    project: { 'vcpkg.json': '{"dependencies":["doctest"]}' },
    place: 'tests/test_add.cpp',
    include: '../add.hpp',
    code: `#include "../add.hpp"

#include <doctest/doctest.h>

TEST_CASE("adds" * doctest::timeout(1)) {
  SUBCASE("two") { CHECK_EQ(shop::add(1, 2), 3); }
}
`,
    cases: 'TEST_CASE("more") {\n  CHECK(shop::add(2, 2) == 4);\n}',
    joined: '3); }\n}\n\nTEST_CASE("more") {\n  CHECK(shop::add(2, 2) == 4);\n}\n',
    bad: [
      ['doctest::timeout(1)', 'doctest::skip()', 'tests.skipped'],
      ['CHECK_EQ(shop::add(1, 2), 3);', 'shop::add(1, 2);', 'tests.noAssertion'],
    ],
  },
  {
    framework: 'assert',
    language: 'c',
    path: 'lib/add.c',
    project: {
      'CMakeLists.txt': 'enable_testing()\nadd_test(NAME a COMMAND a)\n',
      'lib/add.h': '',
    },
    place: 'tests/test_add.c',
    include: '../lib/add.h',
    code: `#undef NDEBUG
#include <assert.h>

#include "../lib/add.h"

static void test_adds(void)
{
    assert(add(1, 2) == 3);
}

int main(void)
{
    test_adds();
    return 0;
}
`,
    cases: 'static void test_adds_nothing(void)\n{\n    assert(add(0, 0) == 0);\n}',
    joined: `}

static void test_adds_nothing(void)
{
    assert(add(0, 0) == 0);
}

int main(void)
{
    test_adds();
    test_adds_nothing();
    return 0;
}
`,
    bad: [
      ['assert(add(1, 2) == 3);', 'add(1, 2);', 'tests.noAssertion'],
      ['    test_adds();\n', '', 'tests.skipped'],
      ['#include "../lib/add.h"\n', '', 'tests.noImport'],
    ],
  },
  {
    framework: 'unity',
    language: 'c',
    path: 'src/add.c',
    project: {
      'src/add.h': '',
      'test/test_sub.c': '#include "unity.h"\n#include "../src/sub.h"\nvoid test_a(void) {}\n',
      'src/sub.c': '',
    },
    place: 'test/test_add.c',
    include: '../src/add.h',
    code: `#include "unity.h"
#include "../src/add.h"

void setUp(void) {}
void tearDown(void) {}

void test_adds(void) {
  TEST_ASSERT_EQUAL(3, add(1, 2));
}

int main(void) {
  UNITY_BEGIN();
  RUN_TEST(test_adds);
  return UNITY_END();
}
`,
    cases: 'void test_nothing(void) {\n  TEST_ASSERT_EQUAL(0, add(0, 0));\n}',
    joined: `  UNITY_BEGIN();
  RUN_TEST(test_adds);
  RUN_TEST(test_nothing);
  return UNITY_END();
`,
    bad: [['  RUN_TEST(test_adds);\n', '', 'tests.skipped']],
  },
];

describe('tests of C and C++', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  const sourceOf = ({ language }: Sample) => (language === 'c' ? C : CPP);
  const inputOf = (one: Sample) =>
    inputFor('tests', one.language, sourceOf(one), { path: one.path });
  const toolsOf = (one: Sample, more: Readonly<Record<string, string>> = {}) => ({
    syntax,
    files: projectOf({ [one.path]: sourceOf(one), ...one.project, ...more }),
  });

  for (const one of SAMPLES) {
    it(`are planned for ${one.framework}, accepted, and said not to have run`, async () => {
      const prepared = await prepare(toolsOf(one), inputOf(one));
      const text = promptText(prepared);
      assert.ok(text.includes(`\nframework: ${one.framework}\n`), text);
      assert.ok(text.includes(`\nsubject: #include "${one.include}"\n`), text);
      assert.ok(text.includes(`\nfile: ${one.place}\n`), text);
      assert.ok(!prepared.notes.some(({ code }) => code === 'notes.defaultFramework'));
      const result = await prepared.check(JSON.stringify({ code: one.code }), never);
      assert.deepEqual(result.problems, []);
      assert.deepEqual(result.notes, [{ code: 'notes.notRun', args: {} }]);
      assert.ok(result.answer?.kind === 'newFile');
      assert.equal(result.answer.text, one.code);
    });

    it(`are put into an existing file of ${one.framework}`, async () => {
      const tools = toolsOf(one, { [one.place]: one.code });
      const answer = { imports: '#include <string.h>', cases: one.cases };
      const result = await checked(tools, inputOf(one), answer);
      assert.deepEqual(result.problems, []);
      assert.ok(result.answer?.kind === 'newFile');
      assert.equal(result.answer.replaces, one.code);
      assert.ok(result.answer.text.includes(one.joined), result.answer.text);
      assert.match(result.answer.text, /#include [<"].*[>"]\n#include <string\.h>\n/);
    });

    for (const [find, replace, code] of one.bad) {
      it(`are rejected in ${one.framework} as ${code} with "${replace.trim()}"`, async () => {
        assert.ok(one.code.includes(find));
        const bad = one.code.replace(find, () => replace);
        assert.deepEqual(codes(await checked(toolsOf(one), inputOf(one), { code: bad })), [code]);
      });
    }
  }

  it('stand behind what they use, in the same namespace', async () => {
    const [gtest = assert.fail()] = SAMPLES;
    const own =
      'class EvenSums : public Sums {\n  int one_{1};\n};\n\nint main_of_sums() { return 0; }\n';
    const code = gtest.code.replace('}  // namespace shop', () => `${own}\n}  // namespace shop`);
    const tools = toolsOf(gtest, { [gtest.place]: code });
    const textWith = async (cases: string) => {
      const result = await checked(tools, inputOf(gtest), { imports: '', cases });
      assert.deepEqual(codes(result), []);
      return result.answer?.kind === 'newFile' ? result.answer.text : assert.fail();
    };
    const late = gtest.cases.replace('add(2, 2)', 'add(EvenSums().one(), 3)');
    const text = await textWith(late);
    assert.ok(text.includes(`${own}\n${late}\n\n}  // namespace shop`), text);
    const early = await textWith(gtest.cases);
    assert.ok(early.includes(`sum";\n}\n\n${gtest.cases}\n\n${own}`), early);
  });

  it('need no framework where there is no sign of one', async () => {
    const tools = { syntax, files: projectOf({ 'add.c': C }) };
    const prepared = await prepare(tools, inputFor('tests', 'c', C, { path: 'add.c' }));
    assert.deepEqual(prepared.notes, [
      { code: 'notes.defaultFramework', args: { framework: 'assert' } },
    ]);
    assert.match(promptText(prepared), /\nfile: tests\/test_add\.c\n/);
  });

  it('are C++ where a framework of C++ tests C', async () => {
    const sibling = '#include <gtest/gtest.h>\nextern "C" {\n#include "../src/sub.h"\n}\n';
    const files = projectOf({ 'src/add.c': C, 'src/add.h': '', 'test/sub_test.cpp': sibling });
    const input = inputFor('tests', 'c', C, { path: 'src/add.c' });
    const code = `${sibling.replace('sub', 'add')}\nTEST(Add, Adds) {\n  EXPECT_EQ(add(1, 2), 3);\n}\n`;
    const result = await checked({ syntax, files }, input, { code });
    assert.deepEqual(codes(result), []);
    assert.ok(result.answer?.kind === 'newFile');
    assert.deepEqual([result.answer.path, result.answer.language], ['test/add_test.cpp', 'cpp']);
  });

  it('are C or C++ as a header shows it', async () => {
    const placeOf = async (source: string) => {
      const tools = { syntax, files: projectOf({ Makefile: 'test:\n', 'add.h': source }) };
      const prepared = await prepare(tools, inputFor('tests', 'cpp', source, { path: 'add.h' }));
      return /\nfile: (.*)\n/.exec(promptText(prepared))?.[1];
    };
    assert.equal(await placeOf('int add(int a, int b);\n'), 'tests/test_add.c');
    assert.equal(
      await placeOf('#pragma once\n\nnamespace shop { int add(); }\n'),
      'tests/test_add.cpp',
    );
  });

  it('are not written for a file of tests', async () => {
    for (const path of ['a_test.cc', 'tests/test_a.c', 'AddTest.cpp', 'add.test.cpp']) {
      const own = inputFor('tests', 'cpp', CPP, { path });
      await assert.rejects(prepare({ syntax, files: projectOf({}) }, own), {
        code: 'nothingToDo.isTestFile',
      });
    }
  });
});
