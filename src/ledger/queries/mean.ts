/** A mean in whole units; 0 of nothing. */
export function mean(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round(sum / count);
}
