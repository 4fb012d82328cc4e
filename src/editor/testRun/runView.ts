import { realpath, stat } from 'node:fs/promises';
import { basename, delimiter, dirname, join, relative, sep } from 'node:path';

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
  /** The program that is run. */
  readonly program: string;
}

/** Where people, other systems and running services keep what is theirs. */
const EMPTY = '/home /Users /root /run /var/run /mnt /media /Volumes /workspaces'.split(' ');
const PRIVATE = ['/tmp', '/var/tmp'];

/** Without these nothing runs, whatever a variable says. */
const SYSTEM: ReadonlySet<string> = new Set(
  '/ /usr /usr/bin /usr/local /bin /sbin /lib /lib64 /etc /opt /dev /proc /sys /var /nix'.split(
    ' ',
  ),
);

/** Variables with a folder in it, or a socket in such a folder, over which services are reached. */
const SERVICES: Readonly<Record<string, (value: string) => string>> = {
  XDG_RUNTIME_DIR: (folder) => folder,
  SSH_AUTH_SOCK: dirname,
};

/** Toolchains and what they have installed, below the home. */
const TOOLCHAINS = (
  '.cargo .rustup .pyenv .rbenv .goenv .nodenv .jenv .asdf .nvm .fnm .volta .sdkman .proto .bun .deno .dotnet ' +
  '.nuget .m2 .gradle .ivy2 .sbt .gem .pub-cache .virtualenvs .yarn .npm-global .linuxbrew .nix-profile ' +
  'go sdk n miniconda3 anaconda3 miniforge3 mambaforge .local/bin .local/lib .local/share/mise ' +
  '.local/share/rtx .local/share/fnm .local/share/uv .local/share/pnpm .local/share/virtualenvs ' +
  '.local/share/pyenv .local/pipx .local/share/pipx .cache/pypoetry/virtualenvs'
).split(' ');

/** Variables with the places of toolchains. */
const TOOL_VARIABLES = (
  'GOROOT GOPATH GOMODCACHE CARGO_HOME RUSTUP_HOME PYENV_ROOT ASDF_DIR ASDF_DATA_DIR VOLTA_HOME ' +
  'MISE_DATA_DIR NVM_DIR JAVA_HOME'
).split(' ');

/** What toolchains and their users keep keys in. */
const KEYS = (
  'credentials credentials.toml .credentials .npmrc .yarnrc .yarnrc.yml .netrc .pypirc .env .git-credentials ' +
  'auth.json auth.toml credentials.json settings.xml settings-security.xml gradle.properties ' +
  'init.gradle NuGet/NuGet.Config'
).split(' ');

/** The same below the home, where that itself can be seen. */
const KEPT_SECRET = (
  '.ssh .aws .azure .config .docker .kube .gnupg .password-store .mozilla .npmrc .yarnrc .netrc .pypirc ' +
  '.pgpass .git-credentials .gitconfig .bash_history .zsh_history .local/share/keyrings'
).split(' ');

/**
 * What a run sees: no home, no project, no other programs' files and sockets, but the toolchain
 * and the packages, none of them to be written, and its own folders. Parents come first.
 */
export async function runView(parts: RunViewParts): Promise<readonly Seen[]> {
  const { env, home, root, temporary, writable, packages } = parts;
  const services = Object.entries(SERVICES).flatMap(([name, folderOf]) => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [folderOf(value)];
  });
  const view = new View();
  for (const path of [...EMPTY, ...services, home, root]) await view.add(path, 'empty');
  for (const path of [...PRIVATE, temporary]) await view.add(path, 'private');
  const guarded = await realOf([home, temporary, ...EMPTY]);
  const more = [...guarded, ...(await realOf([root, join(home, '.local'), join(home, '.config')]))];
  const variables = TOOL_VARIABLES.flatMap((name) => foldersIn(env[name]));
  const tools = await realOf([...TOOLCHAINS.map((name) => join(home, name)), ...variables]);
  for (const name of TOOLCHAINS) await view.reveal(join(home, name), guarded);
  for (const path of variables) await view.reveal(path, guarded);
  for (const path of [...foldersIn(env['PATH']), ...(await programFolders(parts.program))]) {
    await view.reveal(path, more);
  }
  // Often a link to what a service keeps; only names are found by it.
  await view.reveal('/etc/resolv.conf', guarded);
  // A link of that name may lead anywhere.
  for (const path of packages) {
    if (path.split(sep).includes('node_modules')) await view.reveal(path, guarded);
  }
  await view.hideKeys(tools);
  for (const name of KEPT_SECRET) await view.hide(join(home, name));
  for (const path of writable) await view.add(path, 'writable');
  return view.places;
}

class View {
  readonly #places = new Map<string, Seen>();

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

/** Where a program lies and what belongs to it, say the libraries beside its `bin`. */
async function programFolders(program: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of new Set([program, (await real(program)) ?? program])) {
    const folder = dirname(path);
    found.push(path, folder);
    if (basename(folder) === 'bin') found.push(join(folder, '../lib'), dirname(folder));
  }
  return found;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
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
