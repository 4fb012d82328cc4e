import type { Uri } from 'vscode';
import { CancellationError, l10n, window } from 'vscode';
import { userError } from '../wording/editorCodes.ts';
import { plainItem } from '../wording/plainLabel.ts';
import type { GitApi, GitRepository } from './gitApi.ts';

/**
 * The repository at `root`, the only one, that of the active file, or the one that the user chooses
 * for a command of this title.
 * @throws UserError when there is none, CancellationError when none is chosen
 */
export async function chosenRepository(
  { repositories }: GitApi,
  root: Uri | undefined,
  title: string,
): Promise<GitRepository> {
  const asked = repositories.find(({ rootUri }) => rootUri.toString() === root?.toString());
  const path = window.activeTextEditor?.document.uri.path;
  const around = repositories
    .filter(({ rootUri }) => path?.startsWith(`${rootUri.path}/`) === true)
    .sort((one, other) => other.rootUri.path.length - one.rootUri.path.length)[0];
  const known = asked ?? (repositories.length === 1 ? repositories[0] : around);
  if (known !== undefined) return known;
  if (repositories.length === 0) throw userError('changes.noRepository');
  const picked = await window.showQuickPick(
    repositories.map((repository) => plainItem({ label: repository.rootUri.fsPath, repository })),
    { title: l10n.t('Tierwise: {0}', title) },
  );
  if (picked === undefined) throw new CancellationError();
  return picked.repository;
}
