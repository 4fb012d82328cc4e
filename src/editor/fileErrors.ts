import { FileSystemError } from 'vscode';

/** Whether a file operation failed because there is nothing at that place. */
export function isMissing(error: unknown): boolean {
  if (error instanceof FileSystemError) return error.code === 'FileNotFound';
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
