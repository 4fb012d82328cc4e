import type { CsvStyle } from '../csvCell.ts';
import { csvCell } from '../csvCell.ts';
import type { Sql } from '../database/sql.ts';
import type { ExportFormat, LedgerRow, RowKind } from '../rows.ts';
import { columnsOf } from '../rows.ts';
import { focusBody, focusHead } from './focusExport.ts';

/** Some rows that are exported. */
export interface ExportedRows {
  readonly kind: RowKind;
  readonly rows: readonly LedgerRow[];
  /** None came before. */
  readonly isFirst: boolean;
}

interface Form {
  /** The text before the first row. */
  readonly head: (kind: RowKind) => string;
  readonly body: (exported: ExportedRows, sql: Sql) => string;
  /** The text after the last row. */
  readonly tail: string;
}

/** By RFC 4180, and as spreadsheets read it where a comma stands before the fraction. */
const FORMS: Readonly<Record<ExportFormat, Form>> = {
  csv: csvForm({ separator: ',', decimal: '.' }),
  csvSemicolon: csvForm({ separator: ';', decimal: ',' }),
  json: {
    head: () => '[',
    body: ({ rows, isFirst }) =>
      rows
        .map((row, index) => `${isFirst && index === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`)
        .join(''),
    tail: '\n]\n',
  },
  focus: { head: focusHead, body: ({ rows }, sql) => focusBody(sql, rows), tail: '' },
};

function csvForm(style: CsvStyle): Form {
  const { separator } = style;
  return {
    head: (kind) => `${columnsOf(kind).join(separator)}\r\n`,
    body: ({ kind, rows }) => {
      const columns = columnsOf(kind);
      const line = (row: LedgerRow) =>
        columns.map((name) => csvCell(row[name] ?? null, style)).join(separator);
      return rows.map((row) => `${line(row)}\r\n`).join('');
    },
    tail: '',
  };
}

/** The text before the first row. */
export function exportHead(kind: RowKind, format: ExportFormat): string {
  return FORMS[format].head(kind);
}

/** The text of some rows of the database that is asked. */
export function exportBody(format: ExportFormat, exported: ExportedRows, sql: Sql): string {
  return FORMS[format].body(exported, sql);
}

/** The text after the last row. */
export function exportTail(format: ExportFormat): string {
  return FORMS[format].tail;
}
