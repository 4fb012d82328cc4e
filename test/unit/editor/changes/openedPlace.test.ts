import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isBranchName, openedPath } from '../../../../src/editor/changes/openedPlace.ts';

describe('a changed file of a repository', () => {
  const folders = [
    { path: '/repo/app', real: '/repo/app' },
    { path: '/repo/app/inner', real: '/repo/app/inner' },
    { path: '/link', real: '/data/real' },
    { path: '/gone', real: undefined },
  ];

  for (const [real, path] of [
    ['/repo/app/a.ts', '/repo/app/a.ts'],
    ['/repo/app/inner/a.ts', '/repo/app/inner/a.ts'],
    ['/data/real/src/a.ts', '/link/src/a.ts'],
    ['/repo/private/a.ts', undefined],
    ['/repo/application/a.ts', undefined],
    ['/gone/a.ts', undefined],
    [undefined, undefined],
  ] as const) {
    it(`at ${real ?? 'no known place'} is ${path === undefined ? 'left out' : 'taken'}`, () => {
      assert.equal(openedPath(real, folders), path);
    });
  }
});

describe('the name of a branch', () => {
  it('is never an option of Git', () => {
    for (const name of ['main', 'origin/main', 'fix-1', 'HEAD~3', 'ä']) {
      assert.equal(isBranchName(name), true, name);
    }
    for (const name of ['--output=src/main.ts', '-p', '', ' -p', 'a b', '\n--x']) {
      assert.equal(isBranchName(name), false, name);
    }
  });
});
