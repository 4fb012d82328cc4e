import picomatch from 'picomatch';
import { nearestFirst } from '../../tasks/pathDistance.ts';
import type { ProjectFiles } from '../../tasks/task.ts';
import type { ProjectState } from '../checkCase.ts';
import type { Commit } from './commits.ts';
import type { Git } from './gitProgram.ts';
import type { Tree } from './trees.ts';
import { textsOf, treeOf, uncommitted } from './trees.ts';

/** Files in which a commit may differ from what is on the disk. */
const MOST_DIFFERENT = 3_000;
/** Characters of texts that are kept, and of one that a task may read. */
const MOST_KEPT = 40_000_000;
const LONGEST = 512_000;

/** What is not sent, and so not read either. */
export interface KeptBack {
  matches(path: string): boolean;
}

/** Texts of a repository by their ids, each read once. */
export class Texts {
  readonly #git: Git;
  readonly #kept = new Map<string, string>();
  #characters = 0;

  constructor(git: Git) {
    this.#git = git;
  }

  /** @throws when they are too much */
  async all(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const missing = ids.filter((id) => !this.#kept.has(id));
    const read = await textsOf(this.#git, missing, signal);
    const found = new Map<string, string>();
    for (const id of ids) {
      const text = this.#kept.get(id) ?? read.get(id);
      if (text !== undefined) found.set(id, text);
    }
    if (this.#characters > MOST_KEPT) {
      this.#kept.clear();
      this.#characters = 0;
    }
    for (const [id, text] of read) {
      this.#kept.set(id, text);
      this.#characters += text.length;
    }
    return found;
  }

  /** One text, line ends `\n`; undefined: it is none. */
  async one(id: string, signal: AbortSignal): Promise<string | undefined> {
    return (await this.all([id], signal)).get(id)?.replace(/\r\n?/g, '\n');
  }
}

/** A folder of a repository whose commits are looked at. */
export interface CommittedFolder {
  readonly git: Git;
  readonly texts: Texts;
  /** The folder, from the top of the repository: '' or with a `/` at its end. */
  readonly prefix: string;
  readonly keptBack: KeptBack;
}

/** Projects as they were at commits. What the folder holds now is looked at once. */
export class CommitProjects {
  readonly #folder: CommittedFolder;
  readonly #now: { readonly head: Tree; readonly changed: ReadonlySet<string> };
  #last: { readonly id: string; readonly tree: Tree } | undefined;

  private constructor(
    folder: CommittedFolder,
    now: { readonly head: Tree; readonly changed: ReadonlySet<string> },
  ) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Looks at what the folder holds now. */
  static async of(folder: CommittedFolder, signal: AbortSignal): Promise<CommitProjects> {
    const { git, prefix } = folder;
    const head = await treeOf(git, 'HEAD', prefix, signal);
    return new CommitProjects(folder, { head, changed: await uncommitted(git, prefix, signal) });
  }

  /** The files of a commit, as a task may see them. */
  async filesOf(commit: Pick<Commit, 'id'>, signal: AbortSignal): Promise<ProjectFiles> {
    const tree = await this.#treeOf(commit, signal);
    const { keptBack, texts } = this.#folder;
    const idOf = (path: string) => (keptBack.matches(path) ? undefined : tree.get(path));
    return {
      read: async (path) => {
        const id = idOf(path);
        const text = id === undefined ? undefined : await texts.one(id, signal);
        return text === undefined || text.length > LONGEST ? undefined : text;
      },
      exists: async (path) => idOf(path) !== undefined,
      find: async (glob, near, limit) => {
        const isFound = picomatch(glob, { dot: true });
        const found = [...tree.keys()].filter((path) => isFound(path) && !keptBack.matches(path));
        return nearestFirst(found, near).slice(0, limit);
      },
    };
  }

  /**
   * The project at a commit: what Git knows of now and the commit does not is left out, what Git ignores (say
   * packages) stays, submodules too.
   * @throws when too much of it differs from now
   */
  async stateAt(commit: Pick<Commit, 'id'>, signal: AbortSignal): Promise<ProjectState> {
    const tree = await this.#treeOf(commit, signal);
    const { head, changed } = this.#now;
    const { keptBack } = this.#folder;
    const different = [...tree].filter(
      ([path, id]) => (head.get(path) !== id || changed.has(path)) && !keptBack.matches(path),
    );
    if (different.length > MOST_DIFFERENT) throw new Error('A commit differs too much from now.');
    const read = await this.#folder.texts.all(
      different.map(([, id]) => id),
      signal,
    );
    const texts: Record<string, string> = {};
    for (const [path, id] of different) {
      const text = read.get(id);
      if (text !== undefined) texts[path] = text;
    }
    return {
      texts,
      isLeftOut: (path) => !tree.has(path) && (head.has(path) || changed.has(path)),
      files: await this.filesOf(commit, signal),
    };
  }

  async #treeOf({ id }: Pick<Commit, 'id'>, signal: AbortSignal): Promise<Tree> {
    if (this.#last?.id === id) return this.#last.tree;
    const tree = await treeOf(this.#folder.git, id, this.#folder.prefix, signal);
    this.#last = { id, tree };
    return tree;
  }
}
