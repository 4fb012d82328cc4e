import type { Dirent } from 'node:fs';
import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** A session log as it lies there. */
export interface LogFile {
  readonly path: string;
  readonly size: number;
  /** Compared for being the same, never for its order: clocks are set. */
  readonly mtimeMs: number;
}

/** What was found below the places. */
export interface FoundLogs {
  /** By path. */
  readonly files: readonly LogFile[];
  readonly unreadable: number;
  readonly links: number;
  readonly isThere: boolean;
}

/** No log of Claude Code lies deeper below its place. */
const DEEPEST = 8;

interface Counts {
  readonly files: LogFile[];
  unreadable: number;
  links: number;
}

/** All session logs below some folders, each once. Below them no link is followed. Never throws. */
export function findLogs(places: readonly string[]): FoundLogs {
  const counts: Counts = { files: [], unreadable: 0, links: 0 };
  const roots = new Set<string>();
  for (const place of places) {
    try {
      // Settings folders are often links themselves, by the will of their owner.
      roots.add(realpathSync(place));
    } catch (error) {
      if (!isMissing(error)) counts.unreadable += 1;
    }
  }
  for (const root of roots) look(root, DEEPEST, counts);
  const files = [...new Map(counts.files.map((file) => [file.path, file])).values()];
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const { unreadable, links } = counts;
  return { files, unreadable, links, isThere: roots.size > 0 };
}

function look(folder: string, depth: number, counts: Counts): void {
  for (const entry of entriesOf(folder, counts)) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) counts.links += 1;
    else if (entry.isDirectory() && depth > 0) look(path, depth - 1, counts);
    else if (entry.isFile() && entry.name.endsWith('.jsonl')) {
      try {
        const { size, mtimeMs } = lstatSync(path);
        counts.files.push({ path, size, mtimeMs });
      } catch (error) {
        if (!isMissing(error)) counts.unreadable += 1;
      }
    }
  }
}

function entriesOf(folder: string, counts: Counts): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!isMissing(error)) counts.unreadable += 1;
    return [];
  }
}

/** Logs are cleaned away at any time. */
function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
