import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Results beyond this are not read, in bytes. */
const MOST_RESULTS = 8 << 20;

/** More files than this are not read. */
const MOST_FILES = 200;

/** What a runner wrote; undefined: nothing, or what is no file of its own. A test may have put a link there. */
export async function writtenText(path: string): Promise<string | undefined> {
  try {
    const file = await open(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const { size } = await file.stat();
      const isFile = (await lstat(path)).isFile();
      return isFile && size <= MOST_RESULTS ? await file.readFile('utf8') : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** The same of all files of a folder of an absolute path whose names start so, one after the other. */
export async function writtenTexts(folder: string, start: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => name.startsWith(start)).toSorted();
  if (wanted.length > MOST_FILES) return undefined;
  const texts: string[] = [];
  let size = 0;
  for (const name of wanted) {
    const text = await writtenText(join(folder, name));
    size += text?.length ?? 0;
    if (text === undefined || size > MOST_RESULTS) return undefined;
    texts.push(text);
  }
  return texts.length === 0 ? undefined : texts.join('\n');
}
