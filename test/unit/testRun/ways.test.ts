import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runLimits } from '../../../src/testRun/command/runLimits.ts';
import { findIsolation } from '../../../src/testRun/isolation/findIsolation.ts';
import type { IsolationKind } from '../../../src/testRun/isolation/isolation.ts';

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
      arch: 'x64',
      find: async (program: string) =>
        ['missing', 'keyctl', 'perl'].includes(program) ? undefined : `/bin/${program}`,
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

  it('starts in a session of its own where something can begin one', async () => {
    const has = ['keyctl', 'perl', 'works'];
    const found = (platform: NodeJS.Platform, names: readonly string[], broken = '') =>
      findIsolation(
        {
          platform,
          arch: 'x64',
          find: async (program) => (names.includes(program) ? `/bin/${program}` : undefined),
          view: async () => [],
          user: 7,
          group: 8,
          succeeds: async (command) => command !== broken,
        },
        [kind('works', platform)],
      );
    const apart = { command: '/bin/sh', args: [], cwd: '/', view: [], hasNetwork: false };
    const started = async (...parts: Parameters<typeof found>) => {
      const { command, args = [] } = (await found(...parts))?.wrap(apart) ?? {};
      return [command, ...args.slice(-4)];
    };
    const rest = ['/bin/works', 'works', '/bin/sh', '7'];
    assert.deepEqual(await started('linux', has), ['/bin/perl', ...rest]);
    assert.deepEqual(await started('linux', has, '/bin/perl'), ['/bin/keyctl', ...rest]);
    assert.deepEqual(await started('linux', ['works']), rest);
    assert.deepEqual(await started('darwin', has), rest);
  });

  it('bounds processes only where those of a run are counted apart', () => {
    assert.match(runLimits('linux', '5.14.0-x'), /ulimit -u/);
    assert.match(runLimits('linux', '6.1.0'), /ulimit -u/);
    assert.doesNotMatch(runLimits('linux', '5.13.9'), /ulimit -u/);
    assert.doesNotMatch(runLimits('darwin', '24.0.0'), /ulimit -u/);
    assert.match(runLimits('darwin', '24.0.0'), /ulimit -d/);
  });
});
