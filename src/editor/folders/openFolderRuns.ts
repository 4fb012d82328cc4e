import type { FolderRunsParts } from './folderRuns.ts';
import { FolderRuns } from './folderRuns.ts';
import type { KeptRunsParts } from './keptRuns.ts';
import { KeptRuns } from './keptRuns.ts';

/** Opens the folder runs of a workspace and goes on with them. @throws UserError as `KeptRuns.open` */
export async function openFolderRuns(
  parts: KeptRunsParts & Omit<FolderRunsParts, 'kept' | 'now'>,
): Promise<FolderRuns> {
  const kept = await KeptRuns.open(parts);
  const folders = new FolderRuns({ ...parts, kept, now: () => parts.clock.now() });
  kept.resume();
  return folders;
}
