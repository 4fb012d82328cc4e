import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planPackages } from './packagePlan.ts';
import type { Listing, Planned } from './planned.ts';
import { plannedFile } from './planned.ts';
import { isOwnPath } from './projectPaths.ts';

/** Folders that tests do not need, or that are made anew. */
const NOT_COPIED: ReadonlySet<string> = new Set(
  '.git .hg .svn .venv __pycache__ .tox .mypy_cache .pytest_cache .next .nuxt'.split(' '),
);
/** The same beside the manifest of a project; elsewhere sources may be called so. */
const NOT_COPIED_AT_THE_TOP: ReadonlySet<string> = new Set(['venv', 'coverage', 'target']);
const MANIFEST =
  /^(?:package\.json|Cargo\.toml|pom\.xml|build\.sbt|pyproject\.toml|setup\.(?:py|cfg)|requirements\.txt|go\.mod)$/;

/** What builds leave beside files of such names: of no use, and old results among it are not to be read. */
const BUILT: readonly (readonly [beside: RegExp, made: readonly string[]])[] = [
  [/^(?:build|settings)\.gradle(?:\.kts)?$/, ['build', '.gradle']],
  [/\.(?:cs|fs|vb)proj$/, ['bin', 'TestResults']],
  // What was restored lies in the folder itself.
  [/^project\.assets\.json$/, ['Debug', 'Release']],
];

/** What a part of a project may lean on that lies above it. */
const CONFIGURATION =
  /\.(?:json|toml|cfg|ini|mod|sum|work|lock|xml|gradle|kts|properties|props|targets|sln|[cm]?js|[cm]?ts)$|(?:^|\/)(?:Gemfile|Rakefile|\.rspec)$/;

const MOST_FILES = 5_000;
const MOST_FOLDERS = 5_000;
const MOST_BYTES = 80_000_000;

/** What to copy. Paths are relative to `root`, with `/`. */
export interface CopySource {
  /** Absolute. */
  readonly root: string;
  /** The folder that is enough when the whole is too large; '' when there is none. */
  readonly part: string;
  /** Files that must not even be copied. */
  readonly isLeftOut: (path: string) => boolean;
  /** Texts that stand in the place of files, or beside them. */
  readonly texts: Readonly<Record<string, string>>;
}

/** All that a copy holds. */
export interface CopyPlan {
  /** By relative path, with `/`. */
  readonly entries: ReadonlyMap<string, Planned>;
  /** Relative paths of its folders, parents first; '' is the project's own. */
  readonly folders: ReadonlySet<string>;
  /** Absolute real paths of packages outside of it that it is linked to. */
  readonly packages: readonly string[];
}

/**
 * What a copy of a project holds now, its packages linked one by one and its own packages copied;
 * undefined when it is too large. `now`: unix ms.
 * @throws when a text belongs below a link or among the packages
 */
export async function planCopy(
  source: CopySource,
  now: number,
  signal: AbortSignal,
): Promise<CopyPlan | undefined> {
  for (const path of Object.keys(source.texts)) {
    if (!(await isOwnPath(source.root, path))) throw new Error('A text lies outside the project.');
  }
  const found = (await listed(source, '', now, signal)) ?? (await listedPart(source, now, signal));
  if (found === undefined) return undefined;
  const planned = await planPackages({ ...source, now }, found, signal);
  const entries = new Map<string, Planned>([...found.files, ...planned.entries]);
  for (const [path, text] of Object.entries(source.texts)) {
    if (!(await isTextOf(entries.get(path), text))) entries.set(path, { as: 'text', text });
  }
  const folders = foldersOf([...entries.keys()], planned.folders);
  return { entries, folders, packages: planned.reached };
}

/** Whether a file that is to be copied has that text already: it is no other file then than at the last run. */
async function isTextOf(planned: Planned | undefined, text: string): Promise<boolean> {
  if (planned?.as !== 'file') return false;
  return (await readFile(planned.from, 'utf8').catch(() => undefined)) === text;
}

/** Folders with all that they lie in, parents first. */
function foldersOf(paths: readonly string[], folders: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>(['']);
  const add = (folder: string): void => {
    if (found.has(folder)) return;
    add(parentOf(folder));
    found.add(folder);
  };
  for (const path of paths) add(parentOf(path));
  for (const folder of folders) add(folder);
  return found;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

async function listedPart(
  source: CopySource,
  now: number,
  signal: AbortSignal,
): Promise<Listing | undefined> {
  if (source.part === '') return undefined;
  const found = await listed(source, source.part, now, signal);
  if (found === undefined) return undefined;
  // What the part leans on above it: packages and configuration, not sources.
  const above = new Map<string, Planned>();
  const packages: string[] = [...found.packages];
  for (let at = source.part; at !== '';) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    for (const entry of await entriesOf(join(source.root, at))) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (isPackages(entry)) packages.push(path);
      if (entry.isFile() && CONFIGURATION.test(path) && !source.isLeftOut(path)) {
        above.set(path, (await plannedFile(join(source.root, path), now)).file);
      }
    }
  }
  return { files: new Map([...above, ...found.files]), packages };
}

/** Files below a folder, links left out; undefined when there are too many. */
async function listed(
  { root, isLeftOut }: CopySource,
  start: string,
  now: number,
  signal: AbortSignal,
): Promise<Listing | undefined> {
  const files = new Map<string, Planned>();
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
    const built = BUILT.filter(([beside]) => entries.some(({ name }) => beside.test(name)));
    const paths: string[] = [];
    for (const entry of entries) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (isPackages(entry)) packages.push(path);
      else if (entry.isDirectory()) {
        const isMade =
          (isTop && NOT_COPIED_AT_THE_TOP.has(entry.name)) ||
          built.some(([, made]) => made.includes(entry.name));
        if (!isMade && !NOT_COPIED.has(entry.name)) waiting.push(path);
      } else if (entry.isFile() && !isLeftOut(path)) paths.push(path);
    }
    if (files.size + paths.length > MOST_FILES) return undefined;
    const found = await Promise.all(paths.map((path) => plannedFile(join(root, path), now)));
    for (const [index, { file, size }] of found.entries()) {
      bytes += size;
      files.set(paths[index] ?? '', file);
    }
    if (bytes > MOST_BYTES) return undefined;
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
