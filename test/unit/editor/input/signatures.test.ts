import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'mocha';
import { importedNames, signatureAt } from '../../../../src/editor/input/signatures.ts';
import { createSyntax } from '../../../../src/syntax/syntaxClient.ts';

const wasm = createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm/package.json');
const never = new AbortController().signal;

const USER = `import { round, type Money as Cash } from './money';
import * as fs from 'node:fs';

export function total(cash: Cash): number {
  return round(cash.cents);
}

export const read = () => fs.readFileSync('round');
`;

const MONEY = `/** Money. */
export interface Money {
  readonly cents: number;
}

/** Rounds. */
export function round(value: number, digits = 0): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

export class Purse {
  add(money: Money): void {
    this.#all.push(money);
  }
  readonly #all: Money[] = [];
}
`;

describe('signatures of what is imported', () => {
  const syntax = createSyntax({
    workerPath: join(import.meta.dirname, '../../../../src/syntax/syntaxWorker.ts'),
    wasmDir: join(dirname(wasm), 'wasm'),
  });

  after(() => syntax.dispose());

  async function names(firstLine: number, lastLine: number): Promise<readonly string[]> {
    const facts = (await syntax.facts('typescript', USER, never)) ?? assert.fail();
    const found = importedNames(USER, facts.imports, { firstLine, lastLine });
    for (const { name, offset } of found) {
      assert.equal(USER.slice(offset, offset + name.length), name);
    }
    return found.map(({ name }) => name);
  }

  async function signature(line: number): Promise<string | undefined> {
    const facts = (await syntax.facts('typescript', MONEY, never)) ?? assert.fail();
    return signatureAt(MONEY, facts, line);
  }

  it('are looked up for names that the lines use', async () => {
    assert.deepEqual(await names(4, 6), ['round', 'Cash']);
    assert.deepEqual((await names(1, 8)).toSorted(), ['Cash', 'fs', 'round']);
    assert.deepEqual(await names(3, 3), []);
  });

  it('end where a body begins; types are whole, classes show what callers see', async () => {
    assert.equal(await signature(7), 'export function round(value: number, digits = 0): number');
    assert.match((await signature(2)) ?? '', /readonly cents: number;\n\}$/);
    const purse = (await signature(12)) ?? '';
    assert.match(purse, /^export class Purse\n {2}add\(money: Money\): void/);
    assert.doesNotMatch(purse, /push/);
    assert.equal(await signature(5), undefined);
  });

  it('say of a key that it is a text, and not which', async () => {
    const source = `export const apiKey = 'sk-live-0123456789-0123456789';
export const kinds = { first: 'one of many', second: 'https://example.com' };
export function call(key = "sk-live-0123456789-0123456789"): void {}
`;
    const facts = (await syntax.facts('typescript', source, never)) ?? assert.fail();
    assert.match(signatureAt(source, facts, 1) ?? '', /apiKey = '\.{29}'/);
    assert.match(signatureAt(source, facts, 2) ?? '', /'one of many', second: 'https:/);
    assert.match(signatureAt(source, facts, 3) ?? '', /call\(key = "\.{29}"\): void$/);
  });
});
