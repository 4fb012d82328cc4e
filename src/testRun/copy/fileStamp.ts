import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';

/**
 * What changes with a file, its rights and its place on the disk, by whatever it is changed: a time of
 * writing can be set back, the time of that cannot.
 */
export type FileStamp = string;

/** The stamp of what was looked at. */
export function stampOf(stats: BigIntStats): FileStamp {
  return [stats.dev, stats.ino, stats.size, stats.mode, stats.mtimeNs, stats.ctimeNs].join(' ');
}

/** A file that was changed less than this before it was looked at, in ms, may have been changed again in the same tick. */
const SETTLED_MS = 2_000;

/** Whether each later change shows in the stamp. `now`: unix ms. */
export function isSettled({ ctimeMs }: BigIntStats, now: number): boolean {
  return now - Number(ctimeMs) > SETTLED_MS;
}

const SECOND_NS = 1_000_000_000n;

/**
 * The stamp of what was written just now, which no program that is started afterwards can bring about
 * again; undefined where the file system counts whole seconds.
 */
export async function ownStamp(path: string): Promise<FileStamp | undefined> {
  const stats = await lstat(path, { bigint: true });
  return stats.ctimeNs % SECOND_NS === 0n ? undefined : stampOf(stats);
}
