/** Paths ordered by how many folders lie between them and `near`, then by name. */
export function nearestFirst(paths: readonly string[], near: string): readonly string[] {
  const from = folders(near);
  return paths
    .map((path) => ({ path, distance: distance(from, folders(path)) }))
    .sort((a, b) => a.distance - b.distance || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}

function folders(path: string): readonly string[] {
  return path.split('/').slice(0, -1);
}

function distance(from: readonly string[], to: readonly string[]): number {
  const shared = from.findIndex((part, index) => part !== to[index]);
  const common = shared === -1 ? from.length : shared;
  return from.length - common + (to.length - common);
}
