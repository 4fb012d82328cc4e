/** What a cell is sorted by; null stands last in either direction. */
export type SortValue = number | string | null;

/** By which column a table is sorted. */
export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** The order after a press on a column's button: turned round, or from the largest number first. */
export function nextSort(current: Sort, column: string, startDescending: boolean): Sort {
  if (current.column !== column) return { column, descending: startDescending };
  return { column, descending: !current.descending };
}

/** The rows in order of a value; rows of equal value keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => SortValue,
  descending: boolean,
  language: string,
): readonly Row[] {
  const collator = new Intl.Collator(language, { numeric: true });
  return [...rows].sort((a, b) => {
    const left = valueOf(a);
    const right = valueOf(b);
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right));
    return descending ? -order : order;
  });
}
