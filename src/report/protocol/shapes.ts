/** Whether a value is an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a list of nothing but such items. */
export function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

/** Whether these names of a record are texts. */
export function hasTexts(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): boolean {
  return names.every((name) => typeof record[name] === 'string');
}

/** Whether these names of a record are numbers. */
export function hasNumbers(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): boolean {
  return names.every((name) => Number.isFinite(record[name]));
}

/** Whether these names of a record are numbers, or null. */
export function hasNumbersOrNull(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): boolean {
  return names.every((name) => record[name] === null || Number.isFinite(record[name]));
}
