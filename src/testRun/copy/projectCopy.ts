import type { Dirent } from 'node:fs';
import { access, lstat, mkdir, mkdtemp, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE_PREFIX } from './buildCache.ts';
import { copyInside, writeInside } from './insideFolder.ts';
import { linkAllPackages } from './packageLinks.ts';
import { removeFolder } from './removeFolder.ts';

/** Start of the names of our folders among the temporary ones. */
const PREFIX = 'tierwise-tests-';

/** Folders that tests do not need, or that are made anew. */
const NOT_COPIED: ReadonlySet<string> = new Set(
  '.git .hg .svn .venv __pycache__ .tox .mypy_cache .pytest_cache .next .nuxt'.split(' '),
);
/** The same beside the manifest of a project; elsewhere sources may be called so. */
const NOT_COPIED_AT_THE_TOP: ReadonlySet<string> = new Set(['venv', 'coverage', 'target']);
const MANIFEST =
  /^(?:package\.json|Cargo\.toml|pom\.xml|build\.sbt|pyproject\.toml|setup\.(?:py|cfg)|requirements\.txt|go\.mod)$/;

const MOST_FILES = 5_000;
const MOST_FOLDERS = 5_000;
const MOST_BYTES = 80_000_000;
/** What an editor that died has left behind is removed after this time, in ms, by its name. */
const STRAY_MS: Readonly<Record<string, number>> = {
  [PREFIX]: 3_600_000,
  // Touched by each run of a window that may be open for days.
  [CACHE_PREFIX]: 86_400_000,
};

/** What to copy. Paths are relative to `root`, with `/`. */
export interface CopySource {
  /** Absolute. */
  readonly root: string;
  /** The folder that is enough when the whole is too large; '' when there is none. */
  readonly part: string;
  /** Files that must not even be copied. */
  readonly isLeftOut: (path: string) => boolean;
  /** Folder for temporary files, where the copy goes. */
  readonly temporary: string;
  /** Texts that stand in the place of files, or beside them. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A copy of a project outside of it. */
export interface ProjectCopy {
  /** Holds all of it. */
  readonly base: string;
  /** What stands for `root`. */
  readonly folder: string;
  /** An empty folder to be the home of what runs here. */
  readonly home: string;
  /** Absolute real paths of packages outside of it that it is linked to. */
  readonly packages: readonly string[];
  write(path: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Copies a project, its packages linked one by one and its own packages copied; undefined when it
 * is too large. Nothing below a link is written.
 * @throws when a text belongs below a link or among the packages
 */
export async function copyProject(
  source: CopySource,
  signal: AbortSignal,
): Promise<ProjectCopy | undefined> {
  for (const path of Object.keys(source.texts)) {
    if (!(await isOwnPath(source.root, path))) throw new Error('A text lies outside the project.');
  }
  const found = (await listed(source, '', signal)) ?? (await listedPart(source, signal));
  if (found === undefined) return undefined;
  const base = await realpath(await mkdtemp(join(source.temporary, PREFIX)));
  const folder = join(base, 'project');
  const home = join(base, 'home');
  const write = (path: string, text: string): Promise<void> => writeInside(folder, path, text);
  const remove = (): Promise<void> => removeFolder(base);
  try {
    await mkdir(folder);
    await mkdir(home);
    for (const path of found.files) {
      signal.throwIfAborted();
      await copyInside(join(source.root, path), folder, path);
    }
    const linked = await linkAllPackages(source, base, found.packages, signal);
    for (const [path, text] of Object.entries(source.texts)) await write(path, text);
    return { base, folder, home, packages: linked, write, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Whether a path is the project's own: not among its packages and not behind a link. */
export async function isOwnPath(root: string, path: string): Promise<boolean> {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '..' || name === 'node_modules')) return false;
  for (let count = 1; count <= names.length; count++) {
    const found = await lstat(join(root, ...names.slice(0, count))).catch(() => undefined);
    if (found === undefined) return true;
    if (found.isSymbolicLink()) return false;
  }
  return true;
}

/**
 * Removes copies and caches whose editor has died from a folder for temporary files, each by itself:
 * one that stays keeps no other.
 */
export async function removeStrayCopies(temporary: string, now: number): Promise<void> {
  for (const name of await readdir(temporary)) {
    const age = Object.entries(STRAY_MS).find(([prefix]) => name.startsWith(prefix))?.[1];
    if (age === undefined) continue;
    const folder = join(temporary, name);
    // Another window may be removing it; a link of that name is not ours.
    const found = await lstat(folder).catch(() => undefined);
    if (found?.isDirectory() !== true || now - found.mtimeMs <= age) continue;
    await removeFolder(folder).catch(() => undefined);
  }
}

interface Listing {
  readonly files: readonly string[];
  /** Folders named node_modules. */
  readonly packages: readonly string[];
}

async function listedPart(source: CopySource, signal: AbortSignal): Promise<Listing | undefined> {
  if (source.part === '') return undefined;
  const found = await listed(source, source.part, signal);
  if (found === undefined) return undefined;
  // What the part leans on above it: packages and configuration, not sources.
  const above: string[] = [];
  const packages: string[] = [...found.packages];
  for (let at = source.part; at !== '';) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    for (const entry of await entriesOf(join(source.root, at))) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (isPackages(entry)) packages.push(path);
      const isConfiguration = /\.(?:json|toml|cfg|ini|mod|sum|work|[cm]?js|[cm]?ts)$/.test(path);
      if (entry.isFile() && isConfiguration && !source.isLeftOut(path)) above.push(path);
    }
  }
  return { files: [...above, ...found.files], packages };
}

/** Files below a folder, links left out; undefined when there are too many. */
async function listed(
  { root, isLeftOut }: CopySource,
  start: string,
  signal: AbortSignal,
): Promise<Listing | undefined> {
  const files: string[] = [];
  const packages: string[] = [];
  const waiting = [start];
  let bytes = 0;
  let folders = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    signal.throwIfAborted();
    folders += 1;
    if (folders > MOST_FOLDERS) return undefined;
    const entries = await entriesOf(join(root, at));
    const isTop = at === '' || entries.some(({ name }) => MANIFEST.test(name));
    for (const entry of entries) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (isPackages(entry)) packages.push(path);
      else if (entry.isDirectory()) {
        const isMade = isTop && NOT_COPIED_AT_THE_TOP.has(entry.name);
        if (!isMade && !NOT_COPIED.has(entry.name)) waiting.push(path);
      } else if (entry.isFile() && !isLeftOut(path)) {
        bytes += (await lstat(join(root, path))).size;
        files.push(path);
        if (files.length > MOST_FILES || bytes > MOST_BYTES) return undefined;
      }
    }
  }
  return { files, packages };
}

/** The folder itself or, as between worktrees, a link to it. */
function isPackages(entry: Dirent): boolean {
  return entry.name === 'node_modules' && (entry.isDirectory() || entry.isSymbolicLink());
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true });
}

/** Whether there is something at an absolute path. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
