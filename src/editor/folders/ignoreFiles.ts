import type { Uri } from 'vscode';
import { workspace } from 'vscode';
import type { GitIgnored } from '../../folderRuns/gitIgnored.ts';
import { gitIgnoredIn } from '../../folderRuns/gitIgnored.ts';
import { gitProgram } from '../../strategy/git/gitProgram.ts';
import { builtInGit } from '../changes/gitApi.ts';
import { bytesOf, statOf } from '../documents/filePresence.ts';
import { realPathOf } from '../documents/realPath.ts';

const LIST_TRACKED = ['ls-files', '-z', '--cached', '--ignored', '--exclude-standard'];
/** Bytes. */
const LARGEST = 400_000;

/** What Git ignores in a folder: nothing where there is no repository. Its program is not needed for that. */
export async function ignoredByGit(folder: Uri, signal: AbortSignal): Promise<GitIgnored> {
  const path = (await realPathOf(folder)) ?? folder.path;
  const at = (place: string): Uri => folder.with({ path: place });
  return gitIgnoredIn(
    {
      text: (place) => textAt(at(place)),
      tracked: (repository) => trackedIn(at(repository), signal),
    },
    path.endsWith('/') ? path.slice(0, -1) : path,
  );
}

/** Git follows no link there either. */
async function textAt(uri: Uri): Promise<string | undefined> {
  try {
    const { kind, isLink, size } = await statOf(uri);
    if (kind !== 'file' || isLink || size > LARGEST) return undefined;
    return new TextDecoder().decode(await bytesOf(uri));
  } catch {
    // A list that cannot be read leaves nothing out, as with Git.
    return undefined;
  }
}

/** Nothing where the editor has no Git, or where the workspace is not trusted: then no program is started. */
async function trackedIn(repository: Uri, signal: AbortSignal): Promise<readonly string[]> {
  if (!workspace.isTrusted || repository.scheme !== 'file') return [];
  const program = (await builtInGit())?.git?.path;
  if (program === undefined) return [];
  try {
    const said = await gitProgram(program, repository.fsPath, process.env).run(
      LIST_TRACKED,
      signal,
    );
    return said.toString('utf8').split('\0');
  } catch {
    signal.throwIfAborted();
    // A repository that Git does not open, say another user's.
    return [];
  }
}
