import { chmod, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { HeldFolder } from './heldFolder.ts';

/** Rights to look into a folder and to take out of it. */
const MODE = 0o700;

/** What folders are called that were taken out of others to be removed. */
const TAKEN_OUT = '.tierwise-removed-';

/** Removes a folder at an absolute path, and what tests have made read-only in it as well. */
export async function removeFolder(path: string): Promise<void> {
  const folder = await HeldFolder.at(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (folder === undefined) return;
  try {
    if (!folder.isHeld) {
      await removeByName(path);
      return;
    }
    await folder.allow(MODE);
    for (const entry of await folder.list()) await removeIn(folder, entry);
  } finally {
    await folder.close();
  }
  await rmdir(path);
}

/**
 * Removes what is in a folder, without following a link: programs may still be at work there. What lies deep is taken
 * out first, so that few folders are held however deep it is.
 * @throws when something comes meanwhile
 */
export async function removeIn(
  top: HeldFolder,
  entry: { readonly name: string; isDirectory(): boolean },
): Promise<void> {
  if (!entry.isDirectory()) {
    await unlinked(top.in(entry.name));
    return;
  }
  if (!top.isHeld) {
    await removeByName(top.in(entry.name));
    return;
  }
  const waiting = [entry.name];
  let taken = 0;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const folder = await top.inside(name);
    try {
      await folder.allow(MODE);
      const entries = await folder.list();
      const files = entries.filter((one) => !one.isDirectory());
      await Promise.all(files.map((file) => unlinked(folder.in(file.name))));
      for (const inner of entries.filter((one) => one.isDirectory())) {
        const to = `${TAKEN_OUT}${taken}`;
        taken += 1;
        await takeOut(folder, inner.name, top.in(to));
        waiting.push(to);
      }
    } finally {
      await folder.close();
    }
    await rmdir(top.in(name));
  }
}

/** Moves a folder out of another; it has to be writable for that, as it names the one around it. */
async function takeOut(from: HeldFolder, name: string, to: string): Promise<void> {
  const folder = await from.inside(name);
  try {
    await folder.allow(MODE);
  } finally {
    await folder.close();
  }
  await rename(from.in(name), to);
}

/** Removes a file or a link; one that is gone already is removed. */
async function unlinked(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function removeByName(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch {
    await makeWritable(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Only folders count: a file goes by what its folder allows. Links are not followed. */
async function makeWritable(top: string): Promise<void> {
  const waiting = [top];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    await chmod(at, MODE).catch(() => undefined);
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) waiting.push(join(at, entry.name));
  }
}
