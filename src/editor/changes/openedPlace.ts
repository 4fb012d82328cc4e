import { pathBelow } from '../../models/paths/pathRules.ts';

/** An opened folder: its own path, and where it really lies. */
export interface OpenedFolder {
  readonly path: string;
  /** Undefined where that cannot be known. */
  readonly real: string | undefined;
}

/**
 * The path by which an opened folder holds a file that really lies at `real`, the innermost folder's;
 * undefined for a file outside of them all. A repository may reach far beyond what was opened.
 */
export function openedPath(
  real: string | undefined,
  folders: readonly OpenedFolder[],
): string | undefined {
  if (real === undefined) return undefined;
  const innermostFirst = [...folders].sort(
    (one, other) => (other.real ?? '').length - (one.real ?? '').length,
  );
  for (const folder of innermostFirst) {
    const below = folder.real === undefined ? undefined : pathBelow(folder.real, real);
    if (below !== undefined) return `${folder.path.replace(/\/$/, '')}/${below}`;
  }
  return undefined;
}

/** Whether Git reads a name as one of a branch, and not as an option of its command. */
export function isBranchName(name: string): boolean {
  return /^[^-\s]\S*$/.test(name);
}
