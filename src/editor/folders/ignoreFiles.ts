import { homedir } from 'node:os';
import { Uri, workspace } from 'vscode';
import { excludesFileOf } from '../../folderRuns/excludesFile.ts';
import type { GitIgnored } from '../../folderRuns/gitIgnored.ts';
import { gitIgnoredIn } from '../../folderRuns/gitIgnored.ts';
import type { Git } from '../../strategy/git/gitProgram.ts';
import { GitLate, gitProgram } from '../../strategy/git/gitProgram.ts';
import { builtInGit, programOf } from '../changes/gitApi.ts';
import { bytesOf, statOf } from '../documents/filePresence.ts';
import { realPathOf } from '../documents/realPath.ts';

const LIST_TRACKED = ['ls-files', '-z', '--cached', '--ignored', '--exclude-standard'];
/** Bytes. */
const LARGEST = 400_000;
/** Time for an answer of Git's, in ms. */
const GIT_MS = 15_000;

/**
 * What Git ignores in a folder: nothing where there is no repository. Its program is not needed for that; without it the
 * user's own list for all repositories is looked for at its usual place alone.
 */
export async function ignoredByGit(folder: Uri, signal: AbortSignal): Promise<GitIgnored> {
  const path = (await realPathOf(folder)) ?? folder.path;
  const at = (place: string): Uri => folder.with({ path: place });
  const gitIn = answeringGit();
  return gitIgnoredIn(
    {
      text: (place) => textAt(at(place)),
      excludes: async (repository) =>
        excludesFor(at(repository), await gitIn(at(repository)), signal),
      tracked: async (repository) => trackedIn(await gitIn(at(repository)), signal),
    },
    path.endsWith('/') ? path.slice(0, -1) : path,
  );
}

/** Git follows no link there either. */
async function textAt(uri: Uri): Promise<string | undefined> {
  return textOf(uri, ({ isLink }) => !isLink);
}

async function textOf(
  uri: Uri,
  isTaken: (found: Awaited<ReturnType<typeof statOf>>) => boolean,
): Promise<string | undefined> {
  try {
    const found = await statOf(uri);
    if (found.kind !== 'file' || found.size > LARGEST || !isTaken(found)) return undefined;
    return new TextDecoder().decode(await bytesOf(uri, LARGEST));
  } catch {
    // A list that cannot be read leaves nothing out, as with Git.
    return undefined;
  }
}

/** The user's own list, where the disk is this machine's. It is often a link to where settings are kept. */
async function excludesFor(
  repository: Uri,
  git: Git | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (repository.scheme !== 'file') return undefined;
  const path = await excludesFileOf(repository.fsPath, {
    git: git && ((args) => git.run(args, signal)),
    env: process.env,
    home: homedir(),
  });
  signal.throwIfAborted();
  return path === undefined ? undefined : textOf(Uri.file(path), () => true);
}

async function trackedIn(git: Git | undefined, signal: AbortSignal): Promise<readonly string[]> {
  if (git === undefined) return [];
  try {
    return (await git.run(LIST_TRACKED, signal)).toString('utf8').split('\0');
  } catch {
    signal.throwIfAborted();
    // A repository that Git does not open, say another user's.
    return [];
  }
}

/**
 * Git in a repository, as long as it answers: one answer that does not come, say because the settings include a pipe, and
 * none is asked for any more. None where the editor has no Git, or where the workspace is not trusted: then no program is
 * started.
 */
function answeringGit(): (repository: Uri) => Promise<Git | undefined> {
  let isLate = false;
  return async (repository) => {
    if (isLate || !workspace.isTrusted || repository.scheme !== 'file') return undefined;
    const program = await programOf(await builtInGit());
    if (program === undefined) return undefined;
    const git = gitProgram(program, repository.fsPath, process.env, GIT_MS);
    const run: Git['run'] = async (...asked) => {
      try {
        return await git.run(...asked);
      } catch (error) {
        isLate ||= error instanceof GitLate;
        throw error;
      }
    };
    return { run };
  };
}
