import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Kinds of code beside the tests and what they import that a runner executes because a project says so. */
export type ConfiguredKind =
  'configuration' | 'setupFiles' | 'conftest' | 'plugins' | 'buildScripts' | 'wrappers';

/** Where a project may have such code: files in a folder around the test. */
export interface ConfiguredCode {
  readonly kind: ConfiguredKind;
  /** Their names. */
  readonly file: RegExp;
  /** What has to stand in them; left out: that they are there is enough. */
  readonly says?: RegExp;
}

/** Larger files are not read, in bytes: then what may be in them is taken to be there. */
const MOST_READ = 1 << 20;

/**
 * What of a list a project has, in the folders around a test and in those at the top that tools look into.
 * `root` is absolute, `path` relative to it.
 */
export async function configuredIn(
  { root, path }: { readonly root: string; readonly path: string },
  all: readonly ConfiguredCode[],
): Promise<readonly ConfiguredKind[]> {
  const found = new Set<ConfiguredKind>();
  for (const folder of foldersAround(path)) {
    const names = await readdir(join(root, folder)).catch(() => []);
    for (const name of names) {
      for (const { kind, file, says } of all) {
        if (found.has(kind) || !file.test(name)) continue;
        if (says === undefined || (await hasText(join(root, folder, name), says))) found.add(kind);
      }
    }
  }
  return all
    .map(({ kind }) => kind)
    .filter((kind, index, kinds) => found.has(kind) && kinds.indexOf(kind) === index);
}

/** From the test's own up to the project's, with the hidden ones that tools have there. */
function foldersAround(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path; at !== '';) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    folders.push(at, ...['.cargo', '.mvn', 'test', 'spec'].map((name) => join(at, name)));
  }
  return folders;
}

async function hasText(path: string, says: RegExp): Promise<boolean> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined) return false;
  if (size > MOST_READ) return true;
  return says.test(await readFile(path, 'utf8').catch(() => ''));
}
