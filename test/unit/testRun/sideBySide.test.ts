import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { TestRunnerParts } from '../../../src/testRun/copiedTestRunner.ts';
import { CopiedTestRunner } from '../../../src/testRun/copiedTestRunner.ts';
import type { CopyPool } from '../../../src/testRun/copy/copyPool.ts';
import { supervisorPath } from '../../support/builtSupervisor.ts';
import { keptBuilds } from '../../support/keptBuilds.ts';
import { testCopies } from '../../support/testCopies.ts';

const never = new AbortController().signal;

const NODE_TEST = `import { it } from 'node:test';
import assert from 'node:assert/strict';
import { double } from '../src/double.js';
it('doubles', () => assert.equal(double(2), 4));
`;
const doubleBy = (factor: number): string => `export const double = (n) => ${factor} * n;\n`;

describe('test runs side by side and one after the other', function () {
  this.timeout(60_000);
  let own = '';
  let root = '';
  let asked = 0;
  let pool: CopyPool;
  const troubles: unknown[] = [];

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-beside-')));
    root = join(own, 'root');
    asked = 0;
    pool = testCopies(own, troubles);
    file('package.json', '{"type": "module"}');
    file('src/double.js', doubleBy(2));
  });

  afterEach(() => {
    pool.dispose();
    assert.deepEqual(troubles, []);
    assert.deepEqual(readdirSync(own), ['root']);
    rmSync(own, { recursive: true });
  });

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function runner(parts: Partial<TestRunnerParts> = {}): CopiedTestRunner {
    return new CopiedTestRunner({
      root,
      temporary: own,
      copies: pool,
      isLeftOut: () => false,
      unsaved: () => ({}),
      ask: async () => {
        asked += 1;
        await new Promise((resolve) => setImmediate(resolve));
        return true;
      },
      env: process.env,
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

  const nodeTest = { path: 'test/double.test.js', text: NODE_TEST, framework: 'node:test' };

  it('are each of their own text, and one question', async () => {
    const run = runner();
    const factors = [1, 2, 3, 2, 1];
    const runs = factors.map((factor) =>
      run.run(nodeTest, { path: 'src/double.js', text: doubleBy(factor) }, never),
    );
    const types = (await Promise.all(runs)).map(({ type }) => type);
    assert.deepEqual(types, ['failed', 'passed', 'failed', 'passed', 'failed']);
    assert.equal(asked, 1);
  });

  it('end together when they are cancelled, those that wait too, and leave no copy', async () => {
    const controller = new AbortController();
    const endless =
      "import { it } from 'node:test';\nit('waits', () => new Promise(() => setInterval(() => {}, 999)));\n";
    const run = runner();
    const runs = Array.from({ length: 4 }, () =>
      run.run({ ...nodeTest, text: endless }, undefined, controller.signal),
    );
    const started = (): number =>
      readdirSync(own).filter((name) => name.startsWith('tierwise-tests-')).length;
    while (started() < 2) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('cancelled'));
    for (const one of await Promise.allSettled(runs)) assert.equal(one.status, 'rejected');
    assert.equal(started(), 0);
  });

  it('find nothing that a test before them has left', async () => {
    const leaves = `${NODE_TEST}import { writeFileSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
it('leaves', () => {
  writeFileSync('src/double.js', 'export const double = () => 4;\\n');
  for (const folder of [homedir(), tmpdir(), '.']) writeFileSync(folder + '/left', 'x');
});
`;
    const finds = `${NODE_TEST}import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
it('finds nothing', () => {
  assert.deepEqual([homedir(), tmpdir(), '.'].filter((folder) => existsSync(folder + '/left')), []);
});
`;
    const run = runner();
    const harmful = await run.run({ ...nodeTest, text: leaves }, undefined, never);
    const wrong = { path: 'src/double.js', text: doubleBy(3) };
    const second = await run.run({ ...nodeTest, text: finds }, wrong, never);
    const third = await run.run({ ...nodeTest, text: finds }, undefined, never);
    assert.deepEqual([harmful.type, third.type], ['passed', 'passed']);
    assert.ok(second.type === 'failed');
    assert.equal(second.failures, 1);
  });

  const hasPython = canRun('python3', '--version');
  it(`take nothing for a text of the same length ${hasPython ? 'in' : 'without'} Python, whatever was compiled`, async () => {
    if (!hasPython) return;
    file('shop/__init__.py', '');
    file('shop/money.py', 'def cents(euros):\n    return round(euros * 100)\n');
    const text = `import py_compile
import unittest
from shop.money import cents

class Cents(unittest.TestCase):
    def test_cents(self):
        py_compile.compile('shop/money.py')
        self.assertEqual(cents(1.5), 150)
`;
    const test = { path: 'test_money.py', text, framework: 'unittest' };
    const run = runner();
    const types: string[] = [];
    for (const factor of [100, 200, 100, 300]) {
      const subject = `def cents(euros):\n    return round(euros * ${factor})\n`;
      const done = await run.run(test, { path: 'shop/money.py', text: subject }, never);
      types.push(done.type);
    }
    assert.deepEqual(types, ['passed', 'failed', 'passed', 'failed']);
  });
});

function canRun(name: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
