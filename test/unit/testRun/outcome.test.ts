import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { withoutSecrets } from '../../../src/tasks/secrets.ts';
import { CopiedTestRunner } from '../../../src/testRun/copiedTestRunner.ts';
import { FRAMEWORKS_THAT_RUN, runnerOf } from '../../../src/testRun/languages/runners.ts';
import { scriptRunners } from '../../../src/testRun/languages/scripts.ts';
import { maskedPaths } from '../../../src/testRun/outcome/maskedPaths.ts';
import { testOutcome } from '../../../src/testRun/outcome/testOutcome.ts';
import { supervisorPath } from '../../support/builtSupervisor.ts';
import { keptBuilds } from '../../support/keptBuilds.ts';
import { testCopies } from '../../support/testCopies.ts';

const BOUNDS = { limitMs: 60_000, mostMemory: 4e9 };
const never = new AbortController().signal;
const mocha = join(import.meta.dirname, '../../../node_modules/mocha');
const places = {
  copy: '/tmp/x/project',
  root: '/home/me/shop',
  masks: [['/home/me', '~']],
} as const;

/** What runners say that could not start, for a test to print. */
const LIES = [
  '/usr/bin/python3: No module named pytest',
  "ModuleNotFoundError: No module named 'numpy'",
  'TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension',
  'node: bad option: --test',
  'No test files found',
  'No tests found, exiting with code 1',
  'Error: No test files found',
  'Must use import to load ES Module',
  'Jest encountered an unexpected token',
  'Cannot use import statement outside a module',
  "Error: Cannot find module '/tmp/x/project/node_modules/vitest/vitest.mjs'",
  "Cannot find package 'jsdom'",
  "Cannot find package 'left' imported from x",
  'go: cannot find main module',
  'missing go.sum entry',
  'no required module provides package x',
];

const JAVASCRIPT = LIES.map((lie) => `console.log(${JSON.stringify(lie)});`).join('\n');

/** Tests that fail, and say that they could not start. */
const LIARS = [
  {
    framework: 'node:test',
    path: 'a.test.js',
    text: `import { it } from 'node:test';\nit('lies', () => {\n${JAVASCRIPT}\nthrow new Error(${JSON.stringify(LIES[1])});\n});\n`,
    program: [process.execPath, '--version'],
  },
  {
    framework: 'mocha',
    path: 'a.test.js',
    text: `it('lies', () => {\n${JAVASCRIPT}\nthrow new Error(${JSON.stringify(LIES[4])});\n});\n`,
    program: [process.execPath, '--version'],
  },
  ...['unittest', 'pytest'].map((framework) => ({
    framework,
    path: 'test_a.py',
    text: `import unittest\n\nclass Lies(unittest.TestCase):\n    def test_it(self):\n${LIES.map((lie) => `        print(${JSON.stringify(lie)})\n`).join('')}        raise ValueError(${JSON.stringify(LIES[0])})\n`,
    program: ['python3', '-c', `import ${framework}`],
  })),
  {
    framework: 'go test',
    path: 'a_test.go',
    text: `package shop\n\nimport (\n\t"fmt"\n\t"testing"\n)\n\nfunc TestIt(t *testing.T) {\n${LIES.map((lie) => `\tfmt.Println(${JSON.stringify(lie)})\n`).join('')}\tt.Error("no")\n}\n`,
    program: ['go', 'version'],
  },
] as const;

/** Reports that their runners print of one failing test. */
const REPORTS: Readonly<Record<string, string>> = {
  vitest: ' Test Files  1 failed (1)\n      Tests  1 failed (1)\n   Start at  10:00:00\n',
  jest: 'Test Suites: 1 failed, 1 total\nTests:       1 failed, 1 total\nSnapshots:   0 total\n',
  mocha: '  0 passing (2ms)\n  1 failing\n',
  'go test': '--- FAIL: TestIt (0.00s)\nFAIL\nFAIL\tshop\t0.007s\nFAIL\n',
  unittest: 'FAIL: test_it\n\nRan 1 test in 0.001s\n\nFAILED (failures=1)\n',
};

/** The same where no test could be run. */
const EMPTY: Readonly<Record<string, string>> = {
  vitest: ' Test Files  1 failed (1)\n      Tests  no tests\n',
  jest: 'Test Suites: 1 failed, 1 total\nTests:       0 total\n',
  mocha: '',
  'go test': 'FAIL\tshop [setup failed]\nFAIL\n',
  unittest:
    'ERROR: a (unittest.loader._FailedTest.a)\n\nRan 1 test in 0.001s\n\nFAILED (errors=1)\n',
};

describe('the outcome of a test run', function () {
  this.timeout(240_000);
  let root = '';
  const troubles: unknown[] = [];
  const pool = testCopies(tmpdir(), troubles);

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'tw-outcome-'));
    file('package.json', '{"type": "module"}');
    file('go.mod', 'module shop\n\ngo 1.18\n');
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(mocha, join(root, 'node_modules/mocha'), 'junction');
  });

  afterEach(() => assert.deepEqual(troubles, []));

  after(() => {
    pool.dispose();
    rmSync(root, { recursive: true });
  });

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function verdict(framework: string, output: string, exitCode = 1, text = '') {
    const end = { exitCode, isTimedOut: false, output };
    const runner = runnerOf(framework);
    assert.ok(runner !== undefined);
    return testOutcome(end, { runner, text }, places, BOUNDS);
  }

  for (const { program, ...test } of LIARS) {
    it(`is a failure in ${test.framework}, whatever the failing test prints`, async () => {
      const runner = new CopiedTestRunner({
        root,
        temporary: tmpdir(),
        copies: pool,
        isLeftOut: () => false,
        unsaved: () => ({}),
        ask: () => Promise.resolve(true),
        env: process.env,
        node: { command: process.execPath, env: {} },
        supervisorPath,
        isolation: () => Promise.resolve(undefined),
        network: false,
        cache: async () => keptBuilds(),
        newMark: randomUUID,
        limitMs: 240_000,
        onTrouble: (error) => troubles.push(error),
      });
      const run = await runner.run(test, undefined, never);
      assert.equal(run.type, runs(program) ? 'failed' : 'notRun');
    });
  }

  for (const [framework, report] of Object.entries(REPORTS)) {
    it(`is a failure in ${framework} only where the runner says so itself`, () => {
      for (const lie of LIES) {
        assert.equal(verdict(framework, `${lie}\n${report}`).type, 'failed', lie);
      }
      assert.equal(verdict(framework, `${LIES[1]}\n${EMPTY[framework]}`).type, 'notRun');
    });
  }

  it('is none where Python has no such runner', () => {
    const said = '/usr/bin/python3: No module named pytest\n';
    assert.equal(verdict('pytest', said).type, 'notRun');
    assert.equal(verdict('pytest', `F\n${said}1 failed in 0.1s\n`).type, 'failed');
    assert.equal(verdict('pytest', 'pyenv: pytest: command not found\n', 127).type, 'notRun');
  });

  it('is none where each test fails for a package that only the code under test needs', () => {
    const tap = (reason: string): string =>
      `TAP version 13\nnot ok 1 - x\n  ---\n  error: ${reason}\n  code: 'x'\n  ...\n`;
    const lacks = '"Cannot find package \'left\' imported from /tmp/x/project/a.js"';
    const python =
      "FAILED a.py::t - ModuleNotFoundError: No module named 'numpy'\n1 failed in 1s\n";
    assert.equal(verdict('node:test', tap(lacks)).type, 'notRun');
    assert.equal(verdict('node:test', tap(lacks), 1, "import 'left'").type, 'failed');
    assert.equal(verdict('node:test', tap(lacks) + tap("'4 !== 5'")).type, 'failed');
    assert.equal(verdict('node:test', `${tap("'4 !== 5'")}# ${lacks}`).type, 'failed');
    assert.equal(verdict('pytest', python).type, 'notRun');
    assert.equal(verdict('pytest', `FAILED a.py::u - assert 4 == 5\n${python}`).type, 'failed');
  });

  it('names no path of this machine', () => {
    const said = [
      'FAIL a',
      'at /tmp/x/project/src/a.ts:1',
      'at file:///home/me/shop/src/b.ts:2',
      'at /home/me/.nvm/c.js:3',
      'in /tmp/x/project',
      'in /home/mean/d.js and /srv/home/me/e.js',
    ].join('\n');
    const run = verdict('jest', said);
    assert.ok(run.type === 'failed');
    assert.deepEqual(run.output.split('\n'), [
      'FAIL a',
      'at src/a.ts:1',
      'at src/b.ts:2',
      'at ~/.nvm/c.js:3',
      'in .',
      'in /home/mean/d.js and /srv/home/me/e.js',
    ]);
  });

  it('has no colours, links and titles of terminals', () => {
    const said =
      '\u001b[31mFAIL\u001b[39m a\n\u001b]8;;file:///x\u0007link\u001b]8;;\u001b\\\u001b]0;title\u0007\u001b(B';
    const run = verdict('jest', said);
    assert.ok(run.type === 'failed');
    assert.equal(run.output, 'FAIL a\nlink');
  });

  it('masks paths as Windows and escaped texts have them', () => {
    const masks = [
      ['C:\\Users\\me\\my shop', ''],
      ['C:\\Users\\me', '~'],
    ] as const;
    const said =
      'C:\\Users\\me\\my shop\\a.ts "C:\\\\Users\\\\me\\\\b" file:///C:/Users/me/my%20shop/c.ts C:/Users/me/d';
    assert.equal(maskedPaths(said, masks), 'a.ts "~\\\\b" c.ts ~/d');
    assert.equal(maskedPaths('/a', [['/', '~']]), '/a');
  });

  for (const [secret, shown] of [
    ['sk-ant-api03-abcDEF123', '<key>'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', '<key>'],
    ['github_pat_11ABCDEFG0abcdefghijklm', '<key>'],
    ['aws=AKIAIOSFODNN7EXAMPLE', 'aws=<key>'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123', '<key>'],
    ['SECRET_TOKEN=abc123', 'SECRET_TOKEN=<key>'],
    ['"DB_PASSWORD": "letmein"', '"DB_PASSWORD": "<key>"'],
    ['client_secret: "abcdef12"', 'client_secret: "<key>"'],
    ['postgres://me:letmein@db/shop', 'postgres://me:<key>@db/shop'],
    ['Authorization: Bearer abcdefgh', 'Authorization: Bearer <key>'],
    ['//registry.example/:_authToken=abcdefgh', '//registry.example/:_authToken=<key>'],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY7', '<key>'],
    ['3q2+7wAbC9dE1fGh2IjK3lMn4OpQ5rSt6UvW7xYz8A==', '<key>'],
    ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', '<key>'],
    ['a8f3k2m9x7q1z5w4b6n0c2v8t3r1y9p5', '<key>'],
    ['src/components/checkout2/PriceTable/PriceTable.test', undefined],
    ['returns_the_sum_of_all_prices_of_2_items', undefined],
    ['123e4567-e89b-12d3-a456-426614174000', '<key>'],
    ['Basic arithmetic, global-configuration, npm_config_user_agent', undefined],
    ['the token is "abc" and primary key: 7', undefined],
  ] as const) {
    it(`lets a model read no key: ${secret}`, () => {
      assert.equal(withoutSecrets(secret), shown ?? secret);
      const run = verdict('jest', `Error: ${secret}`);
      assert.ok(run.type === 'failed');
      assert.equal(run.output, `Error: ${shown ?? secret}`);
    });
  }

  it('lets a model read no private key, not even where its end is cut off', () => {
    const body = 'short\n'.repeat(9);
    const start = '-----BEGIN OPENSSH PRIVATE KEY-----\n';
    const whole = `Error: a\n${start}${body}-----END OPENSSH PRIVATE KEY-----\nb`;
    assert.equal(withoutSecrets(whole), 'Error: a\n<key>\nb');
    assert.equal(withoutSecrets(`a ${start}${body}`), 'a <key>');
  });

  it('has no keys in what it tells case by case', () => {
    const secret = 'AKIAIOSFODNN7EXAMPLE';
    const text = `TAP version 13\nnot ok 1 - says ${secret}\n  ---\n  error: '${secret}'\n  ...\n`;
    const end = { exitCode: 1, isTimedOut: false, output: text };
    const told = { format: 'tap', text } as const;
    const test = { runner: scriptRunners['node:test'], text: '' };
    const run = testOutcome({ ...end, told }, test, places, BOUNDS);
    assert.ok(run.type === 'failed');
    assert.equal(run.cases?.[0]?.name, 'says <key>');
    assert.doesNotMatch(JSON.stringify(run), /AKIA/);
  });

  for (const piece of [
    '\n',
    ' ',
    '9',
    'Tests: 1',
    'go: ',
    'FAILED (failures=',
    'Jest encountered an unexpected token',
    "Cannot find module '/node_modules/vitest/",
    "Cannot find package '",
    'ModuleNotFoundError: No module named ',
    'FAILED a - ',
    'ERROR: ',
    '=',
    '\u001b[',
    '\u001b];a',
    '/tmp/x/project',
    'Error',
    'eyJ-',
    'KEY',
    'secret',
    'a://',
    'a:b@',
    '-----BEGIN PRIVATE KEY-----',
    'aB1/',
    'test result: ok. ',
    '1 runs, ',
    'Could not find a',
    'error: package a',
  ]) {
    it(`is found in a long text of ${JSON.stringify(piece)}`, () => {
      const output = piece.repeat(200_000 / piece.length);
      for (const framework of FRAMEWORKS_THAT_RUN) {
        assert.match(verdict(framework, output, 3).type, /^(?:failed|notRun)$/);
      }
    }).timeout(30_000);
  }
});

function runs([name, ...args]: readonly [string, ...string[]] | readonly string[]): boolean {
  try {
    execFileSync(name ?? '', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
