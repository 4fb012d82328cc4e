import type { Figures } from '../../ledger/figures.ts';
import { TOTALS } from '../../ledger/figures.ts';
import type { RowFilter } from '../../ledger/rows.ts';
import { TAG_NAMES } from '../../models/tags/runTags.ts';
import { isTagFilter } from '../../models/tags/tagFilter.ts';
import { isAdvisedSettings, isSettingChange } from './advice.ts';
import { isClaudeCodeSection } from './claudeCode.ts';
import { isExportsSection } from './exports.ts';
import { areStarts, isRiskDial } from './frontier.ts';
import type { FromPage, ReportPeriod, ToPage } from './messages.ts';
import { LATER_PARTS, REPORT_PERIODS } from './messages.ts';
import { isQuality } from './quality.ts';
import type { Check } from './shapes.ts';
import {
  fieldsOf,
  isFlag,
  isNumber,
  isRecord,
  isText,
  listOf,
  numbers,
  oneOf,
  orNull,
  recordOf,
  shapeOf,
  texts,
} from './shapes.ts';
import { isTrials } from './trials.ts';

const isOneOfPeriods = oneOf(REPORT_PERIODS);
const areWords = recordOf(isText);
const isDays = shapeOf(numbers(['firstDay', 'lastDay']));
const isSpent = shapeOf(numbers(['spentNusd', 'unpriced']));
/** Where a page of rows goes on. */
const isPlace = orNull((value) => isText(value) && /^\d{1,16}\.\d{1,9}$/.test(String(value)));
/** What is asked by a message that is an answer. */
const OF_PERIOD = { period: isOneOfPeriods };
const OF_RUNS = { ...OF_PERIOD, tags: isTagFilter };

const TOTAL_NAMES = [...Object.keys(TOTALS), 'savedNusd'];
const areGroups = listOf(shapeOf({ key: isText, ...numbers(TOTAL_NAMES) }));

const isFigures = shapeOf<Figures>({
  period: isDays,
  totals: shapeOf(numbers(TOTAL_NAMES)),
  byTask: areGroups,
  byTier: areGroups,
  byModel: areGroups,
  byDay: listOf(shapeOf({ tier: isText, ...numbers(['day', 'costNusd', 'baselineNusd', 'runs']) })),
  fallbacks: shapeOf({
    ...numbers([
      'runs',
      'attempts',
      'fallbacks',
      'comparableRuns',
      'actualNusd',
      'alwaysOpusNusd',
      'savedNusd',
    ]),
    ...fieldsOf(['fallbackRate', 'savedShare', 'meanNusd', 'meanOpusNusd'], orNull(isNumber)),
    byTier: listOf(
      shapeOf({
        tier: isText,
        ...numbers(['attempts', 'judged', 'successes', 'fallbacks', 'costNusd']),
        successRate: orNull(isNumber),
      }),
    ),
  }),
  recent: listOf(
    shapeOf({
      ...numbers([
        'runId',
        'startedAt',
        'attempts',
        'costNusd',
        'unpriced',
        'estimated',
        'durationMs',
      ]),
      ...texts([
        'task',
        'language',
        'startTier',
        'finalTier',
        'finalModel',
        'outcome',
        'reasonCode',
      ]),
      baselineNusd: orNull(isNumber),
      strength: orNull(isText),
      reasonArgs: isRecord,
    }),
  ),
});

/** What each message to the page holds. */
const TO_PAGE: Readonly<Record<ToPage['type'], Check>> = {
  texts: shapeOf({ texts: areWords }),
  problem: shapeOf({ text: isText }),
  claudeCode: shapeOf({ ...OF_PERIOD, section: isClaudeCodeSection, words: areWords }),
  tags: shapeOf({ ...OF_PERIOD, values: shapeOf(fieldsOf(TAG_NAMES, listOf(isText))) }),
  figures: shapeOf({
    ...OF_RUNS,
    figures: isFigures,
    exports: isExportsSection,
    keptFrom: isNumber,
    notices: listOf(isText),
    words: areWords,
  }),
  trials: shapeOf({ ...OF_RUNS, trials: isTrials, words: areWords }),
  riskDial: shapeOf({ ...OF_RUNS, dial: isRiskDial, words: areWords }),
  quality: shapeOf({
    ...OF_RUNS,
    quality: isQuality,
    settings: isAdvisedSettings,
    words: areWords,
  }),
  machine: shapeOf({ ...OF_PERIOD, today: isSpent, month: isSpent }),
  before: shapeOf({ ...OF_RUNS, figures: orNull(isFigures), words: areWords }),
  partFailed: shapeOf({ ...OF_RUNS, part: oneOf(LATER_PARTS) }),
  rows: shapeOf({
    id: isNumber,
    rows: listOf(recordOf((cell) => cell === null || isText(cell) || isNumber(cell))),
    next: isPlace,
    words: areWords,
  }),
  rowsProblem: shapeOf({ id: isNumber, text: isText }),
};

/** Whether the page understands what it was sent. */
export function isToPage(message: unknown): message is ToPage {
  if (!isRecord(message)) return false;
  const { type } = message;
  return typeof type === 'string' && Object.hasOwn(TO_PAGE, type)
    ? TO_PAGE[type as ToPage['type']](message)
    : false;
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
  return isOneOfPeriods(value);
}

/** What a filter from the page may hold; all else is refused. */
const FILTER_PARTS = {
  period: isDays,
  task: isCode,
  tier: isCode,
  model: isCode,
  finalModel: isCode,
  outcome: isCode,
  strength: isCode,
  startTier: isCode,
  verdict: isCode,
  right: isFlag,
  satisfaction: (value: unknown) => value === 'told' || value === 'low',
  keptShare: isFlag,
  kept: isCode,
  audit: isCode,
  // No rows of comparisons and checks: the report shows none.
  purpose: (value: unknown) => ['use', 'control', 'answers'].includes(String(value)),
  couldStart: isCode,
  startModel: isCode,
  couldStartModel: isCode,
  priced: isFlag,
  tried: isFlag,
  upToAnswer: Number.isSafeInteger,
  whileRunBelow: Number.isSafeInteger,
  whileDayBelow: Number.isSafeInteger,
  run: Number.isSafeInteger,
  escalated: isFlag,
  comparable: isFlag,
  unpriced: isFlag,
  failed: isFlag,
  later: isFlag,
  estimated: isFlag,
  judged: isFlag,
  tags: isTagFilter,
  opening: isFlag,
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
