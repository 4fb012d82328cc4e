import ignore from 'ignore';
import { areCheap, foldersAround } from '../models/paths/pathRules.ts';

/** What is read to know what Git ignores. Paths are whole, with `/`. */
export interface IgnoreFiles {
  /** The text of a file; undefined: there is none, it is a link, or it cannot be read. */
  text(path: string): Promise<string | undefined>;
  /** The text of the list that counts in all of the user's repositories, as for `text`. */
  excludes(repository: string): Promise<string | undefined>;
  /** What Git knows of and would ignore else, by paths from the top of the repository. */
  tracked(repository: string): Promise<readonly string[]>;
}

/** What Git ignores of that which lies in one folder. */
export interface GitIgnored {
  /** Whether it ignores what is of this name in the folder. */
  has(name: string, isFolder: boolean): Promise<boolean>;
  /** The same for a folder in it. */
  below(name: string): Promise<GitIgnored>;
}

/** Characters of one file of patterns: a longer one is of another kind. */
const LONGEST = 100_000;
/** Patterns that count in a folder, from the top of the repository down: each name is looked up with all. */
const MOST_PATTERNS = 2_000;

/** A pattern that matches nothing, since it names nothing. */
const NO_NAME = /^!?\/*$/;

/** Outside of a repository nothing is ignored; one may lie in it. */
function noRepository(files: IgnoreFiles, folder: string): GitIgnored {
  return {
    has: () => Promise.resolve(false),
    below: (name) => ignoredIn(files, `${folder}/${name}`, noRepository),
  };
}

/**
 * What Git ignores in a folder, by the `.gitignore` files of it and of the folders around it up to the top of the
 * repository, by `info/exclude` and by the user's own list for all repositories. A folder that Git ignores as a whole is
 * looked at by its own files alone: who begins there means it. Patterns that would take long are passed over, as are more
 * than can be looked up in little time.
 * @param folder where it really lies
 */
export async function gitIgnoredIn(files: IgnoreFiles, folder: string): Promise<GitIgnored> {
  for (const around of [folder, ...foldersAround(folder)]) {
    const repository = around === '/' ? '' : around;
    const top = await repositoryAt(files, repository);
    if (top === undefined) continue;
    const names = folder.slice(repository.length).split('/');
    let ignored = await top.withOwn();
    for (const name of names.filter((each) => each !== '')) {
      const isIgnored = await ignored.has(name, true);
      ignored = isIgnored ? await ignored.anew(name) : await ignored.within(name);
    }
    return ignored;
  }
  return noRepository(files, folder);
}

/** A folder that may be a repository of its own, which then alone counts. */
async function ignoredIn(
  files: IgnoreFiles,
  folder: string,
  otherwise: (files: IgnoreFiles, folder: string) => GitIgnored | Promise<GitIgnored>,
): Promise<GitIgnored> {
  const own = await repositoryAt(files, folder);
  return own === undefined ? otherwise(files, folder) : own.withOwn();
}

interface Repository {
  /** The path of its top. */
  readonly path: string;
  readonly ignoresCase: boolean;
  /** Asked for once. */
  readonly tracked: () => Promise<readonly string[]>;
}

/** A repository as far as its patterns go; undefined where there is none. */
async function repositoryAt(files: IgnoreFiles, path: string): Promise<InRepository | undefined> {
  const git = await gitFolder(files, path);
  if (git === undefined) return undefined;
  const [general, exclude, config = ''] = await Promise.all([
    files.excludes(path || '/'),
    files.text(`${git}/info/exclude`),
    files.text(`${git}/config`),
  ]);
  let tracked: Promise<readonly string[]> | undefined;
  const repository: Repository = {
    path,
    ignoresCase: /^[ \t]*ignorecase[ \t]*=[ \t]*true/im.test(config),
    tracked: () => (tracked ??= files.tracked(path || '/')),
  };
  const patterns = [...patternsIn(general, ''), ...patternsIn(exclude, '')];
  return new InRepository({ files, repository, prefix: '' }, patterns.slice(0, MOST_PATTERNS));
}

/** Git's own folder, the one that worktrees share. */
async function gitFolder(files: IgnoreFiles, path: string): Promise<string | undefined> {
  const own = `${path}/.git`;
  if ((await files.text(`${own}/HEAD`)) !== undefined) return own;
  const said = /^gitdir: (.+)/.exec((await files.text(own)) ?? '')?.[1];
  if (said === undefined) return undefined;
  const elsewhere = placeFrom(path, said);
  const shared = await files.text(`${elsewhere}/commondir`);
  return shared === undefined ? elsewhere : placeFrom(elsewhere, shared);
}

/** On another machine nothing is looked for: a place has one slash at its beginning. */
function placeFrom(folder: string, said: string): string {
  const path = said.trim().replaceAll('\\', '/').replace(/^\/+/, '/');
  if (path.startsWith('/')) return path;
  return /^[a-z]:/i.test(path) ? `/${path}` : `${folder}/${path}`;
}

interface Place {
  readonly files: IgnoreFiles;
  readonly repository: Repository;
  /** The folder, from the top of the repository: '' or with a `/` at its end. */
  readonly prefix: string;
}

class InRepository implements GitIgnored {
  readonly #place: Place;
  /** Of all folders from the top down: the last that matches counts. */
  readonly #patterns: readonly string[];
  readonly #rules: ReturnType<typeof ignore>;

  constructor(place: Place, patterns: readonly string[], rules?: ReturnType<typeof ignore>) {
    this.#place = place;
    this.#patterns = patterns;
    const { ignoresCase } = place.repository;
    this.#rules = rules ?? ignore({ ignorecase: ignoresCase }).add([...patterns]);
  }

  async has(name: string, isFolder: boolean): Promise<boolean> {
    const { prefix, repository } = this.#place;
    const path = prefix + name;
    if (!this.#rules.ignores(isFolder ? `${path}/` : path)) return false;
    const tracked = await repository.tracked();
    return !tracked.some((each) => each === path || (isFolder && each.startsWith(`${path}/`)));
  }

  below(name: string): Promise<GitIgnored> {
    const { files, repository, prefix } = this.#place;
    return ignoredIn(files, `${repository.path}/${prefix}${name}`, () => this.within(name));
  }

  /** The same for a folder that is no repository of its own. */
  within(name: string): Promise<InRepository> {
    return this.#at(`${this.#place.prefix}${name}/`).withOwn();
  }

  /** For a folder that is ignored itself: what is said above of it says nothing of what is in it. */
  anew(name: string): Promise<InRepository> {
    const prefix = `${this.#place.prefix}${name}/`;
    return new InRepository({ ...this.#place, prefix }, []).withOwn();
  }

  /** With the patterns that the folder itself has. */
  async withOwn(): Promise<InRepository> {
    const { files, repository, prefix } = this.#place;
    const all = patternsIn(await files.text(`${repository.path}/${prefix}.gitignore`), prefix);
    const own = all.slice(0, MOST_PATTERNS - this.#patterns.length);
    if (own.length === 0) return this;
    return new InRepository(this.#place, [...this.#patterns, ...own]);
  }

  #at(prefix: string): InRepository {
    return new InRepository({ ...this.#place, prefix }, this.#patterns, this.#rules);
  }
}

/** The patterns of one file, as they would be written at the top of the repository. */
function patternsIn(text: string | undefined, prefix: string): readonly string[] {
  if (text === undefined || text.length > LONGEST) return [];
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => withoutSpaces(line.endsWith('\r') ? line.slice(0, -1) : line))
    .filter((line) => !NO_NAME.test(line) && !line.startsWith('#') && areCheap([line]))
    .map((line) => (prefix === '' ? line : fromTop(line, prefix)));
}

/** Without the spaces at the end that no `\` keeps. */
function withoutSpaces(line: string): string {
  let end = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    if (line[at] !== ' ' || line[at - 1] === '\\') end = at + 1;
  }
  return line.slice(0, end);
}

/** A pattern with a slash before its end is meant from its own folder on, all others at any depth below it. */
function fromTop(line: string, prefix: string): string {
  const sign = line.startsWith('!') ? '!' : '';
  const pattern = line.slice(sign.length);
  const isAnchored = pattern.slice(0, -1).includes('/');
  const folder = prefix.replace(/[\\*?[\]]/g, '\\$&');
  const below = isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`;
  return `${sign}/${folder}${below}`;
}
