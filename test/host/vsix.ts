import type { SpawnOptions } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { buildFolder, projectRoot, removeFolder } from './folders.ts';
import { run } from './processes.ts';

/** The packaged extension, as `npm run package` makes it. */
export const vsixFile = join(buildFolder, 'tierwise.vsix');

/** The parts of an extension's package.json that a host needs. */
export interface ExtensionManifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
  /** Its code, where it has some. */
  readonly main?: string;
}

/** Builds for production and packages; true when that succeeded. What the tools say goes to `output`: standard error. */
export async function packageExtension(output = 2): Promise<boolean> {
  mkdirSync(buildFolder, { recursive: true });
  const vsce = join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const toError = { cwd: projectRoot, stdio: ['ignore', output, output] } satisfies SpawnOptions;
  const quiet = { ...toError, stdio: ['ignore', 'ignore', output] } satisfies SpawnOptions;
  return (
    (await run(process.execPath, ['esbuild.mjs', '--production'], toError)) &&
    (await run(
      process.execPath,
      [
        vsce,
        'package',
        '--no-dependencies',
        '--no-rewrite-relative-links',
        '--allow-missing-repository',
        '--out',
        vsixFile,
      ],
      quiet,
    ))
  );
}

/** Unpacks the VSIX into a fresh folder and gives the extension's folder in it. */
export function unpackVsix(file: string, into: string): string {
  if (!existsSync(file)) throw new Error(`${file} is not there: run \`npm run package\` first.`);
  removeFolder(into);
  const prefix = 'extension/';
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
    if (!name.startsWith(prefix) || name.endsWith('/')) continue;
    const path = join(into, name.slice(prefix.length));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return into;
}

/** Puts extensions (folders or VSIX files) into a VS Code extensions folder and lists them where VS Code looks. */
export function installExtensions(extensions: readonly string[], extensionsDir: string): void {
  mkdirSync(extensionsDir, { recursive: true });
  const entries = extensions.map((extension, index) => {
    const arrived = join(extensionsDir, `arrived-${index}`);
    if (extension.endsWith('.vsix')) unpackVsix(extension, arrived);
    else cpSync(extension, arrived, { recursive: true });
    const { publisher, name, version } = readManifest(arrived);
    const relativeLocation = `${publisher}.${name}-${version}`;
    cpSync(arrived, join(extensionsDir, relativeLocation), { recursive: true });
    removeFolder(arrived);
    return {
      identifier: { id: `${publisher}.${name}` },
      version,
      location: { $mid: 1, path: join(extensionsDir, relativeLocation), scheme: 'file' },
      relativeLocation,
      metadata: { isApplicationScoped: false, isMachineScoped: false, installedTimestamp: 0 },
    };
  });
  writeFileSync(join(extensionsDir, 'extensions.json'), JSON.stringify(entries));
}

/** An extension's package.json. */
export function readManifest(folder: string): ExtensionManifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ExtensionManifest;
}
