import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { bubblewrap } from '../../../src/editor/testRun/bubblewrap.ts';
import { findIsolation, type IsolationKind } from '../../../src/editor/testRun/isolation.ts';
import { type RunViewParts, runView, type Seen } from '../../../src/editor/testRun/runView.ts';
import { seatbelt } from '../../../src/editor/testRun/seatbelt.ts';
import { realHome } from '../../../src/editor/testRun/testEnvironment.ts';

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
      'tools/python/lib/os.py',
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
      program: '/bin/sh',
      ...parts,
    });
    const places = new Map(view.map(({ path, as }) => [path, as]));
    return (path) => {
      for (let at = join(home, path); at !== '/'; at = dirname(at)) {
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
    assert.equal(at('tools/python/lib/os.py'), 'readable');
    assert.equal(at('go/src/shop/.env'), 'empty');
  });

  it('is no more for a variable or a program that lies in the home itself', async () => {
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, 'bin/node'), '');
    const env = { PATH: `${home}:${own}:${join(home, 'bin')}`, GOPATH: home, SSH_AUTH_SOCK: '/x' };
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
    assert.equal(at('tools/python/lib/os.py'), 'readable');
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
    const at = await seen({ env: { GOPATH: `:relative:${join(home, 'tools')}`, PATH: '' } });
    assert.equal(at('tools/python/lib/os.py'), 'readable');
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
      { path: '/home/me/run', as: 'writable', source: '/home/me/run', isFolder: true },
    ];
    const apart = { command: '/bin/sh', args: [], cwd: '/', user: 1, group: 1 };
    const args = bubblewrap.args({ ...apart, view, hasNetwork: false }).join(' ');
    assert.ok(
      args.endsWith(
        '--tmpfs /home --ro-bind /dev/null /home/me/x --bind /home/me/run /home/me/run --remount-ro /home --chdir / -- /bin/sh',
      ),
    );
    assert.ok(args.includes('--unshare-net'));
    const open = bubblewrap.args({ ...apart, view, hasNetwork: true });
    assert.equal(open.includes('--unshare-net'), false);
  });
});

describe('the way to isolate test runs', () => {
  const kind = (program: string, platform: NodeJS.Platform = 'linux'): IsolationKind => ({
    platform,
    program,
    args: ({ command, user }) => [program, command, String(user)],
  });

  it('is the first that was seen to work on this system', async () => {
    const tried: string[] = [];
    const parts = {
      platform: 'linux',
      find: async (program: string) => (program === 'missing' ? undefined : `/bin/${program}`),
      view: async () => [],
      user: 7,
      group: 8,
      succeeds: async (command: string) => {
        tried.push(command);
        return command === '/bin/works';
      },
    } as const;
    const kinds = ['other', 'missing', 'broken', 'works', 'later'].map((name) =>
      kind(name, name === 'other' ? 'darwin' : 'linux'),
    );
    const found = await findIsolation(parts, kinds);
    assert.deepEqual(tried, ['/bin/broken', '/bin/works']);
    const apart = { command: '/bin/sh', args: [], cwd: '/', view: [], hasNetwork: false };
    assert.deepEqual(found?.wrap(apart), {
      command: '/bin/works',
      args: ['works', '/bin/sh', '7'],
    });
    assert.equal(await findIsolation(parts, kinds.slice(0, 3)), undefined);
  });
});
