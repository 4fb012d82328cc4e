import type { FallbackAnalysis, GroupTotals, RecentRun } from '../ledger/figures.ts';
import type { RowFilter, RowKind } from '../ledger/rows.ts';
import { isIncluded } from '../models/included.ts';
import { TASK_NAMES } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import { rankOf, TIERS } from '../models/tier.ts';
import type { Behind } from './behind.ts';
import type { Chart } from './chart.ts';
import { escalationRate } from './escalation.ts';
import type { Amount, Format } from './format.ts';
import { NO_FIGURE } from './format.ts';
import { amountOf, perKept, savedShare } from './headline.ts';
import { reasonKey, wordKey } from './protocol/codes.ts';
import type { ReportTextKey } from './protocol/texts.ts';
import type { Sort, SortValue } from './sorting.ts';

/** One cell: what is read, what it is sorted by, and what stands beside it. */
export interface Cell {
  readonly text: string;
  readonly sort: SortValue;
  /** What is said more quietly: below a text, beside a number. */
  readonly detail?: string;
  /** A part of the whole, 0 to 1, drawn as a small bar. */
  readonly share?: number;
  /** An outcome, drawn as a mark before the text. */
  readonly outcome?: string;
  /** A tier, drawn as its colour before the text. */
  readonly tier?: Tier;
  readonly isNegative?: boolean;
  /** Money to the nano-dollar. */
  readonly exact?: string;
  readonly behind?: Behind | undefined;
}

/** One column; numbers stand at the right. */
export interface Column {
  readonly key: string;
  readonly label: string;
  readonly isNumber: boolean;
}

/** A table as data; the page only draws it. */
export interface Table {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  /** Cells in the order of the columns. */
  readonly rows: readonly (readonly Cell[])[];
  /** How it is sorted until the user chooses. */
  readonly sort: Sort;
}

/** Words for codes, as the host sent them. */
export type Words = Readonly<Record<string, string>>;

/** What groups are made of. */
export type GroupKind = 'task' | 'tier' | 'model';

const GROUP_CAPTIONS = {
  task: 'byTask',
  tier: 'byTier',
  model: 'byModel',
} as const satisfies Record<GroupKind, ReportTextKey>;

/** How the groups of a table are said. */
interface Grouping {
  readonly kind: GroupKind;
  /** What all groups cost. */
  readonly spent: number;
  /** All that was spent can be compared: it would be said twice. */
  readonly isAllCompared: boolean;
  readonly words: Words;
  readonly format: Format;
}

/** The sums of some groups, the dearest first. */
export function groupTable(
  kind: GroupKind,
  groups: readonly GroupTotals[],
  words: Words,
  format: Format,
): Table {
  const spent = groups.reduce((total, group) => total + group.costNusd, 0);
  const isAllCompared = groups.every(
    ({ comparableCostNusd, costNusd, unpriced }) =>
      comparableCostNusd === costNusd && unpriced === 0,
  );
  const column = columnsOf(format);
  return {
    id: `by-${kind}`,
    caption: format.text(GROUP_CAPTIONS[kind]),
    columns: [
      column(kind, kind, false),
      column('runs', 'runs'),
      column('cost', 'spent'),
      column('share', 'share'),
      column('unkept', 'wastedCost'),
      column('kept', 'keptCost'),
      ...(isAllCompared ? [] : [column('compared', 'comparedCost')]),
      column('baseline', 'alwaysOpus'),
      column('saved', 'saved'),
      column('escalated', 'escalationRate'),
    ],
    rows: groups.map((group) => groupRow(group, { kind, spent, isAllCompared, words, format })),
    sort: { column: 'cost', descending: true },
  };
}

function groupRow(group: GroupTotals, grouping: Grouping): readonly Cell[] {
  const { kind, spent, isAllCompared, words, format } = grouping;
  const name = groupName(kind, group.key, words, format);
  const share = spent > 0 ? group.costNusd / spent : 0;
  const rate = escalationRate(group);
  const kept = perKept(group);
  const rows = (rowKind: RowKind, more: RowFilter = {}): Behind | undefined =>
    behindGroup(kind, group.key, rowKind, more);
  const compared = rows('runs', { comparable: true });
  const [cost, baseline, saved] = comparison(group, format);
  return [
    { text: name, sort: name, ...(isTier(group.key) ? { tier: group.key } : {}) },
    { ...number(group.runs, format.count(group.runs)), behind: rows('runs') },
    { ...spend(amountOf(group), format), behind: rows('attempts') },
    { ...number(share, format.percent(share)), share, behind: rows('attempts') },
    { ...wasted(group, kind, format), behind: rows('runs', { kept: 'no' }) },
    kept === undefined
      ? NOTHING
      : { ...money(kept, format), behind: rows('runs', { kept: 'yes' }) },
    ...(isAllCompared ? [] : [{ ...cost, behind: compared }]),
    { ...baseline, behind: compared },
    { ...saved, behind: compared },
    rate === undefined
      ? NOTHING
      : { ...number(rate, format.percent(rate)), behind: rows('runs', { escalated: true }) },
  ];
}

/** The latest runs, newest first. */
export function recentTable(runs: readonly RecentRun[], words: Words, format: Format): Table {
  const column = columnsOf(format);
  return {
    id: 'recent',
    caption: format.text('recent'),
    columns: [
      column('when', 'when', false),
      column('task', 'task', false),
      column('outcome', 'outcome', false),
      column('tiers', 'tiers', false),
      column('reason', 'reason', false),
      column('cost', 'cost'),
      column('baseline', 'alwaysOpus'),
    ],
    rows: runs.map((run) => {
      const word = (kind: Parameters<typeof wordKey>[0], code: string): string =>
        words[wordKey(kind, code)] ?? code;
      const outcome = word('outcome', run.outcome);
      const reason = words[reasonKey(run.runId)] ?? run.reasonCode;
      const tiers = tiersOf(run, (tier) => word('tier', tier));
      const model = word('model', run.finalModel);
      const attempts = format.text('attempts', { count: format.count(run.attempts) });
      return [
        { text: format.moment(run.startedAt), sort: run.startedAt },
        {
          text: word('task', run.task),
          sort: word('task', run.task),
          detail: word('language', run.language),
        },
        {
          text: outcome,
          sort: outcome,
          outcome: run.outcome,
          ...(run.strength === null ? {} : { detail: word('strength', run.strength) }),
        },
        {
          text: tiers,
          sort: tiers,
          ...(model === '' ? {} : { detail: run.attempts > 1 ? `${model} · ${attempts}` : model }),
        },
        { text: reason, sort: reason },
        {
          ...spend({ ...run, isIncluded: isIncluded(run, run.baselineNusd !== null) }, format),
          behind: { kind: 'attempts', filter: { run: run.runId } },
        },
        run.baselineNusd === null
          ? NOTHING
          : {
              ...money(run.baselineNusd, format),
              behind: { kind: 'runs', filter: { run: run.runId } },
            },
      ];
    }),
    sort: { column: 'when', descending: true },
  };
}

/** Attempts and passed answers tier by tier, the lowest first. */
export function fallbackTable({ byTier }: FallbackAnalysis, words: Words, format: Format): Table {
  const column = columnsOf(format);
  return {
    id: 'fallbacks',
    caption: format.text('fallbacks'),
    columns: [
      column('tier', 'tier', false),
      column('attempts', 'attemptsMade'),
      column('judged', 'judged'),
      column('successes', 'successes'),
      column('rate', 'successRate'),
      column('fallbacks', 'fallbacksTo'),
      column('cost', 'spent'),
    ],
    rows: byTier.map((each) => {
      const { tier, attempts, judged, successes, successRate, fallbacks, costNusd } = each;
      const name = words[wordKey('tier', tier)] ?? tier;
      const counted = (value: number, kind: RowKind, filter: RowFilter): Cell => ({
        ...number(value, format.count(value)),
        behind: { kind, filter: { ...filter, tier } },
      });
      return [
        { text: name, sort: rankOf(tier), tier },
        counted(attempts, 'attempts', {}),
        counted(judged, 'attempts', { judged: true }),
        counted(successes, 'attempts', { judged: true, outcome: 'accepted' }),
        successRate === null
          ? NOTHING
          : {
              ...number(successRate, format.percent(successRate)),
              behind: { kind: 'attempts', filter: { tier, judged: true } },
            },
        counted(fallbacks, 'runs', { escalated: true }),
        {
          // Calls of a subscription have no cost of their own.
          ...(costNusd === 0 ? NOTHING : money(costNusd, format)),
          behind: { kind: 'attempts', filter: { tier } },
        },
      ];
    }),
    sort: { column: 'tier', descending: false },
  };
}

/** The figures behind the chart, the latest first. */
export function chartTable(chart: Chart, words: Words, format: Format): Table {
  const column = columnsOf(format);
  return {
    id: 'chart-table',
    caption: format.text(CHART_HEADINGS[chart.unit]),
    columns: [
      column('day', 'day', false),
      column('runs', 'runs'),
      ...chart.tiers.map((tier) => ({
        key: tier,
        label: words[wordKey('tier', tier)] ?? tier,
        isNumber: true,
      })),
      column('total', 'total'),
      column('baseline', 'alwaysOpus'),
    ],
    rows: chart.bars
      // What a run under way has cost counts before it has ended.
      .filter((bar) => bar.runs > 0 || bar.costNusd > 0)
      .map((bar) => {
        const period = { firstDay: bar.firstDay, lastDay: bar.lastDay };
        const rows = (kind: RowKind, more: RowFilter = {}): { readonly behind: Behind } => ({
          behind: { kind, filter: { period, ...more } },
        });
        return [
          { text: format.bar(chart.unit, bar.firstDay, bar.lastDay), sort: bar.firstDay },
          { ...number(bar.runs, format.count(bar.runs)), ...rows('runs') },
          ...chart.tiers.map((tier) => {
            const cost = bar.segments.find((segment) => segment.tier === tier)?.costNusd;
            return cost === undefined
              ? NOTHING
              : { ...money(cost, format), ...rows('attempts', { tier }) };
          }),
          { ...money(bar.costNusd, format), ...rows('attempts') },
          {
            ...money(bar.baselineNusd, format),
            ...rows('runs', { comparable: true }),
          },
        ];
      }),
    sort: { column: 'day', descending: true },
  };
}

/** What a chart is called, by what its bars stand for. */
export const CHART_HEADINGS = {
  day: 'chart',
  week: 'chartWeeks',
  month: 'chartMonths',
} as const satisfies Record<Chart['unit'], ReportTextKey>;

export const NOTHING: Cell = { text: NO_FIGURE, sort: null };

/** "Opus", or "Haiku → Opus" when a run ended at another tier than it started at. */
function tiersOf(run: RecentRun, word: (tier: Tier) => string): string {
  return run.startTier === run.finalTier
    ? word(run.finalTier)
    : `${word(run.startTier)} → ${word(run.finalTier)}`;
}

/** What a group has spent on answers that were not kept; of a task, which part of all that it cost. */
function wasted(group: GroupTotals, kind: GroupKind, format: Format): Cell {
  const { unkeptCostNusd, costNusd, estimated } = group;
  if (unkeptCostNusd === 0) return NOTHING;
  return {
    ...money(unkeptCostNusd, format, estimated),
    // A run stands with the tier that answered, what it has spent below with another.
    ...(kind === 'task' ? { detail: format.percent(unkeptCostNusd / costNusd) } : {}),
  };
}

/** What the runs of a group cost that can be compared, what they would have at Opus, and the rest. */
function comparison(group: GroupTotals, format: Format): readonly [Cell, Cell, Cell] {
  if (group.comparableRuns === 0) return [NOTHING, NOTHING, NOTHING];
  const { comparableCostNusd, baselineNusd } = group;
  const share = savedShare(group);
  const saved: Cell = {
    ...money(group.savedNusd, format, group.estimated),
    ...(share === undefined ? {} : { detail: format.percent(share) }),
    isNegative: group.savedNusd < 0,
  };
  return [money(comparableCostNusd, format, group.estimated), money(baselineNusd, format), saved];
}

/** A run that made no attempt has no model. */
function groupName(kind: GroupKind, key: string, words: Words, format: Format): string {
  if (kind === 'model' && key === '') return format.text('noModel');
  return words[wordKey(kind, key)] ?? key;
}

export function spend(amount: Amount, format: Format): Cell {
  const { costNusd, estimated, unpriced } = amount;
  return {
    ...(amount.isIncluded === true
      ? number(costNusd, format.amount(amount))
      : money(costNusd, format, estimated)),
    ...(unpriced > 0 ? { detail: format.unpriced(unpriced) } : {}),
  };
}

/** `estimated`: of how many attempts it is about that much. */
export function money(nusd: number, format: Format, estimated = 0): Cell {
  return { ...number(nusd, format.about(nusd, estimated)), exact: format.exact(nusd) };
}

export function number(sort: number, text: string): Cell {
  return { text, sort };
}

export function columnsOf(
  format: Format,
): (key: string, label: ReportTextKey, isNumber?: boolean) => Column {
  return (key, label, isNumber = true) => ({ key, label: format.text(label), isNumber });
}

/** The rows behind a number of a group; undefined for a group that has no name. */
export function behindGroup(
  kind: GroupKind,
  key: string,
  rows: RowKind,
  more: RowFilter,
): Behind | undefined {
  const filter = groupFilter(kind, key, rows);
  return filter && { kind: rows, filter: { ...filter, ...more } };
}

/** What the rows of a group have in common; undefined for a group that has no name. */
function groupFilter(kind: GroupKind, key: string, rows: RowKind): RowFilter | undefined {
  switch (kind) {
    case 'task': {
      const task = TASK_NAMES.find((name) => name === key);
      return task && { task };
    }
    case 'tier':
      return isTier(key) ? { tier: key } : undefined;
    case 'model':
      // The sums of a run stand under the model that answered, those of an attempt under its own.
      return rows === 'runs' ? { finalModel: key } : { model: key };
  }
}

function isTier(key: string): key is Tier {
  return TIERS.some((tier) => tier === key);
}
