import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { excludesFileOf } from '../../../src/folderRuns/excludesFile.ts';
import { historyCases } from '../../../src/strategy/cases/historyCases.ts';
import { CommitProjects, Texts } from '../../../src/strategy/git/commitProjects.ts';
import { lastCommits } from '../../../src/strategy/git/commits.ts';
import type { Git } from '../../../src/strategy/git/gitProgram.ts';
import { gitProgram } from '../../../src/strategy/git/gitProgram.ts';
import { GitRepository } from '../../support/gitRepository.ts';

/** Filters by their names, those that a settings file and an attribute can hold. */
const FILTERS = ['x', '', 'A.b', `it's"q`, 'included', 'long'];
const HOOKS = ['pre-auto-gc', 'post-index-change', 'fsmonitor-watchman', 'reference-transaction'];
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4\n';

const wherePosixIs = process.platform === 'win32' ? () => undefined : describe;

wherePosixIs('programs that a repository names', function () {
  this.timeout(60_000);
  const never = new AbortController().signal;
  let repository: GitRepository;
  let beside: string;
  let ran: string;

  beforeEach(() => {
    repository = new GitRepository();
    beside = realpathSync(mkdtempSync(join(tmpdir(), 'tw-beside-')));
    ran = join(beside, 'ran');
    mkdirSync(ran);
  });

  afterEach(() => {
    repository.remove();
    rmSync(beside, { recursive: true, force: true });
  });

  function script(name: string, lines: string): string {
    const path = join(beside, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${lines}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** A command that leaves a file with its name behind when it is started. */
  function trap(name: string): string {
    return script(`traps/${name}`, `: > '${ran}/${name}'`);
  }

  function started(): readonly string[] {
    const names = readdirSync(ran).sort();
    for (const name of names) rmSync(join(ran, name));
    return names;
  }

  /** A signed commit, a text that is missing, and files that were touched since. */
  function history(): string {
    const attributes = FILTERS.map((name, at) => `*.f${at} filter=${name} diff=x merge=x`);
    const files = Object.fromEntries(FILTERS.map((_, at) => [`a.f${at}`, `${at}\n`]));
    repository.commit('one', {
      '.gitattributes': `${attributes.join('\n')}\n*.js diff=x\n`,
      ...files,
      'a.js': 'export const a = 1;\n',
      'a.test.js': '1',
      'missing.txt': 'missing',
    });
    repository.write({ 'a.js': 'export const a = 2;\n', 'a.test.js': '2' });
    const signed = script(
      'sign',
      "echo '[GNUPG:] SIG_CREATED ' >&2\ncat > /dev/null\n" +
        "printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n'",
    );
    repository.git('-c', `gpg.program=${signed}`, 'commit', '--all', '-S', '--message=two');
    const missing = repository.git('rev-parse', 'HEAD:missing.txt').trim();
    rmSync(join(repository.folder, '.git/objects', missing.slice(0, 2), missing.slice(2)));
    for (const name of Object.keys(files)) {
      utimesSync(join(repository.folder, name), new Date(), new Date(Date.now() - 60_000));
    }
    return missing;
  }

  function settings(bundles: string): string {
    const of = (name: string, key: string, value: string) => `[${name}]\n\t${key} = ${value}\n`;
    const quoted = (name: string) => `"${name.replaceAll('"', String.raw`\"`)}"`;
    const filters = FILTERS.slice(0, -2).flatMap((name, at) => [
      of(`filter ${quoted(name)}`, 'clean', trap(`clean${at}`)),
      of(`filter ${quoted(name)}`, 'smudge', trap(`smudge${at}`)),
    ]);
    const long = [
      of('filter "long"', 'process', trap('process')),
      of('filter "long"', 'required', 'true'),
    ];
    const more = of('filter "included"', 'clean', trap('included'));
    writeFileSync(join(beside, 'more'), more);
    for (const hook of HOOKS) script(`hooks/${hook}`, `: > '${ran}/hook'`);
    const one = (...[name, key, as = key]: readonly [string, string, string?]) =>
      of(name, key, trap(as));
    return [
      ...filters,
      ...long,
      of('include', 'path', join(beside, 'more')),
      one('diff "x"', 'textconv'),
      one('diff "x"', 'command'),
      one('diff', 'external'),
      one('merge "x"', 'driver'),
      ...['fsmonitor', 'sshCommand', 'askPass', 'pager', 'editor', 'gitProxy'].map((key) =>
        one('core', key),
      ),
      one('core', 'alternateRefsCommand'),
      of('core', 'hooksPath', join(beside, 'hooks')),
      one('gpg', 'program', 'gpg'),
      of('log', 'showSignature', 'true'),
      of('credential', 'helper', `!${trap('credential')}`),
      one('uploadpack', 'packObjectsHook'),
      of('submodule "sub"', 'update', `!${trap('submodule')}`),
      of('status', 'submoduleSummary', 'true'),
      ...['status', 'log', 'ls-files', 'cat-file', 'config'].flatMap((command) => [
        of('alias', command, `!${trap('alias')}`),
        of('pager', command, trap('pagerOf')),
      ]),
      of('protocol', 'allow', 'always'),
      of('protocol "ext"', 'allow', 'always'),
      of('protocol "file"', 'allow', 'always'),
      of('remote "origin"', 'url', `"ext::${trap('lazy')}"`),
      of('remote "origin"', 'promisor', 'true'),
      of('remote "local"', 'url', beside),
      of('remote "local"', 'promisor', 'true'),
      one('remote "local"', 'uploadpack'),
      of('fetch', 'bundleURI', bundles),
    ].join('');
  }

  /** All that is asked of Git anywhere. */
  async function askAll(git: Git, ids: readonly string[]): Promise<void> {
    const keptBack = { matches: () => false };
    const syntax = { facts: () => Promise.reject(new Error('no parser')) };
    const watch = { isOver: () => false, onTried: () => undefined };
    const runnerOf = () => assert.fail();
    await historyCases({ git, syntax, keptBack, runnerOf }, 5, watch, never).catch(() => undefined);
    const [commit = assert.fail()] = await lastCommits(git, 5, never);
    const texts = new Texts(git);
    const projects = await CommitProjects.of({ git, texts, prefix: '', keptBack }, never);
    await projects.stateAt(commit, never);
    await texts.all(ids, never).catch(() => undefined);
    await git.run(['ls-files', '-z', '--cached', '--ignored', '--exclude-standard'], never);
    await excludesFileOf(repository.folder, {
      git: (args) => git.run(args, never),
      env: process.env,
      home: beside,
    });
  }

  async function withTraps(program: string): Promise<readonly string[]> {
    let connections = 0;
    const server = createServer((_, response) => {
      connections += 1;
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const missing = history();
      const { port } = server.address() as AddressInfo;
      const config = settings(`http://127.0.0.1:${port}/bundle`);
      writeFileSync(join(repository.folder, '.git/config'), config, { flag: 'a' });
      await askAll(gitProgram(program, repository.folder, process.env), [missing]);
      return [...started(), ...Array.from({ length: connections }, () => 'connection')];
    } finally {
      server.close();
    }
  }

  it('are not started, whatever is asked', async () => {
    assert.deepEqual(await withTraps('git'), []);
    // They would be, else.
    const env = { ...process.env, GIT_PAGER: 'cat' };
    const plainly = (...args: readonly string[]) => {
      try {
        execFileSync('git', args, { cwd: repository.folder, env, stdio: 'ignore' });
      } catch {
        // What its programs say is not what Git wants to hear.
      }
    };
    plainly('-c', 'filter.long.required=false', 'status', '--porcelain');
    plainly('log', '-1', '--format=%H');
    const found = started();
    for (const name of ['clean0', 'clean1', 'clean2', 'clean3', 'process', 'included', 'gpg']) {
      assert.ok(found.includes(name), `${name} of ${found.join()}`);
    }
  });

  it('are not started by a Git that would fetch what is missing', async () => {
    const older = script('older', 'unset GIT_NO_LAZY_FETCH\nexec git "$@"');
    assert.deepEqual(await withTraps(older), []);
  });

  it('cannot be hidden behind a name that no option holds: then nothing is looked at', async () => {
    repository.commit('one', { '.gitattributes': '* filter=a=b\n', a: '1' });
    repository.git('config', 'filter.a=b.clean', trap('odd'));
    const git = gitProgram('git', repository.folder, process.env);
    await assert.rejects(git.run(['status', '--porcelain'], never), /cannot be switched off/);
    assert.deepEqual(started(), []);
  });

  it('are not needed to know a file that lies elsewhere: it stays as it is', async () => {
    const commit = repository.commit('one', {
      '.gitattributes': '*.dat filter=lfs\n*.txt filter=up\n',
      'large.dat': POINTER,
      'own.txt': 'kept',
      'same.txt': 'same',
    });
    repository.git('config', 'filter.lfs.clean', trap('lfs'));
    repository.git('config', 'filter.lfs.required', 'true');
    repository.git('config', 'filter.up.clean', trap('up'));
    repository.write({ 'large.dat': 'the large file', 'own.txt': 'KEPT' });
    const git = gitProgram('git', repository.folder, process.env);
    const folder = { git, texts: new Texts(git), prefix: '', keptBack: { matches: () => false } };
    const state = await (await CommitProjects.of(folder, never)).stateAt({ id: commit }, never);
    assert.deepEqual(state.texts, { 'own.txt': 'kept' });
    assert.equal(state.isLeftOut('large.dat'), false);
    assert.deepEqual(started(), []);
  });
});
