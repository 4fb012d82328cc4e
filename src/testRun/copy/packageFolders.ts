import { sep } from 'node:path';

/** Whether a path is a folder or lies in it. Both are absolute and written alike. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * The outermost folder of packages around a place, as far as the project may use it: in the project,
 * or beside one of the folders around it, where Node.js looks too. Links may lead anywhere, so both
 * paths are real ones.
 */
export function packageFolderOf(path: string, root: string): string | undefined {
  const names = path.split(sep);
  const start = isWithin(path, root) && root !== sep ? root.split(sep).length : 1;
  for (let at = start; at < names.length; at++) {
    const folder = names.slice(0, at + 1).join(sep);
    const parent = names.slice(0, at).join(sep) || sep;
    const isUsed = isWithin(folder, root) || isWithin(root, parent);
    if (names[at] === 'node_modules' && isUsed) return folder;
  }
  return undefined;
}
