/** One figure, as every benchmark here gives it as JSON. */
export interface Figure {
  readonly name: string;
  /** Null: nothing was measured. */
  readonly value: number | null;
  readonly unit: '%' | 'ms' | 's' | 'MB' | 'count' | 'times' | 'points' | '';
  /** Null: for comparison. */
  readonly target: number | null;
  /** Whether the value should be at most the target, or at least. */
  readonly wanted: 'most' | 'least';
}

/** Between the two in the middle; null: of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [Math.floor, Math.ceil].map((to) => sorted[to((sorted.length - 1) / 2)]);
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
