import type { LedgerRow, RowKind } from '../ledger/rows.ts';
import type { Format } from './format.ts';
import { wordKey } from './protocol/codes.ts';
import type { Cell, Table, Words } from './tables.ts';
import { columnsOf, money, NOTHING, number, spend } from './tables.ts';

/** Where the runs of a merged report come from: several people's files, or workspaces. */
const SOURCE_TEXTS = { file: 'exportsFile', workspace: 'machineFile' } as const;

type Source = keyof typeof SOURCE_TEXTS;

const SOURCES: readonly Source[] = ['file', 'workspace'];

/** Some rows of the ledger as the report shows them. */
export function rowsTable(
  kind: RowKind,
  rows: readonly LedgerRow[],
  words: Words,
  format: Format,
): Table {
  const column = columnsOf(format);
  const shared = [column('when', 'when', false)];
  const source = SOURCES.find((name) => rows.some((row) => typeof row[name] === 'string'));
  return kind === 'runs'
    ? {
        id: 'rows',
        caption: format.text('runs'),
        columns: [
          ...shared,
          ...(source === undefined ? [] : [column(source, SOURCE_TEXTS[source], false)]),
          column('task', 'task', false),
          column('outcome', 'outcome', false),
          column('tiers', 'tiers', false),
          column('attempts', 'attemptsMade'),
          column('cost', 'cost'),
          column('baseline', 'alwaysOpus'),
        ],
        rows: rows.map((row) => runCells(row, source, words, format)),
        sort: { column: 'when', descending: true },
      }
    : {
        id: 'rows',
        caption: format.text('attemptsMade'),
        columns: [
          ...shared,
          column('kind', 'kind', false),
          column('model', 'model', false),
          column('outcome', 'outcome', false),
          column('tokens', 'tokens'),
          column('duration', 'duration'),
          column('cost', 'cost'),
        ],
        rows: rows.map((row) => attemptCells(row, words, format)),
        sort: { column: 'when', descending: true },
      };
}

function runCells(
  row: LedgerRow,
  source: Source | undefined,
  words: Words,
  format: Format,
): readonly Cell[] {
  const word = wordIn(row, words);
  const [start, final] = [word('tier', 'start_tier'), word('tier', 'final_tier')];
  const tiers = start === final ? final : `${start} → ${final}`;
  const baseline = row['baseline_nusd'];
  // What passed its check may have been given up all the same.
  const worth = [word('strength', 'strength'), word('verdict', 'verdict')].filter(Boolean);
  return [
    moment(row, format),
    ...(source === undefined ? [] : [text(String(row[source] ?? ''))]),
    { ...text(word('task', 'task')), detail: word('language', 'language') },
    outcome(row, word('outcome', 'outcome'), worth.join(' · ')),
    text(tiers),
    count(row, 'attempts', format),
    spend(
      {
        costNusd: numberOf(row, 'cost_nusd'),
        unpriced: numberOf(row, 'unpriced'),
        estimated: numberOf(row, 'estimated'),
        isIncluded: row['baseline_method'] === 'included' && row['cost_nusd'] === 0,
      },
      format,
    ),
    typeof baseline === 'number' ? money(baseline, format) : NOTHING,
  ];
}

function attemptCells(row: LedgerRow, words: Words, format: Format): readonly Cell[] {
  const word = wordIn(row, words);
  const tokensIn =
    numberOf(row, 'input_tokens') +
    numberOf(row, 'cache_read_tokens') +
    numberOf(row, 'cache_write_5m_tokens') +
    numberOf(row, 'cache_write_1h_tokens');
  const tokensOut = numberOf(row, 'output_tokens');
  const isPriced = typeof row['cost_nusd'] === 'number';
  const estimated = row['usage'] === 'estimated' ? 1 : 0;
  const duration = numberOf(row, 'duration_ms');
  return [
    moment(row, format),
    text(word('attempt', 'kind')),
    { ...text(word('model', 'model')), detail: word('tier', 'tier') },
    outcome(row, word('outcome', 'outcome'), ''),
    number(tokensIn, `${format.count(tokensIn)} / ${format.count(tokensOut)}`),
    number(duration, format.duration(duration)),
    isPriced
      ? spend(
          {
            costNusd: numberOf(row, 'cost_nusd'),
            unpriced: 0,
            estimated,
            isIncluded: row['price_id'] === 'included',
          },
          format,
        )
      : { ...NOTHING, detail: format.unpriced(1) },
  ];
}

function moment(row: LedgerRow, format: Format): Cell {
  const at = numberOf(row, 'started_at');
  // Rows of one run have one time; the sort keeps their order.
  return { text: format.moment(at), sort: at };
}

function outcome(row: LedgerRow, word: string, detail: string): Cell {
  return {
    ...text(word),
    outcome: String(row['outcome'] ?? ''),
    ...(detail === '' ? {} : { detail }),
  };
}

function count(row: LedgerRow, name: string, format: Format): Cell {
  const value = numberOf(row, name);
  return number(value, format.count(value));
}

function text(shown: string): Cell {
  return { text: shown, sort: shown };
}

function wordIn(
  row: LedgerRow,
  words: Words,
): (kind: Parameters<typeof wordKey>[0], name: string) => string {
  return (kind, name) => {
    const code = String(row[name] ?? '');
    return words[wordKey(kind, code)] ?? code;
  };
}

function numberOf(row: LedgerRow, name: string): number {
  const value = row[name];
  return typeof value === 'number' ? value : 0;
}
