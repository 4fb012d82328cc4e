import { access, lstat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether a path is the project's own: not among its packages and not behind a link. */
export async function isOwnPath(root: string, path: string): Promise<boolean> {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '..' || name === 'node_modules')) return false;
  for (let count = 1; count <= names.length; count++) {
    const found = await lstat(join(root, ...names.slice(0, count))).catch(() => undefined);
    if (found === undefined) return true;
    if (found.isSymbolicLink()) return false;
  }
  return true;
}

/** Whether there is something at an absolute path. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
