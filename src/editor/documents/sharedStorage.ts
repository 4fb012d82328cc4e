/** Where the storage of a window ends in a number: an editor's second window on the same folder. */
const NUMBERED = /(\/workspaceStorage\/[^/]+)-[1-9](\/[^/]+)$/;

/**
 * The storage that all windows on one folder share. VS Code locks the storage of a folder for one
 * window and gives the others `<id>-1`, `<id>-2`, …, also for a moment after a reload; books kept
 * there would be lost from sight. An id is a hash, which has no hyphen but perhaps its first letter.
 */
export function sharedStoragePath(path: string): string {
  return path.replace(NUMBERED, '$1$2');
}
