import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

/** Makes what a command wants to find in the cache; what the links lead to is only read. */
export async function makeLinks(
  { links = {} }: TestCommand,
  { cache }: Pick<RunFolders, 'cache'>,
): Promise<void> {
  for (const [path, leadsTo] of Object.entries(links)) {
    const name = join(cache, path);
    if (!(await isThere(leadsTo))) continue;
    await mkdir(dirname(name), { recursive: true });
    await symlink(leadsTo, name, 'junction').catch((error: unknown) => {
      // Another run has made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}
