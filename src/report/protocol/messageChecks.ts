import type {
  FallbackAnalysis,
  Figures,
  GroupTotals,
  RecentRun,
  TierAttempts,
} from '../../ledger/figures.ts';
import { TOTALS } from '../../ledger/figures.ts';
import type { LedgerRow, RowFilter } from '../../ledger/rows.ts';
import { TAG_NAMES } from '../../models/tags/runTags.ts';
import type { TagValues } from '../../models/tags/tagFilter.ts';
import { isTagFilter } from '../../models/tags/tagFilter.ts';
import { isAdvisedSettings, isSettingChange } from './advice.ts';
import { isClaudeCodeSection } from './claudeCode.ts';
import { isExportsSection } from './exports.ts';
import { areStarts, isRiskDial } from './frontier.ts';
import type { FromPage, ReportPeriod, ToPage } from './messages.ts';
import { LATER_PARTS, REPORT_PERIODS } from './messages.ts';
import { isQuality } from './quality.ts';
import { hasNumbers, hasNumbersOrNull, hasTexts, isListOf, isRecord } from './shapes.ts';
import { isTrials } from './trials.ts';

/** Whether the page understands what it was sent. */
export function isToPage(message: unknown): message is ToPage {
  if (!isRecord(message)) return false;
  const { type } = message;
  return typeof type === 'string' && Object.hasOwn(TO_PAGE, type)
    ? TO_PAGE[type as ToPage['type']](message)
    : false;
}

/** A message whose type is known. */
type Fields = Readonly<Record<string, unknown>>;

const TO_PAGE: Readonly<Record<ToPage['type'], (message: Fields) => boolean>> = {
  texts: ({ texts }) => isWords(texts),
  problem: ({ text }) => typeof text === 'string',
  claudeCode: ({ period, section, words }) =>
    isPeriod(period) && isClaudeCodeSection(section) && isWords(words),
  tags: ({ period, values }) => isPeriod(period) && isTagValues(values),
  figures: isFiguresMessage,
  trials: ({ period, tags, trials, words }) =>
    isPeriod(period) && isTagFilter(tags) && isTrials(trials) && isWords(words),
  riskDial: ({ period, dial, words }) => isPeriod(period) && isRiskDial(dial) && isWords(words),
  quality: ({ period, tags, quality, settings, words }) =>
    isPeriod(period) &&
    isTagFilter(tags) &&
    isQuality(quality) &&
    isAdvisedSettings(settings) &&
    isWords(words),
  machine: ({ period, today, month }) =>
    isPeriod(period) &&
    [today, month].every(
      (spent) => isRecord(spent) && hasNumbers(spent, ['spentNusd', 'unpriced']),
    ),
  before: ({ period, tags, figures, words }) =>
    isPeriod(period) &&
    isTagFilter(tags) &&
    (figures === null || isFigures(figures)) &&
    isWords(words),
  partFailed: ({ period, tags, part }) =>
    isPeriod(period) && isTagFilter(tags) && LATER_PARTS.some((one) => one === part),
  rows: ({ id, rows, next, words }) =>
    Number.isFinite(id) && isListOf(rows, isRow) && isPlace(next) && isWords(words),
  rowsProblem: ({ id, text }) => Number.isFinite(id) && typeof text === 'string',
};

function isFiguresMessage(message: Fields): boolean {
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
    case 'machine':
      return true;
    case 'period':
      return isPeriod(message['period']) && isTagFilter(message['tags']);
    case 'rows':
      return (
        Number.isFinite(message['id']) &&
        (message['kind'] === 'runs' || message['kind'] === 'attempts') &&
        isFilter(message['filter']) &&
        (message['file'] === undefined || Number.isSafeInteger(message['file'])) &&
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
  whileRunBelow: Number.isSafeInteger,
  whileDayBelow: Number.isSafeInteger,
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
