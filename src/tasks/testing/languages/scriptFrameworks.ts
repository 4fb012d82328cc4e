import type { Framework } from '../framework.ts';

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

function scriptFramework(name: string, guide: string): Framework {
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

/** The frameworks of JavaScript and TypeScript, by the name in the prompt. */
export const SCRIPT_FRAMEWORKS = {
  vitest: scriptFramework('vitest', "import { describe, expect, it } from 'vitest'"),
  jest: scriptFramework(
    'jest',
    'describe, it and expect are globals unless the sibling imports them',
  ),
  mocha: scriptFramework(
    'mocha',
    'describe and it are globals; assertions from node:assert/strict unless the sibling has others',
  ),
  jasmine: scriptFramework(
    'jasmine',
    'Jasmine: describe, it, expect and spyOn are globals; nothing of them is imported',
  ),
  bun: scriptFramework('bun', "import { describe, expect, it } from 'bun:test'"),
  ava: scriptFramework('ava', "import test from 'ava'; assertions on t"),
  'node:test': scriptFramework(
    'node:test',
    "import { describe, it } from 'node:test'; import assert from 'node:assert/strict'",
  ),
} as const satisfies Readonly<Record<string, Framework>>;

/** Name of one of them. */
export type ScriptFramework = keyof typeof SCRIPT_FRAMEWORKS;
