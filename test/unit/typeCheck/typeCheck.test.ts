import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import type { FolderPatterns } from '../../../src/models/paths/pathRules.ts';
import { TypeCheckClient } from '../../../src/typeCheck/typeCheckClient.ts';

const libDir = dirname(createRequire(import.meta.url).resolve('typescript-classic'));
const workerPath = join(import.meta.dirname, '../../../src/typeCheck/typeCheckWorker.ts');
const never = new AbortController().signal;

describe('the check of types', function () {
  this.timeout(60_000);
  let root = '';
  let outside = '';
  let neverSend: FolderPatterns = { groups: [], roots: [] };
  // On a busy machine the first answer takes longer than a user would wait.
  const client = new TypeCheckClient({ workerPath, libDir, limitMs: 50_000 });

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'tw-types-'));
    outside = mkdtempSync(join(tmpdir(), 'tw-outside-'));
    file(
      'tsconfig.json',
      '{"compilerOptions": {"strict": true, "plugins": [{"name": "./evil.cjs"}]}}',
    );
    file('globals.d.ts', 'declare const VERSION: string;\n');
    file('money.ts', 'export function round(value: number): number { return value; }\n');
  });

  afterEach(() => {
    neverSend = { groups: [], roots: [] };
  });

  after(async () => {
    await client.dispose();
    for (const folder of [root, outside]) rmSync(folder, { recursive: true, force: true });
  });

  function file(path: string, text: string, folder = root): string {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  }

  async function errorsIn(
    path: string,
    text: string,
    unsaved: Readonly<Record<string, string>> = {},
  ): Promise<readonly string[]> {
    const asked = client.ask({ root, path: join(root, path), text, unsaved, neverSend });
    const errors = (await client.inTime(asked, never)) ?? assert.fail('nobody can say');
    return errors.map(({ ruleCode, firstLine }) => `${ruleCode}@${firstLine}`);
  }

  it('compiles a text on no disk by itself, types gone and all else as it is written', async () => {
    const compile = (path: string, text: string) =>
      client.compile({ root, path: join(root, path), text, unsaved: {}, neverSend });
    const typed = "import { T } from './t';\n\nexport class A<U> {\n  a!: U;\n  b = <T>1;\n}\n";
    assert.equal(await compile('a.ts', typed), 'export class A {\n    a;\n    b = 1;\n}\n');
    assert.equal(await compile('a.ts', 'export const a = ;\n'), undefined);
    assert.equal(await compile('a.d.ts', 'export declare const a: 1;\n'), undefined);
    assert.equal(await compile('a.ts', 'declare const enum A { B = 1 }\n'), undefined);
  });

  it('finds what the text on no disk does wrong, with the files around it', async () => {
    const use = "import { round } from './money';\n\nexport const total = round(";
    assert.deepEqual(await errorsIn('cart.ts', `${use}1);\nexport const at = VERSION;\n`), []);
    assert.deepEqual(await errorsIn('cart.ts', `${use}'1');\n`), ['2345@3']);
    assert.deepEqual(await errorsIn('cart.ts', "import { floor } from './money';\nfloor;\n"), [
      '2305@1',
    ]);
  });

  it('takes other files as the editor has them, and as they are later', async () => {
    const use = "import { cents } from './money';\nexport const a: number = cents;\n";
    const money = join(root, 'money.ts');
    assert.deepEqual(await errorsIn('cart.ts', use, { [money]: 'export const cents = 1;\n' }), []);
    assert.deepEqual(await errorsIn('cart.ts', use), ['2305@1']);
    file('money.ts', 'export const cents = 100;\nexport function round(v: number) { return v; }\n');
    assert.deepEqual(await errorsIn('cart.ts', use), []);
  });

  it('of plain JavaScript says only what is wrong without types too', async () => {
    const plain = 'export function add(a, b) {\n  return a + b;\n}\nadd(1).toFixed.nothing();\n';
    assert.deepEqual(await errorsIn('plain.js', plain), []);
    assert.deepEqual(await errorsIn('plain.js', `${plain}sum(1, 2);\nsum(2, 3);\n`), ['2304@5']);
    assert.deepEqual(
      await errorsIn('plain.js', 'const fs = require("fs");\nprocess.exit();\n'),
      [],
    );
    assert.deepEqual(
      await errorsIn('plain.js', '// @ts-check\n/** @type {number} */\nlet a = "";\n'),
      ['2322@3'],
    );
  });

  it('blames no code for packages that are not installed, until some are', async () => {
    const use =
      "import { z } from 'zod';\nimport { readFile } from 'node:fs';\nz(readFile, process);\n";
    assert.deepEqual(await errorsIn('uses.ts', use), []);
    file('node_modules/zod/index.d.ts', 'export function z(...values: unknown[]): void;\n');
    file('node_modules/zod/package.json', '{"name": "zod", "types": "index.d.ts"}');
    assert.deepEqual(await errorsIn('uses.ts', "import { z } from 'zod';\nz(1);\n"), []);
    assert.deepEqual(await errorsIn('uses.ts', "import { y } from 'yod';\ny(1);\n"), ['2307@1']);
    rmSync(join(root, 'node_modules'), { recursive: true });
  });

  it('reads nothing outside the folder, be it by a link', async () => {
    const secret = file('secret.ts', 'export const key = 1;\n', outside);
    symlinkSync(secret, join(root, 'linked.ts'));
    const relative = `../${outside.split('/').at(-1) ?? ''}/secret`;
    for (const specifier of ['./linked', relative]) {
      const use = `import { key } from '${specifier}';\nexport const a: string = key;\n`;
      assert.deepEqual(await errorsIn('thief.ts', use), ['2307@1'], specifier);
    }
  });

  it('reads nothing that is never sent, by neither of its names and not unsaved', async () => {
    file('secrets/keys.ts', 'export const key = "sk-live-1";\n');
    file('plain/notes.ts', 'export const key = "sk-live-2";\n');
    file('secrets/ambient.d.ts', 'declare const HIDDEN: string;\n');
    symlinkSync(join(root, 'secrets'), join(root, 'open'));
    symlinkSync(join(root, 'plain', 'notes.ts'), join(root, 'hidden.ts'));
    neverSend = { groups: [['secrets/', 'hidden.ts', '/later.ts']], roots: [root] };
    const use = (specifier: string): string =>
      `import { key } from '${specifier}';\nexport const a: number = key;\n`;
    for (const specifier of ['./secrets/keys', './open/keys', './hidden']) {
      assert.deepEqual(await errorsIn('thief.ts', use(specifier)), ['2307@1'], specifier);
    }
    const keys = 'export const key = "sk-live-3";\n';
    for (const name of ['secrets/keys.ts', 'open/keys.ts', 'later.ts', 'secrets/new.ts']) {
      const specifier = `./${name.replace('.ts', '')}`;
      const found = await errorsIn('thief.ts', use(specifier), { [join(root, name)]: keys });
      assert.deepEqual(found, ['2307@1'], name);
    }
    assert.deepEqual(await errorsIn('thief.ts', use('./plain/notes')), ['2322@2']);
    assert.deepEqual(await errorsIn('thief.ts', 'export const h = HIDDEN;\n'), ['2304@1']);
    neverSend = { groups: [], roots: [root] };
    assert.deepEqual(await errorsIn('thief.ts', use('./secrets/keys')), ['2322@2']);
    for (const name of ['open', 'hidden.ts', 'secrets', 'plain']) {
      rmSync(join(root, name), { recursive: true });
    }
  });

  it('gives up in time and when told to, and is there again for the next question', async () => {
    const text = 'const a: string = 1;';
    const request = { root, path: join(root, 'a.ts'), text, unsaved: {}, neverSend };
    const hasty = new TypeCheckClient({ workerPath, libDir, limitMs: 0 });
    assert.equal(await hasty.inTime(hasty.ask(request), never), undefined);
    await hasty.dispose();
    assert.equal(await hasty.ask(request), undefined);
    const controller = new AbortController();
    const waiting = client.inTime(client.ask(request), controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    assert.deepEqual(await errorsIn('a.ts', request.text), ['2322@1']);
  });

  it('survives a worker that cannot start', async () => {
    const broken = new TypeCheckClient({ workerPath: join(root, 'none.cjs'), libDir });
    const request = { root, path: join(root, 'a.ts'), text: '', unsaved: {}, neverSend };
    assert.equal(await broken.ask(request), undefined);
    await broken.dispose();
  });
});
