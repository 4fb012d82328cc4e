import { joinPath } from '../projectPath.ts';

/** Where tests of a folder lie. */
interface MappedFolder {
  readonly folder: string;
  /** The pair that shows it lies in another package, or in another folder. */
  readonly isSister: boolean;
  /** It holds the tests of several folders. */
  readonly isFlat?: boolean;
}

/**
 * Maps a folder as `from` is mapped to `to`: both without their common tail are the two roots, and
 * without their common head what a package calls them.
 */
export function mappedFolder(folder: string, from: string, to: string): MappedFolder | undefined {
  const own = (mapped: string): MappedFolder => ({ folder: mapped, isSister: false });
  if (to === from) return own(folder);
  if (to.startsWith(`${from}/`) || from === '') {
    const below = to.slice(from === '' ? 0 : from.length + 1);
    // `__tests__` beside each file, not one tree for all.
    if (below.startsWith('_')) return own(joinPath(folder, below));
    const isAround = from === '' || folder === from || folder.startsWith(`${from}/`);
    if (!isAround) return own(joinPath(folder, below));
  }
  const source = from === '' ? [] : from.split('/');
  const target = to === '' ? [] : to.split('/');
  while (source.length > 0 && target.length > 0 && source.at(-1) === target.at(-1)) {
    source.pop();
    target.pop();
  }
  const root = source.join('/');
  if (folder === root) return own(target.join('/'));
  if (root === '' && !folder.startsWith('..')) return own(joinPath(target.join('/'), folder));
  return folder.startsWith(`${root}/`)
    ? own(joinPath(target.join('/'), folder.slice(root.length + 1)))
    : (inSister(folder, source, target) ?? inFlat(folder, from, to));
}

/** One folder for the tests of all folders, where it holds those of another one. */
function inFlat(folder: string, from: string, to: string): MappedFolder | undefined {
  const isBeside = from.includes('/') && folder.split('/')[0] === from.split('/')[0];
  return isBeside && /(?:^|\/)(?:tests?|specs?)$/.test(to)
    ? { folder: to, isSister: true, isFlat: true }
    : undefined;
}

/** In a package beside that of the pair: `packages/b/src` goes to `packages/b/test` as `a` shows it. */
function inSister(
  folder: string,
  source: readonly string[],
  target: readonly string[],
): MappedFolder | undefined {
  let head = 0;
  while (head < source.length && head < target.length && source[head] === target[head]) head += 1;
  const [sources, tests] = [source.slice(head), target.slice(head)];
  // Without a package around them both names would be found anywhere.
  if (head === 0 || sources.length === 0) return undefined;
  const parts = folder.split('/');
  for (let at = 1; at + sources.length <= parts.length; at += 1) {
    if (!sources.every((name, index) => parts[at + index] === name)) continue;
    const rest = parts.slice(at + sources.length);
    return { folder: joinPath(...parts.slice(0, at), ...tests, ...rest), isSister: true };
  }
  return undefined;
}
