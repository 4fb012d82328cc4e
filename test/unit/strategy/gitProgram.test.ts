import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { historyCases } from '../../../src/strategy/cases/historyCases.ts';
import { GitLate, gitProgram } from '../../../src/strategy/git/gitProgram.ts';
import { GitRepository } from '../../support/gitRepository.ts';

const wherePipesAre = process.platform === 'win32' ? () => undefined : it;

describe('Git that is asked', () => {
  let repository: GitRepository;

  beforeEach(() => {
    repository = new GitRepository();
    repository.commit('one', { 'a.ts': '', '.gitignore': 'x\n' });
  });

  afterEach(() => repository.remove());

  const never = new AbortController().signal;
  const pipeAt = (path: string): string => {
    const pipe = join(repository.folder, path);
    assert.equal(spawnSync('sh', ['-c', 'mkfifo "$0"', pipe]).status, 0);
    return pipe;
  };

  wherePipesAre('is late where the settings include a pipe, and waits for nobody', async () => {
    repository.git('config', 'include.path', pipeAt('pipe'));
    const git = gitProgram('git', repository.folder, process.env, 300);
    await assert.rejects(git.run(['ls-files', '-z'], never), GitLate);
    const reason = new Error('enough');
    const controller = new AbortController();
    const asked = git.run(['ls-files', '-z'], controller.signal);
    controller.abort(reason);
    await assert.rejects(asked, reason);
  });

  wherePipesAre('is late, and has no history instead of an empty one', async () => {
    repository.git('config', 'include.path', pipeAt('pipe'));
    const git = gitProgram('git', repository.folder, process.env, 300);
    const history = {
      git,
      syntax: { facts: () => assert.fail() },
      keptBack: { matches: () => false },
      runnerOf: () => assert.fail(),
    };
    const watch = { isOver: () => false, onTried: () => undefined };
    await assert.rejects(historyCases(history, 5, watch, never), GitLate);
  });

  it('says what it has to say in its time', async () => {
    const git = gitProgram('git', repository.folder, process.env, 60_000);
    const said = await git.run(['ls-files', '-z'], never);
    assert.equal(said.toString(), '.gitignore\0a.ts\0');
  });
});
