/** Sums of money and of how they came about. Money in nUSD. */
interface Charged {
  readonly costNusd: number;
  readonly unpriced: number;
  /** Attempts whose usage was estimated, as that of every call of a subscription is. */
  readonly estimated: number;
}

/**
 * Whether all that was answered was part of a subscription: there is no amount to show for it, not
 * even none. A priced call of which anything is known costs something, or has a baseline.
 */
export function isIncluded(spent: Charged, hasBaseline: boolean): boolean {
  const { costNusd, unpriced, estimated } = spent;
  return costNusd === 0 && unpriced === 0 && estimated > 0 && !hasBaseline;
}
