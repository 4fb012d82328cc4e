import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../host/folders.ts';
import type { Addition } from '../support/additions.ts';
import { ADDITIONS } from '../support/additions.ts';

/** An entry of a list in docs/architecture.md. */
interface Listed {
  readonly path: string;
  readonly isNew: boolean;
  /** Whether the compiler finds that it was left out. */
  readonly isAskedFor: boolean;
}

/** The lists below "How do I add ...", by what stands behind the dots of their headings. */
function listsIn(text: string): ReadonlyMap<string, readonly Listed[]> {
  const [, section = ''] = /^## How do I add \.\.\.$([^]*?)(?=^## |(?![^]))/m.exec(text) ?? [];
  const lists = section.split(/^### \.\.\. /m).slice(1);
  return new Map(
    lists.map((list) => [
      /^.*/.exec(list)?.[0] ?? '',
      [...list.matchAll(/^\d+\. `([^`]+)`(.*)$/gm)].map(([, path = '', rest = '']) => ({
        path,
        isNew: rest.startsWith(' (new)'),
        isAskedFor: !/[*_]not asked for[*_]/.test(rest),
      })),
    ]),
  );
}

/** A text with an addition. */
function added(text: string, path: string, addition: Addition): string {
  if ('whole' in addition) return addition.whole;
  return addition.before.reduce((present, [anchor, more]) => {
    const pieces = present.split(anchor);
    assert.equal(pieces.length, 2, `${path} has not one place for: ${more}`);
    return pieces.join(more + anchor);
  }, text);
}

describe('what an addition touches', function () {
  this.timeout(300_000);

  const lists = listsIn(readFileSync(join(projectRoot, 'docs', 'architecture.md'), 'utf8'));
  const listOf = (heading: string): readonly Listed[] => lists.get(heading) ?? [];
  let copy = '';

  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'tierwise-additions-'));
    cpSync(join(projectRoot, 'src'), join(copy, 'src'), { recursive: true });
    for (const name of ['node_modules', 'package.json']) {
      symlinkSync(join(projectRoot, name), join(copy, name));
    }
    const config = JSON.parse(readFileSync(join(projectRoot, 'tsconfig.json'), 'utf8')) as object;
    writeFileSync(
      join(copy, 'tsconfig.json'),
      JSON.stringify({ ...config, include: ['src'], exclude: [] }),
    );
  });

  after(() => rmSync(copy, { recursive: true, force: true }));

  /** Makes all additions in the copy, each but for one file of its list; undefined: with all. */
  function make(leftOut: number | undefined): void {
    for (const { heading, files, name } of ADDITIONS) {
      listOf(heading).forEach(({ path: listed }, index) => {
        const path = listed.replaceAll('<name>', name);
        const addition = files[path];
        const original = join(projectRoot, path);
        const text = existsSync(original) ? readFileSync(original, 'utf8') : undefined;
        const target = join(copy, path);
        if (index !== leftOut && addition !== undefined) {
          mkdirSync(dirname(target), { recursive: true });
          writeFileSync(target, added(text ?? '', path, addition));
        } else if (text === undefined) rmSync(target, { force: true });
        else writeFileSync(target, text);
      });
    }
  }

  /** The compiler's errors, a line each. */
  function errors(): readonly string[] {
    const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    // What one run has found out of files that the next one does not change is not found out again.
    const kept = ['--incremental', '--tsBuildInfoFile', 'kept.tsbuildinfo'];
    // In one thread and without collecting garbage, a run that is over in seconds takes half the work.
    const options = ['-p', '.', '--pretty', 'false', '--singleThreaded', ...kept];
    const { stdout } = spawnSync(process.execPath, [compiler, ...options], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, GOGC: 'off' },
    });
    return stdout.split('\n').filter((line) => /^\S+\(\d+,\d+\): error/.test(line));
  }

  it('is listed in the documentation, file by file', () => {
    assert.deepEqual(
      [...lists.keys()],
      ADDITIONS.map(({ heading }) => heading),
    );
    for (const { heading, name, files, most } of ADDITIONS) {
      const list = listOf(heading);
      const paths = list.map(({ path }) => path.replaceAll('<name>', name));
      assert.deepEqual(paths, Object.keys(files), heading);
      assert.ok(paths.length <= most, `${heading}: ${paths.length} files`);
      for (const { path, isNew } of list) {
        assert.equal(path.includes('<name>'), isNew, path);
        if (!isNew) assert.ok(existsSync(join(projectRoot, path)), path);
      }
    }
  });

  it('compiles and is known everywhere with exactly these files', async () => {
    make(undefined);
    assert.deepEqual(errors(), []);
    const load = async (path: string): Promise<Readonly<Record<string, unknown>>> =>
      (await import(pathToFileURL(join(copy, path)).href)) as Readonly<Record<string, unknown>>;
    const call = (value: unknown, ...given: readonly unknown[]): unknown =>
      (value as (...parameters: readonly unknown[]) => unknown)(...given);

    const { taskFor } = await load('src/tasks/registry.ts');
    assert.equal((call(taskFor, 'tidy') as { name: string }).name, 'tidy');
    const { TASK_TITLES } = await load('src/editor/taskTable.ts');
    assert.equal((TASK_TITLES as Record<string, string>)['tidy'], 'Tidy Up');
    const { isDirective } = await load('src/syntax/directives.ts');
    assert.equal(call(isDirective, 'scheme', '// @scheme'), true);
    const { testsOf } = await load('src/tasks/testing/languages/languages.ts');
    assert.equal((call(testsOf, 'scheme') as { throwing: string }).throwing, '(error)');
    const { API_PROVIDERS } = await load('src/providers/providers.ts');
    assert.ok((API_PROVIDERS as readonly string[]).includes('azure'));
    const { readSettings } = await load('src/editor/settings/settingRules.ts');
    const raw = (name: string): unknown => ({ 'docs.calm': false })[name];
    const { docsCalm } = call(readSettings, raw, undefined) as { docsCalm: boolean };
    assert.equal(docsCalm, false);
    const { LEDGER_SCHEMA } = await load('src/ledger/database/ledgerSchema.ts');
    assert.match(LEDGER_SCHEMA as string, /waited_ms INTEGER NOT NULL/);
    const { SUMMED } = await load('src/ledger/queries/dailyCells.ts');
    assert.ok((SUMMED as readonly string[]).includes('waited_ms'));
    const { BUNDLED_PRICES } = await load('src/models/prices.ts');
    assert.match(JSON.stringify(BUNDLED_PRICES), /claude-haiku-6/);
  });

  // The additions have nothing to do with each other: one run of the compiler tells of all of them.
  const longest = Math.max(...[...lists.values()].map((list) => list.length));
  for (let leftOut = 0; leftOut < longest; leftOut += 1) {
    it(`is missed by the compiler without file ${leftOut + 1} of a list`, () => {
      make(leftOut);
      const found = errors();
      for (const { heading, name, files } of ADDITIONS) {
        const left = listOf(heading)[leftOut];
        if (left === undefined) continue;
        const said = found.filter((line) =>
          [...Object.keys(files), `'${name}'`].some((word) => line.includes(word)),
        );
        assert.equal(said.length > 0, left.isAskedFor, `${left.path}\n${found.join('\n')}`);
      }
    });
  }
});
