import { realpath } from 'node:fs/promises';
import { Uri } from 'vscode';
import { isMissing } from './filePresence.ts';

/** Where a file really lies, all links followed; its own path where there is none to follow. */
export async function realPathOf(uri: Uri): Promise<string> {
  if (uri.scheme !== 'file') return uri.path;
  try {
    return Uri.file(await realpath(uri.fsPath)).path;
  } catch (error) {
    if (isMissing(error)) return uri.path;
    throw error;
  }
}

/** `path` as seen from the folder `root`; undefined where it lies outside of it. */
export function pathBelow(root: string, path: string): string | undefined {
  const base = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(base) ? path.slice(base.length) : undefined;
}
