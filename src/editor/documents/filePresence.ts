import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import type { FileStat, Uri } from 'vscode';
import { FileSystemError, FileType, workspace } from 'vscode';
import { bytesUpTo } from './boundedBytes.ts';

/** What is known of a file or folder; of a link, what it leads to. */
export interface FoundFile {
  readonly kind: 'file' | 'folder' | 'other';
  readonly isLink: boolean;
  /** Bytes. */
  readonly size: number;
}

/** Whether a file operation failed because there is nothing at that place. */
export function isMissing(error: unknown): boolean {
  if (error instanceof FileSystemError) return error.code === 'FileNotFound';
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/**
 * What there is at a place. On this machine's disk it is asked for there: by way of the editor each
 * look would wait for another process. @throws what `isMissing` knows, and what keeps it from being known
 */
export async function statOf(uri: Uri): Promise<FoundFile> {
  if (uri.scheme !== 'file') return foundElsewhere(await workspace.fs.stat(uri));
  const own = await lstat(uri.fsPath);
  const isLink = own.isSymbolicLink();
  const found = isLink ? await target(uri) : own;
  // A link that leads nowhere is there, and is no file: whoever fails closed has to see it.
  if (found === undefined) return { kind: 'other', isLink, size: own.size };
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  return { kind, isLink, size: found.size };
}

/** What a link leads to; undefined: nothing. */
async function target(uri: Uri): Promise<Stats | undefined> {
  try {
    return await stat(uri.fsPath);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function foundElsewhere({ type, size }: FileStat): FoundFile {
  const isLink = (type & FileType.SymbolicLink) !== 0;
  const isFile = (type & FileType.File) !== 0;
  const isFolder = (type & FileType.Directory) !== 0;
  return { kind: isFile ? 'file' : isFolder ? 'folder' : 'other', isLink, size };
}

/** The bytes of a file, read as `statOf` looks at it. @throws where there are more than `most` */
export async function bytesOf(uri: Uri, most?: number): Promise<Uint8Array> {
  if (uri.scheme !== 'file') return workspace.fs.readFile(uri);
  return most === undefined ? readFile(uri.fsPath) : bytesUpTo(uri.fsPath, most);
}

/** What lies in a folder; links are neither files nor folders. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: FoundFile['kind'];
}

/** What a folder holds, looked up as `statOf` does; nothing where there is none. */
export async function entriesOf(uri: Uri): Promise<readonly FolderEntry[]> {
  try {
    if (uri.scheme !== 'file') {
      const entries = await workspace.fs.readDirectory(uri);
      return entries.map(([name, type]) => ({ name, kind: ENTRY_KINDS[type] ?? 'other' }));
    }
    return (await readdir(uri.fsPath, { withFileTypes: true })).map((entry) => {
      const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';
      return { name: entry.name, kind };
    });
  } catch (error) {
    if (isMissing(error) || isNoFolder(error)) return [];
    throw error;
  }
}

const ENTRY_KINDS: Readonly<Record<number, FoundFile['kind']>> = {
  [FileType.File]: 'file',
  [FileType.Directory]: 'folder',
};

function isNoFolder(error: unknown): boolean {
  if (error instanceof FileSystemError) return error.code === 'FileNotADirectory';
  return error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
}

/** Whether there is a file or folder. @throws what keeps it from being known */
export async function isThere(uri: Uri): Promise<boolean> {
  try {
    await statOf(uri);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
