import { symlink, unlink } from 'node:fs/promises';
import { HeldFolder } from '../copy/heldFolder.ts';
import { isThere } from '../copy/projectPaths.ts';
import type { TestCommand } from './runner.ts';
import { CACHE, COVERAGE, HOME, RESULTS } from './runner.ts';

/** Where a command runs, as absolute paths. */
interface RunFolders {
  readonly home: string;
  readonly cache: string;
  /** The file for its results. */
  readonly results: string;
}

/** A command with the places that it named, once they are known. */
export function commandInPlace(
  command: TestCommand,
  { home, cache, results }: RunFolders,
): TestCommand {
  const filled = (text: string): string =>
    text
      .replaceAll(RESULTS, () => results)
      .replaceAll(COVERAGE, () => coverageBeside(results))
      .replaceAll(HOME, () => home)
      .replaceAll(CACHE, () => cache);
  const env = Object.entries(command.env).map(([name, value]) => [name, filled(value)] as const);
  return { ...command, args: command.args.map(filled), env: Object.fromEntries(env) };
}

/** Where a command writes which lines its tests reach, beside its results. */
export function coverageBeside(results: string): string {
  return `${results}-coverage`;
}

/** Rights of folders in the cache: their own user's alone. */
const FOLDER_MODE = 0o700;

/**
 * Makes what a command wants to find in the cache; what the links lead to is only read. Tests may write
 * there: what they have put in the place of a folder, be it a link elsewhere, is removed.
 */
export async function makeLinks(
  { links = {} }: TestCommand,
  { cache }: Pick<RunFolders, 'cache'>,
): Promise<void> {
  for (const [path, leadsTo] of Object.entries(links)) {
    if (!(await isThere(leadsTo))) continue;
    const top = await HeldFolder.at(cache);
    try {
      await linkBelow(top, path.split('/'), leadsTo);
    } finally {
      await top.close();
    }
  }
}

/** Makes a link below a folder, and the folders on the way. */
async function linkBelow(
  folder: HeldFolder,
  [name = '', ...rest]: readonly string[],
  leadsTo: string,
): Promise<void> {
  if (rest.length === 0) {
    await symlink(leadsTo, folder.in(name), 'junction').catch((error: unknown) => {
      // Another run has made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    return;
  }
  await folder.make(name, FOLDER_MODE).catch(async () => {
    // Of two runs that remove it one finds it gone; whether all is well is told by what follows.
    await unlink(folder.in(name)).catch(() => undefined);
    await folder.make(name, FOLDER_MODE);
  });
  const inside = await folder.inside(name);
  try {
    await inside.allow(FOLDER_MODE);
    await linkBelow(inside, rest, leadsTo);
  } finally {
    await inside.close();
  }
}
