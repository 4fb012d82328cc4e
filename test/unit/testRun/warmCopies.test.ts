import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { CopyPoolParts, TakenCopy } from '../../../src/testRun/copy/copyPool.ts';
import { CopyPool } from '../../../src/testRun/copy/copyPool.ts';
import { removeStrayCopies } from '../../../src/testRun/copy/strayCopies.ts';

const never = new AbortController().signal;

describe('copies that are used again', function () {
  this.timeout(60_000);
  let own = '';
  let root = '';
  let pool: CopyPool;
  const troubles: unknown[] = [];

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-warm-')));
    root = join(own, 'root');
    for (const path of ['package.json', 'src/a.ts', 'src/deep/b.ts', 'node_modules/left/i.js']) {
      file(path, path);
    }
    file('packages/lib/i.js', 'lib');
    symlinkSync('../packages/lib', join(root, 'node_modules/lib'));
    pool = poolOf();
  });

  afterEach(() => {
    pool.dispose();
    assert.deepEqual(troubles, []);
    assert.deepEqual(copies(), []);
    rmSync(own, { recursive: true });
  });

  function poolOf(parts: Partial<CopyPoolParts> = {}): CopyPool {
    const onTrouble = (error: unknown): void => {
      troubles.push(error);
    };
    return new CopyPool({ temporary: own, most: 2, now: () => Date.now(), onTrouble, ...parts });
  }

  /** A time at which what was written now is old enough to be told from what is written then. */
  const later = (): number => Date.now() + 5_000;

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function copies(): readonly string[] {
    return readdirSync(own).filter((name) => name.startsWith('tierwise-tests-'));
  }

  async function take(
    texts: Readonly<Record<string, string>> = {},
    signal = never,
  ): Promise<TakenCopy> {
    const isLeftOut = (path: string): boolean => path.endsWith('.env');
    const taken = await pool.take({ root, part: '', isLeftOut, texts }, signal);
    assert.ok(taken !== undefined);
    return taken;
  }

  /** What a pool that has made no copy yet would make. */
  async function freshTree(texts: Readonly<Record<string, string>> = {}): Promise<Tree> {
    const before = pool;
    pool = poolOf();
    const fresh = await take(texts);
    const tree = treeOf(fresh);
    await fresh.giveBack(false);
    pool = before;
    return tree;
  }

  /** Does something at one of the moments at which it is asked whether to go on, and counts them. */
  function momentOf(at: number, act: () => void) {
    let moments = 0;
    const { signal } = new AbortController();
    signal.throwIfAborted = () => {
      moments += 1;
      if (moments === at) act();
    };
    return { signal, moments: () => moments };
  }

  it('write and remove nothing outside, whatever is put in the place of their folders at whatever moment', async () => {
    // Elsewhere no program is at work while a copy is renewed.
    if (process.platform !== 'linux') return;
    const victim = join(own, 'victim');
    const vault = ['a.ts', 'deep/b.ts', 'other/c.txt'];
    for (const path of vault) {
      mkdirSync(dirname(join(victim, path)), { recursive: true });
      writeFileSync(join(victim, path), 'mine');
    }
    const seen = (): unknown => [
      readdirSync(victim, { recursive: true }).map(String).sort(),
      vault.map((path) => readFileSync(join(victim, path), 'utf8')),
      statSync(victim).mode,
    ];
    const before = seen();
    for (const place of [
      'project/src',
      'project/src/deep',
      'project/node_modules',
      'kept',
      'home',
    ]) {
      for (let at = 1, moments = Infinity; at <= moments; at++) {
        const taken = await take();
        mkdirSync(join(taken.base, 'home/bait/deep'), { recursive: true });
        mkdirSync(join(taken.base, 'kept'));
        writeFileSync(join(taken.folder, 'src/stray.ts'), 'stray');
        const moment = momentOf(at, () => {
          renameSync(join(taken.base, place), join(taken.base, 'kept-away'));
          symlinkSync(victim, join(taken.base, place));
        });
        const texts = { 'src/a.ts': `${at}`, 'src/deep/new.ts': 'new', 'src/made/c.ts': 'c' };
        const isLeftOut = (): boolean => false;
        const isSound = await taken.renew({ root, part: '', isLeftOut, texts }, moment.signal).then(
          () => true,
          () => false,
        );
        assert.deepEqual(seen(), before, `${place} at ${at}`);
        await taken.giveBack(isSound && at % 2 === 0);
        assert.deepEqual(seen(), before, `${place} at ${at}, given back`);
        moments = moment.moments();
      }
    }
  });

  it('hold what the project has now, whatever its files look like', async () => {
    const first = await take({ 'src/a.ts': 'mutant', 'test/new.ts': 'test' });
    await first.giveBack(true);
    const { atime, mtime } = statSync(join(root, 'src/deep/b.ts'));
    file('src/deep/b.ts', 'src/deep/B.ts');
    utimesSync(join(root, 'src/deep/b.ts'), atime, mtime);
    file('src/more/c.ts', 'more');
    file('node_modules/right/i.js', 'right');
    rmSync(join(root, 'packages'), { recursive: true });
    const second = await take();
    assert.equal(second.base, first.base);
    assert.deepEqual(treeOf(second), await freshTree());
    assert.equal(readFileSync(join(second.folder, 'src/a.ts'), 'utf8'), 'src/a.ts');
    assert.equal(readFileSync(join(second.folder, 'src/deep/b.ts'), 'utf8'), 'src/deep/B.ts');
    await second.giveBack(true);
  });

  it('share no file with the project, and keep those that nobody touched', async () => {
    pool = poolOf({ now: later });
    const first = await take({ 'src/deep/b.ts': 'mutant' });
    const inodeOf = (path: string): number => statSync(join(first.folder, path)).ino;
    const paths = ['src/a.ts', 'package.json', 'packages/lib/i.js'];
    const inodes = paths.map(inodeOf);
    for (const path of paths) {
      assert.equal(statSync(join(first.folder, path)).nlink, 1);
      assert.notEqual(inodeOf(path), statSync(join(root, path)).ino);
    }
    await first.giveBack(true);
    const second = await take({ 'src/deep/b.ts': 'Mutant' });
    assert.equal(second.base, first.base);
    assert.deepEqual(paths.map(inodeOf), inodes);
    assert.equal(readFileSync(join(second.folder, 'src/deep/b.ts'), 'utf8'), 'Mutant');
    await second.giveBack(true);
  });

  const HARM: Readonly<Record<string, (copy: TakenCopy) => void>> = {
    'writes a text of the same length and sets its time back': ({ folder, home }) => {
      // To the nanosecond.
      execFileSync('touch', ['-r', 'src/a.ts', join(home, 'time')], { cwd: folder });
      writeFileSync(join(folder, 'src/a.ts'), 'src/X.ts');
      execFileSync('touch', ['-r', join(home, 'time'), 'src/a.ts'], { cwd: folder });
    },
    'puts another file in its place': ({ folder }) => {
      writeFileSync(join(folder, 'other'), 'src/X.ts');
      renameSync(join(folder, 'other'), join(folder, 'src/a.ts'));
    },
    'keeps a second name of a file': ({ folder, home }) => {
      linkSync(join(folder, 'src/a.ts'), join(home, 'a.ts'));
    },
    'removes files and folders': ({ folder }) => rmSync(join(folder, 'src'), { recursive: true }),
    'adds files, folders and links': ({ folder }) => {
      mkdirSync(join(folder, 'src/__pycache__/deep'), { recursive: true });
      writeFileSync(join(folder, 'src/__pycache__/a.pyc'), 'cached');
      writeFileSync(join(folder, 'conftest.py'), 'raise SystemExit(0)');
      symlinkSync('/etc', join(folder, 'etc'));
      writeFileSync(join(folder, 'node_modules/.hidden'), 'x');
    },
    'puts a link in the place of a folder': ({ folder }) => {
      rmSync(join(folder, 'src'), { recursive: true });
      symlinkSync(join(root, 'src'), join(folder, 'src'));
    },
    'puts a folder in the place of a file': ({ folder }) => {
      rmSync(join(folder, 'src/a.ts'));
      mkdirSync(join(folder, 'src/a.ts'));
    },
    'closes folders': ({ folder }) => {
      mkdirSync(join(folder, 'closed/inner'), { recursive: true });
      for (const path of ['closed/inner', 'closed', 'src/deep', 'src']) {
        chmodSync(join(folder, path), 0o000);
      }
    },
    'takes rights from files': ({ folder }) => chmodSync(join(folder, 'src/a.ts'), 0o000),
    'leads a package elsewhere': ({ folder }) => {
      rmSync(join(folder, 'node_modules/left'));
      symlinkSync('/etc', join(folder, 'node_modules/left'));
    },
    'leaves something at home and beside the project': ({ base, home }) => {
      writeFileSync(join(home, '.npmrc'), 'x');
      mkdirSync(join(home, '.config'));
      writeFileSync(join(base, 'started'), '');
    },
    'puts another project in the place of this': ({ base, folder }) => {
      renameSync(folder, join(base, 'old'));
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), 'other');
    },
    'leads the whole elsewhere': ({ folder }) => {
      rmSync(folder, { recursive: true });
      symlinkSync(root, folder);
    },
    'removes all of it': ({ base }) => rmSync(base, { recursive: true }),
  };

  for (const [name, harm] of Object.entries(HARM)) {
    it(`are as they were after a test that ${name}`, async () => {
      pool = poolOf({ now: later });
      const first = await take();
      harm(first);
      await first.giveBack(true);
      const second = await take();
      assert.deepEqual(treeOf(second), await freshTree());
      await second.giveBack(true);
      assert.equal(readFileSync(join(root, 'src/a.ts'), 'utf8'), 'src/a.ts');
    });
  }

  it('are what a new copy would be, whatever was done in any order', async () => {
    const name = fc.constantFrom('a', 'b', 'src/a.ts', 'src/deep', 'src/deep/b.ts', 'new/c');
    const step = fc.record({
      inCopy: fc.boolean(),
      name,
      what: fc.constantFrom('write', 'remove', 'folder', 'link', 'text', 'again'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        let texts: Record<string, string> = {};
        let copy = await take(texts);
        for (const [index, { inCopy, name: path, what }] of steps.entries()) {
          if (what === 'again') {
            await copy.giveBack(true);
            copy = await take(texts).catch(() => take((texts = {})));
          } else if (what === 'text') {
            if (!path.startsWith('src/deep')) texts = { ...texts, [`t/${path}`]: String(index) };
          } else change(join(inCopy ? copy.folder : root, path), what, index);
        }
        await copy.giveBack(true);
        copy = await take(texts);
        assert.deepEqual(treeOf(copy), await freshTree(texts));
        await copy.giveBack(true);
      }),
      { numRuns: 60, seed: 20_261_129 },
    );
  });

  it('go to as many as there may be, then in the order of asking', async () => {
    const [one, two] = [await take(), await take()];
    assert.notEqual(one.base, two.base);
    const order: string[] = [];
    const third = take().then((copy) => (order.push('third'), copy));
    const cancel = new AbortController();
    const cancelled = take({}, cancel.signal);
    const fourth = take().then((copy) => (order.push('fourth'), copy));
    cancel.abort(new Error('cancelled'));
    await assert.rejects(cancelled, /cancelled/);
    await one.giveBack(true);
    const copy = await third;
    await copy.giveBack(true);
    await (await fourth).giveBack(true);
    await two.giveBack(true);
    assert.deepEqual(order, ['third', 'fourth']);
    assert.equal(copies().length, 2);
  });

  it('give way to those of another project', async () => {
    await Promise.all([take(), take()].map(async (copy) => (await copy).giveBack(true)));
    const other = join(own, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'x'), 'x');
    const source = { root: other, part: '', isLeftOut: () => false, texts: {} };
    const copy = await pool.take(source, never);
    assert.equal(copies().length, 2);
    assert.deepEqual(readdirSync(copy?.folder ?? ''), ['x']);
    await copy?.giveBack(true);
  });

  it('are removed when nobody uses them, and when they are not sound', async () => {
    pool = poolOf({ idleMs: 1 });
    await (await take()).giveBack(true);
    while (copies().length > 0) await new Promise((resolve) => setImmediate(resolve));
    await (await take()).giveBack(false);
    assert.deepEqual(copies(), []);
  });

  it('are removed when they come back after the window has closed', async () => {
    const copy = await take();
    pool.dispose();
    assert.equal(copies().length, 1);
    await copy.giveBack(true);
    assert.deepEqual(copies(), []);
  });

  it('are not left behind when taking one is cancelled or fails, nor is a turn', async () => {
    for (let round = 0; round < 3; round++) {
      const controller = new AbortController();
      const taken = take({}, controller.signal);
      setImmediate(() => controller.abort(new Error('cancelled')));
      const outcome = await taken.then(
        (copy) => copy.giveBack(false),
        (error: unknown) => assert.match(String(error), /cancelled/),
      );
      assert.equal(outcome, undefined);
      await assert.rejects(take({ 'node_modules/left/i.js': 'x' }), /outside/);
    }
    assert.deepEqual(copies(), []);
    await (await take()).giveBack(true);
  });

  it('of editors that have died go at once, those of others after their time', async () => {
    const copy = await take();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const [ours = ''] = copies();
    const theirs = ours.replace(String(process.pid), String(dead));
    const elsewhere = theirs.replace(/\.\d*\./, '.1.');
    for (const name of [theirs, elsewhere]) mkdirSync(join(own, name));
    await removeStrayCopies(own, Date.now());
    assert.deepEqual(copies().toSorted(), [ours, elsewhere].toSorted());
    assert.ok(existsSync(copy.folder));
    await removeStrayCopies(own, Date.now() + 3_700_000);
    assert.deepEqual(copies(), []);
    await copy.giveBack(true);
  });
});

/** By relative path: rights, and the text or where it leads. */
type Tree = Readonly<Record<string, string>>;

function treeOf({ base }: TakenCopy): Tree {
  const tree: Record<string, string> = {};
  for (const path of readdirSync(base, { recursive: true, encoding: 'utf8' })) {
    const name = join(base, path);
    const stats = lstatSync(name);
    const text = stats.isFile() ? readFileSync(name, 'utf8') : '';
    const leadsTo = stats.isSymbolicLink() ? readlinkSync(name).replace(base, '<base>') : '';
    tree[path] = `${(stats.mode & 0o7777).toString(8)} ${text}${leadsTo}`;
  }
  return tree;
}

/** What cannot be done at a place is left. */
function change(name: string, what: string, index: number): void {
  try {
    if (what === 'remove') rmSync(name, { recursive: true });
    else {
      mkdirSync(dirname(name), { recursive: true });
      if (what === 'write') writeFileSync(name, `text ${index}`);
      if (what === 'folder') mkdirSync(name);
      if (what === 'link') symlinkSync('package.json', name);
    }
  } catch {
    // A folder is in its place, or there is something already.
  }
}
