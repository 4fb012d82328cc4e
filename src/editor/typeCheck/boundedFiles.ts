import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';

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

/** Reads files inside given folders alone, links followed, within bounds. Paths have `/`. */
export class BoundedFiles {
  readonly #folders: readonly string[];
  readonly #real = new Map<string, string | undefined>();
  readonly #read = new Set<string>();
  #bytes = 0;

  constructor(folders: readonly string[]) {
    this.#folders = folders.flatMap((folder) => {
      const real = realPath(folder);
      return real === undefined ? [] : [real];
    });
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
    return {
      files: entries.filter((entry) => entry.isFile()).map(({ name }) => name),
      folders: entries
        .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
        .map(({ name }) => name),
    };
  }

  /** The path with its links followed; as it is when it leads out of the folders. */
  realPath(path: string): string {
    return this.#inside(path) ?? path;
  }

  /** What was found is looked up anew by the next check. */
  forget(): void {
    this.#real.clear();
  }

  #inside(path: string): string | undefined {
    if (!this.#real.has(path)) {
      const real = realPath(path);
      const isInside = this.#folders.some(
        (folder) => real === folder || real?.startsWith(`${folder}/`) === true,
      );
      this.#real.set(path, isInside ? real : undefined);
    }
    return this.#real.get(path);
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
