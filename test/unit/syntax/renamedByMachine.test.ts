import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'mocha';
import { boundNames, renamedByTypeScript } from '../../support/boundNames.ts';
import { never, startSyntax } from './samples.ts';

const root = new URL('../../../', import.meta.url);
const JUDGE = fileURLToPath(new URL('test/support/pythonBytecode.py', root));

/** Numbers below a bound, the same in every run. */
function dice(seed: number): (count: number) => number {
  let state = seed;
  return (count) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * count);
  };
}

/** Up to `count` files of a pattern that a person may have written, chosen by seed. */
function chosenFiles(pattern: string, count: number, choose: (count: number) => number) {
  const found = globSync(pattern)
    .filter((path) => {
      const { size } = statSync(path);
      return (
        statSync(path).isFile() && size > 500 && size < 20_000 && !/min\.|encod|bad/.test(path)
      );
    })
    .sort();
  return Array.from({ length: count }, () => found[choose(found.length)] ?? '');
}

/** A text with one word or sign in the place of another. */
function mutant(text: string, choose: (count: number) => number): string {
  const tokens = [...text.matchAll(/\b[a-zA-Z_$][\w$]*\b|[-+*<>=!&|%]+|\d+/g)];
  const one = tokens[choose(tokens.length)];
  const other = tokens[choose(tokens.length)];
  if (one === undefined || other === undefined) return text;
  return text.slice(0, one.index) + other[0] + text.slice(one.index + one[0].length);
}

describe('names that a machine changed in real files', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  async function isSame(language: string, before: string, later: string): Promise<boolean> {
    return (await syntax.compareMeaning(language, before, later, never))?.same === true;
  }

  it('are the same code in most of JavaScript, and only where TypeScript binds them alike', async () => {
    const choose = dice(7);
    const folder = fileURLToPath(new URL('node_modules/{openai,zod,marked,knip,diff}', root));
    let [renamed, proven] = [0, 0];
    for (const path of chosenFiles(`${folder}/**/*.{js,mjs}`, 20, choose)) {
      const text = readFileSync(path, 'utf8').replace(/\r\n?/g, '\n');
      const later = renamedByTypeScript(text, choose);
      if (later === undefined) continue;
      renamed += 1;
      if (await isSame('javascript', text, later)) proven += 1;
      for (let index = 0; index < 6; index += 1) {
        const other = mutant(later, choose);
        if (!(await isSame('javascript', later, other))) continue;
        assert.equal(boundNames(other), boundNames(later), path);
      }
    }
    assert.ok(renamed > 10 && proven > 0.6 * renamed, `${proven} of ${renamed}`);
  });

  it('are the same code in most of Python, and only where CPython compiles them alike', async () => {
    // On a machine without Python there is neither a file nor a judge.
    if (spawnSync('python3', ['--version']).status !== 0) return;
    const choose = dice(11);
    const python = <Value>(args: readonly string[], input: unknown): Value =>
      JSON.parse(
        execFileSync('python3', ['-W', 'ignore', JUDGE, ...args], {
          input: JSON.stringify(input),
          maxBuffer: 500_000_000,
          encoding: 'utf8',
        }),
      ) as Value;
    const where = 'import sysconfig; print(sysconfig.get_paths()["stdlib"])';
    const library = execFileSync('python3', ['-c', where], { encoding: 'utf8' }).trim();
    const paths = chosenFiles(
      `${library}/{email,json,logging,http,unittest,xml}/**/*.py`,
      60,
      choose,
    );
    const pairs = python<readonly (readonly [string, string])[]>(['rename', '3'], paths);
    const claims: (readonly [string, string])[] = [];
    let proven = 0;
    for (const [text, later] of pairs) {
      if (await isSame('python', text, later)) {
        proven += 1;
        claims.push([text, later]);
      }
      for (let index = 0; index < 6; index += 1) {
        const other = mutant(later, choose);
        if (await isSame('python', later, other)) claims.push([later, other]);
      }
    }
    const verdicts = python<readonly boolean[]>(['same'], claims);
    assert.deepEqual(
      claims.filter((_, index) => verdicts[index] !== true),
      [],
    );
    assert.ok(pairs.length > 10 && proven > 0.6 * pairs.length, `${proven} of ${pairs.length}`);
  });
});
