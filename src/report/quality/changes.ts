import type { Figures, Totals } from '../../ledger/figures.ts';
import type { RowFilter, RowKind } from '../../ledger/rows.ts';
import type { Format } from '../format.ts';
import { wordKey } from '../protocol/codes.ts';
import type { ReportTextKey } from '../protocol/texts.ts';
import type { Cell, Table, Words } from '../tables.ts';
import { columnsOf, NOTHING, number } from '../tables.ts';
import type { WeekChange } from '../weekly/weekChanges.ts';
import { changesBetween } from '../weekly/weekChanges.ts';

/** What a period has come to beside the one before it. */
export interface Changes {
  /** Each task that fell by more than five points, the deepest first. */
  readonly fell: readonly string[];
  readonly table: Table;
}

/** A number of all runs that two periods are compared by. */
interface Compared {
  readonly label: ReportTextKey;
  readonly kind: RowKind;
  readonly filter: RowFilter;
  readonly of: (totals: Totals) => number | undefined;
  readonly shown: (value: number, format: Format) => string;
  /** Shares differ by points, amounts and counts by a part of what they were. */
  readonly isShare: boolean;
}

const usd = (nusd: number, format: Format): string => format.usd(nusd);
const count = (value: number, format: Format): string => format.count(value);
const percent = (share: number, format: Format): string => format.percent(share);

const COMPARED: readonly Compared[] = [
  {
    label: 'spent',
    kind: 'attempts',
    filter: {},
    of: ({ costNusd }) => costNusd,
    shown: usd,
    isShare: false,
  },
  {
    label: 'saved',
    kind: 'runs',
    filter: { comparable: true },
    of: ({ comparableRuns, savedNusd }) => (comparableRuns > 0 ? savedNusd : undefined),
    shown: usd,
    isShare: false,
  },
  {
    label: 'runs',
    kind: 'runs',
    filter: {},
    of: ({ runs }) => runs,
    shown: count,
    isShare: false,
  },
  {
    label: 'accepted',
    kind: 'runs',
    filter: { outcome: 'accepted' },
    of: ({ runs, accepted }) => (runs > 0 ? accepted / runs : undefined),
    shown: percent,
    isShare: true,
  },
  {
    label: 'keptAnswers',
    kind: 'runs',
    filter: { kept: 'yes' },
    of: ({ runs, kept }) => (runs > 0 ? kept / runs : undefined),
    shown: percent,
    isShare: true,
  },
  {
    label: 'escalationRate',
    kind: 'runs',
    filter: { escalated: true },
    of: ({ runs, escalations }) => (runs > 0 ? escalations / runs : undefined),
    shown: percent,
    isShare: true,
  },
];

/** What changed against the period before; undefined where that has no runs, or this one has none. */
export function changesOf(
  now: Figures,
  before: Figures,
  words: Words,
  format: Format,
): Changes | undefined {
  if (now.totals.runs === 0 || before.totals.runs === 0) return undefined;
  const column = columnsOf(format);
  return {
    fell: changesBetween(now, before)
      .filter((change) => change.now < change.before)
      .map((change) => fellBy(change, words, format)),
    table: {
      id: 'changes',
      caption: format.text('changes'),
      columns: [
        column('measure', 'measure', false),
        column('now', 'thisPeriod'),
        column('before', 'periodBefore'),
        column('change', 'change'),
      ],
      rows: COMPARED.map((each, place) => rowOf(each, place, [now, before], format)),
      sort: { column: 'measure', descending: false },
    },
  };
}

const FELL = { passed: 'fellPassed', keptShare: 'fellKept' } as const satisfies Record<
  WeekChange['figure'],
  ReportTextKey
>;

function fellBy({ task, figure, now, before }: WeekChange, words: Words, format: Format): string {
  return format.text(FELL[figure], {
    task: words[wordKey('task', task)] ?? task,
    before: format.percent(before),
    now: format.percent(now),
  });
}

function rowOf(
  { label, kind, filter, of, shown, isShare }: Compared,
  place: number,
  [now, before]: readonly [Figures, Figures],
  format: Format,
): readonly Cell[] {
  const cell = ({ totals, period }: Figures): Cell => {
    const value = of(totals);
    if (value === undefined) return NOTHING;
    return {
      ...number(value, shown(value, format)),
      behind: { kind, filter: { ...filter, period } },
    };
  };
  const [here, there] = [of(now.totals), of(before.totals)];
  return [
    { text: format.text(label), sort: place },
    cell(now),
    cell(before),
    here === undefined || there === undefined
      ? NOTHING
      : {
          text: isShare
            ? format.points(here - there)
            : there > 0
              ? format.signedPercent((here - there) / there)
              : format.text('noComparison'),
          sort: here - there,
        },
  ];
}
