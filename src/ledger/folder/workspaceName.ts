import { createHash } from 'node:crypto';

/**
 * What a workspace is called where the user's workspaces share something: a hash of the folder of its
 * books, which tells nobody where it lies. Windows without a folder share their books, and so their
 * name; books that live in memory alone have one name together.
 */
export function workspaceName(folder: string | undefined): string {
  return createHash('sha256')
    .update(folder ?? '')
    .digest('hex')
    .slice(0, 16);
}
