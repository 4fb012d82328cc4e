import { FileType, Uri, workspace } from 'vscode';
import { isMissing } from './filePresence.ts';
import { MOST_NEVER_SEND } from './neverSendList.ts';
import { type FolderPatterns, folderRules, type PathRules } from './pathRules.ts';
import { realPathOf } from './realPath.ts';

const IGNORE_FILE = '.tierwiseignore';
const MAX_BYTES = 100_000;

/** What is never sent from one folder. */
export interface NeverSend extends PathRules {
  /** The same as data, for another thread. */
  readonly patterns: FolderPatterns;
  /** The ignore file is there and cannot be read: everything is matched. */
  readonly isClosed: boolean;
}

/**
 * What is never sent from one folder: the setting's patterns and those of `.tierwiseignore` at the
 * folder's root. Fails closed: an ignore file that cannot be read lets nothing through.
 */
export async function neverSendRules(
  patterns: readonly string[],
  root: Uri | undefined,
): Promise<NeverSend> {
  const lines = root === undefined ? [] : await ignoreLines(root);
  const real = root === undefined ? undefined : await realPathOf(root);
  const roots = [root?.path, real].filter((path) => path !== undefined);
  return neverSendOf(patterns, lines, [...new Set(roots)]);
}

function neverSendOf(
  patterns: readonly string[],
  lines: readonly string[] | undefined,
  roots: readonly string[],
): NeverSend {
  const data = { groups: lines === undefined ? [['*']] : [patterns, lines], roots };
  const rules = folderRules(data);
  return {
    patterns: data,
    isClosed: lines === undefined,
    matches: (path) => rules.matches(path),
  };
}

/** The lines of the ignore file; none when there is no such file, undefined when it is unusable. */
async function ignoreLines(root: Uri): Promise<readonly string[] | undefined> {
  const uri = Uri.joinPath(root, IGNORE_FILE);
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.File) === 0 || size > MAX_BYTES) return undefined;
    const lines = linesIn(await workspace.fs.readFile(uri));
    return lines === undefined || lines.length > MOST_NEVER_SEND ? undefined : lines;
  } catch (error) {
    return isMissing(error) ? [] : undefined;
  }
}

/** Patterns in another encoding would match nothing, and let everything through. */
function linesIn(bytes: Uint8Array): readonly string[] | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // No UTF-8: the caller says so.
    return undefined;
  }
  if (text.includes('\0')) return undefined;
  return text.split(/\r\n?|\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
