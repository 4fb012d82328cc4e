import { lstat } from 'node:fs/promises';
import type { FileStamp } from './fileStamp.ts';
import { isSettled, stampOf } from './fileStamp.ts';

/** What stands at a place of a copy. */
export type Planned =
  /** A file like that at an absolute path; no `stamp`: it was changed too lately to tell. */
  | { readonly as: 'file'; readonly from: string; readonly stamp: FileStamp | undefined }
  | { readonly as: 'text'; readonly text: string }
  /** A link to an absolute path. */
  | { readonly as: 'link'; readonly to: string }
  /** A link to a place of the copy itself. */
  | { readonly as: 'ownLink'; readonly to: string };

/** What a project has, as it was found. */
export interface Listing {
  readonly files: ReadonlyMap<string, Planned>;
  /** Folders named node_modules. */
  readonly packages: readonly string[];
}

/** A file to be copied from an absolute path, and its bytes. `now`: unix ms. */
export async function plannedFile(
  from: string,
  now: number,
): Promise<{ readonly file: Planned; readonly size: number }> {
  const stats = await lstat(from, { bigint: true });
  const stamp = isSettled(stats, now) ? stampOf(stats) : undefined;
  return { file: { as: 'file', from, stamp }, size: Number(stats.size) };
}
