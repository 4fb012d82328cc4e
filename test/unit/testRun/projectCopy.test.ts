import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { BuildCache } from '../../../src/testRun/copy/buildCache.ts';
import type { CopyPool } from '../../../src/testRun/copy/copyPool.ts';
import {
  COPY_PREFIX,
  ownFolder,
  removeStrayCopies,
} from '../../../src/testRun/copy/strayCopies.ts';
import { testCopies } from '../../support/testCopies.ts';

const never = new AbortController().signal;

describe('the copy of a project for tests', () => {
  let own = '';
  let root = '';
  let pool: CopyPool;
  const troubles: unknown[] = [];

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-copy-')));
    root = join(own, 'root');
    pool = testCopies(own, troubles);
    file('package.json', '{}');
    file('src/a.ts', 'a');
    file('node_modules/left/i.js', 'left');
    file('packages/lib/i.js', 'lib');
    file('packages/lib/.env', 'SECRET');
    symlinkSync('../packages/lib', join(root, 'node_modules/lib'));
  });

  afterEach(() => {
    rmSync(own, { recursive: true, force: true });
    assert.deepEqual(troubles, []);
  });

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function copy(texts: Readonly<Record<string, string>> = {}, signal = never) {
    const isLeftOut = (path: string): boolean => path.endsWith('.env');
    return pool.take({ root, part: '', isLeftOut, texts }, signal);
  }

  it('copies the packages that are its own and links only what is installed', async () => {
    const made = await copy();
    assert.ok(made !== undefined);
    writeFileSync(join(made.folder, 'node_modules/lib/i.js'), 'changed');
    assert.equal(readFileSync(join(root, 'packages/lib/i.js'), 'utf8'), 'lib');
    assert.equal(readFileSync(join(made.folder, 'packages/lib/i.js'), 'utf8'), 'changed');
    assert.equal(
      realpathSync(join(made.folder, 'node_modules/left')),
      join(root, 'node_modules/left'),
    );
    await made.giveBack(false);
  });

  it('takes nothing from where links of the project lead out of it', async () => {
    const beside = join(own, 'beside');
    for (const name of ['notes', 'node_modules/right']) {
      mkdirSync(join(beside, name), { recursive: true });
      writeFileSync(join(beside, name, 'i.js'), name);
    }
    for (const [path, leads] of Object.entries({
      'sub/node_modules': '..',
      'home/node_modules': own,
      'notes/node_modules': join(beside, 'notes'),
      'other/node_modules': join(beside, 'node_modules'),
      'node_modules/notes': join(beside, 'notes'),
      'node_modules/.bin': own,
      'node_modules/right': join(beside, 'node_modules/right'),
      'node_modules/history': join(root, '.git'),
      'node_modules/file': join(root, 'packages/lib/.env'),
    })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(leads, join(root, path));
    }
    file('.git/config', 'token');
    const made = await copy();
    assert.ok(made !== undefined);
    assert.deepEqual(made.packages, [join(root, 'node_modules')]);
    assert.deepEqual(readdirSync(join(made.folder, 'node_modules')).sort(), [
      'left',
      'lib',
      'right',
    ]);
    for (const path of ['sub', 'home', 'notes', '.git']) {
      assert.equal(existsSync(join(made.folder, path, 'node_modules')), false, path);
    }
    assert.deepEqual(readdirSync(made.base).sort(), ['home', 'project']);
    await made.giveBack(false);
  });

  it('reaches the packages of a workspace around the project and those behind its own links', async () => {
    const shop = join(own, 'root/packages/shop');
    file('node_modules/.pnpm/zod@1/node_modules/zod/i.js', 'zod');
    for (const [path, leads] of Object.entries({
      'packages/shop/node_modules/zod': join(root, 'node_modules/.pnpm/zod@1/node_modules/zod'),
      'packages/shop/part/node_modules': '../node_modules',
    })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(leads, join(root, path));
    }
    const isLeftOut = (): boolean => false;
    const made = await pool.take({ root: shop, part: '', isLeftOut, texts: {} }, never);
    assert.ok(made !== undefined);
    assert.deepEqual(made.packages.toSorted(), [
      join(root, 'node_modules'),
      join(shop, 'node_modules'),
    ]);
    for (const path of ['node_modules/zod/i.js', 'part/node_modules/zod/i.js']) {
      assert.equal(readFileSync(join(made.folder, path), 'utf8'), 'zod', path);
    }
    await made.giveBack(false);
  });

  for (const path of [
    'node_modules/left/i.js',
    'node_modules/lib/i.js',
    'linked.ts',
    'docs/a.ts',
  ]) {
    it(`refuses a text at ${path}`, async () => {
      symlinkSync(join(root, 'src/a.ts'), join(root, 'linked.ts'));
      symlinkSync(join(root, 'src'), join(root, 'docs'));
      await assert.rejects(copy({ [path]: 'overwritten' }));
      assert.equal(readFileSync(join(root, 'src/a.ts'), 'utf8'), 'a');
      assert.equal(readFileSync(join(root, 'node_modules/left/i.js'), 'utf8'), 'left');
      assert.equal(readFileSync(join(root, 'packages/lib/i.js'), 'utf8'), 'lib');
    });
  }

  it('writes nothing through a link that was made in the copy itself', async () => {
    const first = await copy();
    assert.ok(first !== undefined);
    rmSync(join(first.folder, 'src'), { recursive: true });
    symlinkSync(join(root, 'src'), join(first.folder, 'src'));
    symlinkSync(join(root, 'src/a.ts'), join(first.folder, 'file.ts'));
    symlinkSync(join(root, 'src'), join(first.folder, 'folder'));
    await first.giveBack(true);
    const texts = { 'src/a.ts': 'new', 'file.ts': 'new', 'folder/a.ts': 'new' };
    const made = await copy(texts);
    assert.ok(made !== undefined);
    assert.equal(made.folder, first.folder);
    for (const path of Object.keys(texts)) {
      assert.equal(readFileSync(join(made.folder, path), 'utf8'), 'new');
    }
    assert.equal(readFileSync(join(root, 'src/a.ts'), 'utf8'), 'a');
    assert.deepEqual(readdirSync(join(root, 'src')), ['a.ts']);
    await made.giveBack(false);
  });

  it('leaves out what builds have made, not what is only called so', async () => {
    for (const path of [
      'java/build.gradle',
      'java/build/test-results/test/TEST-old.xml',
      'java/.gradle/x',
      'net/shop.csproj',
      'net/bin/shop.dll',
      'net/obj/project.assets.json',
      'net/obj/Debug/shop.dll',
      'src/build/a.ts',
      'src/bin/main.rs',
    ]) {
      file(path, path);
    }
    const made = await copy();
    assert.ok(made !== undefined);
    const copied = readdirSync(made.folder, { recursive: true, encoding: 'utf8' });
    assert.deepEqual(copied.filter((path) => /^(?:java|net|src\/b)/.test(path)).toSorted(), [
      'java',
      'java/build.gradle',
      'net',
      'net/obj',
      'net/obj/project.assets.json',
      'net/shop.csproj',
      'src/bin',
      'src/bin/main.rs',
      'src/build',
      'src/build/a.ts',
    ]);
    await made.giveBack(false);
  });

  it('follows no links, however many there are, and can be cancelled', async () => {
    for (let n = 0; n < 34; n++) {
      mkdirSync(join(root, `node_modules/@s${n}`));
      for (const side of ['@a', '@b']) {
        symlinkSync(`../@s${(n + 1) % 34}`, join(root, `node_modules/@s${n}/${side}`));
      }
    }
    const made = await copy();
    assert.ok(made !== undefined);
    assert.equal(readdirSync(join(made.folder, 'node_modules/@s0')).length, 2);
    await made.giveBack(false);
    await assert.rejects(copy({}, AbortSignal.abort(new Error('cancelled'))), /cancelled/);
    assert.deepEqual(readdirSync(own), ['root']);
  });

  it('removes what tests have made read-only', async () => {
    const made = await copy();
    assert.ok(made !== undefined);
    mkdirSync(join(made.folder, 'closed/inner'), { recursive: true });
    writeFileSync(join(made.folder, 'closed/inner/file'), 'x');
    chmodSync(join(made.folder, 'closed/inner'), 0o500);
    chmodSync(join(made.folder, 'closed'), 0o000);
    await made.giveBack(false);
    assert.deepEqual(readdirSync(own), ['root']);
  });

  it('removes old caches of compilers, later than copies', async () => {
    const now = Date.now();
    for (const [name, hours] of [
      ['tierwise-builds-old', 25],
      ['tierwise-builds-used', 2],
      ['tierwise-tests-old', 2],
    ] as const) {
      mkdirSync(join(own, name));
      const seconds = now / 1000 - hours * 3600;
      utimesSync(join(own, name), seconds, seconds);
    }
    await removeStrayCopies(own, now);
    assert.deepEqual(readdirSync(own), ['root', 'tierwise-builds-used']);
  });

  it('removes copies of a process whose number another one has now', async () => {
    if (process.platform !== 'linux') return;
    const made = basename(await ownFolder(own, COPY_PREFIX));
    // It began at another time than the one that has its number.
    const died = made.replace(/\.\d+-/, '.1-');
    mkdirSync(join(own, died));
    await removeStrayCopies(own, Date.now());
    assert.deepEqual(readdirSync(own).sort(), ['root', made]);
    rmSync(join(own, made), { recursive: true });
  });

  it('keeps one cache for a window, made anew when it was removed', async () => {
    const cache = new BuildCache(own, () => 3_600_000);
    const folder = await cache.folder();
    assert.equal(await cache.folder(), folder);
    assert.equal(statSync(folder).mtimeMs, 3_600_000);
    rmSync(folder, { recursive: true });
    const other = await cache.folder();
    assert.ok(existsSync(other));
    cache.dispose();
    assert.deepEqual(readdirSync(own), ['root']);
  });

  it('removes old copies though a link of their name leads nowhere', async () => {
    symlinkSync(join(own, 'nowhere'), join(own, 'tierwise-tests-a'));
    mkdirSync(join(own, 'tierwise-tests-b'));
    utimesSync(join(own, 'tierwise-tests-b'), 1, 1);
    await removeStrayCopies(own, Date.now());
    assert.deepEqual(readdirSync(own), ['root', 'tierwise-tests-a']);
  });
});
