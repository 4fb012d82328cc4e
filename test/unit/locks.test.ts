import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const projectRoot = join(import.meta.dirname, '..', '..');
const locks = ['.', 'test/host/vscode-1.139', 'test/host/vscode-1.105', 'test/host/browser'];

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly resolved?: string;
        readonly integrity?: string;
        readonly link?: boolean;
        readonly optionalDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

for (const folder of locks) {
  describe(`the lock of ${folder}`, () => {
    const text = readFileSync(join(projectRoot, folder, 'package-lock.json'), 'utf8');
    const { packages } = JSON.parse(text) as Lock;

    it('names no registry', () => {
      const named = Object.keys(packages).filter((key) => packages[key]?.resolved !== undefined);
      assert.deepEqual(named, []);
    });

    it('has an integrity for every package', () => {
      const lacking = Object.entries(packages)
        .filter(([key, { link }]) => key !== '' && link !== true)
        .filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true)
        .map(([key]) => key);
      assert.deepEqual(lacking, []);
    });

    it('holds the packages of every platform', () => {
      const missing = Object.entries(packages).flatMap(([key, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).filter((name) => !isLocked(packages, key, name)),
      );
      assert.deepEqual(missing, []);
    });
  });
}

/** Whether a package's dependency is found the way Node would look for it. */
function isLocked(packages: Lock['packages'], importer: string, name: string): boolean {
  for (let folder = importer; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (place in packages) return true;
    if (!folder.includes('/node_modules/')) return `node_modules/${name}` in packages;
  }
}
