import { FileSystemError, type Uri, workspace } from 'vscode';

/** Whether a file operation failed because there is nothing at that place. */
export function isMissing(error: unknown): boolean {
  if (error instanceof FileSystemError) return error.code === 'FileNotFound';
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Whether there is a file or folder. @throws what keeps it from being known */
export async function isThere(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
