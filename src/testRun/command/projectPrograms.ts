import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { isThere } from '../copy/projectPaths.ts';
import type { TestPlaceOnDisk } from './runner.ts';

/** The nearest folder above the test that has one of some paths in it. */
export async function folderUpWith(
  { root, path }: Pick<TestPlaceOnDisk, 'root' | 'path'>,
  ...wanted: readonly string[]
): Promise<string | undefined> {
  for (let at = path; at !== '';) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    for (const one of wanted) if (await isThere(join(root, at, one))) return at;
  }
  return undefined;
}

/** A path of the project, relative to one of its folders that it lies in. */
export function below(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** The file's name without its ending, which languages of classes call the class by. */
export function stemOf(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.includes('.') ? file.slice(0, file.lastIndexOf('.')) : file;
}

/** A program by its name, as a shell would find it; only what can be run without one. */
export async function onPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const path = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of path.split(delimiter)) {
    // A relative folder would be one of the workspace.
    if (!/^(?:\/|[a-z]:[\\/])/i.test(folder)) continue;
    const candidate = join(folder, file);
    try {
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // Not here, or not to be run: the next folder.
    }
  }
  return undefined;
}
