/**
 * Which part of the house may import which: the one list of it. `house.ts` checks it, for `npm run check` and for the
 * tests. A part is a folder with all that lies below it, or a file; of several that hold a file the longest path counts.
 */
export interface Part {
  /** Folder or file. */
  readonly path: string;
  /** Folders, with all below them, and files that it may import beside its own. */
  readonly imports: readonly string[];
}

/** Folders that may name `vscode`, be it as a type, and the file that puts everything together. */
export const VSCODE_SIDE: readonly string[] = ['src/extension.ts', 'src/editor'];

/** Folders whose code runs in a web page: nothing of Node is there. */
export const PAGES: readonly string[] = ['src/report/page', 'src/report/protocol'];

/** Most files directly in one folder of `src` and of `test/unit`. */
export const MOST_FILES = 25;

/** What every part may import: the words, contracts and small tools that all rooms share. */
export const GROUND = 'src/models';

/** The rooms, from the roof down. */
export const ROOMS: readonly Part[] = [
  { path: 'src/extension.ts', imports: ['src'] },
  {
    path: 'src/editor',
    imports: [
      'src/tasks',
      'src/certainty',
      'src/testRun',
      'src/typeCheck',
      'src/folderRuns',
      'src/routing',
      'src/ledger',
      'src/claudeCode',
      'src/otlp',
      'src/report/protocol',
      'src/report/weekly',
      'src/report/format.ts',
      'src/report/pageHtml.ts',
      'src/providers/cloudPrices.ts',
      'src/providers/port.ts',
      'src/providers/providers.ts',
      'src/syntax/syntax.ts',
    ],
  },
  {
    path: 'src/folderRuns',
    imports: ['src/routing', 'src/ledger/folder', 'src/providers/port.ts'],
  },
  { path: 'src/report/page', imports: ['src/report'] },
  {
    path: 'src/report',
    imports: [
      'src/ledger/csvCell.ts',
      'src/ledger/figures.ts',
      'src/ledger/quality.ts',
      'src/ledger/rows.ts',
      'src/ledger/trials.ts',
      'src/certainty',
      'src/claudeCode/figures.ts',
    ],
  },
  { path: 'src/routing', imports: ['src/tasks', 'src/certainty', 'src/providers/port.ts'] },
  { path: 'src/testRun', imports: ['src/tasks'] },
  { path: 'src/typeCheck', imports: ['src/tasks'] },
  { path: 'src/tasks', imports: ['src/syntax'] },
  { path: 'src/otlp', imports: ['src/ledger/rows.ts', 'src/ledger/runId.ts'] },
  { path: 'src/ledger', imports: ['src/certainty'] },
  { path: 'src/claudeCode', imports: [] },
  { path: 'src/certainty', imports: [] },
  { path: 'src/providers', imports: [] },
  { path: 'src/syntax', imports: [] },
  { path: GROUND, imports: [] },
];

/** The floors of the large rooms, from the top down: a part imports only what lies on floors below it. */
export const FLOORS: readonly Part[] = [
  {
    path: 'src/editor/commands.ts',
    imports: [
      'src/editor/aiFeatures.ts',
      'src/editor/changes',
      'src/editor/connection',
      'src/editor/dismissals',
      'src/editor/errors.ts',
      'src/editor/folders',
      'src/editor/ids.ts',
      'src/editor/log',
      'src/editor/results',
      'src/editor/runs',
      'src/editor/taskTable.ts',
      'src/editor/proof',
      'src/editor/usage',
      'src/editor/whyThisModel.ts',
    ],
  },
  {
    path: 'src/editor/whyThisModel.ts',
    imports: ['src/editor/ids.ts', 'src/editor/runs', 'src/editor/usage', 'src/editor/wording'],
  },
  {
    path: 'src/editor/proof',
    imports: [
      'src/editor/aiFeatures.ts',
      'src/editor/changes',
      'src/editor/ids.ts',
      'src/editor/input',
      'src/editor/question.ts',
      'src/editor/runs',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/folders',
    imports: [
      'src/editor/connection',
      'src/editor/documents',
      'src/editor/errors.ts',
      'src/editor/ids.ts',
      'src/editor/input',
      'src/editor/lazy.ts',
      'src/editor/lines',
      'src/editor/log',
      'src/editor/question.ts',
      'src/editor/results',
      'src/editor/results/proposals',
      'src/editor/runs',
      'src/editor/settings',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/changes',
    imports: ['src/editor/documents', 'src/editor/lines', 'src/editor/runs', 'src/editor/wording'],
  },
  {
    path: 'src/editor/dismissals',
    imports: [
      'src/editor/documents',
      'src/editor/input',
      'src/editor/results',
      'src/editor/results/findings',
      'src/editor/settings',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/usage',
    imports: [
      'src/editor/aiFeatures.ts',
      'src/editor/connection',
      'src/editor/errors.ts',
      'src/editor/ids.ts',
      'src/editor/lazy.ts',
      'src/editor/log',
      'src/editor/runs',
      'src/editor/settings',
      'src/editor/taskTable.ts',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/runs',
    imports: [
      'src/editor/aiFeatures.ts',
      'src/editor/connection',
      'src/editor/documents',
      'src/editor/errors.ts',
      'src/editor/ids.ts',
      'src/editor/input',
      'src/editor/question.ts',
      'src/editor/results',
      'src/editor/results/explanations',
      'src/editor/results/findings',
      'src/editor/settings',
      'src/editor/taskTable.ts',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/input',
    imports: [
      'src/editor/documents',
      'src/editor/ids.ts',
      'src/editor/lines',
      'src/editor/question.ts',
      'src/editor/results/explanations',
      'src/editor/settings',
      'src/editor/taskTable.ts',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/results',
    imports: [
      'src/editor/aiFeatures.ts',
      'src/editor/documents',
      'src/editor/ids.ts',
      'src/editor/lines',
      'src/editor/results/explanations',
      'src/editor/results/findings',
      'src/editor/results/markdown',
      'src/editor/results/proposals',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/connection',
    imports: [
      'src/editor/log',
      'src/editor/question.ts',
      'src/editor/settings',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/errors.ts',
    imports: [
      'src/editor/aiFeatures.ts',
      'src/editor/ids.ts',
      'src/editor/log',
      'src/editor/settings',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/results/explanations',
    imports: ['src/editor/results/markdown', 'src/editor/wording'],
  },
  {
    path: 'src/editor/codeActions.ts',
    imports: [
      'src/editor/aiFeatures.ts',
      'src/editor/documents',
      'src/editor/ids.ts',
      'src/editor/taskTable.ts',
      'src/editor/wording',
    ],
  },
  { path: 'src/editor/question.ts', imports: ['src/editor/wording'] },
  {
    path: 'src/editor/results/findings',
    imports: [
      'src/editor/aiFeatures.ts',
      'src/editor/documents',
      'src/editor/ids.ts',
      'src/editor/lines',
      'src/editor/wording',
    ],
  },
  { path: 'src/editor/results/markdown', imports: ['src/editor/wording'] },
  {
    path: 'src/editor/results/proposals',
    imports: [
      'src/editor/documents',
      'src/editor/ids.ts',
      'src/editor/lines',
      'src/editor/wording',
    ],
  },
  {
    path: 'src/editor/settings',
    imports: ['src/editor/aiFeatures.ts', 'src/editor/ids.ts', 'src/editor/wording'],
  },
  { path: 'src/editor/aiFeatures.ts', imports: ['src/editor/wording'] },
  { path: 'src/editor/documents', imports: [] },
  { path: 'src/editor/lines', imports: [] },
  { path: 'src/editor/wording', imports: ['src/editor/taskTable.ts'] },
  { path: 'src/editor/taskTable.ts', imports: ['src/editor/ids.ts'] },
  { path: 'src/editor/ids.ts', imports: [] },
  { path: 'src/editor/log', imports: [] },
  { path: 'src/editor/lazy.ts', imports: [] },
  { path: 'src/editor/noticeMemory.ts', imports: [] },
  { path: 'src/editor/preload.ts', imports: [] },
  { path: 'src/editor/systemClock.ts', imports: [] },
  {
    path: 'src/routing/run',
    imports: [
      'src/routing/calls',
      'src/routing/coded.ts',
      'src/routing/failures.ts',
      'src/routing/policy',
      'src/routing/ports.ts',
      'src/routing/reasons.ts',
      'src/routing/settings.ts',
      'src/routing/taskTable.ts',
    ],
  },
  { path: 'src/routing/calls', imports: ['src/routing/policy', 'src/routing/settings.ts'] },
  {
    path: 'src/routing/policy',
    imports: [
      'src/routing/coded.ts',
      'src/routing/reasons.ts',
      'src/routing/settings.ts',
      'src/routing/signals.ts',
      'src/routing/taskTable.ts',
    ],
  },
  {
    path: 'src/routing/coded.ts',
    imports: ['src/routing/failures.ts', 'src/routing/reasons.ts', 'src/routing/signals.ts'],
  },
  {
    path: 'src/routing/settings.ts',
    imports: ['src/routing/failures.ts', 'src/routing/signals.ts'],
  },
  { path: 'src/routing/signals.ts', imports: ['src/routing/taskTable.ts'] },
  { path: 'src/routing/taskTable.ts', imports: [] },
  { path: 'src/routing/failures.ts', imports: [] },
  { path: 'src/routing/ports.ts', imports: [] },
  { path: 'src/routing/reasons.ts', imports: [] },
  {
    path: 'src/ledger/openLedger.ts',
    imports: [
      'src/ledger/ledgerOptions.ts',
      'src/ledger/booking',
      'src/ledger/database',
      'src/ledger/figures.ts',
      'src/ledger/quality.ts',
      'src/ledger/folder',
      'src/ledger/journal',
      'src/ledger/knownEvidence.ts',
      'src/ledger/ledger.ts',
      'src/ledger/queries',
      'src/ledger/rows.ts',
      'src/ledger/runId.ts',
      'src/ledger/summary',
      'src/ledger/trials.ts',
      'src/ledger/worker',
    ],
  },
  { path: 'src/ledger/ledgerOptions.ts', imports: ['src/ledger/database'] },
  { path: 'src/ledger/knownEvidence.ts', imports: ['src/ledger/ledger.ts'] },
  {
    path: 'src/ledger/worker',
    imports: [
      'src/ledger/booking',
      'src/ledger/database',
      'src/ledger/elsewhere',
      'src/ledger/figures.ts',
      'src/ledger/quality.ts',
      'src/ledger/folder',
      'src/ledger/journal',
      'src/ledger/ledger.ts',
      'src/ledger/queries',
      'src/ledger/rows.ts',
      'src/ledger/summary',
      'src/ledger/trials.ts',
    ],
  },
  {
    path: 'src/ledger/summary',
    imports: [
      'src/ledger/booking',
      'src/ledger/database',
      'src/ledger/folder',
      'src/ledger/journal',
      'src/ledger/queries',
    ],
  },
  {
    path: 'src/ledger/queries',
    imports: [
      'src/ledger/booking',
      'src/ledger/csvCell.ts',
      'src/ledger/database',
      'src/ledger/figures.ts',
      'src/ledger/quality.ts',
      'src/ledger/ledger.ts',
      'src/ledger/rows.ts',
      'src/ledger/runId.ts',
      'src/ledger/trials.ts',
    ],
  },
  {
    path: 'src/ledger/booking',
    imports: [
      'src/ledger/database',
      'src/ledger/folder',
      'src/ledger/journal',
      'src/ledger/runId.ts',
    ],
  },
  { path: 'src/ledger/elsewhere', imports: ['src/ledger/folder'] },
  { path: 'src/ledger/database', imports: ['src/ledger/folder', 'src/ledger/journal'] },
  { path: 'src/ledger/journal', imports: ['src/ledger/folder'] },
  {
    path: 'src/ledger/ledger.ts',
    imports: [
      'src/ledger/figures.ts',
      'src/ledger/quality.ts',
      'src/ledger/rows.ts',
      'src/ledger/trials.ts',
    ],
  },
  { path: 'src/ledger/folder', imports: ['src/ledger/runId.ts'] },
  { path: 'src/ledger/quality.ts', imports: ['src/ledger/figures.ts'] },
  { path: 'src/ledger/trials.ts', imports: ['src/ledger/figures.ts'] },
  { path: 'src/ledger/csvCell.ts', imports: [] },
  { path: 'src/ledger/rows.ts', imports: ['src/ledger/figures.ts'] },
  { path: 'src/ledger/runId.ts', imports: [] },
  { path: 'src/ledger/figures.ts', imports: [] },
];
