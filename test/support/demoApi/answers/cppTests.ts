import type { DemoTask } from '../prompt.ts';
import type { Source } from '../source.ts';
import { capitalised } from './english.ts';
import type { TypeTests } from './typeTests.ts';

const MOST_CASES = 4;

/** How a framework writes a case and what it asserts. */
interface Frame {
  readonly includes: readonly string[];
  readonly head: readonly string[];
  case(name: string, condition: string): string;
  foot(names: readonly string[]): readonly string[];
}

/** A type or a function, as an expression that only holds where it is. */
interface Named {
  readonly name: string;
  readonly condition: string;
}

/** Tests of C and C++ that name what a file declares. */
export function cppTests(source: Source, task: DemoTask): TypeTests {
  const frame = frameOf(task.framework.toLowerCase());
  const named = namedIn(source);
  return {
    imports: [...frame.includes, '', task.subject],
    head: frame.head,
    cases: named.map(({ name, condition }) => frame.case(name, condition)),
    foot: frame.foot(named.map(({ name }) => name)),
  };
}

function frameOf(framework: string): Frame {
  switch (framework) {
    case 'gtest':
      return {
        includes: ['#include <gtest/gtest.h>'],
        head: [],
        case: (name, condition) =>
          `TEST(${capitalised(name)}Test, IsThere) {\n  EXPECT_TRUE(${condition});\n}`,
        foot: () => [],
      };
    case 'catch2':
    case 'doctest':
      return {
        includes: [
          framework === 'doctest'
            ? '#include <doctest/doctest.h>'
            : '#include <catch2/catch_test_macros.hpp>',
        ],
        head: [],
        case: (name, condition) => `TEST_CASE("${name} is there") {\n  CHECK(${condition});\n}`,
        foot: () => [],
      };
    default: {
      const isUnity = framework === 'unity';
      return {
        includes: isUnity ? ['#include "unity.h"'] : ['#undef NDEBUG', '#include <assert.h>'],
        head: isUnity ? ['void setUp(void) {}', 'void tearDown(void) {}'] : [],
        case: (name, condition) =>
          `${isUnity ? '' : 'static '}void test_${name}(void) {\n    ${isUnity ? 'TEST_ASSERT' : 'assert'}(${condition});\n}`,
        foot: (names) => [
          'int main(void) {',
          ...(isUnity ? ['    UNITY_BEGIN();'] : []),
          ...names.map((name) => (isUnity ? `    RUN_TEST(test_${name});` : `    test_${name}();`)),
          isUnity ? '    return UNITY_END();' : '    return 0;',
          '}',
        ],
      };
    }
  }
}

const TYPE = /^(enum\s+(?:class\s+|struct\s+)?|class\s+|struct\s+)(\w+)[^;()]*$/;
const FUNCTION =
  /^(?!static\b|template\b|return\b|else\b|typedef\b)[\w:<>*& ]+[ *&](\w+)\s*\([^;]*$/;

/** Types at the top or in a namespace, else functions, those in the target first. */
function namedIn(source: Source): readonly Named[] {
  const spaces: string[] = [];
  const types: (Named & { readonly isInside: boolean })[] = [];
  const functions: (Named & { readonly isInside: boolean })[] = [];
  let depth = 0;
  let isTemplate = false;
  source.masked.forEach((line, index) => {
    const text = line.trim();
    const space = /^namespace\s+([\w:]+)\s*\{/.exec(text)?.[1];
    if (space !== undefined) spaces.push(space);
    else if (depth === spaces.length && depth >= 0) {
      const { first, last } = source.target;
      const number = source.firstNumber + index;
      const isInside = number >= first && number <= last;
      const around = spaces.map((one) => `${one}::`).join('');
      const [, kind = '', type] = TYPE.exec(text) ?? [];
      const name = FUNCTION.exec(text)?.[1];
      if (type !== undefined) {
        const tag = source.language === 'c' ? `${kind.trim()} ` : '';
        const whole = `${tag}${around}${type}${isTemplate ? '<int>' : ''}`;
        types.push({ name: type, condition: `sizeof(${whole}) > 0`, isInside });
      } else if (name !== undefined && name !== 'main') {
        functions.push({ name, condition: `&${around}${name} != 0`, isInside });
      }
    }
    isTemplate = text.startsWith('template');
    depth += (line.match(/\{/g)?.length ?? 0) - (line.match(/\}/g)?.length ?? 0);
    if (depth < spaces.length) spaces.length = Math.max(0, depth);
  });
  const found = types.length > 0 ? types : functions;
  const inside = found.filter((one) => one.isInside);
  return (inside.length > 0 ? inside : found).slice(0, MOST_CASES);
}
