/** Whether a value is of a kind. */
export type Check = (value: unknown) => boolean;

/** What an object must hold, by name; what else it holds does not matter. */
export type Fields = Readonly<Record<string, Check>>;

/** Whether a value is an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isText: Check = (value) => typeof value === 'string';
export const isFlag: Check = (value) => typeof value === 'boolean';
export const isNumber: Check = Number.isFinite;

/** Whether a value is an object that holds these. */
export function shapeOf<Shape>(fields: Fields): (value: unknown) => value is Shape {
  const all = Object.entries(fields);
  return (value): value is Shape =>
    isRecord(value) && all.every(([name, check]) => check(value[name]));
}

/** Whether a value is a list of nothing but such items. */
export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** Whether a value is an object that holds nothing but such values. */
export function recordOf(check: Check): Check {
  return (value) => isRecord(value) && Object.values(value).every(check);
}

export function orNull(check: Check): Check {
  return (value) => value === null || check(value);
}

/** Whether a value is one of these. */
export function oneOf(values: readonly unknown[]): Check {
  return (value) => values.includes(value);
}

/** Numbers of these names. */
export function numbers(names: readonly string[]): Fields {
  return fieldsOf(names, isNumber);
}

/** Texts of these names. */
export function texts(names: readonly string[]): Fields {
  return fieldsOf(names, isText);
}

/** Fields of these names, each of the same kind. */
export function fieldsOf(names: readonly string[], check: Check): Fields {
  return Object.fromEntries(names.map((name) => [name, check]));
}
