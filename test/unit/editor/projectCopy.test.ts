import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { BuildCache } from '../../../src/editor/testRun/buildCache.ts';
import { copyProject, removeStrayCopies } from '../../../src/editor/testRun/projectCopy.ts';

const never = new AbortController().signal;

describe('the copy of a project for tests', () => {
  let own = '';
  let root = '';
  const temporary = process.env['TMPDIR'];

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-copy-')));
    process.env['TMPDIR'] = own;
    root = join(own, 'root');
    file('package.json', '{}');
    file('src/a.ts', 'a');
    file('node_modules/left/i.js', 'left');
    file('packages/lib/i.js', 'lib');
    file('packages/lib/.env', 'SECRET');
    symlinkSync('../packages/lib', join(root, 'node_modules/lib'));
  });

  afterEach(() => {
    rmSync(own, { recursive: true, force: true });
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  });

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function copy(texts: Readonly<Record<string, string>> = {}, signal = never) {
    const isLeftOut = (path: string): boolean => path.endsWith('.env');
    return copyProject({ root, part: '', isLeftOut, texts }, signal);
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
    await made.remove();
  });

  it('copies a package that a path outside of the project leads to, but no credentials', async () => {
    mkdirSync(join(own, 'beside'));
    writeFileSync(join(own, 'beside/i.js'), 'beside');
    writeFileSync(join(own, 'beside/.env'), 'SECRET');
    symlinkSync(join(own, 'beside'), join(root, 'node_modules/beside'));
    const made = await copy();
    assert.ok(made !== undefined);
    writeFileSync(join(made.folder, 'node_modules/beside/i.js'), 'changed');
    assert.equal(readFileSync(join(own, 'beside/i.js'), 'utf8'), 'beside');
    assert.equal(existsSync(join(made.folder, 'node_modules/beside/.env')), false);
    await made.remove();
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
    const made = await copy();
    assert.ok(made !== undefined);
    symlinkSync(join(root, 'src/a.ts'), join(made.folder, 'file.ts'));
    symlinkSync(join(root, 'src'), join(made.folder, 'folder'));
    symlinkSync('folder', join(made.folder, 'chain'));
    for (const path of ['file.ts', 'folder/a.ts', 'chain/a.ts', 'chain/new/a.ts']) {
      await assert.rejects(made.write(path, 'overwritten'), path);
    }
    assert.equal(readFileSync(join(root, 'src/a.ts'), 'utf8'), 'a');
    assert.deepEqual(readdirSync(join(root, 'src')), ['a.ts']);
    await made.remove();
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
    await made.remove();
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
    await made.remove();
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
    await removeStrayCopies(now);
    assert.deepEqual(readdirSync(own), ['root', 'tierwise-builds-used']);
  });

  it('keeps one cache for a window, made anew when it was removed', async () => {
    const cache = new BuildCache(() => 3_600_000);
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
    await removeStrayCopies(Date.now());
    assert.deepEqual(readdirSync(own), ['root', 'tierwise-tests-a']);
  });
});
