import type { ProjectFiles } from '../../task.ts';
import type { Framework } from '../framework.ts';
import { byLine } from '../imports/importParts.ts';
import type { Sign } from '../mentions.ts';
import { behind, mentionOf, word } from '../mentions.ts';
import type { TestNaming, TestPlace } from '../places/testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../places/testPlace.ts';
import { completePlan } from '../planParts.ts';
import { fileOf, folderOf, foldersUp, joinPath, relativePath } from '../projectPath.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

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

/** The frameworks of C and C++. */
export const CPP_FRAMEWORKS = {
  gtest: {
    name: 'gtest',
    uniqueCases:
      /^[ \t]*(?:TYPED_)?TEST(?:_F|_P)?[ \t]*\(\s{0,99}(\w+\s{0,99},\s{0,99}\w+)\s{0,99}\)/gm,
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
    uniqueCases: /^[ \t]*(?:TEST_CASE|SCENARIO)[ \t]*\(\s{0,99}("[^"\n]+")/gm,
    hasBlockMacros: true,
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
    hasBlockMacros: true,
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
type FrameworkName = keyof typeof CPP_FRAMEWORKS;

const MANIFESTS = [
  'CMakeLists.txt',
  'meson.build',
  'conanfile.txt',
  'conanfile.py',
  'vcpkg.json',
  'MODULE.bazel',
  'WORKSPACE',
  'Makefile',
];

/** In a test that is there, or in what builds the project; the first that is found. */
const KNOWN = [
  ['catch2', /\bcatch2?\/|\bcatch(?:_amalgamated)?\.hpp\b|\bCatch2\b/],
  ['doctest', /\bdoctest\b/],
  ['gtest', /\bg(?:test|mock)\/|\bGTest\b|\bgoogletest\b|\bgtest\b/],
  ['unity', /\bunity(?:_fixture)?\.h\b|\bThrowTheSwitch\b/],
] as const satisfies readonly (readonly [FrameworkName, RegExp])[];

const PLAIN = /\bassert\.h\b|<cassert>/;
/** Signs of tests that CTest, Meson or make run as programs. */
const RUN_AS_PROGRAMS =
  /\benable_testing\b|\badd_test\b|\binclude\s*\(\s*CTest\b|^[ \t]*test\s*\(|^(?:check|test)\s*:/m;

const HEADER = /\.(?:h|hh|hpp|hxx)$/;
const SOURCE = /\.(?:c|cc|cpp|cxx)$/;

/** Test files by their names, and all else that lies with tests. */
const GLOBS = [
  '**/*{_test,_tests,-test,.test,_unittest,Test,Tests}.{c,cc,cpp,cxx}',
  '**/test_*.{c,cc,cpp,cxx}',
];
const IN_TEST_FOLDERS = '**/{test,tests}/**/*.{c,cc,cpp,cxx}';

function namingOf(extension: string, folder: string): TestNaming {
  return {
    globs: GLOBS,
    stem: /^(.+?)(?:[-_.](?:unit)?tests?|Tests?)\.(?:c|cc|cpp|cxx)$|^test_(.+)\.(?:c|cc|cpp|cxx)$/,
    subjects: ['.cpp', '.cc', '.cxx', '.c', '.h', '.hpp', '.hh', '.hxx'],
    name: (stem) => `test_${stem}${extension}`,
    folder: () => folder,
  };
}

/** C and C++: the framework of the tests that are there, else of what builds the project. */
async function planCpp(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root = (await folderWith(MANIFESTS, subject.path, files)) ?? '';
  const sibling = await nearestTest(subject.path, files);
  const siblingText = sibling === undefined ? undefined : await files.read(sibling);
  const found = await frameworkOf(subject.path, siblingText, files);
  const framework = found ?? 'assert';
  const extension = extensionOf(subject, framework, sibling);
  const folder = await testFolder(root, files);
  // Tests are sources, also those of a header.
  const asSource = subject.path.replace(/\.[^./]+$/, extension);
  const place = await placeOfTest(asSource, namingOf(extension, folder), root, files);
  const include = await includeOf(subject.path, place, siblingText, files);
  return completePlan({ ...place, sibling: place.sibling ?? sibling }, files, {
    framework: CPP_FRAMEWORKS[framework],
    isDefault: found === undefined,
    language: extension === '.c' ? 'c' : 'cpp',
    subject: `#include "${include}"`,
    reached: reachedBy(subject, include),
  });
}

async function nearestTest(path: string, files: ProjectFiles): Promise<string | undefined> {
  for (const glob of [...GLOBS, IN_TEST_FOLDERS]) {
    const found = await files.find(glob, path, 3);
    const test = found.find((one) => one !== path);
    if (test !== undefined) return test;
  }
  return undefined;
}

async function frameworkOf(
  path: string,
  sibling: string | undefined,
  files: ProjectFiles,
): Promise<FrameworkName | undefined> {
  const inSibling = KNOWN.find(([, pattern]) => pattern.test(includesIn(sibling ?? '')))?.[0];
  if (inSibling !== undefined) return inSibling;
  if (PLAIN.test(includesIn(sibling ?? ''))) return 'assert';
  const texts: string[] = [];
  for (const folder of foldersUp(folderOf(path))) {
    for (const below of ['', 'test', 'tests']) {
      for (const name of below === '' ? MANIFESTS : MANIFESTS.slice(0, 2)) {
        texts.push((await files.read(joinPath(folder, below, name))) ?? '');
      }
    }
  }
  const built = texts.join('\n');
  return (
    KNOWN.find(([, pattern]) => pattern.test(built))?.[0] ??
    (RUN_AS_PROGRAMS.test(built) ? 'assert' : undefined)
  );
}

function includesIn(text: string): string {
  return (text.match(/^[ \t]*#[ \t]*include\b.*$/gm) ?? []).join('\n');
}

/** What a header of C has not. */
const ONLY_CPP = /^[ \t]*(?:namespace|template|class|using|public:|private:)(?:\W|$)|\bstd::/m;

/** C's own tests stay C; the frameworks of C++ need C++. */
function extensionOf(
  { path, source }: Subject,
  framework: FrameworkName,
  sibling: string | undefined,
): string {
  const own = /\.[^./]+$/.exec(path)?.[0] ?? '.cpp';
  const needsCpp = framework === 'gtest' || framework === 'catch2' || framework === 'doctest';
  const shown = SOURCE.exec(sibling ?? '')?.[0];
  if (shown !== undefined && !(needsCpp && shown === '.c')) return shown;
  if (needsCpp) return own === '.cc' || own === '.cxx' ? own : '.cpp';
  if (SOURCE.test(own)) return own;
  return framework === 'unity' || (own === '.h' && !ONLY_CPP.test(source)) ? '.c' : '.cpp';
}

async function testFolder(root: string, files: ProjectFiles): Promise<string> {
  for (const name of ['tests', 'test']) {
    const folder = joinPath(root, name);
    if (await files.exists(folder)) return folder;
  }
  return joinPath(root, 'tests');
}

/** The subject's header as the tests include it; the subject itself where it has none. */
async function includeOf(
  path: string,
  place: TestPlace,
  sibling: string | undefined,
  files: ProjectFiles,
): Promise<string> {
  const headers = await files.find(`**/${stemOf(path)}.{h,hpp,hh,hxx}`, path, 3);
  const header = HEADER.test(path) ? path : (headers[0] ?? path);
  const relative = relativePath(folderOf(place.path), header).replace(/^\.\//, '');
  const below = /(?:^|\/)include\/(.+)/.exec(header)?.[1];
  if (/["<]\.\.\//.test(includesIn(sibling ?? ''))) return relative;
  if (below !== undefined) return below;
  const shown = await commonRoot(header, sibling, files);
  return shown ?? relative;
}

/** How the sibling includes another header of the project tells where includes start. */
async function commonRoot(
  header: string,
  sibling: string | undefined,
  files: ProjectFiles,
): Promise<string | undefined> {
  for (const [, included = ''] of includesIn(sibling ?? '').matchAll(/"([^"]+)"/g)) {
    const found = await files.find(`**/${fileOf(included)}`, header, 5);
    const whole = found.find((path) => path === included || path.endsWith(`/${included}`));
    const root = whole?.slice(0, whole.length - included.length);
    if (root !== undefined && header.startsWith(root)) return header.slice(root.length);
  }
  return undefined;
}

/** Its header or source by name, or its names after an include of the project. */
function reachedBy(subject: Subject, include: string): readonly Sign[] {
  const stems = [...new Set([stemOf(subject.path), stemOf(include)])].map(word).join('|');
  // A header may be one of many that a single one includes; its types may differ from it in case.
  const names = [stemOf(subject.path), ...subject.declarations.map(({ name }) => name)];
  return [
    new RegExp(`#[ \\t]*include[ \\t]*["<](?:[^"<>\\n]*/)?(?:${stems})\\.\\w+[">]`),
    behind(/#[ \t]*include[ \t]*"[^"\n]+"/i, mentionOf(names, 'inAnyCase')),
  ];
}

/** C++, and C. */
export const cpp: TestLanguage = {
  plan: planCpp,
  testFiles: [...GLOBS, IN_TEST_FOLDERS],
  caseHomes: ['behindLastCase'],
  readImport: byLine,
  unmarkedImports: /^[ \t]*#[ \t]*include\b.*$/gm,
  hasOverloads: true,
  hasTemplates: true,
  oneMethodAName: true,
};
