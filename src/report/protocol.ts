import type {
  FallbackAnalysis,
  Figures,
  GroupTotals,
  RecentRun,
  TierAttempts,
  Totals,
} from '../ledger/figures.ts';
import type { LedgerRow, RowFilter, RowKind } from '../ledger/rows.ts';
import type { CodeArgs } from '../models/userError.ts';

/** Periods that the report offers, in the order in which they are shown. */
export const REPORT_PERIODS = ['today', '7days', '30days', 'all'] as const;

/** A period that the report offers. */
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** From the editor to the page. All texts are already worded and plain. */
export type ToPage =
  | {
      readonly type: 'figures';
      /** The page drops figures of another period than the one that it last asked for. */
      readonly period: ReportPeriod;
      readonly figures: Figures;
      /** Notices above the figures, say that answers came from the demo API. */
      readonly notices: readonly string[];
      /** Words for the codes in `figures`; `codesIn` lists what is looked up. */
      readonly words: Readonly<Record<string, string>>;
    }
  /** `texts` has the keys of `REPORT_TEXTS`; for a missing one the page shows its English. */
  | { readonly type: 'texts'; readonly texts: Readonly<Record<string, string>> }
  /**
   * A page of the rows that `id` asked for, newest first, each with `started_at` (unix ms) beside
   * its own columns. `next` goes on where it ends; null: these were the last.
   */
  | {
      readonly type: 'rows';
      readonly id: number;
      readonly rows: readonly LedgerRow[];
      readonly next: string | null;
      readonly words: Readonly<Record<string, string>>;
    }
  /** The rows that `id` asked for cannot be had. */
  | { readonly type: 'rowsProblem'; readonly id: number; readonly text: string }
  /** The figures cannot be had; `text` says why and stands in their place. */
  | { readonly type: 'problem'; readonly text: string };

/** From the page to the editor. */
export type FromPage =
  /** The page listens; also sent by its "Try again". A `period` follows where one is remembered. */
  | { readonly type: 'ready' }
  | { readonly type: 'period'; readonly period: ReportPeriod }
  /** The rows behind a number; `id` comes back with them. `after` is the `next` of a page. */
  | {
      readonly type: 'rows';
      readonly id: number;
      readonly kind: RowKind;
      readonly filter: RowFilter;
      readonly after: string | null;
    }
  | { readonly type: 'export' }
  /** Something went wrong in the page; `detail` is for the log and holds no figures. */
  | { readonly type: 'failed'; readonly detail: string };

/**
 * The page's own texts in English: the host sends each through `vscode.l10n.t` under the same key.
 * `{name}` marks what the page fills in and stays as it is.
 */
export const REPORT_TEXTS = {
  heading: 'Savings',
  period: 'Period',
  today: 'Today',
  last7Days: '7 days',
  last30Days: '30 days',
  allTime: 'All time',

  spent: 'Spent',
  baseline: 'Always Opus would have cost',
  alwaysOpus: 'Always Opus',
  saved: 'Saved',
  unpricedToo: '+ {count} unpriced',
  included: 'included',
  oneRun: '1 run',
  manyRuns: '{count} runs',
  someRuns: '{count} of {runs}',

  sentenceSaved:
    '{runs} cost {spent}. Opus for everything would have cost {baseline}, so you saved {saved} ({percent}).',
  sentenceLost:
    '{runs} cost {spent}. That is {lost} ({percent}) more than Opus for everything would have cost.',
  sentenceFree: '{runs} cost {spent}. Opus for everything would have cost nothing.',
  sentenceEven: '{runs} cost {spent}, as much as Opus for everything.',
  sentenceIncluded:
    '{runs} were part of a subscription and cost nothing of their own. None of them can be compared with Opus.',
  sentenceNothing: '{runs} cost {spent}. None of them can be compared with Opus.',

  noteCompared: 'Compared with Opus: {runs}. The others have no price or no baseline.',
  noteEstimated: '~ estimated: attempts that ended before their usage was reported ({count}).',
  noteUnpriced:
    'Unpriced: attempts on a model whose price is not known ({count}). Set one in Settings.',

  escalationRate: 'Escalated',
  bandExcellent: 'Excellent',
  bandGood: 'Good',
  bandReview: 'Review',
  bands: 'Below 5% excellent, 5–15% good, above 15% review',
  accepted: 'Passed their check',
  failedCost: 'Failed attempts',
  failedShare: '{percent} of what was spent',
  timeAdded: 'Time added',
  timeAddedBy: 'by repairs and escalations',

  chart: 'Cost by day',
  chartWeeks: 'Cost by week',
  chartMonths: 'Cost by month',
  chartSummary:
    'Stacked bars of what was spent, by tier, with a line for what Opus would have cost. The table below has the same figures.',
  showTable: 'Show as table',
  total: 'Total',
  day: 'Day',

  byTask: 'By task',
  byTier: 'By tier',
  byModel: 'By model',
  task: 'Task',
  tier: 'Tier',
  model: 'Model',
  runs: 'Runs',
  share: 'Share',

  recent: 'Recent runs',
  when: 'When',
  outcome: 'Outcome',
  tiers: 'Tiers',
  reason: 'Why this tier',
  cost: 'Cost',
  attempts: '{count} attempts',

  showRows: 'Show the rows behind this number',

  rowsHeading: 'Rows behind: {number}',
  rowsLoading: 'Reading the rows',
  rowsShown: 'Rows shown: {count}',
  rowsMore: 'Show More',
  rowsClose: 'Close',
  rowsNone: 'There are no rows behind this number.',
  rowsGone:
    'Rows older than the days in the setting tierwise.ledger.retentionDays are gone; their sums stay.',
  kind: 'Kind',
  tokens: 'Tokens in and out',
  duration: 'Duration',
  export: 'Export Usage…',

  fallbacks: 'Attempts by tier',
  fallbacksTo: 'Escalated to it',
  attemptsMade: 'Attempts',
  judged: 'Checked',
  successes: 'Passed',
  successRate: 'Pass rate',
  meanCost: 'A run on average',
  meanOpus: 'Always Opus on average',

  emptyHeading: 'No runs yet',
  emptyPeriodHeading: 'No runs in this period',
  emptyIntro: 'This page shows what your runs cost, and what Opus alone would have cost.',
  emptyKey: 'Run “Tierwise: Set API Key…” from the Command Palette, once.',
  emptyRun: 'Open a source file, right-click in it and choose Tierwise › Review Code.',
  emptyLook: 'Come back here: the run stands in this report as soon as it has ended.',
  showAll: 'Show all time',

  method: 'How these figures are made',
  methodSpent:
    'Spent: every attempt at its reported tokens and the price of its day, failed and cancelled attempts included.',
  methodBaseline:
    'Always Opus: the first attempt’s input and the accepted answer’s output at Opus’s price. It is fixed when a run ends and not rewritten.',
  methodSaved:
    'Saved: always Opus minus spent. A run that ends at Opus shows its cheaper attempts as a loss, and one without an answer saves nothing.',
  methodEscalated: 'Escalated: runs that ended at a higher tier than they started at.',
  methodPassed:
    'Pass rate: answers that passed their check, of those that were checked. Refused, cut, failed and cancelled attempts are in the cost, and not in the rate.',

  tryAgain: 'Try Again',
} as const;

/** A key of the page's own texts. */
export type ReportTextKey = keyof typeof REPORT_TEXTS;

/** A code that the page looks up in `words`. A code without a word is shown as it is. */
export interface ReportCode {
  /** Its key in `words`. */
  readonly key: string;
  readonly kind:
    'task' | 'tier' | 'model' | 'language' | 'outcome' | 'strength' | 'attempt' | 'reason';
  readonly code: string;
  /** Empty for all kinds but `reason`. */
  readonly args: CodeArgs;
}

/** The key in `words` of a code without arguments, say `task.docs` or `tier.opus`. */
export function wordKey(kind: Exclude<ReportCode['kind'], 'reason'>, code: string): string {
  return `${kind}.${code}`;
}

/** The key in `words` of why a run started where it did; worded run by run, for its arguments. */
export function reasonKey(runId: number): string {
  return `reason.${runId}`;
}

/** Every code in `figures` that the page shows, each key once, for the host to word. */
export function codesIn(figures: Figures): readonly ReportCode[] {
  const codes = new Map<string, ReportCode>();
  const add = (kind: Exclude<ReportCode['kind'], 'reason'>, code: string): void => {
    const key = wordKey(kind, code);
    codes.set(key, { key, kind, code, args: {} });
  };
  for (const group of figures.byTask) add('task', group.key);
  for (const group of figures.byTier) add('tier', group.key);
  for (const group of figures.byModel) add('model', group.key);
  for (const { tier } of figures.byDay) add('tier', tier);
  for (const { tier } of figures.fallbacks.byTier) add('tier', tier);
  for (const run of figures.recent) {
    add('task', run.task);
    add('language', run.language);
    add('tier', run.startTier);
    add('tier', run.finalTier);
    add('model', run.finalModel);
    add('outcome', run.outcome);
    if (run.strength !== null) add('strength', run.strength);
    const key = reasonKey(run.runId);
    codes.set(key, { key, kind: 'reason', code: run.reasonCode, args: run.reasonArgs });
  }
  return [...codes.values()];
}

/** Columns of rows that hold codes, and what these are. */
const CODE_COLUMNS = {
  task: 'task',
  language: 'language',
  start_tier: 'tier',
  final_tier: 'tier',
  tier: 'tier',
  model: 'model',
  outcome: 'outcome',
  strength: 'strength',
  kind: 'attempt',
} as const satisfies Readonly<Record<string, ReportCode['kind']>>;

/** Every code in `rows` that the page shows, each key once, for the host to word. */
export function codesInRows(rows: readonly LedgerRow[]): readonly ReportCode[] {
  const codes = new Map<string, ReportCode>();
  for (const row of rows) {
    for (const [column, kind] of Object.entries(CODE_COLUMNS)) {
      const code = row[column];
      if (typeof code !== 'string') continue;
      const key = wordKey(kind, code);
      codes.set(key, { key, kind, code, args: {} });
    }
  }
  return [...codes.values()];
}

/** Whether the page understands what it was sent. */
export function isToPage(message: unknown): message is ToPage {
  if (!isRecord(message)) return false;
  switch (message['type']) {
    case 'texts':
      return isWords(message['texts']);
    case 'problem':
      return typeof message['text'] === 'string';
    case 'figures':
      return (
        isPeriod(message['period']) &&
        isFigures(message['figures']) &&
        isListOf(message['notices'], (notice) => typeof notice === 'string') &&
        isWords(message['words'])
      );
    case 'rows':
      return (
        Number.isFinite(message['id']) &&
        isListOf(message['rows'], isRow) &&
        isPlace(message['next']) &&
        isWords(message['words'])
      );
    case 'rowsProblem':
      return Number.isFinite(message['id']) && typeof message['text'] === 'string';
    default:
      return false;
  }
}

/** Whether the editor understands what the page sent. */
export function isFromPage(message: unknown): message is FromPage {
  if (!isRecord(message)) return false;
  switch (message['type']) {
    case 'ready':
      return true;
    case 'period':
      return isPeriod(message['period']);
    case 'rows':
      return (
        Number.isFinite(message['id']) &&
        (message['kind'] === 'runs' || message['kind'] === 'attempts') &&
        isFilter(message['filter']) &&
        isPlace(message['after'])
      );
    case 'export':
      return true;
    case 'failed':
      return typeof message['detail'] === 'string';
    default:
      return false;
  }
}

/** Whether a value is one of the periods that the report offers. */
export function isPeriod(value: unknown): value is ReportPeriod {
  return REPORT_PERIODS.some((period) => period === value);
}

const TOTALS = [
  'runs',
  'accepted',
  'attempts',
  'costNusd',
  'unpriced',
  'estimated',
  'comparableRuns',
  'comparableCostNusd',
  'baselineNusd',
  'savedNusd',
  'escalations',
  'failedCostNusd',
  'extraMs',
] as const satisfies readonly (keyof Totals)[];

function isFigures(value: unknown): value is Figures {
  return (
    isRecord(value) &&
    isRecord(value['period']) &&
    hasNumbers(value['period'], ['firstDay', 'lastDay']) &&
    isRecord(value['totals']) &&
    hasNumbers(value['totals'], TOTALS) &&
    isListOf(value['byTask'], isGroup) &&
    isListOf(value['byTier'], isGroup) &&
    isListOf(value['byModel'], isGroup) &&
    isListOf(value['byDay'], isDayTier) &&
    isFallbacks(value['fallbacks']) &&
    isListOf(value['recent'], isRecentRun)
  );
}

function isGroup(value: unknown): value is GroupTotals {
  return isRecord(value) && typeof value['key'] === 'string' && hasNumbers(value, TOTALS);
}

function isDayTier(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['tier'] === 'string' &&
    hasNumbers(value, ['day', 'costNusd', 'baselineNusd', 'runs'])
  );
}

function isFallbacks(value: unknown): value is FallbackAnalysis {
  return (
    isRecord(value) &&
    hasNumbers(value, [
      'runs',
      'attempts',
      'fallbacks',
      'comparableRuns',
      'actualNusd',
      'alwaysOpusNusd',
      'savedNusd',
    ]) &&
    hasNumbersOrNull(value, ['fallbackRate', 'savedShare', 'meanNusd', 'meanOpusNusd']) &&
    isListOf(value['byTier'], isTierAttempts)
  );
}

function isTierAttempts(value: unknown): value is TierAttempts {
  return (
    isRecord(value) &&
    typeof value['tier'] === 'string' &&
    hasNumbers(value, ['attempts', 'judged', 'successes', 'fallbacks', 'costNusd']) &&
    hasNumbersOrNull(value, ['successRate'])
  );
}

/** What a filter from the page may hold; all else is refused. */
const FILTER_PARTS = {
  period: (value: unknown) => isRecord(value) && hasNumbers(value, ['firstDay', 'lastDay']),
  task: isCode,
  tier: isCode,
  model: isCode,
  finalModel: isCode,
  outcome: isCode,
  run: Number.isSafeInteger,
  escalated: isBoolean,
  comparable: isBoolean,
  unpriced: isBoolean,
  failed: isBoolean,
  later: isBoolean,
  estimated: isBoolean,
  judged: isBoolean,
} as const satisfies Partial<Record<keyof RowFilter, (value: unknown) => boolean>>;

function isFilter(value: unknown): value is RowFilter {
  if (!isRecord(value)) return false;
  const parts: Readonly<Record<string, (part: unknown) => boolean>> = FILTER_PARTS;
  return Object.entries(value).every(
    ([name, part]) => Object.hasOwn(parts, name) && parts[name]?.(part) === true,
  );
}

function isCode(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 200;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

/** Where a page of rows goes on. */
function isPlace(value: unknown): boolean {
  return value === null || (typeof value === 'string' && /^\d{1,16}\.\d{1,9}$/.test(value));
}

function isRow(value: unknown): value is LedgerRow {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (cell) => cell === null || typeof cell === 'string' || Number.isFinite(cell),
    )
  );
}

function isRecentRun(value: unknown): value is RecentRun {
  return (
    isRecord(value) &&
    hasNumbers(value, [
      'runId',
      'startedAt',
      'attempts',
      'costNusd',
      'unpriced',
      'estimated',
      'durationMs',
    ]) &&
    (value['baselineNusd'] === null || Number.isFinite(value['baselineNusd'])) &&
    (value['strength'] === null || typeof value['strength'] === 'string') &&
    isRecord(value['reasonArgs']) &&
    ['task', 'language', 'startTier', 'finalTier', 'finalModel', 'outcome', 'reasonCode'].every(
      (name) => typeof value[name] === 'string',
    )
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWords(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((word) => typeof word === 'string');
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function hasNumbers(record: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite(record[name]));
}

function hasNumbersOrNull(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): boolean {
  return names.every((name) => record[name] === null || Number.isFinite(record[name]));
}
