/** The folder of a path, without a trailing slash; empty at the top. */
export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

/** The last part of a path. */
export function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Parts joined by `/`, empty ones left out. */
export function joinPath(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}

/** From one folder to a path, with `./` or `../` in front. */
export function relativePath(fromFolder: string, to: string): string {
  const from = fromFolder === '' ? [] : fromFolder.split('/');
  const target = to.split('/');
  let shared = 0;
  while (shared < from.length && shared < target.length - 1 && from[shared] === target[shared]) {
    shared += 1;
  }
  const up = from.slice(shared).map(() => '..');
  return [...(up.length === 0 ? ['.'] : up), ...target.slice(shared)].join('/');
}

/** A folder and those around it, the innermost first, the top (empty) last. */
export function foldersUp(folder: string): readonly string[] {
  const folders = [];
  for (let at = folder; at !== ''; at = folderOf(at)) folders.push(at);
  return [...folders, ''];
}
