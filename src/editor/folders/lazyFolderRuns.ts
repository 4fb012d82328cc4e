import type { Uri } from 'vscode';
import type { Log } from '../../models/ports.ts';
import { isThere } from '../documents/filePresence.ts';
import type { Lazy } from '../lazy.ts';
import { lazy } from '../lazy.ts';
import type { FolderRuns } from './folderRuns.ts';

/** Folder runs, opened on first use, or once the editor is up where earlier windows have left some. */
export function lazyFolderRuns(
  place: Uri,
  log: Log,
  open: () => Promise<FolderRuns>,
): Lazy<FolderRuns> {
  const folders = lazy(open);
  const resume = async (): Promise<void> => {
    if (await isThere(place)) await folders();
  };
  setImmediate(() => {
    resume().catch((error: unknown) => log.warn(`folder runs were not resumed: ${String(error)}`));
  });
  return folders;
}
