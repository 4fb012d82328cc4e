import type { Totals } from '../ledger/figures.ts';

/** How an escalation rate is read. */
export type EscalationBand = 'excellent' | 'good' | 'review';

/** The known bands: excellent below the first share, good up to the second, else to be reviewed. */
export const BAND_LIMITS = { good: 0.05, review: 0.15 } as const;

/** Escalated runs of all runs, 0 to 1; undefined without runs. */
export function escalationRate(totals: Totals): number | undefined {
  return totals.runs > 0 ? totals.escalations / totals.runs : undefined;
}

/** The band of a rate; both limits belong to `good`. */
export function escalationBand(rate: number): EscalationBand {
  if (rate < BAND_LIMITS.good) return 'excellent';
  return rate <= BAND_LIMITS.review ? 'good' : 'review';
}
