import type { TaskStart } from '../../ledger/quality.ts';
import type { RowFilter, RowKind } from '../../ledger/rows.ts';
import { rankOf } from '../../models/tier.ts';
import type { Behind } from '../behind.ts';
import type { Format } from '../format.ts';
import { wordKey } from '../protocol/codes.ts';
import type { ReportTextKey } from '../protocol/texts.ts';
import type { Cell, Table, Words } from '../tables.ts';
import { columnsOf, NOTHING, number } from '../tables.ts';
import type { StartReading } from './breakEven.ts';
import { breakEvenOf, readingOf } from './breakEven.ts';

const USD = 1_000_000_000;

const READINGS = {
  excellent: 'bandExcellent',
  good: 'bandGood',
  review: 'bandReview',
  loses: 'startLoses',
  tooFew: 'startTooFew',
} as const satisfies Record<StartReading, ReportTextKey>;

/** By task and start: right answers for a dollar, and escalations beside the start's own break-even and the bands. */
export function startTable(starts: readonly TaskStart[], words: Words, format: Format): Table {
  const column = columnsOf(format);
  return {
    id: 'starts',
    caption: format.text('starts'),
    columns: [
      column('task', 'task', false),
      column('start', 'startTier', false),
      column('runs', 'runs'),
      column('right', 'rightAnswers'),
      column('perDollar', 'rightPerDollar'),
      column('escalated', 'escalationRate'),
      column('breakEven', 'breakEven'),
      column('reading', 'reading', false),
    ],
    rows: starts.map((start) => rowOf(start, words, format)),
    sort: { column: 'perDollar', descending: true },
  };
}

function rowOf(start: TaskStart, words: Words, format: Format): readonly Cell[] {
  const { task, startTier, runs, right, escalated, pricedRight, pricedNusd } = start;
  const name = words[wordKey('task', task)] ?? task;
  const tier = words[wordKey('tier', startTier)] ?? startTier;
  const rows = (kind: RowKind, more: RowFilter = {}): Behind => ({
    kind,
    filter: { task, startTier, ...more },
  });
  const breakEven = breakEvenOf(start);
  const reading = readingOf(start);
  const perDollar = pricedNusd > 0 ? (pricedRight * USD) / pricedNusd : undefined;
  return [
    { text: name, sort: name },
    { text: tier, sort: rankOf(startTier), tier: startTier },
    { ...number(runs, format.count(runs)), behind: rows('runs') },
    { ...number(right, format.count(right)), behind: rows('runs', { right: true }) },
    perDollar === undefined
      ? NOTHING
      : {
          ...number(perDollar, format.rate(perDollar)),
          behind: rows('runs', { priced: true }),
        },
    {
      ...number(escalated / runs, format.percent(escalated / runs)),
      behind: rows('runs', { escalated: true }),
    },
    breakEven === undefined
      ? NOTHING
      : {
          ...number(breakEven, format.percent(Math.max(0, breakEven))),
          behind: rows('runs', { comparable: true }),
        },
    reading === undefined
      ? NOTHING
      : {
          text: format.text(READINGS[reading]),
          sort: format.text(READINGS[reading]),
          isNegative: reading === 'loses',
        },
  ];
}

/** The start of which a dollar bought most right answers; undefined where there is none. */
export function startsGist(
  starts: readonly TaskStart[],
  words: Words,
  format: Format,
): string | undefined {
  const paid = starts.filter(({ pricedNusd, pricedRight }) => pricedNusd > 0 && pricedRight > 0);
  const [best] = paid.toSorted(
    (one, other) => other.pricedRight / other.pricedNusd - one.pricedRight / one.pricedNusd,
  );
  if (best === undefined) return undefined;
  return format.text('startsGist', {
    task: words[wordKey('task', best.task)] ?? best.task,
    tier: words[wordKey('tier', best.startTier)] ?? best.startTier,
    rate: format.rate((best.pricedRight * USD) / best.pricedNusd),
  });
}
