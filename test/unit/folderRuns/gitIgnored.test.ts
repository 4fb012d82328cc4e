import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { excludesFileOf } from '../../../src/folderRuns/excludesFile.ts';
import type { GitIgnored, IgnoreFiles } from '../../../src/folderRuns/gitIgnored.ts';
import { gitIgnoredIn } from '../../../src/folderRuns/gitIgnored.ts';
import { areCheap } from '../../../src/models/paths/pathRules.ts';
import { GitRepository } from '../../support/gitRepository.ts';

const LIST_TRACKED = ['ls-files', '-z', '--cached', '--ignored', '--exclude-standard'];

/** The disk, and Git for what it knows of. */
const files: IgnoreFiles = {
  text: (path) => {
    // The editor takes no such place.
    assert.doesNotMatch(path, /\/\//);
    try {
      const isFile = lstatSync(path).isFile();
      return Promise.resolve(isFile ? readFileSync(path, 'utf8') : undefined);
    } catch {
      // Nothing is there.
      return Promise.resolve(undefined);
    }
  },
  excludes: async (repository) => {
    const path = await excludesFileOf(repository, {
      git: (args) => Promise.resolve(spawnSync('git', args, { cwd: repository }).stdout),
      env: process.env,
      home: homedir(),
    });
    try {
      return readFileSync(path ?? '', 'utf8');
    } catch {
      // Nothing is there.
      return undefined;
    }
  },
  tracked: (cwd) =>
    Promise.resolve(spawnSync('git', LIST_TRACKED, { cwd, encoding: 'utf8' }).stdout.split('\0')),
};

describe('what Git ignores, in a folder that is looked through', () => {
  let repository: GitRepository;

  beforeEach(() => {
    repository = new GitRepository();
    // Lists of the machine that runs the tests are none of ours.
    repository.git('config', 'core.excludesFile', join(repository.folder, '.git/none'));
  });

  afterEach(() => repository.remove());

  it('is what Git says, for nested, negated, anchored and odd patterns', async () => {
    repository.write({
      '.gitignore': [
        '\uFEFF*.log',
        '!keep.log',
        '# *.ts',
        '\\#odd.ts',
        '\\!odd.ts',
        '/top.ts',
        'docs/*.ts',
        'made/',
        '**/deep/*.ts',
        'a/**/z.ts',
        'kept/*',
        '!kept/this.ts',
        'back',
        'spaced.ts   ',
        'held\\ ',
        'wind.ts\r',
        '[ab]?.ts',
        'nothing/**',
        '',
      ].join('\n'),
      '.git/info/exclude': 'excluded.ts\nboth.ts\n',
      'a/.gitignore': '!back\n!both.ts\n/own.ts\nsub/x.ts\n*.tmp.ts\n!\n! \n/\n!/\n//\n',
      'a/[odd] *name/.gitignore': '/own.ts\nlocal.ts\n!top.ts\n',
      'none/.gitignore': '*\n!.gitignore\n',
      ...filesAt(
        'x.log keep.log #odd.ts !odd.ts top.ts docs/x.ts docs/sub/x.ts made/x.ts made2/x.ts a/made/x.ts deep/x.ts q/deep/x.ts',
        'a/z.ts a/b/c/z.ts kept/this.ts kept/other.ts kept/sub/x.ts back/x.ts a/back/x.ts a/back/y.log a/both.ts',
        'both.ts excluded.ts a/own.ts a/b/own.ts a/sub/x.ts a/b/sub/x.ts a/x.tmp.ts x.tmp.ts spaced.ts wind.ts',
        'a1.ts c1.ts sub/top.ts none/x.ts nothing/x.ts nothing/deep/x.ts TOP.ts made.ts b/made',
      ),
      'held ': '',
      'a/[odd] *name/own.ts': '',
      'a/[odd] *name/local.ts': '',
      'a/[odd] *name/b/local.ts': '',
      'a/[odd] *name/b/own.ts': '',
      'a/o name/own.ts': '',
    });
    await assertAsGit(repository.folder);
    repository.git('config', 'core.ignoreCase', 'true');
    await assertAsGit(repository.folder);
  });

  it('is nothing that Git knows of already', async () => {
    repository.write({
      '.gitignore': 'made/\n*.gen.ts\n',
      'made/known.ts': '',
      'known.gen.ts': '',
    });
    repository.git('add', '--force', 'made/known.ts', 'known.gen.ts');
    repository.write({ 'made/new.ts': '', 'made/sub/x.ts': '', 'new.gen.ts': '' });
    await assertAsGit(repository.folder);
  });

  it('is what Git says, whatever the patterns are', async () => {
    const name = fc.constantFrom(
      'a',
      'b',
      'ab',
      'c.ts',
      '*',
      '**',
      '?',
      '[a-b]',
      '*.ts',
      '\\a',
      ' ',
    );
    const line = fc
      .tuple(
        fc.constantFrom('', '', '!', '/', '!/', '**/'),
        fc.array(name, { maxLength: 3 }),
        fc.constantFrom('', '', '/', '/**', '/*'),
      )
      .map(([start, names, end]) => start + names.join('/') + end)
      .filter((each) => areCheap([each]));
    const text = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));
    const names = ['a', 'b', 'ab', 'c.ts'];
    const paths = names.flatMap((one) =>
      names.flatMap((other) => names.map((third) => `d${one}/${other}/${third}/x`)),
    );
    repository.write(filesAt(paths.join(' ')));
    repository.write(filesAt('a b/a b/c.ts b/ab/b/c.ts', 'a b/x'));
    const lists = fc.record({
      '.gitignore': text,
      'b/.gitignore': text,
      'b/ab/.gitignore': text,
      '.git/info/exclude': text,
      // The list for all repositories.
      '.git/none': text,
    });
    const isAsGit = async (written: Record<string, string>): Promise<void> => {
      repository.write(written);
      await assertAsGit(repository.folder);
    };
    await fc.assert(fc.asyncProperty(lists, isAsGit), { numRuns: 40 });
  });

  it('begins anew in a repository within, in a worktree, and in a folder that was chosen though ignored', async () => {
    repository.commit('First', { '.gitignore': '*.log\nmade/\n', 'src/x.ts': '' });
    repository.write(filesAt('inner/x.log inner/y.tmp made/x.log made/y.tmp made/sub/y.tmp'));
    repository.write({ 'made/.gitignore': '/y.tmp\n', '.git/info/exclude': 'shared.ts\n' });
    const inner = new GitRepository(join(repository.folder, 'inner'));
    inner.git('config', 'core.excludesFile', '');
    inner.write({ '.gitignore': '*.tmp\n' });
    assert.deepEqual(await foundIn(repository.folder), [
      '.gitignore',
      'inner/.gitignore',
      'inner/x.log',
      'src/x.ts',
    ]);
    const made = await foundIn(join(repository.folder, 'made'));
    assert.deepEqual(made, ['.gitignore', 'sub/y.tmp', 'x.log']);
    repository.git('worktree', 'add', '--quiet', 'made/tree');
    const tree = join(repository.folder, 'made/tree');
    const worktree = new GitRepository(tree);
    worktree.write(filesAt('shared.ts other.ts x.log'));
    assert.deepEqual(await foundIn(tree), ['.gitignore', 'other.ts', 'src/x.ts']);
  });

  it('is nothing without a repository, and heeds no list behind a link', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tw-no-git-'));
    try {
      const ignored = await gitIgnoredIn(files, folder);
      assert.equal(await ignored.has('x.ts', false), false);
      assert.equal(await (await ignored.below('sub')).has('x.ts', false), false);
    } finally {
      rmSync(folder, { recursive: true });
    }
    repository.write({ patterns: 'x.ts\n', 'x.ts': '' });
    symlinkSync('patterns', join(repository.folder, '.gitignore'));
    await assertAsGit(repository.folder);
  });

  it('is of no place on another machine, whatever a repository says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tw-elsewhere-'));
    try {
      for (const said of ['//server/share/x', '\\\\server\\share\\x', '///x']) {
        writeFileSync(join(folder, '.git'), `gitdir: ${said}\n`);
        const ignored = await gitIgnoredIn(files, folder);
        assert.equal(await ignored.has('x.ts', false), false, said);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('heeds the user’s own list for all repositories, below all others, wherever Git is told that it is', async () => {
    repository.write({
      '.git/info/exclude': '!b.tmp\n',
      '.gitignore': '!c.tmp\nd.ts\n',
      'sub/.gitignore': '!e.tmp\n',
      'lists/mine': '*.tmp\n/top.ts\nmade/\n!d.ts\n',
      ...filesAt(
        'a.tmp b.tmp c.tmp d.ts top.ts sub/top.ts sub/a.tmp sub/e.tmp made/x.ts inner/a.tmp inner/b.tmp',
      ),
    });
    const inner = new GitRepository(join(repository.folder, 'inner'));
    const link = join(repository.folder, '.git', 'link');
    symlinkSync('../lists/mine', link);
    for (const path of ['lists/mine', join(repository.folder, 'lists/mine'), link]) {
      repository.git('config', 'core.excludesFile', path);
      assert.deepEqual(
        (await foundIn(repository.folder)).filter((each) => !each.startsWith('inner/')),
        '.gitignore b.tmp c.tmp lists/mine sub/.gitignore sub/e.tmp sub/top.ts'.split(' '),
      );
      await assertAsGit(repository.folder, (each) => !each.startsWith('inner/'));
    }
    inner.git('config', 'core.excludesFile', '../lists/mine');
    assert.deepEqual(await foundIn(inner.folder), []);
    await assertAsGit(inner.folder);
    inner.git('config', 'core.excludesFile', '');
    await assertAsGit(inner.folder);
    // A folder that is looked at though the list ignores it.
    assert.deepEqual(await foundIn(join(repository.folder, 'made')), ['x.ts']);
  });

  it('passes over patterns that would take long, and heeds the others', async () => {
    const dear = `${'*a'.repeat(40)}b`;
    repository.write({ '.gitignore': `${dear}\n${'**/a/'.repeat(40)}b\nx.ts\n` });
    const ignored = await gitIgnoredIn(files, repository.folder);
    assert.equal(await ignored.has('a'.repeat(200), false), false);
    assert.equal(await ignored.has('x.ts', false), true);
  });

  it('passes over what stands behind more patterns than can be looked up in little time', async () => {
    const many = Array.from({ length: 1_500 }, (_, index) => `p${index}*`).join('\n');
    repository.write({
      '.git/info/exclude': 'first.ts\n',
      '.gitignore': `${many}\nsecond.ts\n`,
      'sub/.gitignore': `third.ts\n${many}\nfourth.ts\n`,
      'sub/sub/.gitignore': 'fifth.ts\n',
    });
    let ignored = await gitIgnoredIn(files, repository.folder);
    for (const name of ['sub', 'sub']) ignored = await ignored.below(name);
    const names = ['first.ts', 'second.ts', 'third.ts', 'fourth.ts', 'fifth.ts', 'p7.ts'];
    assert.deepEqual(await Promise.all(names.map((name) => ignored.has(name, false))), [
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
  });
});

function filesAt(...paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.flatMap((some) => some.split(' ')).map((path) => [path, '']));
}

async function assertAsGit(
  folder: string,
  isMeant: (path: string) => boolean = () => true,
): Promise<void> {
  const all = (await foundIn(folder, () => Promise.resolve(false))).filter(isMeant);
  assert.ok(all.length > 0);
  const input = all.join('\0');
  const asked = ['check-ignore', '-z', '--stdin'];
  const { stdout, stderr } = spawnSync('git', asked, { cwd: folder, input, encoding: 'utf8' });
  assert.doesNotMatch(stderr, /fatal/);
  const ignored = new Set(stdout.split('\0'));
  assert.deepEqual(
    (await foundIn(folder)).filter(isMeant),
    all.filter((path) => !ignored.has(path)),
  );
}

/** The files of a folder but those that are ignored, by their paths. */
async function foundIn(
  folder: string,
  isIgnored = (ignored: GitIgnored, name: string, isFolder: boolean) => ignored.has(name, isFolder),
): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = async (prefix: string, ignored: GitIgnored): Promise<void> => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const isFolder = entry.isDirectory();
      if (entry.name === '.git' || (await isIgnored(ignored, entry.name, isFolder))) continue;
      const path = prefix + entry.name;
      if (isFolder) await walk(`${path}/`, await ignored.below(entry.name));
      else found.push(path);
    }
  };
  await walk('', await gitIgnoredIn(files, folder));
  return found.sort();
}
