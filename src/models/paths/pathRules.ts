import { ignorePatterns } from './ignorePatterns.ts';

/** Patterns with the meaning that they have in a .gitignore file, letter case aside. */
export interface PathRules {
  /** Whether a path, `/` between its parts, is matched by itself or by one of its folders. */
  matches(path: string): boolean;
}

/** Patterns for the files of one folder, as they cross to another thread. */
export interface FolderPatterns {
  /** Lists that are read each by itself: no `!x` takes back what another list says. */
  readonly groups: readonly (readonly string[])[];
  /** Where the folder is: its own path, and the real one where that is another. */
  readonly roots: readonly string[];
  /** What folders around it say of all that is in them, this folder included. */
  readonly above?: readonly FolderPatterns[];
}

/** What one pattern may be, and a list of them: each path is looked up with all. */
const MOST_CHARACTERS = 300;
const MOST_STARS = 12;
const MOST_ANY_DEPTH = 2;
const MOST_DEAR = 50;
/** Folders around a file. No project is that deep, and each is looked up by itself. */
const MOST_FOLDERS = 64;

/**
 * Whether paths can be looked up with these patterns in little time. What takes most is `**` between
 * names: with each of them the time grows by as much as a path is deep.
 */
export function areCheap(patterns: readonly string[]): boolean {
  if (patterns.some((pattern) => pattern.length > MOST_CHARACTERS)) return false;
  const dear = patterns.filter((pattern) => between(pattern).includes('**'));
  return (
    dear.length <= MOST_DEAR &&
    patterns.every(
      (pattern) =>
        (pattern.match(/\*\*/g)?.length ?? 0) <= MOST_ANY_DEPTH &&
        (pattern.match(/\*+/g)?.length ?? 0) <= MOST_STARS,
    )
  );
}

/** What a pattern says beside "at any depth" at its start and "and all below" at its end. */
function between(pattern: string): string {
  return pattern.replace(/^!?\/?(?:\*\*\/)?/, '').replace(/\/(?:\*\*)?$/, '');
}

/**
 * Reads patterns as .gitignore does: `*.pem` at any depth, `/x` at the root alone, `!y` taking back.
 * A path that leaves its root is looked at by the parts that name a file or folder.
 */
export function pathRules(patterns: readonly string[]): PathRules {
  const rules = ignorePatterns(patterns);
  return { matches: (path) => withParts(path, (parts) => rules.ignores(parts)) };
}

/**
 * Rules for the files of one folder, by their paths in it or by whole ones. A pattern for any depth
 * looks at where the folder itself is, too: with `.docker` opened, `config.json` in it is what a
 * pattern for `.docker/config.json` means.
 */
export function folderRules({ groups, roots, above = [] }: FolderPatterns): PathRules {
  const lists = groups.map((patterns) => groupRules(patterns, roots));
  const around = above.map((each) => folderRules(each));
  const isOutOfBounds = (path: string): boolean => around.some((each) => each.matches(path));
  return {
    matches(path) {
      if (path.split('/').length > MOST_FOLDERS) return true;
      const places = isAbsolute(path) ? [path] : roots.map((root) => `${root}/${path}`);
      if (places.some(isOutOfBounds)) return true;
      // What the folder is called is no reason to hide it: it was opened.
      if (roots.includes(path)) return false;
      const below = roots.map((root) => pathBelow(root, path)).find((one) => one !== undefined);
      if (below === undefined && isAbsolute(path)) return lists.some((list) => list.outside(path));
      return lists.some((list) => list.inside(below ?? path));
    },
  };
}

/** The folders around a folder, from the nearest to the root of the file system. */
export function foldersAround(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((_, index) => `/${parts.slice(0, parts.length - 1 - index).join('/')}`);
}

/** `path` as seen from the folder `root`; undefined where it lies outside of it. */
export function pathBelow(root: string, path: string): string | undefined {
  const base = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(base) ? path.slice(base.length) : undefined;
}

interface GroupRules {
  /** For a path in the folder. */
  inside(path: string): boolean;
  /** For a whole path to somewhere else. */
  outside(path: string): boolean;
}

function groupRules(patterns: readonly string[], roots: readonly string[]): GroupRules {
  const all = ignorePatterns(patterns);
  const anywhere = ignorePatterns(patterns.filter((pattern) => !isAnchored(pattern)));
  // Few: each path is looked up once more with them.
  const acrossRoot = ignorePatterns(patterns.filter((pattern) => /^\*\*\/.+\//.test(pattern)));
  const secretFolders = ignorePatterns(patterns.filter((pattern) => /^\.[^/]*\/$/.test(pattern)));
  const isClosed = roots.some((root) =>
    withParts(root, (parts) => secretFolders.ignores(`${parts}/`)),
  );
  return {
    inside: (path) =>
      isClosed ||
      withParts(path, (parts) => {
        const { ignored, unignored } = all.test(parts);
        if (ignored || unignored) return ignored;
        const places = roots.map((root) => `${root}/${parts}`);
        return places.some((place) => withParts(place, (whole) => acrossRoot.ignores(whole)));
      }),
    outside: (path) => withParts(path, (parts) => anywhere.ignores(parts)),
  };
}

/** Whether a pattern is meant from the root on: it has a slash before its end. */
function isAnchored(pattern: string): boolean {
  const bare = pattern.replace(/^!/, '');
  return !bare.startsWith('**/') && bare.slice(0, -1).includes('/');
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[a-z]:)/i.test(path);
}

/** Asks about the parts of a path that name something; a path without any is matched by nothing. */
function withParts(path: string, ask: (parts: string) => boolean): boolean {
  const named = path.split('/').filter((part) => !/^(?:|\.|\.\.|[a-z]:)$/i.test(part));
  // macOS hands out names in another normal form than keyboards do.
  return named.length > 0 && ask(named.join('/').normalize('NFC'));
}
