import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { testEnvironment } from '../../../src/testRun/command/testEnvironment.ts';
import type { GeneratedTest, TestRunnerParts } from '../../../src/testRun/copiedTestRunner.ts';
import { CopiedTestRunner } from '../../../src/testRun/copiedTestRunner.ts';
import { BuildCache } from '../../../src/testRun/copy/buildCache.ts';
import type { CopyPool } from '../../../src/testRun/copy/copyPool.ts';
import { pythonRunners } from '../../../src/testRun/languages/python.ts';
import { scriptRunners } from '../../../src/testRun/languages/scripts.ts';
import type { NotRun } from '../../../src/testRun/notRun.ts';
import { testOutcome } from '../../../src/testRun/outcome/testOutcome.ts';
import { supervisorPath } from '../../support/builtSupervisor.ts';
import { keptBuilds } from '../../support/keptBuilds.ts';
import { testCopies } from '../../support/testCopies.ts';
import { until } from '../../support/until.ts';

/** As far as nothing keeps a run apart. */
const PASSED = { type: 'passed', isIsolated: false, network: true };

const never = new AbortController().signal;
const ownPackages = join(import.meta.dirname, '../../../node_modules');

const SUBJECT = 'export function double(n: number): number {\n  return 2 * n;\n}\n';
const EMPTIED = "export function double(n: number): number { throw new Error('emptied'); }\n";
const NODE_TEST = `import { it } from 'node:test';
import assert from 'node:assert/strict';
import { double } from '../src/double.ts';

it('doubles', () => {
  assert.equal(double(2), 4);
});
`;

const PYTHON_TEST = `import unittest

from shop.money import cents


class Cents(unittest.TestCase):
    def test_cents(self):
        self.assertEqual(cents(1.5), 150)
`;

describe('running generated tests', function () {
  this.timeout(60_000);
  let root = '';
  let asked: GeneratedTest[] = [];
  const troubles: unknown[] = [];
  let own = '';
  let pool: CopyPool;

  // Folders for temporary files are told apart from those of other runs of these tests.
  before(() => {
    own = mkdtempSync(join(tmpdir(), 'tw-tmp-'));
  });

  after(() => {
    rmSync(own, { recursive: true, force: true });
  });

  beforeEach(() => {
    root = mkdtempSync(join(own, 'tw-run-'));
    asked = [];
    pool = testCopies(own, troubles);
    file('package.json', '{"type": "module"}');
    file('src/double.ts', SUBJECT);
    file('.env', 'API_KEY=secret\n');
    file('node_modules/left/package.json', '{"name": "left", "type": "module", "main": "i.js"}');
    file('node_modules/left/i.js', 'export const pad = 1;\n');
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
    pool.dispose();
    assert.deepEqual(copies(), []);
    assert.deepEqual(troubles, []);
  });

  function copies(): readonly string[] {
    return readdirSync(own).filter((name) => name.startsWith('tierwise-tests-'));
  }

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function runner(parts: Partial<TestRunnerParts> = {}): CopiedTestRunner {
    return new CopiedTestRunner({
      root,
      temporary: own,
      copies: pool,
      isLeftOut: (path) => path.endsWith('.env'),
      unsaved: () => ({}),
      ask: async (generated) => {
        asked.push(generated);
        return true;
      },
      env: { ...process.env, ANTHROPIC_API_KEY: 'secret', NODE_OPTIONS: '--bad-option' },
      node: { command: process.execPath, env: {} },
      supervisorPath,
      isolation: async () => undefined,
      network: false,
      cache: async () => keptBuilds(),
      newMark: randomUUID,
      onTrouble: (error) => troubles.push(error),
      ...parts,
    });
  }

  function test(text: string, framework = 'node:test', path = 'test/double.test.ts') {
    return { path, text, framework };
  }

  it('runs TypeScript in a copy, which is gone afterwards, and asks once for a text', async () => {
    const untouched = hashOf(root);
    const run = runner();
    assert.deepEqual(await run.run(test(NODE_TEST), undefined, never), PASSED);
    const emptied = { path: 'src/double.ts', text: EMPTIED };
    const failed = await run.run(test(NODE_TEST), emptied, never);
    assert.ok(failed.type === 'failed');
    assert.equal(failed.failures, 1);
    assert.match(failed.output, /emptied/);
    assert.equal(asked.length, 1);
    await run.run(test(NODE_TEST.replace('4', '5')), undefined, never);
    assert.equal(asked.length, 2);
    assert.equal(hashOf(root), untouched);
  });

  it("asks once for runs that begin together, and for all that is the user's own", async () => {
    const run = runner();
    const both = [1, 2].map(() => run.run(test(NODE_TEST), undefined, never));
    assert.deepEqual(await Promise.all(both), [PASSED, PASSED]);
    assert.equal(asked.length, 1);
    const mine = { ...test(NODE_TEST), isOwn: true };
    const other = { ...mine, text: NODE_TEST.replace('doubles', 'doubles all') };
    const all = [mine, other].map((one) => run.run(one, undefined, never));
    assert.deepEqual(await Promise.all(all), [PASSED, PASSED]);
    assert.equal(asked.length, 2);
  });

  it('says what failed, without saying where the copy lay', async () => {
    const wrong = NODE_TEST.replace('double(2), 4', 'double(2), 5');
    const failed = await runner().run(test(wrong), undefined, never);
    assert.ok(failed.type === 'failed');
    assert.match(failed.output, /doubles/);
    assert.match(failed.output, /4 !== 5/);
    assert.doesNotMatch(failed.output, /tierwise-tests/);
    assert.ok(failed.output.length <= 2_000);
  });

  it('runs nothing after a no', async () => {
    const why: NotRun[] = [];
    const run = runner({ ask: async () => false, onNotRun: (cause) => why.push(cause) });
    assert.deepEqual(await run.run(test(NODE_TEST), undefined, never), { type: 'notRun' });
    assert.deepEqual(why, [{ cause: 'declined' }]);
  });

  it('asks nothing where there is nothing to run the tests with', async () => {
    for (const framework of ['vitest', 'jest', 'junit', 'rspec', 'cargo test', 'go test']) {
      const why: NotRun[] = [];
      const run = runner({ env: { PATH: '' }, onNotRun: (cause) => why.push(cause) });
      const found = await run.run(test('', framework), undefined, never);
      assert.deepEqual(found, { type: 'notRun' }, framework);
      assert.deepEqual(why, [{ cause: 'noRunner', framework }]);
    }
    assert.deepEqual(asked, []);
  });

  it('takes unsaved files as the editor has them, and links packages', async () => {
    const text = `${NODE_TEST.replace('4', '6')}import { pad } from 'left';\nassert.equal(pad, 1);\n`;
    const unsaved = { 'src/double.ts': SUBJECT.replace('2 * n', '3 * n') };
    const run = runner({ unsaved: () => unsaved });
    assert.deepEqual(await run.run(test(text), undefined, never), PASSED);
  });

  it('saves no unsaved edit of a package, and runs nothing where the subject is in one', async () => {
    const untouched = hashOf(root);
    const unsaved = { 'node_modules/left/i.js': 'saved' };
    const run = runner({ unsaved: () => unsaved });
    assert.equal((await run.run(test(NODE_TEST), undefined, never)).type, 'passed');
    const told: unknown[] = [];
    const other = runner({ onTrouble: (error) => told.push(error) });
    const subject = { path: 'node_modules/left/i.js', text: EMPTIED };
    assert.equal((await other.run(test(NODE_TEST), subject, never)).type, 'notRun');
    assert.equal(told.length, 1);
    assert.equal(hashOf(root), untouched);
  });

  it('gives tests neither keys nor files that are not to be sent, and no way to the packages', async () => {
    const text = `import { it } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
it('sees little', () => {
  assert.equal(process.env.ANTHROPIC_API_KEY, undefined);
  assert.deepEqual(Object.values(process.env).filter((value) => value === 'secret'), []);
  assert.equal(existsSync('.env'), false);
  assert.notEqual(homedir(), ${JSON.stringify(process.env['HOME'] ?? '')});
  mkdirSync('node_modules/.cache');
  writeFileSync('node_modules/.cache/x', 'x');
  writeFileSync('src/double.ts', 'overwritten');
});
`;
    const untouched = hashOf(root);
    assert.deepEqual(await runner().run(test(text), undefined, never), PASSED);
    assert.equal(hashOf(root), untouched);
  });

  const hasProc = existsSync('/proc/self/environ');
  it(`hands ${hasProc ? 'no' : 'unseen'} keys to what runs the tests either`, async () => {
    const text = `import { it } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
it('reads on its way up', () => {
  let seen = 0;
  for (let id = process.pid; existsSync('/proc/self') && id !== ${process.pid};) {
    const environment = readFileSync('/proc/' + id + '/environ', 'utf8').split('\\0');
    assert.deepEqual(environment.filter((one) => /secret|bad-option/.test(one)), []);
    assert.equal(environment.filter((one) => one.startsWith('TIERWISE_TEST_RUN=')).length, 1);
    id = Number(/^PPid:\\s*(\\d+)/m.exec(readFileSync('/proc/' + id + '/status', 'utf8'))[1]);
    seen += 1;
  }
  assert.ok(seen >= ${hasProc ? 3 : 0});
});
`;
    assert.deepEqual(await runner().run(test(text), undefined, never), PASSED);
  });

  it('ends everything that tests have started, at the limit', async () => {
    const text = `import { it } from 'node:test';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
it('never ends', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  writeFileSync(${JSON.stringify(join(root, 'pid'))}, String(child.pid));
  await new Promise(() => setInterval(() => {}, 1000));
});
`;
    const failed = await runner({ limitMs: 60_000 }).run(
      { ...test(text), limitMs: 5_000 },
      undefined,
      never,
    );
    assert.ok(failed.type === 'failed');
    assert.match(failed.output, /did not end within 5 seconds/);
    assert.equal(failed.isTimedOut, true);
    await gone(Number(readFileSync(join(root, 'pid'), 'utf8')));
  });

  it('ends when it is cancelled, with nothing left behind', async () => {
    const controller = new AbortController();
    const run = runner({
      ask: async () => {
        setImmediate(() => controller.abort(new Error('cancelled')));
        return true;
      },
    });
    const endless =
      "import { it } from 'node:test';\nit('waits', () => new Promise(() => setInterval(() => {}, 999)));\n";
    await assert.rejects(run.run(test(endless), undefined, controller.signal), /cancelled/);
  });

  it('takes for not run what fails before a test starts', async () => {
    const bare = NODE_TEST.replace('../src/double.ts', '../src/double');
    assert.deepEqual(await runner().run(test(bare), undefined, never), { type: 'notRun' });
    const invented = NODE_TEST.replace('../src/double.ts', '../src/triple.ts');
    const failed = await runner().run(test(invented), undefined, never);
    assert.equal(failed.type, 'failed');
  });

  it('copies sources whatever their folder is called, but not what tools make', async () => {
    file('src/target/double.ts', SUBJECT);
    file('target/huge.bin', 'x');
    const nested = `${NODE_TEST.replace('src/', 'src/target/')}import { existsSync } from 'node:fs';
it('is not there', () => assert.equal(existsSync(new URL('../target', import.meta.url)), false));
`;
    assert.deepEqual(await runner().run(test(nested), undefined, never), PASSED);
  });

  it('blames no test for a file that is never copied', async () => {
    file('src/idOf.ts', 'export const id = 1;\n');
    file('src/double.ts', `import { id } from './idOf.ts';\nvoid id;\n${SUBJECT}`);
    const run = runner({ isLeftOut: (path) => path.endsWith('idOf.ts') });
    assert.deepEqual(await run.run(test(NODE_TEST), undefined, never), { type: 'notRun' });
  });

  for (const framework of ['unittest', 'pytest'] as const) {
    it(`runs Python with ${framework}`, async () => {
      file('shop/__init__.py', '');
      file('shop/money.py', 'def cents(euros):\n    return round(euros * 100)\n');
      const path = 'tests/test_money.py';
      const run = runner();
      const passed = await run.run(test(PYTHON_TEST, framework, path), undefined, never);
      if (!hasPython(framework)) {
        assert.deepEqual(passed, { type: 'notRun' });
        return;
      }
      assert.deepEqual(passed, PASSED);
      const emptied = {
        path: 'shop/money.py',
        text: 'def cents(euros):\n    raise RuntimeError()\n',
      };
      const failed = await run.run(test(PYTHON_TEST, framework, path), emptied, never);
      assert.ok(failed.type === 'failed');
      assert.equal(failed.failures, 1);
      assert.match(failed.output, /RuntimeError/);
      assert.equal(existsSync(join(root, 'tests')), false);
    });
  }

  it('runs Mocha, whose packages may be behind a link', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    symlinkSync(ownPackages, join(root, 'node_modules'), 'junction');
    file('src/double.js', 'export function double(n) {\n  return 2 * n;\n}\n');
    const text = `import assert from 'node:assert/strict';
import { double } from '../src/double.js';

describe('double', () => {
  it('doubles', () => assert.equal(double(2), 4));
});
`;
    const mocha = test(text, 'mocha', 'test/double.test.js');
    const untouched = hashOf(root);
    assert.deepEqual(await runner().run(mocha, undefined, never), PASSED);
    const emptied = "export function double() {\n  throw new Error('emptied');\n}\n";
    const failed = await runner().run(mocha, { path: 'src/double.js', text: emptied }, never);
    assert.ok(failed.type === 'failed');
    assert.equal(failed.failures, 1);
    assert.match(failed.output, /Error: emptied/);
    assert.equal(hashOf(root), untouched);
  });

  it('runs Jest with the flag for modules that the project gives it', async () => {
    const script =
      'process.exit(process.execArgv.includes("--experimental-vm-modules") ? 0 : 1);\n';
    file('node_modules/jest/bin/jest.js', script);
    file('node_modules/jest/package.json', '{}');
    const jest = test('', 'jest', 'src/double.test.js');
    assert.equal((await runner().run(jest, undefined, never)).type, 'failed');
    const scripts = { test: 'node --experimental-vm-modules node_modules/jest/bin/jest.js' };
    file('package.json', JSON.stringify({ scripts }));
    assert.equal((await runner().run(jest, undefined, never)).type, 'passed');
  });

  const places = { copy: '/tmp/x/project', root: '/tmp/y', masks: [] };
  for (const said of [
    "Error: Cannot find module '/tmp/x/project/node_modules/vitest/vitest.mjs'\n",
    '\nNo test files found, exiting with code 1\n\nfilter: src/double.test.ts\n',
    'No tests found, exiting with code 1\nRun with `--passWithNoTests` to exit with code 0\n',
    'Error: No test files found: "test/double.test.js"\n',
    'FAIL src/a.test.js\n  ● Test suite failed to run\n\n    Must use import to load ES Module: src/a.test.js\n',
    'Jest encountered an unexpected token\n\n    SyntaxError: Cannot use import statement outside a module\n',
  ]) {
    it(`takes for not run what says ${JSON.stringify(said.trim().split('\n')[0])}`, () => {
      const end = { exitCode: 1, isTimedOut: false, output: said };
      assert.deepEqual(
        testOutcome(end, { runner: scriptRunners.jest, text: '' }, places, {
          limitMs: 60_000,
          mostMemory: 4e9,
        }),
        {
          type: 'notRun',
        },
      );
    });
  }

  it('takes for not run what lacks a package that the tests do not name', () => {
    const verdict = (output: string, text: string) => {
      const isPython = output.includes('ModuleNotFoundError');
      const ran = isPython ? pythonRunners.unittest : scriptRunners.jest;
      const end = { exitCode: 1, isTimedOut: false, output };
      return testOutcome(end, { runner: ran, text }, places, { limitMs: 60_000, mostMemory: 4e9 })
        .type;
    };
    const python = "  import numpy\nModuleNotFoundError: No module named 'numpy'\n";
    const node = "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'left' imported from /tmp/x\n";
    assert.equal(verdict(python, 'from shop.money import cents\n'), 'notRun');
    assert.equal(verdict(python, 'import numpy\n'), 'failed');
    assert.equal(verdict(node, "import { pad } from '../src/pad.ts';\n"), 'notRun');
    assert.equal(verdict(node, "import { pad } from 'left';\n"), 'failed');
  });

  it('runs a tool in the package that sets it up, wherever it is installed', async () => {
    const script = `import { existsSync } from 'node:fs';
const isHere = existsSync('vite.config.ts') && existsSync('src/double.test.ts');
process.exit(isHere && process.argv.at(-1) === 'src/double.test.ts' ? 0 : 1);
`;
    file('node_modules/vitest/vitest.mjs', script);
    file('packages/one/package.json', '{}');
    file('packages/one/vite.config.ts', '');
    const vitest = test('', 'vitest', 'packages/one/src/double.test.ts');
    assert.equal((await runner().run(vitest, undefined, never)).type, 'passed');
    rmSync(join(root, 'packages/one/vite.config.ts'));
    assert.equal((await runner().run(vitest, undefined, never)).type, 'failed');
  });

  const hasGo = hasProgram('go', 'version');
  it(hasGo ? 'runs Go' : 'runs no Go, which is not installed here', async () => {
    file('go.mod', 'module shop\n\ngo 1.18\n');
    file('sum/sum.go', 'package sum\n\nfunc Sum(a, b int) int { return a + b }\n');
    const text =
      'package sum\n\nimport "testing"\n\nfunc TestSum(t *testing.T) {\n\tif Sum(1, 2) != 3 {\n\t\tt.Error("no")\n\t}\n}\n';
    const path = 'sum/sum_test.go';
    const passed = await runner({ limitMs: 240_000 }).run(
      test(text, 'go test', path),
      undefined,
      never,
    );
    assert.deepEqual(passed, hasGo ? PASSED : { type: 'notRun' });
    if (!hasGo) return;
    // A text that was not built by an earlier run of these tests.
    const message = `emptied ${randomUUID()}`;
    const emptied = {
      path: 'sum/sum.go',
      text: `package sum\n\nfunc Sum(a, b int) int { panic("${message}") }\n`,
    };
    const built = builds();
    const failed = await runner({ limitMs: 240_000 }).run(
      test(text, 'go test', path),
      emptied,
      never,
    );
    assert.ok(failed.type === 'failed');
    assert.equal(failed.failures, 1);
    assert.match(failed.output, /panic: emptied/);
    // Neither is built in the copy, so the next one finds what was built.
    assert.ok(builds().some((build) => !built.includes(build)));
  }).timeout(300_000);

  it('blames no test for a compiler that builds its library for too long', async () => {
    file('go.mod', 'module shop\n\ngo 1.18\n');
    file('programs/go', '#!/bin/sh\nexec sleep 60\n');
    chmodSync(join(root, 'programs/go'), 0o700);
    const env = { ...process.env, PATH: `${join(root, 'programs')}:${process.env['PATH'] ?? ''}` };
    const cold = new BuildCache(own, () => Date.now());
    const run = runner({ env, limitMs: 500, cache: () => cold.folder() });
    const slow = test('package shop\n', 'go test', 'a_test.go');
    assert.equal((await run.run(slow, undefined, never)).type, 'notRun');
    mkdirSync(join(await cold.folder(), 'go-build'), { recursive: true });
    assert.equal((await run.run(slow, undefined, never)).type, 'failed');
    cold.dispose();
  });

  it('leaves the project as it was, no process and no copy when it is killed in the middle', async () => {
    const marks = mkdtempSync(join(own, 'tw-marks-'));
    const text = `import { it } from 'node:test';
import { renameSync, writeFileSync } from 'node:fs';
it('writes', async () => {
  writeFileSync('src/double.ts', 'overwritten');
  writeFileSync(${JSON.stringify(join(marks, 'unfinished'))}, String(process.pid));
  renameSync(${JSON.stringify(join(marks, 'unfinished'))}, ${JSON.stringify(join(marks, 'started'))});
  await new Promise(() => setInterval(() => {}, 1000));
});
`;
    const untouched = hashOf(root);
    const started = fileIn(marks, 'started');
    const script = join(import.meta.dirname, '../../support/testRunVictim.ts');
    const victim = spawn(process.execPath, [script, root, own], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const died = new Promise((resolve) => victim.once('exit', resolve));
    victim.stdin.end(text);
    const running = Number(await started);
    assert.equal(copies().length, 1);
    victim.kill('SIGKILL');
    await died;
    assert.equal(hashOf(root), untouched);
    // Nobody is left to end the tests and to remove the copy but they themselves.
    await gone(running);
    await until(() => copies().length === 0);
    assert.equal(hashOf(root), untouched);
    rmSync(marks, { recursive: true });
  });

  it('hands on only variables that are allowed', () => {
    const variables = {
      PATH: '/bin',
      GITHUB_TOKEN: 'x',
      HOME: '/home/me',
      AWS_SECRET_ACCESS_KEY: 'y',
    };
    const env = testEnvironment(variables, '/tmp/home', []);
    assert.equal(env['PATH'], '/bin');
    assert.equal(env['HOME'], '/tmp/home');
    assert.equal(env['GITHUB_TOKEN'], undefined);
    assert.equal(env['AWS_SECRET_ACCESS_KEY'], undefined);
  });
});

/** What Go has built so far. */
function builds(): readonly string[] {
  return readdirSync(join(keptBuilds(), 'go-build'), { recursive: true, encoding: 'utf8' });
}

/** One hash for all names and bytes below a folder, links not followed. */
function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((one, other) =>
    one.name.localeCompare(other.name),
  )) {
    const path = join(folder, entry.name);
    hash.update(path);
    if (entry.isFile()) hash.update(readFileSync(path));
    else if (entry.isDirectory()) hash.update(hashOf(path));
  }
  return hash.digest('hex');
}

function hasProgram(...command: readonly [string, ...string[]]): boolean {
  const [name, ...args] = command;
  try {
    execFileSync(name, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function hasPython(framework: string): boolean {
  return hasProgram('python3', '-c', `import ${framework}`);
}

/** The text of a file as soon as it is in a folder. */
function fileIn(folder: string, name: string): Promise<string> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(join(folder, name))) return;
      watcher.close();
      resolve(readFileSync(join(folder, name), 'utf8'));
    });
  });
}

/** Resolves once there is no such process. */
async function gone(pid: number): Promise<void> {
  await until(() => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
}
