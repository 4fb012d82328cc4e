import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Uri } from 'vscode';
import { isMissing } from './filePresence.ts';

/**
 * Where a file really lies, or would lie, all links followed; its own path where there is no disk
 * below. Undefined: links in a circle, or a folder that may not be looked into.
 */
export async function realPathOf(uri: Uri): Promise<string | undefined> {
  if (uri.scheme !== 'file') return uri.path;
  const real = await realNearest(uri.fsPath);
  return real === undefined ? undefined : Uri.file(real).path;
}

async function realNearest(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) return undefined;
    // What is not there yet lies where its folder does.
    const folder = await realNearest(parent);
    return folder === undefined ? undefined : join(folder, basename(path));
  }
}
