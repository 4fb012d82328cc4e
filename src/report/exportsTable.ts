import type { RowFilter } from '../ledger/rows.ts';
import type { FileProblem } from '../mergedUsage/mergedUsage.ts';
import type { Behind } from './behind.ts';
import type { Format } from './format.ts';
import type { ExportsFile, ExportsSection, MergedSources } from './protocol/exports.ts';
import type { ReportTextKey } from './protocol/texts.ts';
import type { Cell, Table } from './tables.ts';
import { columnsOf, money, NOTHING, number, spend } from './tables.ts';

const PROBLEMS = {
  unreadable: 'exportsUnreadable',
  attempts: 'exportsAttempts',
  focus: 'exportsFocus',
  notExport: 'exportsNotExport',
} as const satisfies Record<FileProblem, ReportTextKey>;

const ONLY_OF_FILES: ReadonlySet<string> = new Set(['read', 'known', 'skipped']);

/** What is said of files that were chosen, and of workspaces. */
export const MERGED_TEXTS = {
  exports: {
    heading: 'exportsHeading',
    caption: 'exportsFiles',
    file: 'exportsFile',
    sentence: 'exportsSentence',
    torn: 'exportsTorn',
    cut: 'exportsCut',
    method: 'exportsMethod',
  },
  workspaces: {
    heading: 'machineHeading',
    caption: 'machineFiles',
    file: 'machineFile',
    sentence: 'machineSentence',
    torn: 'machineTorn',
    cut: 'machineCut',
    method: 'machineMethod',
  },
} as const satisfies Record<MergedSources, Readonly<Record<string, ReportTextKey>>>;

/** File by file what was read, and what its runs come to in the period. */
export function exportsTable({ of, files }: ExportsSection, format: Format): Table {
  const column = columnsOf(format);
  const texts = MERGED_TEXTS[of];
  const columns = [
    column('file', texts.file, false),
    column('read', 'exportsRead'),
    column('known', 'exportsKnown'),
    column('skipped', 'exportsSkipped'),
    column('runs', 'runs'),
    column('cost', 'spent'),
    column('saved', 'saved'),
    column('kept', 'exportsKept'),
  ];
  // What a workspace has booked is no copy: all of it is counted, once.
  const isShown = columns.map(({ key }) => of === 'exports' || !ONLY_OF_FILES.has(key));
  return {
    id: 'exports',
    caption: format.text(texts.caption),
    columns: columns.filter((_, at) => isShown[at]),
    rows: files.map((file, index) => fileCells(file, index, format).filter((_, at) => isShown[at])),
    sort: { column: 'cost', descending: true },
  };
}

/** What has to be said of the files, sentence by sentence. */
export function exportsSentences(
  { of, files, isCut }: ExportsSection,
  format: Format,
): readonly string[] {
  const read = files.filter(({ problem }) => problem === null);
  const sum = (count: 'runs' | 'known' | 'skipped'): number =>
    read.reduce((all, file) => all + file[count], 0);
  const torn = read.filter(({ isTorn }) => isTorn);
  const texts = MERGED_TEXTS[of];
  return [
    format.text(texts.sentence, {
      runs: format.runs(sum('runs')),
      files: format.count(read.length),
      known: format.count(sum('known')),
    }),
    ...(sum('skipped') > 0
      ? [format.text('exportsSkippedRows', { count: format.count(sum('skipped')) })]
      : []),
    ...torn.map(({ name }) => format.text(texts.torn, { file: name })),
    ...files.flatMap(({ name, problem }) =>
      problem === null ? [] : [format.text(PROBLEMS[problem], { file: name })],
    ),
    ...(isCut ? [format.text(texts.cut)] : []),
  ];
}

function fileCells(
  { name, problem, runs, known, skipped, spend: of }: ExportsFile,
  index: number,
  format: Format,
): readonly Cell[] {
  const rows = (filter: RowFilter): { readonly behind: Behind } => ({
    behind: { kind: 'runs', filter, file: index },
  });
  const count = (value: number): Cell => number(value, format.count(value));
  const file: Cell = { text: name, sort: name };
  if (problem !== null || of === null) {
    return [file, ...Array.from({ length: 7 }, () => NOTHING)];
  }
  return [
    file,
    count(runs),
    count(known),
    count(skipped),
    { ...count(of.runs), ...rows({}) },
    {
      ...spend({ costNusd: of.costNusd, unpriced: of.unpriced, estimated: 0 }, format),
      ...rows({}),
    },
    of.comparableRuns > 0
      ? { ...money(of.savedNusd, format), ...rows({ comparable: true }) }
      : NOTHING,
    { ...count(of.kept), ...rows({ kept: 'yes' }) },
  ];
}
