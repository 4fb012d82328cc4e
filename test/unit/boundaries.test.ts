import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from '../host/arrows.ts';
import { FLOORS, ROOMS } from '../host/arrows.ts';
import {
  circles,
  crowdedFolders,
  faultsOfHouse,
  strayFiles,
  typeScriptFiles,
  wrongArrows,
} from '../host/house.ts';

const projectRoot = join(import.meta.dirname, '..', '..');

describe('the house', () => {
  it('stands as its list of arrows says', () => {
    assert.deepEqual(faultsOfHouse(), []);
  });

  it('has no arrow up, and no part that is not there', () => {
    const files = typeScriptFiles('src');
    const isThere = (path: string): boolean =>
      files.some((file) => file === path || file.startsWith(`${path}/`));
    const parts: readonly Part[] = [...ROOMS, ...FLOORS];
    const named = parts.flatMap(({ path, imports }) => [path, ...imports]);
    assert.deepEqual(
      named.filter((path) => !isThere(path)),
      [],
    );
    const up = FLOORS.flatMap(({ path, imports }, at) =>
      imports
        .filter((below) => FLOORS.findIndex((floor) => floor.path === below) <= at)
        .map((below) => `${path} -> ${below}`),
    );
    assert.deepEqual(up, []);
  });

  it('is told apart from one that stands otherwise', () => {
    const wrong: readonly (readonly [from: string, to: string])[] = [
      ['src/tasks/task.ts', 'vscode'],
      ['src/tasks/task.ts', 'src/editor/ids.ts'],
      ['src/routing/run/run.ts', 'src/ledger/ledger.ts'],
      ['src/routing/policy/policy.ts', 'src/routing/run/run.ts'],
      ['src/ledger/folder/folderFiles.ts', 'src/ledger/openLedger.ts'],
      ['src/editor/wording/messages.ts', 'src/editor/runs/runs.ts'],
      ['src/report/page/report.ts', 'node:fs'],
      ['src/models/tier.ts', 'src/tasks/task.ts'],
    ];
    const right: readonly (readonly [from: string, to: string])[] = [
      ['src/editor/ids.ts', 'vscode'],
      ['src/extension.ts', 'src/ledger/openLedger.ts'],
      ['src/routing/run/run.ts', 'src/routing/policy/policy.ts'],
      ['src/syntax/syntax.ts', 'src/models/tier.ts'],
      ['src/tasks/task.ts', 'zod/mini'],
    ];
    const faults = (pairs: typeof wrong) => wrongArrows(pairs.map(([from, to]) => ({ from, to })));
    assert.equal(faults(wrong).length, wrong.length, faults(wrong).join('\n'));
    assert.deepEqual(faults(right), []);
    assert.equal(strayFiles(['src/cellar/a.ts', 'src/editor/new.ts']).length, 2);
    assert.equal(crowdedFolders(Array.from({ length: 26 }, (_, at) => `src/a/${at}.ts`)).length, 1);
    const ring = ['a', 'b', 'c'].map((name, at, all) => ({
      from: name,
      to: all[(at + 1) % all.length] ?? '',
    }));
    assert.deepEqual(circles(ring), ['circle: a -> b -> c -> a']);
    assert.deepEqual(circles(ring.slice(1)), []);
  });
});

describe('the tests', () => {
  it('are neither focused nor skipped', () => {
    const marked = typeScriptFiles('test')
      .filter((file) => file.endsWith('.test.ts'))
      .filter((file) =>
        /\b(?:describe|context|it|specify)\.(?:only|skip)\b|\bthis\.skip\(/.test(
          readFileSync(join(projectRoot, file), 'utf8'),
        ),
      );
    assert.deepEqual(marked, []);
  });
});
