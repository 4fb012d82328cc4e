import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Fails where the last name is a link; Windows has no such flag, and the parent check is left. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NEW_TEXT = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_FOLLOW;

/**
 * Writes a text below a folder and never through a link.
 * @throws when the way there leads through a link
 */
export async function writeInside(folder: string, path: string, text: string): Promise<void> {
  await withNewFile(folder, path, (file) => file.writeFile(text));
}

/**
 * Copies a file below a folder, following no link at either end.
 * @throws when one of them is a link
 */
export async function copyInside(from: string, folder: string, path: string): Promise<void> {
  const source = await open(from, constants.O_RDONLY | NO_FOLLOW | (constants.O_NONBLOCK ?? 0));
  try {
    const { mode } = await source.stat();
    await withNewFile(folder, path, async (file) => {
      await file.writeFile(await source.readFile());
      await file.chmod((mode & 0o777) | 0o600);
    });
  } finally {
    await source.close();
  }
}

async function withNewFile(
  folder: string,
  path: string,
  use: (file: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const parent = dirname(join(folder, path));
  await folderInside(folder, path);
  if ((await realpath(parent)) !== parent) throw new Error('The way to a file leads out.');
  const file = await open(join(folder, path), NEW_TEXT, 0o600);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

/** Makes the folders of a path, one by one, so that none is made behind a link. */
async function folderInside(folder: string, path: string): Promise<void> {
  let at = folder;
  for (const name of path.split('/').slice(0, -1)) {
    at = join(at, name);
    await mkdir(at).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    if (!(await lstat(at)).isDirectory())
      throw new Error('The way to a file leads through a link.');
  }
}
