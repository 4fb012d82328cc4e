import { stat } from 'node:fs/promises';
import { FilePermission, Uri, workspace } from 'vscode';
import { pathBelow } from '../../models/paths/pathRules.ts';
import { isMissing } from './filePresence.ts';
import { shownPaths } from './shownPaths.ts';

/** Where a document lives, as far as the project around it goes. */
export interface DocumentPlace {
  /** The workspace folder that holds it, else its own folder; undefined for an untitled one. */
  readonly root: Uri | undefined;
  /** Whether `root` is a folder that the user opened. */
  readonly isInWorkspace: boolean;
  /** Path relative to `root`, with `/`. */
  readonly path: string | undefined;
  /** All that is known of where the file is, for rules about paths. */
  readonly fullPath: string;
}

/** Finds the place of a document; with several folders open, the one that holds it. */
export function placeOf(uri: Uri): DocumentPlace {
  if (!hasFileSystem(uri)) {
    return { root: undefined, isInWorkspace: false, path: undefined, fullPath: uri.path };
  }
  const folder = workspace.getWorkspaceFolder(uri);
  const root = folder?.uri ?? Uri.joinPath(uri, '..');
  const base = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return {
    root,
    isInWorkspace: folder !== undefined,
    path: uri.path.slice(base.length),
    fullPath: uri.path,
  };
}

/**
 * The opened folder whose rules a document falls under by its path, also where it is on no file
 * system, as an older version of a file.
 */
export function folderAround(uri: Uri): Uri | undefined {
  const folders = (workspace.workspaceFolders ?? []).filter(
    ({ uri: folder }) => pathBelow(folder.path, uri.path) !== undefined,
  );
  folders.sort((one, other) => other.uri.path.length - one.uri.path.length);
  return folders[0]?.uri;
}

/**
 * The files of which a document may be a version, where it lies on no file system itself. What is below no opened folder
 * is looked for as it is, and from each of them: its address may begin anywhere.
 */
export function filesShown(uri: Uri): readonly Uri[] {
  if (uri.scheme === 'untitled' || hasFileSystem(uri)) return [];
  const { whole, partial } = shownPaths(uri);
  const opened = (workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  const fromAny = (path: string): readonly Uri[] =>
    opened.map((folder) => Uri.joinPath(folder, path));
  return [
    ...whole.flatMap((path) => {
      const around = folderAround(uri.with({ path }));
      return around === undefined ? [Uri.file(path), ...fromAny(path)] : [around.with({ path })];
    }),
    ...partial.flatMap(fromAny),
  ];
}

/** Schemes whose documents are no one's source: output, comments, our own views. */
const FOREIGN: ReadonlySet<string> = new Set([
  'output',
  'comment',
  'debug',
  'search-editor',
  'vscode-interactive',
  'vscode-interactive-input',
  'vscode-terminal',
  'chat-editing-text-model',
]);

/** Whether a document is something else than source code, by where it comes from. */
export function isForeign(uri: Uri): boolean {
  return FOREIGN.has(uri.scheme) || uri.scheme.startsWith('tierwise');
}

/** Whether there is a place on a file system beside this document. */
export function hasFileSystem(uri: Uri): boolean {
  return uri.scheme !== 'untitled' && workspace.fs.isWritableFileSystem(uri.scheme) === true;
}

/**
 * Whether the document cannot be written: its file system is read-only or unknown, or the file has
 * no write permission for anybody.
 */
export async function isReadOnly(uri: Uri): Promise<boolean> {
  if (uri.scheme === 'untitled') return false;
  if (workspace.fs.isWritableFileSystem(uri.scheme) !== true) return true;
  try {
    if (uri.scheme === 'file') return ((await stat(uri.fsPath)).mode & 0o222) === 0;
    return (await workspace.fs.stat(uri)).permissions === FilePermission.Readonly;
  } catch (error) {
    // A document whose file was deleted or never saved can still be written.
    if (isMissing(error)) return false;
    throw error;
  }
}
