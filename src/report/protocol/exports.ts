import type { FileSpend, MergedFile } from '../../mergedUsage/mergedUsage.ts';
import { isFlag, isText, listOf, numbers, oneOf, orNull, shapeOf } from './shapes.ts';

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

const isSection = shapeOf<ExportsSection>({
  of: oneOf(SOURCES),
  isCut: isFlag,
  files: listOf(
    shapeOf({
      name: isText,
      isTorn: isFlag,
      ...numbers(['runs', 'known', 'skipped']),
      problem: oneOf([null, 'unreadable', 'attempts', 'focus', 'notExport']),
      spend: orNull(
        shapeOf(numbers(['runs', 'costNusd', 'unpriced', 'kept', 'savedNusd', 'comparableRuns'])),
      ),
    }),
  ),
});

/** Whether a message's section is one; absent: the figures are of this machine's own books. */
export function isExportsSection(value: unknown): value is ExportsSection | undefined {
  return value === undefined || isSection(value);
}
