import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { RunReach, TestRunnerParts } from '../../../src/testRun/copiedTestRunner.ts';
import { CopiedTestRunner } from '../../../src/testRun/copiedTestRunner.ts';
import type { CopyPool } from '../../../src/testRun/copy/copyPool.ts';
import { LeftOutPackages } from '../../../src/testRun/copy/leftOutPackages.ts';
import { bubblewrap } from '../../../src/testRun/isolation/bubblewrap.ts';
import type { ApartCommand } from '../../../src/testRun/isolation/isolation.ts';
import { namespaces } from '../../../src/testRun/isolation/namespaces.ts';
import type { Seen } from '../../../src/testRun/isolation/runView.ts';
import { runView } from '../../../src/testRun/isolation/runView.ts';
import { systemIsolation } from '../../../src/testRun/isolation/systemIsolation.ts';
import { attack } from '../../support/attackingTest.ts';
import { supervisorPath } from '../../support/builtSupervisor.ts';
import { installPackages } from '../../support/installedPackages.ts';
import { keptBuilds } from '../../support/keptBuilds.ts';
import { noneLeftWith, processesWith } from '../../support/processesWith.ts';
import { testCopies } from '../../support/testCopies.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;

describe('isolated test runs', function () {
  this.timeout(120_000);
  let own = '';
  let root = '';
  let home = '';
  let port = 0;
  let socket = '';
  const service = createServer((client) => client.destroy());
  const server = createServer((client) => client.destroy());
  const troubles: unknown[] = [];
  let pool: CopyPool;

  before(async () => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-apart-')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  after(() => {
    rmSync(own, { recursive: true });
    server.close();
  });

  beforeEach(async () => {
    pool = testCopies(own, troubles);
    root = join(own, 'root');
    home = join(own, 'home');
    file(root, 'package.json', '{"type": "module"}');
    file(root, '.env', 'KEY=secret\n');
    file(root, 'node_modules/left/package.json', '{"type": "module", "main": "i.js"}');
    file(root, 'node_modules/left/i.js', 'export const pad = 1;\n');
    file(home, '.ssh/id_rsa', 'secret');
    file(home, '.npmrc', 'token=secret');
    file(home, 'dots/cargo/credentials.toml', 'token = "secret"');
    file(home, 'dots/cargo/bin/tool', 'tool');
    symlinkSync('dots/cargo', join(home, '.cargo'));
    file(home, 'notes/diary', 'mine');
    for (const [name, leads] of Object.entries({ up: '..', home, notes: join(home, 'notes') })) {
      mkdirSync(join(root, name));
      symlinkSync(leads, join(root, name, 'node_modules'));
    }
    symlinkSync(join(home, 'notes'), join(root, 'node_modules/notes'));
    // In a folder that can be seen.
    socket = join(home, 'dots/cargo/bin/s');
    await new Promise<void>((resolve) => service.listen(socket, resolve));
  });

  afterEach(async () => {
    await new Promise((resolve) => service.close(resolve));
    rmSync(root, { recursive: true });
    rmSync(home, { recursive: true });
    pool.dispose();
    const left = readdirSync(own).filter((name) => name.startsWith('tierwise-tests-'));
    assert.deepEqual([left, troubles], [[], []]);
    assert.equal(existsSync('/tmp/tw-private'), false);
  });

  function file(folderOf: string, path: string, text: string): void {
    mkdirSync(dirname(join(folderOf, path)), { recursive: true });
    writeFileSync(join(folderOf, path), text);
  }

  function runner(
    isolation: TestRunnerParts['isolation'],
    parts: Partial<TestRunnerParts> = {},
  ): CopiedTestRunner {
    return new CopiedTestRunner({
      root,
      temporary: own,
      copies: pool,
      isLeftOut: (path) => path.endsWith('.env'),
      unsaved: () => ({}),
      ask: async () => true,
      env: { ...process.env, HOME: home },
      node: { command: process.execPath, env: {} },
      supervisorPath,
      isolation,
      network: false,
      cache: async () => keptBuilds(),
      newMark: randomUUID,
      onTrouble: (error) => troubles.push(error),
      ...parts,
    });
  }

  function attacked(token: string, isReached: boolean, hasNetwork: boolean) {
    const text = attack({ root, home, port, socket, token }, isReached, hasNetwork);
    return { path: 'test/attack.test.js', text, framework: 'node:test' };
  }

  it('reach without isolation all that they try, but leave no process behind', async () => {
    const token = randomUUID();
    rmSync('/tmp/tw-private', { force: true });
    const run = await runner(async () => undefined).run(
      attacked(token, true, true),
      undefined,
      never,
    );
    rmSync('/tmp/tw-private', { force: true });
    assert.deepEqual(run, { type: 'passed', isIsolated: false, network: true });
    await noneLeftWith(token);
  });

  for (const [name, { kind, simplest }] of Object.entries({
    bubblewrap: {
      kind: bubblewrap,
      simplest: 'bwrap --unshare-all --ro-bind / / --proc /proc --size 4096 --tmpfs /tmp true',
    },
    namespaces: { kind: namespaces, simplest: 'unshare --user --map-root-user --mount --net true' },
  })) {
    const isolation = systemIsolation(process.env, own, [kind]);
    /** Says what a run is like; undefined where this kind is not to be had. */
    const reach = async (network: boolean): Promise<RunReach | undefined> =>
      (await isolation()) === undefined ? undefined : { isIsolated: true, network };

    it(`are isolated by ${name} wherever that works`, async () => {
      const [program = '', ...args] = simplest.split(' ');
      assert.equal((await isolation()) !== undefined, runs(program, ...args));
    });

    it(`reach nothing of the machine by ${name}, where it is to be had`, async () => {
      const expected = await reach(false);
      if (expected === undefined) return;
      const token = randomUUID();
      const run = await runner(isolation).run(attacked(token, false, false), undefined, never);
      assert.deepEqual(run, { type: 'passed', ...expected });
      await noneLeftWith(token);
    });

    it(`use the network by ${name} only where it is allowed`, async () => {
      const expected = await reach(true);
      if (expected === undefined) return;
      const test = attacked(randomUUID(), false, true);
      const run = await runner(isolation, { network: true }).run(test, undefined, never);
      assert.deepEqual(run, { type: 'passed', ...expected });
    });

    it(`hold by ${name} little in places that no process holds`, async () => {
      const expected = await reach(false);
      if (expected === undefined) return;
      const text = `import { it } from 'node:test';
import assert from 'node:assert/strict';
import { statfsSync, writeFileSync } from 'node:fs';
it('has little room', () => {
  for (const at of ['/tmp', '/var/tmp', '/dev/shm']) {
    writeFileSync(at + '/own', 'x');
    const { blocks, bsize } = statfsSync(at);
    assert.ok(blocks * bsize <= 256 * 1024 * 1024, at + ' ' + blocks * bsize);
  }
  for (const at of ['/dev', '/home', '/etc/ssl/private', '/sys']) {
    assert.throws(() => writeFileSync(at + '/own', 'x'), /EROFS|ENOENT|EACCES/, at);
  }
  writeFileSync('/dev/null', 'x');
});
`;
      const run = await runner(isolation).run(
        { path: 'test/a.test.js', text, framework: 'node:test' },
        undefined,
        never,
      );
      assert.deepEqual(run, { type: 'passed', ...expected });
    });

    it(`have by ${name} no keys of the user's session, where something can begin another`, async () => {
      const apart = await isolation();
      const call = { x64: '250', arm64: '219' }[process.arch as string];
      if (apart === undefined || call === undefined || !runs('perl', '-e', '1')) return;
      // The number of the session's keyring, which is made where there is none.
      const args = ['-e', 'print syscall($ARGV[0], 0, -3, 1)', call];
      const view = await isolationView();
      const command = execFileSync('sh', ['-c', 'command -v perl'], { encoding: 'utf8' }).trim();
      const wrapped = apart.wrap({ command, args, cwd: '/', view, hasNetwork: false });
      const inside = execFileSync(wrapped.command, wrapped.args, { encoding: 'utf8' });
      const outside = execFileSync(command, args, { encoding: 'utf8' });
      assert.match(inside, /^\d+$/);
      assert.notEqual(inside, outside);
      assert.doesNotMatch(outside, /^-/);
    });

    it(`end by ${name} at the limit with all that they started`, async () => {
      if ((await reach(false)) === undefined) return;
      const token = randomUUID();
      const text = `${attack({ root, home, port, socket, token }, false, false)}
it('never ends', () => new Promise(() => setInterval(() => {}, 1000)));
`;
      const test = { path: 'test/attack.test.js', text, framework: 'node:test' };
      const run = await runner(isolation, { limitMs: 5_000 }).run(test, undefined, never);
      assert.equal(run.type, 'failed');
      await noneLeftWith(token);
    });

    it(`run a virtual environment of the project by ${name}`, async () => {
      const expected = await reach(false);
      if (expected === undefined || !runs('python3', '-c', 'import venv')) return;
      // As tools make it: links to a Python that lies elsewhere.
      execFileSync('python3', ['-m', 'venv', '--without-pip', join(root, '.venv')]);
      file(root, 'shop/__init__.py', 'def cents(euros):\n    return round(euros * 100)\n');
      const text = `${PYTHON_TEST}
    def test_where(self):
        import sys
        self.assertEqual(sys.prefix, ${JSON.stringify(join(root, '.venv'))})
`;
      const test = { path: 'test_a.py', text, framework: 'unittest' };
      const run = await runner(isolation, { env: process.env }).run(test, undefined, never);
      assert.deepEqual(run, { type: 'passed', ...expected });
    });

    it(`run a Node.js that lies behind links by ${name}`, async () => {
      const expected = await reach(false);
      if (expected === undefined) return;
      mkdirSync(join(home, 'shells'));
      symlinkSync(dirname(dirname(process.execPath)), join(home, 'shells/1'));
      const env = { HOME: home, PATH: join(home, 'shells/1/bin') };
      const text = "import { it } from 'node:test';\nit('runs', () => {});\n";
      const test = { path: 'a.test.js', text, framework: 'node:test' };
      const run = await runner(isolation, { env }).run(test, undefined, never);
      assert.deepEqual(run, { type: 'passed', ...expected });
    });

    it(`run Mocha, Python and Go by ${name}`, async () => {
      const expected = await reach(false);
      if (expected === undefined) return;
      const passed = { type: 'passed', ...expected };
      const env = process.env;
      rmSync(join(root, 'node_modules'), { recursive: true });
      installPackages(join(root, 'installed/node_modules'), ['mocha']);
      // As long as a link stays in the project, it may lead anywhere.
      symlinkSync('installed/node_modules', join(root, 'node_modules'), 'junction');
      file(root, 'go.mod', 'module shop\n\ngo 1.18\n');
      file(root, 'sum.go', 'package shop\n\nfunc Sum(a, b int) int { return a + b }\n');
      file(root, 'shop/__init__.py', 'def cents(euros):\n    return round(euros * 100)\n');
      const cases = [
        {
          framework: 'mocha',
          path: 'test/a.test.js',
          text: "it('runs', () => {});\nit('waits', async () => {});\n",
          isHere: true,
        },
        {
          framework: 'unittest',
          path: 'test_a.py',
          text: PYTHON_TEST,
          isHere: runs('python3', '--version'),
        },
        {
          framework: 'pytest',
          path: 'test_a.py',
          text: PYTHON_TEST,
          isHere: runs('python3', '-c', 'import pytest'),
        },
        { framework: 'go test', path: 'sum_test.go', text: GO_TEST, isHere: runs('go', 'version') },
      ];
      for (const { isHere, ...test } of cases) {
        const apart = runner(isolation, { env, limitMs: 240_000 });
        const run = await apart.run(test, undefined, never);
        assert.deepEqual(run, isHere ? passed : { type: 'notRun' }, test.framework);
      }
    }).timeout(600_000);
  }

  it('are no failing tests when their isolation does not start', async () => {
    const broken = { wrap: () => ({ command: '/bin/sh', args: ['-c', 'echo no >&2; exit 1'] }) };
    const test = attacked(randomUUID(), false, false);
    const run = await runner(async () => broken).run(test, undefined, never);
    assert.deepEqual(run, { type: 'notRun', reason: 'isolation' });
  });

  it('are no failing tests when their runner does not start in it', async () => {
    // Say a launcher that needs a service of the system.
    file(root, 'programs/node', '#!/bin/sh\necho cannot start >&2\nexit 3\n');
    chmodSync(join(root, 'programs/node'), 0o700);
    const env = { HOME: home, PATH: join(root, 'programs') };
    const inShell = { wrap: (apart: ApartCommand) => apart };
    const run = await runner(async () => inShell, { env }).run(
      attacked(randomUUID(), false, false),
      undefined,
      never,
    );
    assert.deepEqual(run, { type: 'notRun', reason: 'isolation' });
  });

  it('say before they are asked about what they can reach', async () => {
    const asked: RunReach[] = [];
    const no = {
      ask: async (_: unknown, reach: RunReach) => {
        asked.push(reach);
        return false;
      },
    };
    const test = attacked(randomUUID(), false, false);
    const isolation = async () => ({ wrap: () => ({ command: '/bin/false', args: [] }) });
    await runner(async () => undefined, no).run(test, undefined, never);
    await runner(isolation, no).run(test, undefined, never);
    await runner(isolation, { ...no, network: true }).run(test, undefined, never);
    assert.deepEqual(asked, [
      { isIsolated: false, network: true },
      { isIsolated: true, network: false },
      { isIsolated: true, network: true },
    ]);
  });

  it('end with the editor, whether they are isolated or not', async () => {
    for (const isolated of ['isolated', 'open']) {
      const token = randomUUID();
      const text = `import { it } from 'node:test';
import { spawn } from 'node:child_process';
it('waits', () => {
  const args = ['-e', 'setInterval(() => {}, 1000)', ${JSON.stringify(token)}];
  spawn(process.execPath, args, { detached: true, stdio: 'ignore' }).unref();
  return new Promise(() => setInterval(() => {}, 1000));
});
`;
      mkdirSync(join(root, 'cache'));
      const script = join(import.meta.dirname, '../../support/testRunVictim.ts');
      const victim = spawn(process.execPath, [script, root, own, isolated], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const died = new Promise((resolve) => victim.once('exit', resolve));
      victim.stdin.end(text);
      await until(() => processesWith(token).length > 0);
      victim.kill('SIGKILL');
      await died;
      await noneLeftWith(token);
      await until(() => !readdirSync(own).some((name) => name.startsWith('tierwise-tests-')));
      rmSync(join(root, 'cache'), { recursive: true });
    }
  });
});

const PYTHON_TEST = `import unittest

from shop import cents


class Cents(unittest.TestCase):
    def test_cents(self):
        self.assertEqual(cents(1.5), 150)
`;

const GO_TEST = `package shop

import "testing"

func TestSum(t *testing.T) {
	if Sum(1, 2) != 3 {
		t.Error("no")
	}
}
`;

function runs(name: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What a program of the system needs to see. */
function isolationView(): Promise<readonly Seen[]> {
  const none = {
    writable: [],
    packages: [],
    sockets: [],
    leftOut: new LeftOutPackages(() => false),
  };
  const home = realpathSync(tmpdir());
  return runView({ ...none, env: {}, home, root: home, temporary: home, program: '/bin/sh' });
}
