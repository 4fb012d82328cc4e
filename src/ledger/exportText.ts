import { columnsOf } from './rows.ts';
import type { ExportFormat, LedgerRow, RowKind } from './rows.ts';

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** The text before the first row. */
export function exportHead(kind: RowKind, format: ExportFormat): string {
  return format === 'csv' ? `${columnsOf(kind).join(',')}\r\n` : '[';
}

/** The text of some rows; `isFirst` when none came before. */
export function exportBody(
  kind: RowKind,
  format: ExportFormat,
  rows: readonly LedgerRow[],
  isFirst: boolean,
): string {
  if (format === 'csv') {
    const columns = columnsOf(kind);
    return rows
      .map((row) => `${columns.map((name) => csvCell(row[name] ?? null)).join(',')}\r\n`)
      .join('');
  }
  return rows
    .map((row, index) => `${isFirst && index === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`)
    .join('');
}

/** The text after the last row. */
export function exportTail(format: ExportFormat): string {
  return format === 'csv' ? '' : '\n]\n';
}

/** A cell by RFC 4180. A text that could be a formula is made one that cannot. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
