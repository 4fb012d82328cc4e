import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = 900;
const MODULES = 46;
const TESTS = 3;

/** Files in it: each package has its modules, some tests and a manifest. */
export const FILES = PACKAGES * (MODULES + TESTS + 1);

/** Writes a repository of many packages, some of whose modules have tests. */
export function writeMonorepo(folder: string): void {
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  for (let at = 0; at < PACKAGES; at += 1) {
    const home = `packages/p${at}`;
    for (const part of ['src', 'test']) mkdirSync(join(folder, home, part), { recursive: true });
    const manifest = { name: `p${at}`, type: 'module', devDependencies: { vitest: '^4.0.0' } };
    write(`${home}/package.json`, JSON.stringify(manifest));
    for (let module = 0; module < MODULES; module += 1) {
      const text = `export function f${module}(value: number): number {\n  return value + ${module};\n}\n`;
      write(`${home}/src/m${module}.ts`, text);
    }
    for (let test = 0; test < TESTS; test += 1) {
      const text = `import { expect, it } from 'vitest';\nimport { f${test} } from '../src/m${test}.ts';\n\nit('adds', () => expect(f${test}(1)).toBe(${1 + test}));\n`;
      write(`${home}/test/m${test}.test.ts`, text);
    }
  }
}
