import type { ExportFormat, LedgerRow, RowKind } from '../rows.ts';
import { columnsOf } from '../rows.ts';

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** How cells are put apart, and the sign before a number's fraction. */
interface CsvStyle {
  readonly separator: string;
  readonly decimal: string;
}

/** By RFC 4180, and as spreadsheets read it where a comma stands before the fraction. */
const CSV_STYLES: Readonly<Record<ExportFormat, CsvStyle | null>> = {
  csv: { separator: ',', decimal: '.' },
  csvSemicolon: { separator: ';', decimal: ',' },
  json: null,
};

/** The text before the first row. */
export function exportHead(kind: RowKind, format: ExportFormat): string {
  const style = CSV_STYLES[format];
  return style === null ? '[' : `${columnsOf(kind).join(style.separator)}\r\n`;
}

/** The text of some rows; `isFirst` when none came before. */
export function exportBody(
  kind: RowKind,
  format: ExportFormat,
  rows: readonly LedgerRow[],
  isFirst: boolean,
): string {
  const style = CSV_STYLES[format];
  if (style !== null) {
    const columns = columnsOf(kind);
    const line = (row: LedgerRow) =>
      columns.map((name) => csvCell(row[name] ?? null, style)).join(style.separator);
    return rows.map((row) => `${line(row)}\r\n`).join('');
  }
  return rows
    .map((row, index) => `${isFirst && index === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`)
    .join('');
}

/** The text after the last row. */
export function exportTail(format: ExportFormat): string {
  return CSV_STYLES[format] === null ? '\n]\n' : '';
}

/** A cell, quoted as RFC 4180 says. A text that could be a formula is made one that cannot. */
export function csvCell(
  value: string | number | null,
  { separator, decimal }: CsvStyle = { separator: ',', decimal: '.' },
): string {
  if (value === null) return '';
  const safe = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : value;
  const text = typeof safe === 'number' ? String(safe).replace('.', decimal) : safe;
  const needsQuotes = text.includes(separator) || /["\r\n]/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
