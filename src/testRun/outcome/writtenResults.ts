import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lstat, open, opendir, readlink, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Results beyond this are not read, in bytes. */
const MOST_RESULTS = 8 << 20;

/** More files than this are not read. */
const MOST_FILES = 200;

/** Nor are they looked for among more names than this. */
const MOST_NAMES = 20_000;

/** A link is not followed, and what nobody writes to, say a pipe, is not waited for. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * What a run wrote to a file; undefined: nothing, or what is no file of its own. A test may have put
 * anything in its place, and links in the place of the folders on the way: `path` is absolute, and has
 * to be the real one.
 */
export async function writtenText(path: string, most = MOST_RESULTS): Promise<string | undefined> {
  try {
    // First of all: what is opened elsewhere, say a device, may do something by that alone.
    const before = await lstat(path);
    if (!before.isFile() || !(await isRealFolder(dirname(path)))) return undefined;
    const file = await open(path, READ);
    try {
      const found = await file.stat();
      if (!found.isFile() || found.size > most || !(await isAt(path, file, found)))
        return undefined;
      return await textOf(file, found.size);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** The same of all files of a folder of an absolute path whose names start so, one after the other. */
export async function writtenTexts(folder: string, start: string): Promise<string | undefined> {
  const wanted = await namesIn(folder, start);
  if (wanted === undefined || wanted.length > MOST_FILES) return undefined;
  const texts: string[] = [];
  let size = 0;
  for (const name of wanted.toSorted()) {
    const text = await writtenText(join(folder, name));
    size += text?.length ?? 0;
    if (text === undefined || size > MOST_RESULTS) return undefined;
    texts.push(text);
  }
  return texts.length === 0 ? undefined : texts.join('\n');
}

/** Undefined: there is no such folder, or it has too many names. */
async function namesIn(folder: string, start: string): Promise<readonly string[] | undefined> {
  if (!(await isRealFolder(folder))) return undefined;
  const entries = await opendir(folder).catch(() => undefined);
  if (entries === undefined) return undefined;
  const names: string[] = [];
  let count = 0;
  for await (const { name } of entries) {
    count += 1;
    if (count > MOST_NAMES) return undefined;
    if (name.startsWith(start)) names.push(name);
  }
  return names;
}

/** Whether no folder on the way there is a link, nor the last one. */
async function isRealFolder(folder: string): Promise<boolean> {
  return (await realpath(folder).catch(() => undefined)) === folder;
}

/** Whether an open file is the one that a path names: a folder may have become a link meanwhile. */
async function isAt(path: string, file: FileHandle, found: Stats): Promise<boolean> {
  if (process.platform === 'linux') return (await readlink(`/proc/self/fd/${file.fd}`)) === path;
  const { dev, ino } = await lstat(path);
  return dev === found.dev && ino === found.ino && (await isRealFolder(dirname(path)));
}

/** So many bytes at most: a file may grow while it is read. */
async function textOf(file: FileHandle, most: number): Promise<string> {
  const bytes = Buffer.alloc(most);
  let size = 0;
  while (size < most) {
    const { bytesRead } = await file.read(bytes, size, most - size);
    if (bytesRead === 0) break;
    size += bytesRead;
  }
  return bytes.toString('utf8', 0, size);
}
