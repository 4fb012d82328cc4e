/** The columns of an export of runs that are read; all but the first five may be missing. */
export const READ_COLUMNS = [
  'id',
  'day',
  'task',
  'purpose',
  'cost_nusd',
  'language',
  'start_tier',
  'final_tier',
  'outcome',
  'attempts',
  'unpriced',
  'baseline_nusd',
  'estimate_low_nusd',
  'verdict',
  'rating',
  'estimated',
  'audit',
  'tags',
  'final_model',
  'kept_share',
  'duration_ms',
  'strength',
] as const;

const NUMBERS: ReadonlySet<string> = new Set<(typeof READ_COLUMNS)[number]>([
  'id',
  'day',
  'cost_nusd',
  'attempts',
  'unpriced',
  'baseline_nusd',
  'estimate_low_nusd',
  'estimated',
  'duration_ms',
]);

/** Columns without which a row is none of a run. */
export const NEEDED_COLUMNS = READ_COLUMNS.slice(0, 5);

/** What an export says of a run, in the order of {@link READ_COLUMNS}; numbers may be texts. */
export type RunRow = readonly unknown[];

/** Takes what is read out of an object. */
export function runRowOf(object: Readonly<Record<string, unknown>>): RunRow {
  return READ_COLUMNS.map((name) => object[name]);
}

/** Where a column's value stands in a {@link RunRow}, -1 where it is not read, and whether it is a number. */
export function columnOf(name: string): { readonly place: number; readonly isNumber: boolean } {
  const place = READ_COLUMNS.findIndex((column) => column === name);
  return { place, isNumber: NUMBERS.has(name) };
}
