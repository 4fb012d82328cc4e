import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where the books of a workspace are, and whose they are as far as that may be said. */
export interface MachineLedger {
  readonly folder: string;
  readonly of: 'thisWorkspace' | 'noFolder' | 'otherWorkspace';
}

/** The editor's folders that hold what extensions keep. */
interface StoragePlaces {
  /** The folder of this workspace's ledger. */
  readonly ledger: string;
  /** What is kept for all workspaces. */
  readonly global: string;
}

/**
 * The ledgers of all workspaces of this user on this machine that have one: this workspace's, that of windows without a
 * folder, and the others in an order that tells nothing of them. They lie side by side in folders named by a hash.
 */
export async function machineLedgers({
  ledger,
  global,
}: StoragePlaces): Promise<readonly MachineLedger[]> {
  const ofNoFolder = join(global, 'ledger');
  const isNoFolder = ledger === ofNoFolder;
  // Beside `globalStorage/<extension>` where this window has no storage of its own.
  const storages = isNoFolder
    ? join(dirname(dirname(global)), 'workspaceStorage')
    : dirname(dirname(dirname(ledger)));
  const extension = basename(global);
  const others = (await namesIn(storages))
    .toSorted()
    .map((name) => join(storages, name, extension, 'ledger'))
    .filter((folder) => folder !== ledger);
  const all: readonly MachineLedger[] = [
    { folder: ledger, of: isNoFolder ? 'noFolder' : 'thisWorkspace' },
    ...(isNoFolder ? [] : [{ folder: ofNoFolder, of: 'noFolder' } as const]),
    ...others.map((folder) => ({ folder, of: 'otherWorkspace' }) as const),
  ];
  const areThere = await Promise.all(all.map(({ folder }) => isFolder(folder)));
  return all.filter((_, index) => areThere[index]);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // There is no other workspace, or none that may be looked at.
    return [];
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
