import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { isWithin, packageFolderOf } from './packageFolders.ts';
import type { Listing, Planned } from './planned.ts';
import { plannedFile } from './planned.ts';

/** Folders of node_modules whose names start with a point and that packages are linked to. */
const LINKED_POINTS: ReadonlySet<string> = new Set(['.bin', '.pnpm']);

/** What is no source of a package, even where a link of that package leads to it. */
const HISTORIES: ReadonlySet<string> = new Set(['.git', '.hg', '.svn']);

const MOST_LINKS = 20_000;
const MOST_COPIED = 5_000;
const MOST_BYTES = 80_000_000;

/** What is linked, and the rules for what is copied instead. */
interface LinkSource {
  /** Absolute. */
  readonly root: string;
  readonly isLeftOut: (path: string) => boolean;
  /** Unix ms. */
  readonly now: number;
}

/** What of a copy stands for packages. */
interface PackagePlan {
  /** By relative path, with `/`. */
  readonly entries: ReadonlyMap<string, Planned>;
  /** Folders that are there even when they are empty. */
  readonly folders: readonly string[];
  /** Real folders of packages that the project may use. */
  readonly reached: readonly string[];
}

/**
 * Plans links to packages one by one in folders of the copy's own, so that what tools write beside
 * them (say a cache) stays in the copy. What is no installed package but the project's own source is
 * copied; other places that links lead to are left out.
 * @throws when there are too many
 */
export async function planPackages(
  source: LinkSource,
  { files, packages }: Listing,
  signal: AbortSignal,
): Promise<PackagePlan> {
  const planner = new PackagePlanner(
    { ...source, root: await realpath(source.root) },
    files,
    signal,
  );
  for (const path of packages) await planner.linkFolder(join(source.root, path), path, true);
  return { entries: planner.entries, folders: planner.folders, reached: [...planner.reached] };
}

class PackagePlanner {
  readonly entries = new Map<string, Planned>();
  readonly folders: string[] = [];
  readonly reached = new Set<string>();
  readonly #source: LinkSource;
  readonly #copied: readonly string[];
  readonly #signal: AbortSignal;
  readonly #own = new Map<string, string>();
  readonly #room = { links: 0, files: 0, bytes: 0 };

  /** `files`: what is copied anyway. */
  constructor(source: LinkSource, files: Listing['files'], signal: AbortSignal) {
    this.#source = source;
    this.#copied = [...files.keys()];
    this.#signal = signal;
  }

  /** `isTop`: a folder of packages, not one of a scope. */
  async linkFolder(from: string, path: string, isTop: boolean): Promise<void> {
    const folder = await realpath(from).catch(() => undefined);
    // A link of that name may lead anywhere.
    if (folder === undefined || (isTop && basename(folder) !== 'node_modules')) return;
    this.folders.push(path);
    this.#reach(folder);
    for (const entry of await readdir(from, { withFileTypes: true })) {
      this.#signal.throwIfAborted();
      if (entry.name.startsWith('.') && !LINKED_POINTS.has(entry.name)) continue;
      const source = join(from, entry.name);
      const name = `${path}/${entry.name}`;
      if (isTop && entry.name.startsWith('@') && entry.isDirectory()) {
        await this.linkFolder(source, name, false);
      } else if (entry.isDirectory() || entry.isSymbolicLink()) await this.#link(source, name);
    }
  }

  async #link(from: string, path: string): Promise<void> {
    // A link that leads nowhere is left out.
    const target = await realpath(from).catch(() => undefined);
    if (target === undefined) return;
    this.#room.links += 1;
    if (this.#room.links > MOST_LINKS) throw new Error('There are too many packages to link.');
    if (target.split(sep).includes('node_modules')) {
      this.entries.set(path, { as: 'link', to: target });
    } else {
      const own = await this.#ownPackage(target);
      if (own === undefined) return;
      this.entries.set(path, { as: 'ownLink', to: own });
    }
    this.#reach(target);
  }

  /** What lies elsewhere is linked, but not shown: it may be visible by other rules, say as a store of packages. */
  #reach(target: string): void {
    const folder = packageFolderOf(target, this.#source.root);
    if (folder !== undefined) this.reached.add(folder);
  }

  /** Where in the copy a package lies that is the project's own source; undefined: it is not. */
  async #ownPackage(target: string): Promise<string | undefined> {
    const known = this.#own.get(target);
    if (known !== undefined) return known;
    const inside = relative(this.#source.root, target);
    const isFolder = (await lstat(target)).isDirectory();
    const isHistory = inside.split(sep).some((name) => HISTORIES.has(name));
    if (!isWithin(target, this.#source.root) || !isFolder || isHistory) return undefined;
    const own = inside.split(sep).join('/');
    this.#own.set(target, own);
    const isCopied = own === '' || this.#copied.some((path) => path.startsWith(`${own}/`));
    if (!isCopied) await this.#copyFolder(target, own);
    return own;
  }

  async #copyFolder(from: string, to: string): Promise<void> {
    this.folders.push(to);
    const waiting = [''];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const entry of await readdir(join(from, at), { withFileTypes: true })) {
        this.#signal.throwIfAborted();
        const path = at === '' ? entry.name : `${at}/${entry.name}`;
        const isMade = entry.name === 'node_modules' || HISTORIES.has(entry.name);
        if (entry.isDirectory() && !isMade) waiting.push(path);
        if (!entry.isFile() || this.#source.isLeftOut(`${to}/${path}`)) continue;
        const { file, size } = await plannedFile(join(from, path), this.#source.now);
        this.#room.files += 1;
        this.#room.bytes += size;
        if (this.#room.files > MOST_COPIED || this.#room.bytes > MOST_BYTES) {
          throw new Error('The packages that are linked are too large to copy.');
        }
        this.entries.set(`${to}/${path}`, file);
      }
    }
  }
}
