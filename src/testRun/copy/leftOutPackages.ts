import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What is hidden more than this is no list of files but a folder that is left out by mistake. */
const MOST_HIDDEN = 500;
const MOST_FOLDERS = 20_000;
/** Folders that are read at the same time. */
const AT_ONCE = 32;

/** Code about credentials is none: packages have files of these names that their programs load. */
const CODE = /\.(?:[cm]?[jt]sx?|map|py|pyi|pyc|go|wasm|node|so|css|html?|md)$/i;

/**
 * What a list leaves out of packages, looked for once in each folder of them: they are many, and do not change
 * between the runs of one command.
 */
export class LeftOutPackages {
  readonly #isLeftOut: (path: string) => boolean;
  readonly #known = new Map<string, Promise<readonly string[]>>();

  constructor(isLeftOut: (path: string) => boolean) {
    this.#isLeftOut = isLeftOut;
  }

  /** Absolute paths of files and folders in a real folder of packages; `rule` is its path for that list. */
  below(folder: string, rule: string): Promise<readonly string[]> {
    const key = JSON.stringify([folder, rule]);
    const known = this.#known.get(key) ?? leftOutIn(folder, rule, this.#isLeftOut);
    this.#known.set(key, known);
    return known;
  }
}

/** A list that leaves out all packages means them as a whole. */
async function leftOutIn(
  folder: string,
  rule: string,
  isLeftOut: (path: string) => boolean,
): Promise<readonly string[]> {
  const isWhole = isLeftOut(`${rule}/x`);
  const hidden: string[] = [];
  let waiting: readonly string[] = [''];
  for (let folders = 0; waiting.length > 0 && folders < MOST_FOLDERS; folders += AT_ONCE) {
    const now = waiting.slice(0, AT_ONCE);
    const next = await Promise.all(
      now.map(async (at) => {
        const entries = await readdir(join(folder, at), { withFileTypes: true }).catch(() => []);
        return entries.flatMap((entry): readonly string[] => {
          const path = at === '' ? entry.name : `${at}/${entry.name}`;
          const shown = isWhole ? path : `${rule}/${path}`;
          const isFolder = entry.isDirectory();
          if (!isFolder && (!entry.isFile() || CODE.test(entry.name))) return [];
          if (isLeftOut(isFolder ? `${shown}/x` : shown)) hidden.push(join(folder, path));
          else if (isFolder) return [path];
          return [];
        });
      }),
    );
    if (hidden.length > MOST_HIDDEN) break;
    waiting = [...waiting.slice(AT_ONCE), ...next.flat()];
  }
  return hidden.slice(0, MOST_HIDDEN);
}
