import { lstat, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { copyInside } from './insideFolder.ts';
import { isWithin, packageFolderOf } from './packageFolders.ts';

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
}

/** Counts of one copy. */
interface Room {
  links: number;
  files: number;
  bytes: number;
}

/**
 * Links packages one by one into folders of our own, so that what tools write beside them (say a
 * cache) stays in the copy. What is no installed package but the project's own source is copied; other
 * places that links lead to are left out. `base` holds the copy, the project's in `project`. Returns
 * the real folders of packages that the project may use.
 * @throws when there are too many
 */
export async function linkAllPackages(
  source: LinkSource,
  base: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const linker = new PackageLinker({ ...source, root: await realpath(source.root) }, base, signal);
  for (const path of paths) await linker.linkFolder(join(source.root, path), path, true);
  return [...linker.reached];
}

class PackageLinker {
  readonly reached = new Set<string>();
  readonly #source: LinkSource;
  readonly #base: string;
  readonly #signal: AbortSignal;
  readonly #own = new Map<string, string>();
  readonly #room: Room = { links: 0, files: 0, bytes: 0 };

  constructor(source: LinkSource, base: string, signal: AbortSignal) {
    this.#source = source;
    this.#base = base;
    this.#signal = signal;
  }

  /** `isTop`: a folder of packages, not one of a scope. */
  async linkFolder(from: string, path: string, isTop: boolean): Promise<void> {
    const folder = await realpath(from).catch(() => undefined);
    // A link of that name may lead anywhere.
    if (folder === undefined || (isTop && basename(folder) !== 'node_modules')) return;
    const to = join(this.#base, 'project', path);
    await mkdir(to, { recursive: true });
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
    const isInstalled = target.split(sep).includes('node_modules');
    const leadsTo = isInstalled ? target : await this.#ownPackage(target);
    if (leadsTo === undefined) return;
    this.#reach(target);
    await symlink(leadsTo, join(this.#base, 'project', path), 'junction');
  }

  /** What lies elsewhere is linked, but not shown: it may be visible by other rules, say as a store of packages. */
  #reach(target: string): void {
    const folder = packageFolderOf(target, this.#source.root);
    if (folder !== undefined) this.reached.add(folder);
  }

  /** Where the copy of a package lies that is the project's own source; undefined: it is not. */
  async #ownPackage(target: string): Promise<string | undefined> {
    const known = this.#own.get(target);
    if (known !== undefined) return known;
    const inside = relative(this.#source.root, target);
    const isFolder = (await lstat(target)).isDirectory();
    const isHistory = inside.split(sep).some((name) => HISTORIES.has(name));
    if (!isWithin(target, this.#source.root) || !isFolder || isHistory) return undefined;
    const copied = join('project', inside);
    const to = join(this.#base, copied);
    this.#own.set(target, to);
    const isThere = await lstat(to).then(
      () => true,
      () => false,
    );
    if (!isThere) await this.#copyFolder(target, copied, inside);
    return to;
  }

  async #copyFolder(from: string, to: string, shown: string): Promise<void> {
    const waiting = [''];
    await mkdir(join(this.#base, to), { recursive: true });
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const entry of await readdir(join(from, at), { withFileTypes: true })) {
        this.#signal.throwIfAborted();
        const path = at === '' ? entry.name : `${at}/${entry.name}`;
        const isMade = entry.name === 'node_modules' || HISTORIES.has(entry.name);
        if (entry.isDirectory() && !isMade) waiting.push(path);
        const rule = `${shown}/${path}`.split(sep).join('/');
        if (!entry.isFile() || this.#source.isLeftOut(rule)) continue;
        this.#room.files += 1;
        this.#room.bytes += (await lstat(join(from, path))).size;
        if (this.#room.files > MOST_COPIED || this.#room.bytes > MOST_BYTES) {
          throw new Error('The packages that are linked are too large to copy.');
        }
        await copyInside(join(from, path), this.#base, `${to.split(sep).join('/')}/${path}`);
      }
    }
  }
}
