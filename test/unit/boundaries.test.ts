import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

const projectRoot = join(import.meta.dirname, '..', '..');

/**
 * Which files a file may import from another room, as starts of their paths. The first entry that fits the importing file
 * counts. `models/` holds the words that all rooms share.
 */
const arrows: readonly (readonly [importer: string, allowed: readonly string[]])[] = [
  ['src/extension.ts', ['src/']],
  [
    'src/editor/',
    [
      'src/tasks/',
      'src/testRun/',
      'src/typeCheck/',
      'src/routing/',
      'src/ledger/',
      'src/models/',
      'src/report/protocol/',
      'src/report/pageHtml.ts',
      'src/providers/port.ts',
      'src/syntax/syntax.ts',
    ],
  ],
  ['src/routing/', ['src/tasks/', 'src/models/', 'src/providers/port.ts']],
  ['src/testRun/', ['src/tasks/', 'src/models/']],
  ['src/typeCheck/', ['src/tasks/', 'src/models/']],
  ['src/tasks/', ['src/syntax/', 'src/models/']],
  ['src/ledger/', ['src/models/']],
  ['src/providers/', ['src/models/']],
  ['src/report/page/', ['src/report/', 'src/models/']],
  ['src/report/', ['src/ledger/figures.ts', 'src/ledger/rows.ts', 'src/models/']],
  ['src/syntax/', []],
  ['src/models/', []],
];

/** Only these may name `vscode`, be it as a type. */
const editorSide = ['src/extension.ts', 'src/editor/'];

interface Import {
  readonly from: string;
  readonly to: string;
}

describe('the rooms', () => {
  const imports = typeScriptFiles('src').flatMap(importsOf);

  it('import only along the arrows of the design', () => {
    const wrong = imports.filter(({ from, to }) => {
      if (!to.startsWith('src/') || room(from) === room(to)) return false;
      const allowed = arrows.find(([importer]) => from.startsWith(importer))?.[1] ?? [];
      return !allowed.some((start) => to.startsWith(start));
    });
    assert.deepEqual(wrong.map(shown), []);
  });

  it('keep vscode to the editor’s side', () => {
    const wrong = imports.filter(
      ({ from, to }) => to === 'vscode' && !editorSide.some((start) => from.startsWith(start)),
    );
    assert.deepEqual(wrong.map(shown), []);
  });

  it('keep node and the editor out of the report’s page', () => {
    const wrong = imports.filter(
      ({ from, to }) => from.startsWith('src/report/page/') && to.startsWith('node:'),
    );
    assert.deepEqual(wrong.map(shown), []);
  });

  it('are all known here', () => {
    const unknown = typeScriptFiles('src').filter(
      (file) => !arrows.some(([importer]) => file.startsWith(importer)),
    );
    assert.deepEqual(unknown, []);
  });
});

describe('the tests', () => {
  it('are neither focused nor skipped', () => {
    const marked = typeScriptFiles('test')
      .filter((file) => file.endsWith('.test.ts'))
      .filter((file) =>
        /\b(?:describe|context|it|specify)\.(?:only|skip)\b|\bthis\.skip\(/.test(read(file)),
      );
    assert.deepEqual(marked, []);
  });
});

function room(file: string): string {
  if (file.startsWith('src/report/page/')) return 'report/page';
  return file.split('/')[1] ?? '';
}

function importsOf(file: string): readonly Import[] {
  const statement =
    /^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]|\brequire\s*\(\s*['"]([^'"]+)['"]/gm;
  return [...read(file).matchAll(statement)].map((match) => {
    const name = match.slice(1).find((group) => group !== undefined) ?? '';
    const to = name.startsWith('.') ? slashes(join(dirname(file), name)) : name;
    return { from: file, to };
  });
}

function typeScriptFiles(folder: string): readonly string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => slashes(join(folder, file)))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('test/fixtures/'))
    .sort();
}

function read(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

function shown({ from, to }: Import): string {
  return `${from} -> ${to}`;
}
