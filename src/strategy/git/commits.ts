import type { Git } from './gitProgram.ts';
import { GitLate } from './gitProgram.ts';

/** A file that a commit has changed or added. */
export interface CommittedFile {
  /** From the top of the repository, with `/`. */
  readonly path: string;
  /** Ids of its texts; `before` is undefined where the commit has added it. */
  readonly before: string | undefined;
  readonly after: string;
}

/** A commit with one parent. */
export interface Commit {
  readonly id: string;
  readonly parent: string;
  /** Plain files that are there after it. */
  readonly files: readonly CommittedFile[];
}

/** What can be said of a repository before its history is read. */
export interface RepositoryFacts {
  readonly hasCommits: boolean;
  /** Its history is cut off. */
  readonly isShallow: boolean;
  /** The folder asked about, from the top of the repository: '' or with a `/` at its end. */
  readonly prefix: string;
}

const NOTHING = /^0+$/;
/** A file that is neither a link nor a submodule. */
const PLAIN = /^100/;

/**
 * What a folder's repository is.
 * @throws when the folder is in none
 */
export async function repositoryFacts(git: Git, signal: AbortSignal): Promise<RepositoryFacts> {
  const asked = ['rev-parse', '--is-shallow-repository', '--show-prefix'];
  const [shallow = '', prefix = ''] = (await git.run(asked, signal)).toString('utf8').split('\n');
  const hasCommits = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], signal).then(
    () => true,
    (error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof GitLate) throw error;
      return false;
    },
  );
  return { hasCommits, isShallow: shallow === 'true', prefix };
}

/** The last commits, the newest first, without merges and without those that begin a history. */
export async function lastCommits(
  git: Git,
  most: number,
  signal: AbortSignal,
): Promise<readonly Commit[]> {
  const said = await git.run(
    [
      'log',
      `--max-count=${most}`,
      '--no-merges',
      '--no-renames',
      '--no-show-signature',
      '--no-ext-diff',
      '--no-textconv',
      '--raw',
      '--no-abbrev',
      '-z',
      '--format=%x01%H %P',
      'HEAD',
    ],
    signal,
  );
  return parsed(said.toString('utf8'));
}

function parsed(said: string): readonly Commit[] {
  const commits: { id: string; parent: string; files: CommittedFile[] }[] = [];
  const words = said.split('\0');
  for (let at = 0; at < words.length; at += 1) {
    const word = (words[at] ?? '').replace(/^\n/, '');
    if (word.startsWith('\u0001')) {
      const [id = '', parent = ''] = word.slice(1).trim().split(' ');
      commits.push({ id, parent, files: [] });
    } else if (word.startsWith(':')) {
      at += 1;
      const file = committed(word, words[at] ?? '');
      if (file !== undefined) commits.at(-1)?.files.push(file);
    }
  }
  return commits.filter(({ parent }) => parent !== '');
}

/** Of `:<mode> <mode> <id> <id> <status>` and a path. */
function committed(line: string, path: string): CommittedFile | undefined {
  const [, mode = '', before = '', after = '', status = ''] = line.slice(1).split(' ');
  if (!PLAIN.test(mode) || !(status.startsWith('M') || status.startsWith('A'))) return undefined;
  return { path, after, before: NOTHING.test(before) ? undefined : before };
}
