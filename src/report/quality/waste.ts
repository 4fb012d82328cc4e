import type { GroupTotals } from '../../ledger/figures.ts';

/**
 * The task that wastes most. Wasted is what was spent on answers that nobody kept: nothing is left of that money. What a
 * run cost beyond Opus is no waste of its own, it is taken off the savings. Undefined where nothing was wasted.
 */
export function mostWasteful(byTask: readonly GroupTotals[]): GroupTotals | undefined {
  const [most] = byTask.toSorted((one, other) => other.unkeptCostNusd - one.unkeptCostNusd);
  return most !== undefined && most.unkeptCostNusd > 0 ? most : undefined;
}
