import { constants } from 'node:fs';
import { copyFile, lstat, open } from 'node:fs/promises';
import { allowFile } from './heldFolder.ts';

/** Fails where the last name is a link; Windows has no such flag. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const READ = constants.O_RDONLY | NO_FOLLOW | (constants.O_NONBLOCK ?? 0);
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;

/**
 * Writes a text to a new file at an absolute path.
 * @throws when there is something, be it a link
 */
export async function writeNew(to: string, text: string): Promise<void> {
  const file = await open(to, NEW, 0o600);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/**
 * Copies a file to a new one, following no link at either end; it shares its blocks where the file
 * system can do that, never its name. Both paths are absolute.
 * @throws when the source is no file, or when there is something at the other end
 */
export async function copyNew(from: string, to: string): Promise<void> {
  const source = await open(from, READ);
  try {
    const stats = await source.stat();
    if (!stats.isFile()) throw new Error('What is to be copied is no file any more.');
    const mode = (stats.mode & 0o777) | 0o600;
    // By a name that still means what was opened.
    const name = process.platform === 'linux' ? `/proc/self/fd/${source.fd}` : undefined;
    if (name !== undefined && (await isShown(name))) {
      await copyFile(name, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await allowFile(to, mode);
      return;
    }
    const file = await open(to, NEW, mode);
    try {
      await file.writeFile(await source.readFile());
      await file.chmod(mode);
    } finally {
      await file.close();
    }
  } finally {
    await source.close();
  }
}

async function isShown(name: string): Promise<boolean> {
  return lstat(name).then(
    () => true,
    () => false,
  );
}
