import { Uri } from 'vscode';
import type { FolderPatterns, PathRules } from '../../models/paths/pathRules.ts';
import { areCheap, folderRules, foldersAround } from '../../models/paths/pathRules.ts';
import { bytesOf, isMissing, isThere, statOf } from '../documents/filePresence.ts';
import { realPathOf } from '../documents/realPath.ts';
import { MOST_NEVER_SEND } from '../settings/neverSendList.ts';

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
 * folder's root, and in the folders around it up to the repository's root. Fails closed: an ignore file
 * that cannot be read lets nothing through.
 */
export async function neverSendRules(
  patterns: readonly string[],
  root: Uri | undefined,
): Promise<NeverSend> {
  if (root === undefined) return neverSendOf(patterns, [], [], []);
  const [lines, real] = await Promise.all([ignoreLines(root), realPathOf(root)]);
  const roots = [root.path, real].filter((path) => path !== undefined);
  const around = await ignoreLinesAround(root, real);
  return neverSendOf(patterns, lines, [...new Set(roots)], around);
}

function neverSendOf(
  patterns: readonly string[],
  lines: readonly string[] | undefined,
  roots: readonly string[],
  around: readonly IgnoreLines[],
): NeverSend {
  const above = around.map(({ path, lines: some = [] }) => ({ groups: [some], roots: [path] }));
  const isClosed = lines === undefined || around.some((each) => each.lines === undefined);
  const data = { groups: isClosed ? [['*']] : [patterns, lines], roots, above };
  const rules = folderRules(data);
  return { patterns: data, isClosed, matches: (path) => rules.matches(path) };
}

interface IgnoreLines {
  /** The folder with the ignore file. */
  readonly path: string;
  readonly lines: readonly string[] | undefined;
}

/** What the repository around a folder says, by the folder's own path and where it really lies. */
async function ignoreLinesAround(
  root: Uri,
  real: string | undefined,
): Promise<readonly IgnoreLines[]> {
  const starts = [...new Set([root.path, ...(real === undefined ? [] : [real])])];
  const found = await Promise.all(starts.map((path) => linesUpToRepository(root.with({ path }))));
  return found.flat();
}

async function linesUpToRepository(folder: Uri): Promise<readonly IgnoreLines[]> {
  const above = foldersAround(folder.path).map((path) => folder.with({ path }));
  const areRepositories = await Promise.all([folder, ...above].map(isRepository));
  // What lies around a folder without a repository is none of its business.
  const levels = areRepositories.indexOf(true);
  const within = levels === -1 ? [] : above.slice(0, levels);
  const found = await Promise.all(
    within.map(async (uri) => ({ path: uri.path, lines: await ignoreLines(uri) })),
  );
  return found.filter(({ lines }) => lines?.length !== 0);
}

/** A worktree or a submodule has a file there. */
function isRepository(folder: Uri): Promise<boolean> {
  return isThere(Uri.joinPath(folder, '.git')).catch(() => false);
}

/** The lines of the ignore file; none when there is no such file, undefined when it is unusable. */
async function ignoreLines(root: Uri): Promise<readonly string[] | undefined> {
  const uri = Uri.joinPath(root, IGNORE_FILE);
  try {
    const { kind, size } = await statOf(uri);
    if (kind !== 'file' || size > MAX_BYTES) return undefined;
    const lines = linesIn(await bytesOf(uri, MAX_BYTES));
    if (lines === undefined || lines.length > MOST_NEVER_SEND || !areCheap(lines)) return undefined;
    return lines;
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
