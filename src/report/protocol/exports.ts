import type { FileSpend, MergedFile } from '../../mergedUsage/mergedUsage.ts';

/** What was read of one file, and what its runs come to in the period; null: nothing was taken of it. */
export interface ExportsFile extends MergedFile {
  readonly spend: FileSpend | null;
}

const SOURCES = ['exports', 'workspaces'] as const;

/** What a merged report is made of: files that were chosen, or the books of all workspaces on this machine. */
export type MergedSources = (typeof SOURCES)[number];

/** The exports, or the workspaces, that a report is made of. */
export interface ExportsSection {
  readonly of: MergedSources;
  readonly files: readonly ExportsFile[];
  readonly isCut: boolean;
}

const PROBLEMS = ['unreadable', 'attempts', 'focus', 'notExport'];
const SPEND = ['runs', 'costNusd', 'unpriced', 'kept', 'savedNusd', 'comparableRuns'];

/** Whether a message's section is one; absent: the figures are of this machine's own books. */
export function isExportsSection(value: unknown): value is ExportsSection | undefined {
  if (value === undefined) return true;
  if (!isRecord(value) || typeof value['isCut'] !== 'boolean') return false;
  if (!SOURCES.some((source) => source === value['of'])) return false;
  return Array.isArray(value['files']) && value['files'].every(isFile);
}

function isFile(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    ['runs', 'known', 'skipped'].every((name) => Number.isFinite(value[name])) &&
    typeof value['isTorn'] === 'boolean' &&
    (value['problem'] === null || PROBLEMS.some((problem) => problem === value['problem'])) &&
    (value['spend'] === null || isSpend(value['spend']))
  );
}

function isSpend(value: unknown): boolean {
  return isRecord(value) && SPEND.every((name) => Number.isFinite(value[name]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
