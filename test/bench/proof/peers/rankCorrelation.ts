/** Spearman's correlation of pairs; those of the same value share their ranks. Null: fewer than three, or all alike. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 3) return null;
  const one = ranksOf(pairs.map(([first]) => first));
  const other = ranksOf(pairs.map(([, second]) => second));
  const mean = (pairs.length + 1) / 2;
  let [together, alone, beside] = [0, 0, 0];
  for (const [at, rank] of one.entries()) {
    const [x, y] = [rank - mean, (other[at] ?? mean) - mean];
    together += x * y;
    alone += x * x;
    beside += y * y;
  }
  return alone === 0 || beside === 0 ? null : together / Math.sqrt(alone * beside);
}

function ranksOf(values: readonly number[]): readonly number[] {
  const below = (value: number): number => values.filter((one) => one < value).length;
  const same = (value: number): number => values.filter((one) => one === value).length;
  return values.map((value) => below(value) + (same(value) + 1) / 2);
}
