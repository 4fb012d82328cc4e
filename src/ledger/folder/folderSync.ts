import fs from 'node:fs';
import { promisify } from 'node:util';
import { errorCode } from './windowProcess.ts';

/** Network drives and some FUSE systems answer a sync of a folder so: they have none to offer. */
const REFUSED: ReadonlySet<string | undefined> = new Set([
  'EINVAL',
  'EPERM',
  'EACCES',
  'EISDIR',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
]);

/** Folders whose system has refused it: they are not asked again. */
const unsynced = new Set<string>();

function isDoneWithout(folder: string): boolean {
  return process.platform === 'win32' || unsynced.has(folder);
}

function noteRefusal(folder: string, error: unknown): void {
  if (!REFUSED.has(errorCode(error))) throw error;
  unsynced.add(folder);
}

/**
 * Makes names in a folder outlast a power cut; Windows does that by itself, and a system that
 * cannot is done without.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (isDoneWithout(folder)) return;
  let fd: number | undefined;
  try {
    fd = await promisify(fs.open)(folder, 'r');
    await promisify(fs.fsync)(fd);
  } catch (error) {
    noteRefusal(folder, error);
  } finally {
    if (fd !== undefined) await promisify(fs.close)(fd);
  }
}

/** As `syncFolder`, before it returns. */
export function syncFolderAtOnce(folder: string): void {
  if (isDoneWithout(folder)) return;
  let fd: number | undefined;
  try {
    fd = fs.openSync(folder, 'r');
    fs.fsyncSync(fd);
  } catch (error) {
    noteRefusal(folder, error);
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}
