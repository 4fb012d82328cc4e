import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, npm, projectRoot } from './nodeFromNpm.mjs';

export { cacheFolder, projectRoot };

/** What a build or a test run leaves behind for a person to look at. */
export const buildFolder = join(projectRoot, '.build');

const temporary = new Set<string>();

/** A new folder outside the project, removed when this process ends. Its name is short, because sockets are made in it. */
export function temporaryFolder(): string {
  if (temporary.size === 0) {
    process.on('exit', () => {
      for (const folder of temporary) removeFolder(folder);
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'tw-'));
  temporary.add(folder);
  return folder;
}

/** Removes a folder; files that a dying process still writes do not matter. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * Fills a folder of the cache once: `fill` works in a folder beside it, which is then renamed, so that an interrupted
 * fill is never taken for a whole one.
 */
export async function cached(
  name: string,
  fill: (folder: string) => void | Promise<void>,
): Promise<string> {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder, { recursive: true });
  const unfinished = mkdtempSync(join(cacheFolder, 'unfinished-'));
  try {
    await fill(unfinished);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    removeFolder(unfinished);
  }
  return folder;
}

/**
 * Installs a folder of test/host/ that has a package.json and a lock into the cache, without install scripts. `edition`
 * counts the changes of `finish`, so that older caches are not mistaken for what it makes now.
 */
export async function installed(
  name: string,
  edition: number,
  finish: (folder: string) => void | Promise<void>,
): Promise<string> {
  const source = join(projectRoot, 'test', 'host', name);
  const lock = readFileSync(join(source, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  return cached(`${name}-${version}-${edition}`, async (folder) => {
    process.stderr.write(`Installing ${name} from npm, once.\n`);
    cpSync(source, folder, { recursive: true });
    npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
    await finish(folder);
  });
}
