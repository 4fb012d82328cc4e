import { FileType, Uri, workspace } from 'vscode';
import { isMissing } from './filePresence.ts';
import { type PathRules, pathRules } from './pathRules.ts';
import { MOST_NEVER_SEND } from './settingRules.ts';

const IGNORE_FILE = '.tierwiseignore';
const MAX_BYTES = 100_000;

/**
 * What is never sent from one folder: the setting's patterns and those of `.tierwiseignore` at the
 * folder's root. Fails closed: an ignore file that cannot be read lets nothing through.
 */
export async function neverSendRules(
  patterns: readonly string[],
  root: Uri | undefined,
): Promise<PathRules> {
  const fromSetting = pathRules(patterns);
  const lines = root === undefined ? [] : await ignoreLines(root);
  if (lines === undefined) return { matches: () => true };
  const fromFile = pathRules(lines);
  return { matches: (path) => fromSetting.matches(path) || fromFile.matches(path) };
}

/** The lines of the ignore file; none when there is no such file, undefined when it is unusable. */
async function ignoreLines(root: Uri): Promise<readonly string[] | undefined> {
  const uri = Uri.joinPath(root, IGNORE_FILE);
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.File) === 0 || size > MAX_BYTES) return undefined;
    const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
    return lines.length > MOST_NEVER_SEND ? undefined : lines;
  } catch (error) {
    return isMissing(error) ? [] : undefined;
  }
}
