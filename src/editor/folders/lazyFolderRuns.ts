import { setTimeout as delay } from 'node:timers/promises';
import type { Uri } from 'vscode';
import type { Log } from '../../models/ports.ts';
import { isThere } from '../documents/filePresence.ts';
import type { Lazy } from '../lazy.ts';
import { lazy } from '../lazy.ts';
import type { FolderRuns } from './folderRuns.ts';

/** ms between tries: a window that was just reloaded may hold them for a moment yet. */
const TRIES = [0, 2_000, 10_000, 60_000, 300_000];

/** Folder runs, opened on first use, or once the editor is up where earlier windows have left some. */
export function lazyFolderRuns(
  place: Uri,
  log: Log,
  open: () => Promise<FolderRuns>,
): Lazy<FolderRuns> {
  const folders = lazy(open);
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
