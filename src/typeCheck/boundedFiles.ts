import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import type { FolderPatterns, PathRules } from '../models/paths/pathRules.ts';
import { folderRules } from '../models/paths/pathRules.ts';

/** Most files that one check may read, TypeScript's own left out. */
const MOST_FILES = 4_000;
/** Most bytes that one check may read. */
const MOST_BYTES = 60_000_000;
/** A larger file is as good as not there, in bytes. */
const LARGEST_FILE = 5_000_000;

/** More would have to be read than a check may. */
export class TooLarge extends Error {
  constructor() {
    super('The project is too large to be checked here.');
    this.name = 'TooLarge';
  }
}

/**
 * Reads files inside given folders alone, links followed, within bounds, and none that is never sent:
 * its types would be quoted in messages. Paths have `/`.
 */
export class BoundedFiles {
  readonly #folders: readonly string[];
  readonly #real = new Map<string, string | undefined>();
  readonly #read = new Set<string>();
  readonly #free: string | undefined;
  #hidden: PathRules = { matches: () => true };
  #bytes = 0;

  /** `free` has no file of the user's, and no rules: TypeScript's own declarations. */
  constructor(root: string, free: string) {
    this.#free = realPath(free);
    this.#folders = [realPath(root), this.#free].filter((folder) => folder !== undefined);
  }

  /** From now on these files are not there. What was found is looked up anew. */
  begin(neverSend: FolderPatterns): void {
    this.#real.clear();
    this.#hidden = folderRules(neverSend);
  }

  /** @throws TooLarge when a bound is reached */
  read(path: string): string | undefined {
    const real = this.#inside(path);
    if (real === undefined) return undefined;
    const found = statSync(real, { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.size > LARGEST_FILE) return undefined;
    if (!this.#read.has(real)) {
      this.#read.add(real);
      this.#bytes += found.size;
      if (this.#read.size > MOST_FILES || this.#bytes > MOST_BYTES) throw new TooLarge();
    }
    return readFileSync(real, 'utf8');
  }

  /** Changes when the file does; undefined when it is not there. */
  version(path: string): string | undefined {
    const real = this.#inside(path);
    const found = real === undefined ? undefined : statSync(real, { throwIfNoEntry: false });
    return found?.isFile() === true ? `${found.mtimeMs}-${found.size}` : undefined;
  }

  isFile(path: string): boolean {
    return this.version(path) !== undefined;
  }

  isFolder(path: string): boolean {
    const real = this.#inside(path);
    return real !== undefined && statSync(real, { throwIfNoEntry: false })?.isDirectory() === true;
  }

  /** Names in a folder; none when it cannot be read. */
  names(path: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
    const real = this.#inside(path);
    if (real === undefined || !this.isFolder(path)) return { files: [], folders: [] };
    const entries = readdirSync(real, { withFileTypes: true });
    const isSeen = (name: string): boolean => this.#inside(`${path}/${name}`) !== undefined;
    return {
      files: entries
        .filter((entry) => entry.isFile() && isSeen(entry.name))
        .map(({ name }) => name),
      folders: entries
        .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isSeen(entry.name))
        .map(({ name }) => name),
    };
  }

  /** The path with its links followed; as it is when it leads out of the folders. */
  realPath(path: string): string {
    return this.#inside(path) ?? path;
  }

  /** Where a file is or would be that has no text on a disk yet; undefined where it may not be. */
  placeFor(path: string): string | undefined {
    if (realPath(path) !== undefined) return this.#inside(path);
    const folder = realPath(dirname(path));
    return folder === undefined ? undefined : this.#seen(path, `${folder}/${basename(path)}`);
  }

  #inside(path: string): string | undefined {
    if (!this.#real.has(path)) {
      const real = realPath(path);
      this.#real.set(path, real === undefined ? undefined : this.#seen(path, real));
    }
    return this.#real.get(path);
  }

  /** The real path, where neither it nor the name leads out of the folders or is never sent. */
  #seen(path: string, real: string): string | undefined {
    const isIn = (folder: string): boolean => real === folder || real.startsWith(`${folder}/`);
    if (!this.#folders.some(isIn)) return undefined;
    if (this.#free !== undefined && isIn(this.#free)) return real;
    return this.#hidden.matches(path) || this.#hidden.matches(real) ? undefined : real;
  }
}

/** A path as TypeScript writes it. */
export function withSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

function realPath(path: string): string | undefined {
  try {
    return withSlashes(realpathSync.native(path));
  } catch {
    // What is not there, or may not be looked at, is outside.
    return undefined;
  }
}
