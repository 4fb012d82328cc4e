/** What the review of one file is expected to cost; null: not known. */
export type ExpectedNusd = number | null;

/** What the reviews of several files are expected to cost together. */
export interface ExpectedSum {
  readonly costNusd: number;
  /** Files whose cost is not known. */
  readonly unpriced: number;
}

/** The sum over the files that are to be reviewed. */
export function sumOf(costs: readonly ExpectedNusd[]): ExpectedSum {
  return {
    costNusd: costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    unpriced: costs.filter((cost) => cost === null).length,
  };
}

/**
 * Whether the user is asked before several runs begin: each of them may be cheap, and all of them are
 * not. A single run asks for itself.
 */
export function isAskedAbout(costs: readonly ExpectedNusd[], confirmAboveNusd: number): boolean {
  return costs.length > 1 && sumOf(costs).costNusd > confirmAboveNusd;
}
