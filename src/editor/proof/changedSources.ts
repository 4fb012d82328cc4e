import { isTestFile } from '../../tasks/testing/places/testNames.ts';
import type { ChangedFiles } from '../changes/changedFiles.ts';
import { changedFiles } from '../changes/changedFiles.ts';
import type { GitRepository } from '../changes/gitApi.ts';
import { userError } from '../wording/editorCodes.ts';

/**
 * What Git sees as changed since the last commit, without tests.
 * @throws UserError when that is nothing
 */
export async function changedSources(
  repository: GitRepository,
  signal: AbortSignal,
): Promise<ChangedFiles> {
  const changed = await changedFiles(repository, { kind: 'all' }, signal);
  if (changed.files.length === 0) {
    throw userError(changed.outside > 0 ? 'changes.noneInside' : 'changes.none');
  }
  const files = changed.files.filter(({ uri }) => !isTestFile(uri.path));
  if (files.length === 0) throw userError('verify.onlyTests');
  return { ...changed, files };
}
