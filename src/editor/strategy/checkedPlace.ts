import type { Uri } from 'vscode';
import { l10n, workspace } from 'vscode';
import { pathBelow } from '../../models/paths/pathRules.ts';
import type { Git } from '../../strategy/git/gitProgram.ts';
import { gitProgram } from '../../strategy/git/gitProgram.ts';
import { chosenRepository } from '../changes/chosenRepository.ts';
import type { GitApi } from '../changes/gitApi.ts';
import { programOf } from '../changes/gitApi.ts';
import { realPathOf } from '../documents/realPath.ts';
import { neverSendRules } from '../input/neverSend.ts';
import type { Configuration } from '../settings/configuration.ts';
import { userError } from '../wording/editorCodes.ts';

/** A folder whose history is looked at: opened, and in a repository. */
export interface CheckedPlace {
  readonly root: Uri;
  readonly git: Git;
  /** What is not sent, by the rules of the folder and of the opened one around it. */
  readonly keptBack: { matches(path: string): boolean };
}

/**
 * The folder to look at: the repository, or as much of it as is opened.
 * @throws UserError when there is none, CancellationError when none is chosen
 */
export async function checkedPlace(
  api: GitApi | undefined,
  configuration: Configuration,
): Promise<CheckedPlace> {
  const program = await programOf(api);
  if (api === undefined || program === undefined) throw userError('strategy.noGit');
  if (api.repositories.length === 0) throw userError('strategy.noRepository');
  const { rootUri } = await chosenRepository(api, undefined, l10n.t('Check the Strategy'));
  const opened = await openedAround(rootUri);
  if (opened === undefined) throw userError('strategy.outside');
  const { root, folder, prefix } = opened;
  const { neverSend } = configuration.read(root);
  const own = await neverSendRules(neverSend, root);
  const around = prefix === '' ? own : await neverSendRules(neverSend, folder);
  return {
    root,
    git: gitProgram(program, root.fsPath, process.env),
    keptBack: { matches: (path) => own.matches(path) || around.matches(prefix + path) },
  };
}

/** An opened folder in the repository, or the repository in an opened folder. */
async function openedAround(
  repository: Uri,
): Promise<{ readonly root: Uri; readonly folder: Uri; readonly prefix: string } | undefined> {
  const real = await realPathOf(repository);
  if (real === undefined || repository.scheme !== 'file') return undefined;
  for (const { uri } of workspace.workspaceFolders ?? []) {
    const folder = uri.scheme === 'file' ? await realPathOf(uri) : undefined;
    if (folder === undefined) continue;
    const root = uri.with({ path: folder });
    if (folder === real || pathBelow(real, folder) !== undefined) {
      return { root, folder: root, prefix: '' };
    }
    const below = pathBelow(folder, real);
    if (below !== undefined) {
      return { root: uri.with({ path: real }), folder: root, prefix: `${below}/` };
    }
  }
  return undefined;
}
