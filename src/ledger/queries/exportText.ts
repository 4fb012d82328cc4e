import type { CsvStyle } from '../csvCell.ts';
import { csvCell } from '../csvCell.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { ExportFormat, LedgerRow, RowKind } from '../rows.ts';
import { columnsOf } from '../rows.ts';
import { focusHead } from './focusColumns.ts';
import { focusCredits } from './focusCredits.ts';
import { focusPage } from './focusExport.ts';
import type { WantedRows } from './rowConditions.ts';
import { rowsOf } from './rowsQuery.ts';

/** Rows of an export that are held at a time. */
const EXPORT_ROWS = 1_000;

/** Some rows as text, and where the next go on; null: these were the last. */
export interface ExportedPage {
  readonly text: string;
  readonly next: string | null;
}

interface Form {
  /** The text before the first row. */
  readonly head: (kind: RowKind) => string;
  /** The next rows after a place; of the database that is asked. */
  readonly page: (
    sql: Sql,
    words: WordCodes,
    wanted: WantedRows,
    after: string | null,
  ) => ExportedPage;
  /** The text after the last row. */
  readonly tail: string;
}

/** By RFC 4180, and as spreadsheets read it where a comma stands before the fraction. */
const FORMS: Readonly<Record<ExportFormat, Form>> = {
  csv: csvForm({ separator: ',', decimal: '.' }),
  csvSemicolon: csvForm({ separator: ';', decimal: ',' }),
  json: {
    head: () => '[',
    page: rowsAsText((rows, _, isFirst) =>
      rows
        .map((row, index) => `${isFirst && index === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`)
        .join(''),
    ),
    tail: '\n]\n',
  },
  focus: {
    head: focusHead,
    page: (sql, words, { filter }, after) => {
      const { text, next } = focusPage(sql, words, filter, { ...PAGE, after });
      return { text: next === null ? text + focusCredits(sql, words, filter) : text, next };
    },
    tail: '',
  },
};

const PAGE = { size: EXPORT_ROWS, order: 'ASC' } as const;

function rowsAsText(
  textOf: (rows: readonly LedgerRow[], kind: RowKind, isFirst: boolean) => string,
): Form['page'] {
  return (sql, words, wanted, after) => {
    const { rows, next } = rowsOf(sql, words, wanted, { ...PAGE, after });
    return { text: textOf(rows, wanted.kind, after === null), next };
  };
}

function csvForm(style: CsvStyle): Form {
  const { separator } = style;
  return {
    head: (kind) => `${columnsOf(kind).join(separator)}\r\n`,
    page: rowsAsText((rows, kind) => {
      const columns = columnsOf(kind);
      const line = (row: LedgerRow) =>
        columns.map((name) => csvCell(row[name] ?? null, style)).join(separator);
      return rows.map((row) => `${line(row)}\r\n`).join('');
    }),
    tail: '',
  };
}

/** The text before the first row. */
export function exportHead(kind: RowKind, format: ExportFormat): string {
  return FORMS[format].head(kind);
}

/** What is exported. */
export interface ExportAsked extends WantedRows {
  readonly format: ExportFormat;
  readonly after: string | null;
}

/** The next rows of an export, oldest first. */
export function exportPage(
  sql: Sql,
  words: WordCodes,
  { format, after, ...wanted }: ExportAsked,
): ExportedPage {
  return FORMS[format].page(sql, words, wanted, after);
}

/** The text after the last row. */
export function exportTail(format: ExportFormat): string {
  return FORMS[format].tail;
}
