import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { after, describe, it } from 'mocha';
import ts from 'typescript-classic';
import { ENTERED } from '../../../src/syntax/mutants/enteredFile.ts';
import { mutated } from '../../../src/syntax/mutants/mutant.ts';
import { never, sample, SAMPLES, startSyntax } from './samples.ts';

const syntax = startSyntax();
const folder = mkdtempSync(join(tmpdir(), 'tw-entries-'));
after(async () => {
  rmSync(folder, { recursive: true });
  await syntax.dispose();
});

/** Each form in which code is entered or is not, called so that every second one is left out. */
const FORMS = `'use strict';
function plain(n) { return n + 1; }
function never1(n) { return n + 2; }
const arrow = (n) => n + 3, never2 = (n) => n + 4;
const object = (n) =>
  ({ n, f: () => 'inner' });
const chain = (a) => (b) => a * b
class Box extends Array {
  static made = 0;
  static { Box.made += 1; }
  constructor() { super(); this.kept = 1; }
  get first() { return this[0]; }
  set first(n) { this[0] = n; }
  *each() { yield 1; }
  async later() { await 1; return 'later'; }
}
function directed() {
  // A word before it.
  'use strict';
  return typeof this;
}
function branches(n) {
  if (n > 1) { return 'more'; }
  else if (n === 1) { return 'one'; }
  else { return 'none'; }
}
function loops(list) {
  let sum = 0
  for (const one of list) { sum += one; }
  for (let i = 0; i < 0; i += 1) { sum = NaN; }
  while (sum < 0) { sum = NaN; }
  do { sum += 1; } while (false)
  try { list.nothing.at(); } catch { sum += 10 } finally { sum += 100; }
  try { sum += 0; } catch (error) { sum = NaN; }
  switch (sum) { case 1: { sum = NaN; } default: sum += 1000; }
  return sum
}
const box = new Box();
box.first = 7;
const said = [plain(1), arrow(1), object(2).n, chain(2)(3), box.first, [...box.each()], directed(),
  branches(1), loops([1, 2]), plain.name, arrow.name, never2.name, chain.name, Box.made, box.kept];
console.log(JSON.stringify(said))
//`;

/** Lines of `FORMS` that begin what is entered. */
const ENTERED_LINES = [2, 4, 6, 7, 11, 12, 13, 14, 22, 24, 27, 29, 32, 33, 34];

/** What a script prints, and the lines that it tells; undefined: none. */
function run(name: string, text: string): readonly [string, readonly number[] | undefined] {
  const file = join(folder, name);
  const told = join(folder, `${name}.told`);
  writeFileSync(file, text);
  const env = { ...process.env, [ENTERED]: told };
  const printed = execFileSync(process.execPath, [file], { env, encoding: 'utf8' });
  try {
    const lines = readFileSync(told, 'utf8').split('\n').filter(Boolean).map(Number);
    return [printed, lines.toSorted((one, other) => one - other)];
  } catch {
    return [printed, undefined];
  }
}

describe('a text that tells what is entered', () => {
  it('does what it does without that, and tells each part once', async () => {
    const marked = (await syntax.marked('javascript', FORMS, never)) ?? '';
    for (const name of ['forms.cjs', 'forms.mjs']) {
      const [printed, none] = run(name, FORMS);
      assert.equal(none, undefined);
      const [again, lines = []] = run(name, marked);
      assert.equal(again, printed);
      assert.deepEqual(
        [...new Set(lines)].toSorted((one, other) => one - other),
        [0, ...ENTERED_LINES],
      );
      assert.equal(new Set(lines).size, lines.length);
    }
  });

  it('has the lines of its mutants: what is told of none was not run', async () => {
    const wish = { ranges: [{ firstLine: 1, lastLine: 45 }], seed: 's', most: 200 };
    const all = (await syntax.mutants('javascript', FORMS, wish, never)) ?? [];
    const isTold = (line: number): boolean =>
      all
        .filter((one) => one.line === line)
        .every(({ within }) => ENTERED_LINES.some((at) => at === within?.firstLine));
    assert.ok(isTold(2) && isTold(12) && isTold(24));
    assert.ok(!isTold(3) && !isTold(23) && !isTold(30));
    // Outside of all functions it is run when the module is loaded.
    const outside = all.filter(({ line }) => line >= 37 && line <= 40);
    assert.ok(outside.length > 0 && outside.every(({ within }) => within === undefined));
  });

  it('has mutants that do nothing where what they stand in is not entered', async () => {
    const inside = `const a = b?.c?.[0] ?? [];
  for (const d of a) { if (d && /^x+$/.test(d)) { a.push(d.trim()); } else { a.sort(); } }
  try { a.slice(1); } catch { a.pop(); } finally { a.shift(); }
  return a.map((d) => d || Math.min(d, 1)).some((d) => new RegExp("^\\\\d").test(d));`;
    const forms = [
      `function f(b) { ${inside} }`,
      `const f = (b) => { ${inside} };`,
      `class F { constructor(b) { ${inside} } m(b) { ${inside} } *g(b) { ${inside} } }`,
      `const f = { async m(b) { ${inside} } }, g = (b) => b?.filter((d) => !d || /[a]/.test(d));`,
      `if (process === null) { const b = 1; ${inside.replace('return', 'void')} }`,
    ];
    for (const form of forms) {
      const text = `${form}\nreturn 'said';\n`;
      const said = (code: string) => runInThisContext(`(() => {${code}})()`) as unknown;
      const wish = { ranges: [{ firstLine: 1, lastLine: 9 }], seed: 's', most: 500 };
      const all = (await syntax.mutants('javascript', text, wish, never)) ?? [];
      const inIt = all.filter(({ within }) => within !== undefined);
      for (const kind of ['pattern', 'block', 'method', 'missing', 'logic', 'collection'])
        assert.ok(inIt.some(({ operator }) => operator === kind) || form.includes('filter'), kind);
      for (const one of inIt) assert.equal(said(mutated(text, one)), 'said', one.before);
    }
  });

  it('is sound TypeScript wherever the text is', async () => {
    const room = join(import.meta.dirname, '../../../src/syntax');
    const names = readdirSync(room, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((one) => one.endsWith('.ts'))) {
      const text = readFileSync(join(room, name), 'utf8');
      const marked = (await syntax.marked('typescript', text, never)) ?? '';
      const { diagnostics } = ts.transpileModule(marked, { reportDiagnostics: true });
      assert.deepEqual(diagnostics, [], name);
      assert.equal(marked.split('\n').length, text.split('\n').length + 4);
    }
  });

  it('tells all of it whatever its tests do with the environment and the file system', async () => {
    const text = `const fs = require('fs');
exports.late = () => {
  return 1;
};
`;
    const test = `const fs = require('fs');
require('./late.js');
process.env = {};
for (const name of ['appendFileSync', 'writeFileSync', 'writeSync', 'openSync']) fs[name] = () => 0;
delete require.cache[require.resolve('./late.js')];
require('./late.js').late();
`;
    writeFileSync(join(folder, 'late.js'), (await syntax.marked('javascript', text, never)) ?? '');
    const [, lines] = run('wiped.cjs', test);
    assert.deepEqual([...new Set(lines)], [0, 2]);
  });

  it('is the same text in Python, of which the lines are seen, and there is none elsewhere', async () => {
    for (const [language, file] of SAMPLES) {
      const marked = await syntax.marked(language, sample(file), never);
      if (/script/.test(language)) assert.match(marked ?? '', /tierwiseEntered\(0\);\n$/);
      else assert.equal(marked, language === 'python' ? sample(file) : undefined);
    }
    assert.equal(await syntax.marked('lua', 'x = 1', never), undefined);
  });
});
