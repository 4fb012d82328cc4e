import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { TestRunnerParts } from '../../../src/testRun/copiedTestRunner.ts';
import { CopiedTestRunner } from '../../../src/testRun/copiedTestRunner.ts';
import type { CopyPool } from '../../../src/testRun/copy/copyPool.ts';
import { removeStrayCopies } from '../../../src/testRun/copy/strayCopies.ts';
import { systemIsolation } from '../../../src/testRun/isolation/systemIsolation.ts';
import { supervisorPath } from '../../support/builtSupervisor.ts';
import { installPackages } from '../../support/installedPackages.ts';
import { keptBuilds } from '../../support/keptBuilds.ts';
import { noneLeftWith } from '../../support/processesWith.ts';
import { testCopies } from '../../support/testCopies.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;
const victimScript = join(import.meta.dirname, '../../support/testRunVictim.ts');
const hasProc = existsSync('/proc/self/environ');

/** Who takes more and more memory, and whether that is known everywhere or of isolated runs alone. */
const GROWING = [
  {
    by: 'a test',
    isKnown: 'everywhere',
    text: `import { it } from 'node:test';
it('grows', () => {
  for (const all = []; ; ) all.push(Buffer.alloc(1 << 22, 'x'));
});
`,
  },
  {
    by: 'the child of a thread',
    isKnown: 'everywhere',
    text: `import { it } from 'node:test';
import { Worker } from 'node:worker_threads';
const grow = "for (const all = []; ; ) all.push(Buffer.alloc(1 << 22, 'x'))";
const start = "const { execFileSync } = require('node:child_process'); execFileSync(process.execPath, ['-e', require('node:worker_threads').workerData])";
it('grows', async () => {
  const worker = new Worker(start, { eval: true, workerData: grow });
  await new Promise((resolve) => worker.once('exit', resolve));
});
`,
  },
  {
    by: 'what has left its parent',
    isKnown: 'apart',
    text: `import { it } from 'node:test';
import { execFileSync } from 'node:child_process';
const grow = "for (const all = []; ; ) all.push(Buffer.alloc(1 << 22, 'x'))";
it('grows', async () => {
  execFileSync('/bin/sh', ['-c', '"$0" -e "$1" > /dev/null 2>&1 &', process.execPath, grow]);
  await new Promise(() => setInterval(() => {}, 999));
});
`,
  },
] as const;

describe('test runs that are killed, that never end or that say too much', function () {
  this.timeout(240_000);
  let own = '';
  let temporary = '';
  let root = '';
  let home = '';
  let pool: CopyPool;
  const troubles: unknown[] = [];

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-killed-')));
    [temporary, root, home] = ['temporary', 'root', 'home'].map((name) => join(own, name)) as [
      string,
      string,
      string,
    ];
    for (const path of [temporary, root, home]) mkdirSync(path);
    file('root/package.json', '{"type": "module"}');
    file('root/src/double.js', 'export const double = (n) => 2 * n;\n');
    for (let index = 0; index < 60; index++) file(`root/src/more/f${index}.js`, String(index));
    file('root/node_modules/left/package.json', '{"name": "left", "main": "i.js"}');
    file('root/node_modules/left/i.js', 'export const pad = 1;\n');
    file('home/.npmrc', 'token\n');
    pool = testCopies(temporary, troubles);
  });

  afterEach(() => {
    pool.dispose();
    assert.deepEqual(troubles, []);
    assert.deepEqual(readdirSync(temporary), []);
    rmSync(own, { recursive: true });
  });

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(own, path)), { recursive: true });
    writeFileSync(join(own, path), text);
  }

  function runner(parts: Partial<TestRunnerParts> = {}): CopiedTestRunner {
    return new CopiedTestRunner({
      root,
      temporary,
      copies: pool,
      isLeftOut: () => false,
      unsaved: () => ({}),
      ask: async () => true,
      env: { ...process.env, HOME: home },
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

  it('leave all as it was, whenever the editor or what runs them is killed', async () => {
    const untouched = [treeHash(root), treeHash(home)];
    await fc.assert(
      fc.asyncProperty(
        // From the first file that is copied to after the last run, more often while tests run.
        fc.oneof(fc.nat({ max: 640 }), fc.integer({ min: 300, max: 640 })),
        fc.constantFrom('open', 'isolated'),
        fc.boolean(),
        async (moment, isolated, isEditor) => {
          const token = randomUUID();
          const victim = spawn(process.execPath, [victimScript, root, temporary, isolated, '3'], {
            stdio: ['pipe', 'ignore', 'ignore'],
            env: { ...process.env, HOME: home },
          });
          const died = new Promise((resolve) => victim.once('exit', resolve));
          const kill = (): void => {
            const runs = isEditor ? [] : supervisorsOf(victim.pid);
            for (const id of runs.length > 0 ? runs : [victim.pid]) killed(id);
          };
          const watcher = atChange(temporary, moment, kill);
          victim.stdin.end(writingTest(token));
          await died;
          watcher.close();
          await noneLeftWith(token);
          // As the next start does.
          await until(async () => {
            await removeStrayCopies(temporary, Date.now());
            return readdirSync(temporary).length === 0;
          });
          assert.deepEqual([treeHash(root), treeHash(home)], untouched);
        },
      ),
      { numRuns: 8, seed: 20_261_130 },
    );
  });

  it('keep little of a gigabyte that they print', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    installPackages(join(root, 'node_modules'), ['mocha']);
    const text = `import { writeSync } from 'node:fs';
it('prints', () => {
  const piece = Buffer.alloc(1 << 20, 'x'.repeat(99) + '\\n');
  for (let count = 0; count < 1024; count++) {
    for (let at = 0; at < piece.length;) at += writeSync(1, piece, at);
  }
  throw new Error('enough');
});
`;
    const before = process.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
    const test = { path: 'test/a.test.js', text, framework: 'mocha', byCase: true };
    const run = await runner({ limitMs: 180_000 }).run(test, undefined, never);
    clearInterval(timer);
    assert.ok(run.type === 'failed');
    assert.equal(run.failures, 1);
    assert.ok(run.output.length <= 2_000);
    assert.ok(most - before < 300 << 20, `${(most - before) >> 20} MB`);
  });

  for (const { by, text, isKnown } of GROWING) {
    for (const series of [undefined, 'series'] as const) {
      for (const name of ['open', 'isolated'] as const) {
        it(`are ended where more and more memory is taken by ${by} (${series ?? 'alone'}, ${name})`, async () => {
          if (!hasProc) return;
          const isolation = systemIsolation(process.env, temporary);
          const apart = name === 'isolated' && (await isolation()) !== undefined;
          if (!apart && isKnown === 'apart') return;
          const test = { path: 'test/a.test.mjs', text, framework: 'node:test', byCase: true };
          const run = runner({ mostMemory: 300e6, ...(apart ? { isolation } : {}) });
          const asked = series === undefined ? test : { ...test, series };
          const end = await run.run(asked, undefined, never);
          await run.endSeries('series');
          assert.ok(end.type === 'failed' && end.isTimedOut === true, JSON.stringify(end));
          assert.match(end.output, /used more than 300 MB of memory/);
        });
      }
    }
  }

  for (const name of ['open', 'isolated'] as const) {
    it(`leave no child that changes what a later one finds (${name})`, async () => {
      const token = randomUUID();
      const isolation = systemIsolation(process.env, temporary);
      const apart = name === 'isolated' && (await isolation()) !== undefined;
      const run = runner(apart ? { isolation } : {});
      // Without isolation a child is known by its environment, and that by Linux alone.
      const hidden = apart ? ', env: {}' : '';
      const leaves = `import { it } from 'node:test';
import { spawn } from 'node:child_process';
it('leaves', async () => {
  const code = 'setInterval(() => require("fs").writeFileSync("src/double.js", "export const double = () => 0"), 1)';
  const child = spawn(process.execPath, ['-e', code, ${JSON.stringify(token)}], { detached: true, stdio: 'ignore'${hidden} });
  child.unref();
  await new Promise((resolve) => child.once('spawn', resolve));
});
`;
      const checks = `import { it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
it('sees its own', async () => {
  for (let count = 0; count < 50; count++) {
    assert.match(readFileSync('src/double.js', 'utf8'), /2/);
    await new Promise((resolve) => setImmediate(resolve));
  }
});
`;
      const of = (text: string) => ({ path: 'test/a.test.js', text, framework: 'node:test' });
      assert.equal((await run.run(of(leaves), undefined, never)).type, 'passed');
      if (!hasProc) return;
      await noneLeftWith(token);
      assert.equal((await run.run(of(checks), undefined, never)).type, 'passed');
    });
  }
});

/** Writes and starts what it can. */
function writingTest(token: string): string {
  return `import { it } from 'node:test';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
it('writes', async () => {
  const args = ['-e', 'setInterval(() => {}, 1000)', ${JSON.stringify(token)}];
  spawn(process.execPath, args, { stdio: 'ignore' }).unref();
  for (const at of [homedir(), tmpdir(), 'src', 'node_modules']) {
    mkdirSync(at + '/made', { recursive: true });
    for (let count = 0; count < 20; count++) writeFileSync(at + '/made/' + count, 'x');
  }
  writeFileSync('src/double.js', 'overwritten');
  await new Promise((resolve) => setTimeout(resolve, 300));
});
`;
}

/** Calls once as many changes were seen below a folder. */
function atChange(path: string, moment: number, then: () => void): { close: () => void } {
  let seen = 0;
  const watcher = watch(path, { recursive: true }, () => {
    seen += 1;
    if (seen === moment + 1) then();
  });
  // Where a folder goes while it is looked at.
  watcher.on('error', () => undefined);
  return watcher;
}

/** The processes that run tests for another. */
function supervisorsOf(editor: number | undefined): readonly number[] {
  if (!hasProc) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => {
      try {
        const status = readFileSync(`/proc/${id}/status`, 'latin1');
        return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) === editor;
      } catch {
        return false;
      }
    });
}

function killed(id: number | undefined): void {
  try {
    if (id !== undefined) process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** One hash for all names, texts and links below a folder. */
function treeHash(path: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    const name = join(entry.parentPath, entry.name);
    hash.update(name);
    if (entry.isFile()) hash.update(readFileSync(name));
    if (entry.isSymbolicLink()) hash.update(readlinkSync(name));
  }
  return hash.digest('hex');
}
