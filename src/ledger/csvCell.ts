/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** How cells are put apart, and the sign before a number's fraction. */
export interface CsvStyle {
  readonly separator: string;
  readonly decimal: string;
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
