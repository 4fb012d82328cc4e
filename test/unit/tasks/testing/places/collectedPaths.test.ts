import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { planTests } from '../../../../../src/tasks/testing/planners.ts';
import { projectOf } from '../../taskBench.ts';

type Files = Readonly<Record<string, string>>;
type Case = readonly [what: string, subject: string, files: Files, expected: string];

const uses = (name: string, more: object = {}): string =>
  JSON.stringify({ devDependencies: { [name]: '1' }, ...more });

const VITEST = (test: string): Files => ({
  'package.json': uses('vitest'),
  'vitest.config.ts': `import { defineConfig } from 'vitest/config';
export default defineConfig({
  // it's the usual
  resolve: { include: ['no/**'] },
  test: { coverage: { include: ['src/**/*.ts'] }, ${test} },
});
`,
});
const JEST = (config: object): Files => ({ 'package.json': uses('jest', { jest: config }) });
const MOCHA = (name: string, text: string): Files => ({
  'package.json': uses('mocha'),
  [name]: text,
});

const CASES: readonly Case[] = [
  [
    'the folder that vitest is told of',
    'src/a/b.ts',
    VITEST("include: ['tests/**/*.test.ts']"),
    'tests/a/b.test.ts',
  ],
  [
    'the names that vitest is told of',
    'src/a.ts',
    VITEST('include: ["**/*.spec.{ts,js}"]'),
    'src/a.spec.ts',
  ],
  [
    'the folder alone that vitest looks into',
    'src/a.ts',
    VITEST("dir: 'test', include: ['**/*.test.ts']"),
    'test/a.test.ts',
  ],
  ['where vitest looks by itself', 'src/a.ts', VITEST('globals: true'), 'src/a.test.ts'],
  [
    'where more is said than texts',
    'src/a.ts',
    VITEST("include: [...defaults, 'x/*.ts']"),
    'src/a.test.ts',
  ],
  [
    'where each project has its own',
    'src/a.ts',
    VITEST("projects: [{ test: { include: ['x/**'] } }]"),
    'src/a.test.ts',
  ],
  [
    'all but what is left out',
    'src/a.ts',
    VITEST("include: ['**/*.test.ts', '**/*.spec.ts', '!**/*.test.ts']"),
    'src/a.spec.ts',
  ],
  [
    'testMatch of jest',
    'src/a.ts',
    JEST({ testMatch: ['<rootDir>/test/**/*.ts'] }),
    'test/a.test.ts',
  ],
  [
    'its extended globs',
    'src/a.ts',
    JEST({ testMatch: ['**/__tests__/**/?(*.)+(spec|test).[jt]s?(x)'] }),
    'src/__tests__/a.test.ts',
  ],
  ['testRegex of jest', 'src/a.ts', JEST({ testRegex: '\\.spec\\.ts$' }), 'src/a.spec.ts'],
  [
    'the roots of jest',
    'lib/a.js',
    JEST({ roots: ['<rootDir>/test'], testMatch: ['**/*.test.js'] }),
    'test/a.test.js',
  ],
  [
    'a module with the configuration of jest',
    'src/a.ts',
    {
      'package.json': uses('jest'),
      'jest.config.js':
        "module.exports = {\n  testMatch: [\n    '**/*.spec.ts', // ours\n  ],\n};\n",
    },
    'src/a.spec.ts',
  ],
  [
    'a module whose pattern has to be run',
    'src/a.ts',
    {
      'package.json': uses('jest'),
      'jest.config.js': 'module.exports = { testMatch: patterns() };\n',
    },
    'src/a.test.ts',
  ],
  [
    'spec of mocha',
    'src/a.js',
    MOCHA('.mocharc.json', '{"spec":"test/unit/**/*.spec.js"}'),
    'test/unit/a.spec.js',
  ],
  [
    'spec of mocha in YAML',
    'src/x/a.js',
    MOCHA('.mocharc.yml', "spec:\n  - 'test/**/*-test.js'\n"),
    'test/x/a-test.js',
  ],
  ['a folder for mocha', 'src/a.js', MOCHA('.mocharc.yaml', 'spec: tests\n'), 'tests/a.test.js'],
  [
    'the script of mocha',
    'src/a.js',
    { 'package.json': uses('mocha', { scripts: { test: "mocha -r x 'spec/**/*.js' && b" } }) },
    'spec/a.test.js',
  ],
  [
    'the script of node:test',
    'src/a.js',
    { 'package.json': JSON.stringify({ scripts: { test: 'node --test "test/**/*.test.js"' } }) },
    'test/a.test.js',
  ],
  [
    'the files of ava',
    'src/a.js',
    { 'package.json': uses('ava', { ava: { files: ['specs/**/*'] } }) },
    'specs/a.test.js',
  ],
  [
    'spec_dir of Jasmine',
    'src/a.js',
    {
      'package.json': uses('jasmine'),
      'spec/support/jasmine.json': '{"spec_dir":"spec","spec_files":["**/*[sS]pec.?(m)js"]}',
    },
    'spec/a.spec.js',
  ],
  [
    'in the package of a workspace',
    'packages/b/src/a.ts',
    {
      'package.json': '{}',
      'packages/b/package.json': uses('jest', { jest: { testMatch: ['<rootDir>/tests/**/*.ts'] } }),
    },
    'packages/b/tests/a.test.ts',
  ],
  [
    'a test that is there, wherever that is',
    'src/a.ts',
    { ...VITEST("include: ['tests/**/*.test.ts']"), 'src/a.test.ts': "import './a'" },
    'src/a.test.ts',
  ],
  [
    'what is built from it',
    'src/a.ts',
    MOCHA('.mocharc.json', '{"spec":"dist/test/**/*.js"}'),
    'test/a.test.ts',
  ],
  ['a pattern that is none', 'src/a.ts', JEST({ testRegex: '(' }), 'src/a.test.ts'],
];

describe('a new test is put where its runner finds it:', () => {
  for (const [what, path, files, expected] of CASES) {
    it(what, async () => {
      const language = path.endsWith('.ts') ? 'typescript' : 'javascript';
      const subject = { path, source: 'export const a = 1;\n', declarations: [] };
      const plan = await planTests(
        language,
        subject,
        projectOf({ ...files, [path]: subject.source }),
      );
      assert.equal(plan?.path, expected);
    });
  }
});
