import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, delimiter, dirname, join, relative, sep } from 'node:path';
import type { LeftOutPackages } from '../copy/leftOutPackages.ts';
import { isWithin, packageFolderOf } from '../copy/packageFolders.ts';
import {
  DATA,
  EMPTY,
  GO_INSTALLED,
  INSTALLED,
  KEPT_SECRET,
  KEYS,
  PRIVATE,
  SERVICE_FOLDERS,
  SERVICE_SOCKETS,
  SYSTEM,
  SYSTEM_AT_THE_TOP,
  SYSTEM_SECRETS,
  TOOL_VARIABLES,
  TOOLCHAINS,
  TOOLCHAINS_BY_NAME,
} from './knownPlaces.ts';

/** What an isolated run sees at a place: nothing, a folder of its own, or what is really there. */
type SeenAs = 'empty' | 'private' | 'hidden' | 'readable' | 'writable';

/** One place of the file system, which is read-only everywhere else. */
export interface Seen {
  /** Absolute; no folder on the way there is a link. */
  readonly path: string;
  readonly as: SeenAs;
  /** What is shown there, with all links followed. */
  readonly source: string;
  readonly isFolder: boolean;
}

/** What decides what a run sees. All paths are absolute. */
export interface RunViewParts {
  /** The editor's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's real home. */
  readonly home: string;
  /** The real project. */
  readonly root: string;
  /** Where temporary files lie. */
  readonly temporary: string;
  /** Folders that the run may write into. */
  readonly writable: readonly string[];
  /** Folders of packages. */
  readonly packages: readonly string[];
  /** What of them is not shown. */
  readonly leftOut: LeftOutPackages;
  /** Sockets of services: a connection needs no right to write. */
  readonly sockets: readonly string[];
  /** The program that is run. */
  readonly program: string;
}

/**
 * What a run sees: no home, no project, no other programs' files and sockets, but the toolchain
 * and the packages, none of them to be written, and its own folders. Parents come first.
 */
export async function runView(parts: RunViewParts): Promise<readonly Seen[]> {
  const { env, home, root, temporary, writable } = parts;
  const named = (names: readonly string[]) => names.flatMap((name) => (env[name] ?? '') || []);
  const services = [
    ...named(SERVICE_FOLDERS),
    ...named(SERVICE_SOCKETS).map((path) => dirname(path)),
  ];
  const guarded = await realOf([home, temporary, ...EMPTY]);
  const more = [...guarded, ...(await realOf([root, join(home, '.local'), join(home, '.config')]))];
  const variables = toolFolders(env);
  const toolchains = await toolchainsBelow(home);
  const shown = [...toolchains, ...variables];
  const roots = [root, ...(await realOf([root]))];
  const isOwn = (path: string): boolean => roots.some((one) => isWithin(path, one));
  const view = new View(roots, await realOf(shown.filter((path) => !isOwn(path))));
  const hidden = [...EMPTY, ...DATA, ...(await dataAtTheTop()), ...services, home, root];
  for (const path of hidden) await view.add(path, 'empty');
  for (const path of [...PRIVATE, temporary]) await view.add(path, 'private');
  for (const path of [...INSTALLED, ...shown]) await view.reveal(path, guarded);
  const programs = await programFolders(parts.program, roots);
  const libraries = foldersIn(env['LD_LIBRARY_PATH']);
  for (const path of [...foldersIn(env['PATH']), ...libraries, ...programs]) {
    await view.reveal(path, more);
  }
  // Often a link to what a service keeps; only names are found by it.
  await view.reveal('/etc/resolv.conf', guarded);
  await showPackages(view, parts, guarded);
  await view.hideKeys(await realOf([...TOOLCHAINS.map((name) => join(home, name)), ...variables]));
  for (const name of KEPT_SECRET) await view.hide(join(home, name));
  for (const path of SYSTEM_SECRETS) await view.hide(path);
  for (const path of parts.sockets) if (await isSocket(path)) await view.hide(path);
  for (const path of writable) await view.add(path, 'writable');
  return view.places;
}

/** Shows folders of packages without what is never sent. A link may have taken their place by now. */
async function showPackages(
  view: View,
  { root, packages, leftOut }: RunViewParts,
  guarded: readonly string[],
): Promise<void> {
  const own = (await real(root)) ?? root;
  for (const path of packages) {
    const folder = await real(path);
    if (folder === undefined || packageFolderOf(folder, own) !== folder) continue;
    await view.reveal(folder, guarded);
    const inside = isWithin(folder, own) ? relative(own, folder) : basename(folder);
    const rule = inside.split(sep).join('/');
    for (const secret of await leftOut.below(folder, rule)) await view.hide(secret);
  }
}

class View {
  readonly #places = new Map<string, Seen>();
  readonly #roots: readonly string[];
  readonly #tools: readonly string[];

  /** `roots`: the names of the project. `tools`: real paths of what its links may lead to. */
  constructor(roots: readonly string[], tools: readonly string[]) {
    this.#roots = roots;
    this.#tools = tools;
  }

  /** A parent is shorter than what is in it; what is seen with its parent is not named again. */
  get places(): readonly Seen[] {
    return [...this.#places.values()]
      .filter(({ as, path }) => as !== 'readable' || this.#around(dirname(path))?.as !== 'readable')
      .sort((one, other) => one.path.length - other.path.length);
  }

  async add(path: string, as: 'empty' | 'private' | 'writable'): Promise<void> {
    const source = await real(path);
    if (source === undefined || SYSTEM.has(source) || !(await hasFolder(source))) return;
    this.#places.set(source, { path: source, as, source, isFolder: true });
  }

  /** Shows what is really there, unless one of the real paths `guarded` is in it. */
  async reveal(path: string, guarded: readonly string[]): Promise<void> {
    const source = await real(path);
    if (source === undefined || guarded.some((one) => isWithin(one, source))) return;
    const isIn = (at: string, folders: readonly string[]): boolean =>
      folders.some((folder) => isWithin(at, folder));
    // A link of the project is anybody's.
    if (isIn(path, this.#roots) && !isIn(source, [...this.#roots, ...this.#tools])) return;
    // Under its own name, too: links on the way are gone where a folder is emptied.
    await this.#show(await this.#nameOf(path), source);
    await this.#show(source, source);
  }

  /** A path with its links followed as far as it can be seen. */
  async #nameOf(path: string): Promise<string> {
    let found: string = sep;
    for (const name of path.split(sep)) {
      const next = join(found, name);
      const around = this.#around(next)?.as;
      const isGone = around === 'empty' || around === 'private';
      found = isGone ? next : ((await real(next)) ?? next);
    }
    return found;
  }

  async #show(path: string, source: string): Promise<void> {
    const around = this.#around(path)?.as;
    if (around !== 'empty' && around !== 'private') return;
    this.#places.set(path, { path, as: 'readable', source, isFolder: await hasFolder(source) });
  }

  /** Hides a file or a folder, wherever it could be seen. */
  async hide(path: string): Promise<void> {
    const found = await real(path);
    if (found === undefined || SYSTEM.has(found)) return;
    const around = this.#around(found)?.as;
    const names = around === undefined || around === 'readable' ? [found] : [];
    for (const { as, path: name, source } of this.#places.values()) {
      if (as === 'readable' && name !== source && isWithin(found, source)) {
        names.push(join(name, relative(source, found)));
      }
    }
    const isFolder = await hasFolder(found);
    for (const name of names) {
      this.#places.set(name, { path: name, as: 'hidden', source: found, isFolder });
    }
  }

  async hideKeys(folders: readonly string[]): Promise<void> {
    for (const folder of folders) for (const name of KEYS) await this.hide(join(folder, name));
  }

  /** The innermost place that a path is in. */
  #around(path: string): Seen | undefined {
    for (let at = path; ; at = dirname(at)) {
      const found = this.#places.get(at);
      if (found !== undefined || dirname(at) === at) return found;
    }
  }
}

/** The absolute folders of a variable like PATH. */
function foldersIn(value: string | undefined): readonly string[] {
  return (value ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
}

/** What is there of some paths, with all links followed. */
async function realOf(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(real));
  return found.filter((path) => path !== undefined);
}

/** Places of toolchains that variables name. */
function toolFolders(env: RunViewParts['env']): readonly string[] {
  const go = foldersIn(env['GOPATH']);
  return [
    ...TOOL_VARIABLES.flatMap((name) => foldersIn(env[name])),
    ...go.flatMap((folder) => GO_INSTALLED.map((name) => join(folder, name))),
  ];
}

async function toolchainsBelow(home: string): Promise<readonly string[]> {
  const found = TOOLCHAINS.map((name) => join(home, name));
  for (const [name, start] of TOOLCHAINS_BY_NAME) {
    found.push(...(await namesIn(join(home, name), start)));
  }
  return found;
}

/** Folders beside those of the system: data, other projects, disks. */
async function dataAtTheTop(): Promise<readonly string[]> {
  const entries = await readdir('/', { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !SYSTEM_AT_THE_TOP.has(entry.name))
    .map(({ name }) => `/${name}`);
}

/** What in a folder has a name that starts so. */
async function namesIn(folder: string, start: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(start)).map((name) => join(folder, name));
}

/** Where a program lies and what belongs to it, say the libraries beside its `bin`. */
async function programFolders(
  program: string,
  roots: readonly string[],
): Promise<readonly string[]> {
  const source = (await real(program)) ?? program;
  const isOwn = (path: string): boolean => roots.some((root) => isWithin(path, root));
  if (isOwn(program) && !isOwn(source)) {
    return [...foldersAround(program), ...(await pythonAround(source))];
  }
  return [...new Set([program, source])].flatMap(foldersAround);
}

function foldersAround(program: string): readonly string[] {
  const folder = dirname(program);
  const around = basename(folder) === 'bin' ? [join(folder, '../lib'), dirname(folder)] : [];
  return [program, folder, ...around];
}

/** Of what a virtual environment of the project leads to only what is a Python. */
async function pythonAround(program: string): Promise<readonly string[]> {
  if (!/^(?:python|pypy)[\d.]*$/.test(basename(program))) return [];
  const folder = join(dirname(program), '../lib');
  const starts = ['python', 'pypy', 'libpython', 'libpypy'];
  const parts = await Promise.all(starts.map((start) => namesIn(folder, start)));
  return parts.flat().length === 0 ? [] : [program, ...parts.flat()];
}

/** Of devices and the kernel's own a run has others. */
async function isSocket(path: string): Promise<boolean> {
  if (/^\/(?:dev|proc|sys)\//.test(path)) return false;
  return lstat(path).then(
    (found) => found.isSocket(),
    () => false,
  );
}

async function real(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

async function hasFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
