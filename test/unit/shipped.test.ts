import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { before, describe, it } from 'mocha';
import { projectRoot } from '../host/folders.ts';
import { packageExtension, vsixFile } from '../host/vsix.ts';

interface Meta {
  readonly inputs: Readonly<Record<string, unknown>>;
}

interface Bill {
  readonly bomFormat: string;
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly licenses?: readonly unknown[];
    readonly hashes?: readonly { readonly alg: string }[];
  }[];
}

/** Shipped as files, and in no bundle. */
const COPIED = ['sql.js', '@vscode/tree-sitter-wasm', 'typescript-classic'];

describe('what is shipped', function () {
  this.timeout(120_000);
  let files: Readonly<Record<string, Uint8Array>> = {};
  let packages: readonly { readonly name: string; readonly version: string }[] = [];

  before(async () => {
    const metaFile = join(projectRoot, 'dist', 'meta.json');
    if (!existsSync(vsixFile) || !existsSync(metaFile)) assert.ok(await packageExtension());
    files = unzipSync(readFileSync(vsixFile));
    const { inputs } = JSON.parse(readFileSync(metaFile, 'utf8')) as Meta;
    const folders = new Set(COPIED.map((name) => `node_modules/${name}`));
    for (const input of Object.keys(inputs)) {
      const at = input.lastIndexOf('node_modules/');
      if (at < 0) continue;
      const [scope = '', name = ''] = input.slice(at + 'node_modules/'.length).split('/');
      folders.add(
        `${input.slice(0, at)}node_modules/${scope.startsWith('@') ? `${scope}/${name}` : scope}`,
      );
    }
    packages = [...folders].map((folder) => {
      const manifest = readFileSync(join(projectRoot, folder, 'package.json'), 'utf8');
      return JSON.parse(manifest) as { readonly name: string; readonly version: string };
    });
  });

  const textOf = (name: string) => new TextDecoder().decode(files[`extension/${name}`]);

  it('has a licence for every package with a file in it', () => {
    assert.ok(packages.length > 50);
    const notices = textOf('dist/third-party-notices.txt');
    const lacking = packages.filter(
      ({ name, version }) =>
        !notices.includes(`\n${name} ${version} (`) && !notices.startsWith(`${name} ${version} (`),
    );
    assert.deepEqual(lacking, []);
    assert.doesNotMatch(notices, /\(see below\)|Licence: not named/);
  });

  it('has a licence text, and not its name alone', () => {
    assert.doesNotMatch(textOf('dist/third-party-notices.txt'), /^Licence: /m);
  });

  it('has a bill of materials with every package, its licence and its hash', () => {
    const bill = JSON.parse(textOf('dist/sbom.cdx.json')) as Bill;
    assert.equal(bill.bomFormat, 'CycloneDX');
    assert.deepEqual(
      bill.components.map((component) => component['bom-ref']).toSorted(),
      [...new Set(packages.map(({ name, version }) => `${name}@${version}`))].toSorted(),
    );
    for (const { licenses, hashes } of bill.components) {
      assert.ok(licenses?.length);
      assert.ok(hashes?.some(({ alg }) => alg === 'SHA-512'));
    }
  });

  it('has a small main bundle, as every window loads it at its start', () => {
    const { length = Infinity } = files['extension/dist/extension.cjs'] ?? {};
    assert.ok(length <= 150 * 1024, `${length} bytes`);
  });

  it('has what a user reads, and no source, test or map', () => {
    for (const name of ['readme.md', 'changelog.md', 'LICENSE.txt', 'SECURITY.md']) {
      assert.ok(`extension/${name}` in files, name);
    }
    const odd = Object.keys(files).filter((name) =>
      /(?:\.map|\.test\.|\/src\/|\/test\/)/.test(name),
    );
    assert.deepEqual(odd, []);
  });
});
