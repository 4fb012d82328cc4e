import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { excludesFileOf } from '../../../src/folderRuns/excludesFile.ts';
import { GitRepository } from '../../support/gitRepository.ts';

describe('the user’s list of what Git ignores everywhere', () => {
  let repository: GitRepository;

  beforeEach(() => {
    repository = new GitRepository();
  });

  afterEach(() => repository.remove());

  /** With a home of its own. */
  function found(env: Readonly<Record<string, string>> = {}, hasGit = true) {
    const { folder } = repository;
    const own = { PATH: process.env['PATH'], HOME: join(folder, 'home'), ...env };
    const git = (args: readonly string[]): Promise<Buffer> =>
      Promise.resolve(execFileSync('git', args, { cwd: folder, env: own, stdio: 'pipe' }));
    return excludesFileOf(folder, {
      git: hasGit ? git : undefined,
      env: own,
      home: join(folder, 'home'),
    });
  }

  it('is where Git says, in the user’s settings or the repository’s', async () => {
    const { folder } = repository;
    repository.write({ 'home/.gitconfig': '[core]\n\texcludesFile = ~/my lists/everywhere\n' });
    assert.equal(await found(), join(folder, 'home/my lists/everywhere'));
    repository.git('config', 'core.excludesFile', '/elsewhere');
    assert.equal(await found(), '/elsewhere');
    repository.git('config', 'core.excludesFile', 'lists/mine');
    assert.equal(await found(), join(folder, 'lists/mine'));
    repository.git('config', 'core.excludesFile', '');
    assert.equal(await found(), undefined);
  });

  it('is at its usual place where nothing is said, or nobody can be asked', async () => {
    const { folder } = repository;
    const usual = join(folder, 'home/.config/git/ignore');
    const config = join(folder, 'config');
    for (const hasGit of [true, false]) {
      assert.equal(await found({}, hasGit), usual);
      assert.equal(await found({ XDG_CONFIG_HOME: '' }, hasGit), usual);
      assert.equal(await found({ XDG_CONFIG_HOME: config }, hasGit), join(config, 'git/ignore'));
    }
    repository.write({ '.git/config': '[core\n' });
    assert.equal(await found(), usual);
  });
});
