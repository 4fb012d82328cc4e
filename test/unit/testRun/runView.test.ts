import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { realHome } from '../../../src/testRun/command/testEnvironment.ts';
import { LeftOutPackages } from '../../../src/testRun/copy/leftOutPackages.ts';
import { bubblewrap, olderBubblewrap } from '../../../src/testRun/isolation/bubblewrap.ts';
import { hostSockets } from '../../../src/testRun/isolation/hostSockets.ts';
import type { RunViewParts, Seen } from '../../../src/testRun/isolation/runView.ts';
import { runView } from '../../../src/testRun/isolation/runView.ts';
import { seatbelt } from '../../../src/testRun/isolation/seatbelt.ts';

describe('what an isolated test run sees', () => {
  let own = '';
  let home = '';
  let root = '';

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-view-')));
    home = join(own, 'home');
    root = join(home, 'go/src/shop');
    for (const path of [
      '.cargo/bin/cargo',
      '.cargo/credentials.toml',
      '.m2/settings.xml',
      '.local/bin/tool',
      '.local/share/keyrings/login',
      '.ssh/id_rsa',
      'go/pkg/mod/x',
      'go/src/shop/.env',
      'go/src/shop/node_modules/left/i.js',
      'go/src/shop/.venv/bin/python',
      'tools/python/bin/python3',
      'tools/python/lib/python3/os.py',
      'tools/python/notes.txt',
    ]) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), '');
    }
    mkdirSync(join(own, 'base'));
  });

  afterEach(() => rmSync(own, { recursive: true }));

  async function seen(parts: Partial<RunViewParts> = {}): Promise<(path: string) => string> {
    const view = await runView({
      env: {},
      home,
      root,
      temporary: own,
      writable: [join(own, 'base')],
      packages: [join(root, 'node_modules')],
      leftOut: new LeftOutPackages((path) =>
        /(?:^|\/)(?:\.env|credentials\.\w+|keys\/.*)$/.test(path),
      ),
      sockets: [],
      program: '/bin/sh',
      ...parts,
    });
    const places = new Map(view.map(({ path, as }) => [path, as]));
    return (path) => {
      for (let at = resolve(home, path); at !== '/'; at = dirname(at)) {
        const as = places.get(at);
        if (as !== undefined) return as;
      }
      return 'as it is';
    };
  }

  it('is the toolchain without its keys, and nothing else of the home', async () => {
    const at = await seen();
    assert.deepEqual(['.cargo/bin/cargo', 'go/pkg/mod/x', '.local/bin/tool'].map(at), [
      'readable',
      'readable',
      'readable',
    ]);
    assert.deepEqual(['.cargo/credentials.toml', '.m2/settings.xml'].map(at), ['hidden', 'hidden']);
    assert.deepEqual(['.ssh/id_rsa', '.local/share/keyrings/login', 'x'].map(at), [
      'empty',
      'empty',
      'empty',
    ]);
  });

  it('is the packages of the project, and not the project', async () => {
    const at = await seen();
    assert.equal(at('go/src/shop/.env'), 'empty');
    assert.equal(at('go/src/shop/node_modules/left/i.js'), 'readable');
    assert.equal(at('../base/project/a.js'), 'writable');
  });

  it('is a virtual environment and the Python that it leads to', async () => {
    rmSync(join(root, '.venv/bin/python'));
    symlinkSync(join(home, 'tools/python/bin/python3'), join(root, '.venv/bin/python'));
    const at = await seen({ program: join(root, '.venv/bin/python') });
    assert.equal(at('go/src/shop/.venv/bin/python'), 'readable');
    assert.equal(at('tools/python/lib/python3/os.py'), 'readable');
    assert.equal(at('tools/python/notes.txt'), 'empty');
    assert.equal(at('go/src/shop/.env'), 'empty');
  });

  it('is nothing that a link of the project leads to outside of it', async () => {
    for (const path of [
      '.ssh/deploy/bin/python3',
      '.config/tool/bin/python',
      'other/.env',
      'x.sh',
    ]) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), '');
    }
    const link = join(root, '.venv');
    for (const [program, leads] of Object.entries({
      '.ssh/deploy/bin/python3': join(home, '.ssh/deploy'),
      '.config/tool/bin/python': join(home, '.config/tool'),
    })) {
      rmSync(link, { recursive: true });
      symlinkSync(leads, link);
      const at = await seen({ program: join(link, 'bin', basename(program)) });
      assert.deepEqual([at(program), at('go/src/shop/.venv/bin')], ['empty', 'empty'], program);
    }
    rmSync(link, { recursive: true });
    mkdirSync(join(link, 'bin'), { recursive: true });
    symlinkSync(join(home, 'x.sh'), join(link, 'bin/python'));
    const env = { PATH: join(root, 'programs'), GOROOT: join(root, 'go') };
    symlinkSync(join(home, 'other'), join(root, 'programs'));
    symlinkSync(join(home, 'other'), join(root, 'go'));
    const at = await seen({ program: join(link, 'bin/python'), env });
    assert.deepEqual(['x.sh', 'other/.env', 'go/src/shop/programs/.env'].map(at), [
      'empty',
      'empty',
      'empty',
    ]);
    // What a toolchain has installed can be seen anyhow.
    rmSync(link, { recursive: true });
    mkdirSync(join(home, '.virtualenvs/shop/bin'), { recursive: true });
    writeFileSync(join(home, '.virtualenvs/shop/bin/python'), '');
    symlinkSync(join(home, '.virtualenvs/shop'), link);
    const tool = await seen({ program: join(link, 'bin/python') });
    assert.equal(tool('go/src/shop/.venv/bin/python'), 'readable');
  });

  it('is of packages only the real folders of the project and of those around it', async () => {
    mkdirSync(join(root, 'sub'));
    symlinkSync('..', join(root, 'sub/node_modules'));
    mkdirSync(join(home, 'go/node_modules/above'), { recursive: true });
    mkdirSync(join(home, 'other/node_modules/right'), { recursive: true });
    const packages = [
      root,
      join(root, 'sub/node_modules'),
      home,
      join(home, '.config'),
      join(home, 'go/node_modules'),
      join(home, 'other/node_modules'),
    ];
    const at = await seen({ packages });
    assert.equal(at('go/node_modules/above'), 'readable');
    for (const path of [
      'go/src/shop/.env',
      '.ssh/id_rsa',
      '.config/x',
      'other/node_modules/right',
    ]) {
      assert.equal(at(path), 'empty', path);
    }
  });

  it('is no file of packages that is never sent, but code that is called so', async () => {
    const left = join(root, 'node_modules/left');
    mkdirSync(join(left, 'config/keys'), { recursive: true });
    for (const path of [
      'config/.env',
      'config/keys/a',
      'credentials.json',
      'lib.json',
      'credentials.js',
    ]) {
      writeFileSync(join(left, path), '');
    }
    const path = 'go/src/shop/node_modules/left/';
    const names = [
      'config/.env',
      'config/keys/a',
      'credentials.json',
      'lib.json',
      'credentials.js',
    ];
    const expected = ['hidden', 'hidden', 'hidden', 'readable', 'readable'];
    const at = await seen();
    assert.deepEqual(
      names.map((name) => at(path + name)),
      expected,
    );
    // Who leaves out all packages means to send none, not to run without them.
    const all = await seen({
      leftOut: new LeftOutPackages((one) => /(?:^|\/)node_modules\//.test(one)),
    });
    assert.equal(all(`${path}i.js`), 'readable');
  });

  it('is no socket of a service, wherever it lies', async () => {
    const server = createServer().listen(join(home, '.cargo/bin/s'));
    await once(server, 'listening');
    try {
      assert.ok((await hostSockets()).includes(join(home, '.cargo/bin/s')));
      const sockets = [join(home, '.cargo/bin/s'), join(home, '.cargo/bin/cargo')];
      const at = await seen({ sockets: [...sockets, '/nowhere/s'] });
      assert.equal(at('.cargo/bin/s'), 'hidden');
      assert.equal(at('.cargo/bin/cargo'), 'readable');
    } finally {
      server.close();
    }
  });

  it('is nothing of the disk but the system, and no secrets of that', async () => {
    const at = await seen();
    for (const { name } of readdirSync('/', { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    )) {
      const isData = !/^(?:bin|s?bin|lib\w*|usr|etc|opt|dev|proc|sys|var|nix|gnu|snap|tmp)$/.test(
        name,
      );
      if (isData) assert.equal(at(`/${name}/x`), 'empty', name);
    }
    for (const path of ['/etc/shadow', '/etc/ssl/private/x', '/var/lib/x/s']) {
      if (existsSync(path.replace(/\/x.*/, ''))) assert.notEqual(at(path), 'as it is', path);
    }
  });

  it("is of Go's own folders what is installed", async () => {
    for (const path of [
      'go/src/mine/.env',
      'n/bin/node',
      'n/x',
      'sdk/go1.22/bin/go',
      'sdk/x',
      'p/src/y',
      'p/pkg/z',
    ]) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), '');
    }
    const at = await seen({ env: { GOPATH: join(home, 'p') } });
    const shown = ['go/pkg/mod/x', 'n/bin/node', 'sdk/go1.22/bin/go', 'p/pkg/z'];
    assert.deepEqual(
      shown.filter((path) => at(path) !== 'readable'),
      [],
    );
    const gone = ['go/src/mine/.env', 'n/x', 'sdk/x', 'p/src/y'];
    assert.deepEqual(
      gone.filter((path) => at(path) !== 'empty'),
      [],
    );
  });

  it('is no more for a variable or a program that lies in the home itself', async () => {
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, 'bin/node'), '');
    const env = { PATH: `${home}:${own}:${join(home, 'bin')}`, GOROOT: home, SSH_AUTH_SOCK: '/x' };
    const at = await seen({ env, program: join(home, 'bin/node') });
    assert.equal(at('bin/node'), 'readable');
    assert.deepEqual(['.ssh/id_rsa', 'x', '../y'].map(at), ['empty', 'empty', 'private']);
    const local = await seen({ program: join(home, '.local/bin/tool') });
    assert.equal(local('.local/bin/tool'), 'readable');
    assert.equal(local('.local/share/keyrings/login'), 'empty');
  });

  it('is not what a link of the project leads to instead of packages', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    for (const leads of [home, join(home, '.ssh')]) {
      const at = await seen({ packages: [leads] });
      assert.equal(at('.ssh/id_rsa'), 'empty');
    }
    mkdirSync(join(home, '.ssh/bin'));
    writeFileSync(join(home, '.ssh/bin/python'), '');
    const at = await seen({ program: join(home, '.ssh/bin/python') });
    assert.equal(at('.ssh/id_rsa'), 'hidden');
  });

  it('is a program behind links, as version managers make them for each shell', async () => {
    mkdirSync(join(home, 'shells'));
    symlinkSync(join(home, 'tools/python'), join(home, 'shells/1'));
    symlinkSync(home, join(home, 'shells/all'));
    const at = await seen({ program: join(home, 'shells/1/bin/python3') });
    assert.equal(at('shells/1/bin/python3'), 'readable');
    assert.equal(at('tools/python/lib/python3/os.py'), 'readable');
    const around = await seen({ program: join(home, 'shells/all/tools/python/bin/python3') });
    assert.equal(around('shells/all/tools/python/bin/python3'), 'readable');
    assert.deepEqual(['shells/all/x', '.ssh/id_rsa'].map(around), ['empty', 'empty']);
  });

  it('has no keys of a toolchain by any of its names', async () => {
    mkdirSync(join(home, 'dots'));
    renameSync(join(home, '.cargo'), join(home, 'dots/cargo'));
    symlinkSync('dots/cargo', join(home, '.cargo'));
    mkdirSync(join(home, '.ssh/bin'));
    writeFileSync(join(home, '.ssh/bin/python'), '');
    symlinkSync('.ssh', join(home, 'tool'));
    const at = await seen({ program: join(home, 'tool/bin/python') });
    assert.equal(at('.cargo/bin/cargo'), 'readable');
    for (const path of [
      '.cargo/credentials.toml',
      'dots/cargo/credentials.toml',
      'tool/id_rsa',
      '.ssh/id_rsa',
    ]) {
      assert.equal(at(path), 'hidden', path);
    }
  });

  it('is known whatever the variables are', async () => {
    const at = await seen({ env: { GOROOT: `:relative:${join(home, 'tools')}`, PATH: '' } });
    assert.equal(at('tools/python/lib/python3/os.py'), 'readable');
    assert.equal(realHome({ HOME: '' }), homedir());
    assert.equal(realHome({ HOME: home }), home);
  });

  it('never leaves out the system itself', async () => {
    const view = await runView({
      env: { XDG_RUNTIME_DIR: '/' },
      home: '/',
      root: '/',
      temporary: own,
      writable: [],
      packages: [],
      leftOut: new LeftOutPackages(() => false),
      sockets: [],
      program: '/bin/sh',
    });
    assert.deepEqual(
      view.filter(({ path }) => path === '/'),
      [],
    );
  });

  it('is written as rules of which later ones hold', () => {
    const view: readonly Seen[] = [
      { path: '/Users/me', as: 'empty', source: '/Users/me', isFolder: true },
      { path: '/Users/me/"go"', as: 'readable', source: '/Users/me/"go"', isFolder: true },
      { path: '/private/tmp/x', as: 'writable', source: '/private/tmp/x', isFolder: true },
    ];
    const apart = { command: '/bin/sh', args: ['-c', 'true'], cwd: '/', user: 1, group: 1 };
    const [flag, profile = '', ...rest] = seatbelt.args({ ...apart, view, hasNetwork: false });
    assert.deepEqual([flag, rest], ['-p', ['/bin/sh', '-c', 'true']]);
    const at = (line: string): number => {
      assert.ok(profile.includes(line), line);
      return profile.indexOf(line);
    };
    assert.ok(
      at('(deny file-read-data (subpath "/Users/me"))') <
        at('(allow file-read-data (subpath "/Users/me/\\"go\\""))'),
    );
    assert.ok(at('(deny file-write*)') < at('(allow file-write* (subpath "/private/tmp/x"))'));
    assert.ok(at('(deny network*)') < at('(allow network* (remote ip "localhost:*"))'));
    const open = seatbelt.args({ ...apart, view, hasNetwork: true })[1] ?? '';
    assert.equal(open.includes('(deny network*)'), false);
  });

  it('mounts what is writable last, and closes what is empty at the end', () => {
    const view: readonly Seen[] = [
      { path: '/home', as: 'empty', source: '/home', isFolder: true },
      { path: '/home/me/x', as: 'hidden', source: '/home/me/x', isFolder: false },
      { path: '/home/me/y', as: 'hidden', source: '/home/me/y', isFolder: true },
      { path: '/private', as: 'private', source: '/private', isFolder: true },
      { path: '/home/me/run', as: 'writable', source: '/home/me/run', isFolder: true },
    ];
    const apart = { command: '/bin/sh', args: [], cwd: '/', user: 1, group: 1 };
    const isolated = { ...apart, view, hasNetwork: false };
    const args = bubblewrap.args(isolated).join(' ');
    const end =
      '--tmpfs /home --ro-bind /dev/null /home/me/x --tmpfs /home/me/y --size 268435456 --tmpfs /private ' +
      '--bind /home/me/run /home/me/run --remount-ro /home --remount-ro /home/me/y --chdir / -- /bin/sh';
    assert.equal(args.slice(-end.length), end);
    assert.ok(args.includes('--dev /dev --size 268435456 --tmpfs /dev/shm --remount-ro /dev'));
    // Before 0.7 there is no such option.
    const older = olderBubblewrap.args(isolated).join(' ');
    assert.equal(older, args.replaceAll('--size 268435456 ', ''));
    assert.ok(args.includes('--unshare-net'));
    const open = bubblewrap.args({ ...apart, view, hasNetwork: true });
    assert.equal(open.includes('--unshare-net'), false);
  });
});
