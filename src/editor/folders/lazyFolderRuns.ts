import { setTimeout as delay } from 'node:timers/promises';
import type { Disposable, Uri } from 'vscode';
import { isThere } from '../documents/filePresence.ts';
import type { Lazy } from '../lazy.ts';
import { keptIn, lazy } from '../lazy.ts';
import type { FolderRuns } from './folderRuns.ts';
import type { openFolderRuns } from './openFolderRuns.ts';

/** ms between tries: a window that was just reloaded may hold them for a moment yet. */
const TRIES = [0, 2_000, 10_000, 60_000, 300_000];

/** What folder runs are opened with, and where they end with the window. */
type LazyFolderRunsParts = Omit<Parameters<typeof openFolderRuns>[0], 'folder'> & {
  readonly subscriptions: Disposable[];
};

/** Folder runs, opened on first use, or once the editor is up where earlier windows have left some. */
export function lazyFolderRuns(place: Uri, parts: LazyFolderRunsParts): Lazy<FolderRuns> {
  const { log, subscriptions } = parts;
  const folders = lazy(async () => {
    const { openFolderRuns } = await import('./openFolderRuns.ts');
    return keptIn(subscriptions, await openFolderRuns({ ...parts, folder: place.fsPath }));
  });
  const resume = async (): Promise<void> => {
    if (!(await isThere(place))) return;
    for (const ms of TRIES) {
      await delay(ms, undefined, { ref: false });
      try {
        await folders();
        return;
      } catch (error) {
        log.warn(`folder runs were not resumed: ${String(error)}`);
      }
    }
  };
  setImmediate(() => {
    resume().catch((error: unknown) => log.warn(`folder runs were not found: ${String(error)}`));
  });
  return folders;
}
