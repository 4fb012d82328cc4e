import type {
  FallbackAnalysis,
  Figures,
  GroupTotals,
  RecentRun,
  TierAttempts,
} from '../../ledger/figures.ts';
import { TOTALS } from '../../ledger/figures.ts';
import type { Quality } from '../../ledger/quality.ts';
import type { LedgerRow, RowFilter, RowKind } from '../../ledger/rows.ts';
import type { Trials } from '../../ledger/trials.ts';
import { TAG_NAMES } from '../../models/tags/runTags.ts';
import type { TagFilter, TagValues } from '../../models/tags/tagFilter.ts';
import { isTagFilter } from '../../models/tags/tagFilter.ts';
import type { AdvisedSettings, SettingChange } from './advice.ts';
import { isAdvisedSettings, isSettingChange } from './advice.ts';
import type { ClaudeCodeSection } from './claudeCode.ts';
import { isClaudeCodeSection } from './claudeCode.ts';
import type { ExportsSection } from './exports.ts';
import { isExportsSection } from './exports.ts';
import type { RiskDial, Starts } from './frontier.ts';
import { areStarts, isRiskDial } from './frontier.ts';
import { isQuality } from './quality.ts';
import { hasNumbers, hasNumbersOrNull, hasTexts, isListOf, isRecord } from './shapes.ts';
import { isTrials } from './trials.ts';

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
      /** The runs that these are of, likewise. */
      readonly tags: TagFilter;
      readonly figures: Figures;
      /** Local day from which runs are kept one by one; of those before maybe only the sums are there. */
      readonly keptFrom: number;
      /** Notices above the figures, say that answers came from the demo API. */
      readonly notices: readonly string[];
      /** Words for the codes in `figures`; `codesIn` lists what is looked up. */
      readonly words: Readonly<Record<string, string>>;
      /** The exports that they are of; absent: they are of this machine's own books. */
      readonly exports?: ExportsSection;
    }
  /** What runs of a period are tagged with, to choose from. */
  | { readonly type: 'tags'; readonly period: ReportPeriod; readonly values: TagValues }
  /** What Claude Code has spent by its own logs; null: nobody wants to know. */
  | {
      readonly type: 'claudeCode';
      readonly period: ReportPeriod;
      readonly section: ClaudeCodeSection | null;
      /** Words for the models in it. */
      readonly words: Readonly<Record<string, string>>;
    }
  /** What certificates, control group and what-if are made of; it comes after the figures of its period. */
  | {
      readonly type: 'trials';
      readonly period: ReportPeriod;
      readonly trials: Trials;
      readonly words: Readonly<Record<string, string>>;
    }
  /** Weekly cost against wrong answers; null: nothing says which models there are. */
  | {
      readonly type: 'riskDial';
      readonly period: ReportPeriod;
      readonly dial: RiskDial | null;
      readonly words: Readonly<Record<string, string>>;
    }
  /** How good the answers were; it comes after the figures of its period. */
  | {
      readonly type: 'quality';
      readonly period: ReportPeriod;
      readonly quality: Quality;
      readonly settings: AdvisedSettings;
      readonly words: Readonly<Record<string, string>>;
    }
  /** The figures of as many days before the period; null: there is nothing before it. */
  | {
      readonly type: 'before';
      readonly period: ReportPeriod;
      readonly figures: Figures | null;
      readonly words: Readonly<Record<string, string>>;
    }
  /** What was spent by all workspaces of this machine; the other ones' rows are theirs. */
  | {
      readonly type: 'machine';
      readonly period: ReportPeriod;
      readonly today: MachineSpend;
      readonly month: MachineSpend;
    }
  /** What comes after the figures could not be read. */
  | { readonly type: 'partFailed'; readonly period: ReportPeriod; readonly part: LaterPart }
  /** `texts` has the keys of `REPORT_TEXTS`; it comes before all else. */
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

/** Money spent on this machine in nUSD, and the attempts whose cost nobody knows. */
export interface MachineSpend {
  readonly spentNusd: number;
  readonly unpriced: number;
}

/** What the page is sent after the figures. */
export const LATER_PARTS = ['tags', 'machine', 'before', 'quality', 'trials', 'riskDial'] as const;

export type LaterPart = (typeof LATER_PARTS)[number];

/** From the page to the editor. */
export type FromPage =
  /** The page listens; also sent by its "Try again". A `period` follows where one is remembered. */
  | { readonly type: 'ready' }
  | { readonly type: 'period'; readonly period: ReportPeriod; readonly tags: TagFilter }
  /** The rows behind a number; `id` comes back with them. `after` is the `next` of a page. */
  | {
      readonly type: 'rows';
      readonly id: number;
      readonly kind: RowKind;
      readonly filter: RowFilter;
      readonly after: string | null;
    }
  /** What is exported are runs with these tags. */
  | { readonly type: 'export'; readonly tags: TagFilter }
  /** First tiers to set, of which the editor asks the user. */
  | { readonly type: 'starts'; readonly starts: Starts }
  /** The user chose what the page advised. */
  | { readonly type: 'change'; readonly change: SettingChange }
  /** Something went wrong in the page; `detail` is for the log and holds no figures. */
  | { readonly type: 'failed'; readonly detail: string };

/** Whether the page understands what it was sent. */
export function isToPage(message: unknown): message is ToPage {
  if (!isRecord(message)) return false;
  switch (message['type']) {
    case 'texts':
      return isWords(message['texts']);
    case 'problem':
      return typeof message['text'] === 'string';
    case 'claudeCode':
      return (
        isPeriod(message['period']) &&
        isClaudeCodeSection(message['section']) &&
        isWords(message['words'])
      );
    case 'tags':
      return isPeriod(message['period']) && isTagValues(message['values']);
    case 'figures':
      return isFiguresMessage(message);
    case 'trials':
      return (
        isPeriod(message['period']) && isTrials(message['trials']) && isWords(message['words'])
      );
    case 'riskDial':
      return (
        isPeriod(message['period']) && isRiskDial(message['dial']) && isWords(message['words'])
      );
    case 'quality':
      return (
        isPeriod(message['period']) &&
        isQuality(message['quality']) &&
        isAdvisedSettings(message['settings']) &&
        isWords(message['words'])
      );
    case 'machine':
      return (
        isPeriod(message['period']) &&
        [message['today'], message['month']].every(
          (spent) => isRecord(spent) && hasNumbers(spent, ['spentNusd', 'unpriced']),
        )
      );
    case 'before':
      return (
        isPeriod(message['period']) &&
        (message['figures'] === null || isFigures(message['figures'])) &&
        isWords(message['words'])
      );
    case 'partFailed':
      return isPeriod(message['period']) && LATER_PARTS.some((part) => part === message['part']);
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

function isFiguresMessage(message: Readonly<Record<string, unknown>>): boolean {
  return (
    isPeriod(message['period']) &&
    isTagFilter(message['tags']) &&
    isFigures(message['figures']) &&
    isExportsSection(message['exports']) &&
    Number.isFinite(message['keptFrom']) &&
    isListOf(message['notices'], (notice) => typeof notice === 'string') &&
    isWords(message['words'])
  );
}

/** Whether the editor understands what the page sent. */
export function isFromPage(message: unknown): message is FromPage {
  if (!isRecord(message)) return false;
  switch (message['type']) {
    case 'ready':
      return true;
    case 'period':
      return isPeriod(message['period']) && isTagFilter(message['tags']);
    case 'rows':
      return (
        Number.isFinite(message['id']) &&
        (message['kind'] === 'runs' || message['kind'] === 'attempts') &&
        isFilter(message['filter']) &&
        isPlace(message['after'])
      );
    case 'export':
      return isTagFilter(message['tags']);
    case 'starts':
      return areStarts(message['starts']);
    case 'change':
      return isSettingChange(message['change']);
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

function isTagValues(value: unknown): value is TagValues {
  const isText = (tag: unknown): boolean => typeof tag === 'string';
  return isRecord(value) && TAG_NAMES.every((name) => isListOf(value[name], isText));
}

const TOTAL_NAMES = [...Object.keys(TOTALS), 'savedNusd'];

function isFigures(value: unknown): value is Figures {
  return (
    isRecord(value) &&
    isRecord(value['period']) &&
    hasNumbers(value['period'], ['firstDay', 'lastDay']) &&
    isRecord(value['totals']) &&
    hasNumbers(value['totals'], TOTAL_NAMES) &&
    isListOf(value['byTask'], isGroup) &&
    isListOf(value['byTier'], isGroup) &&
    isListOf(value['byModel'], isGroup) &&
    isListOf(value['byDay'], isDayTier) &&
    isFallbacks(value['fallbacks']) &&
    isListOf(value['recent'], isRecentRun)
  );
}

function isGroup(value: unknown): value is GroupTotals {
  return isRecord(value) && typeof value['key'] === 'string' && hasNumbers(value, TOTAL_NAMES);
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
  strength: isCode,
  startTier: isCode,
  verdict: isCode,
  right: isBoolean,
  satisfaction: (value: unknown) => value === 'told' || value === 'low',
  keptShare: isBoolean,
  kept: isCode,
  audit: isCode,
  // No rows of comparisons and checks: the report shows none.
  purpose: (value: unknown) => ['use', 'control', 'answers'].includes(String(value)),
  couldStart: isCode,
  startModel: isCode,
  couldStartModel: isCode,
  priced: isBoolean,
  tried: isBoolean,
  upToAnswer: Number.isSafeInteger,
  run: Number.isSafeInteger,
  escalated: isBoolean,
  comparable: isBoolean,
  unpriced: isBoolean,
  failed: isBoolean,
  later: isBoolean,
  estimated: isBoolean,
  judged: isBoolean,
  tags: isTagFilter,
  opening: isBoolean,
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
    hasTexts(value, [
      'task',
      'language',
      'startTier',
      'finalTier',
      'finalModel',
      'outcome',
      'reasonCode',
    ])
  );
}

function isWords(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((word) => typeof word === 'string');
}
