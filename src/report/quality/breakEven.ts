import type { TaskStart } from '../../ledger/quality.ts';
import type { EscalationBand } from '../escalation.ts';
import { escalationBand } from '../escalation.ts';

/** Below so many runs a start is not called worth it or not. */
const ENOUGH_RUNS = 8;

/**
 * The share of escalated runs, 0 to 1, up to which a start costs no more than Opus at once: one less what is spent at the
 * start itself over what Opus would have cost, for the same runs. Below 0 it never pays. Undefined where nothing can be
 * compared, and at Opus, above which there is nothing.
 */
export function breakEvenOf(start: TaskStart): number | undefined {
  if (start.startTier === 'opus' || start.comparable === 0 || start.baselineNusd <= 0) {
    return undefined;
  }
  return 1 - start.startNusd / start.baselineNusd;
}

/**
 * What the runs of a start have cost beyond Opus at once, in nUSD; below 0 they saved. A few that cannot be compared are
 * taken to cost as much as the others.
 */
export function lostBy({ priced, pricedNusd, comparable, baselineNusd }: TaskStart): number {
  return priced === 0 ? 0 : Math.round((pricedNusd / priced) * comparable) - baselineNusd;
}

/** How the escalations of a start are to be read: by its own break-even first, then by the known bands. */
export type StartReading = EscalationBand | 'loses' | 'tooFew';

/** How a start reads; undefined at Opus and where it never ran. */
export function readingOf(start: TaskStart): StartReading | undefined {
  if (start.startTier === 'opus' || start.runs === 0) return undefined;
  if (start.runs < ENOUGH_RUNS) return 'tooFew';
  const rate = start.escalated / start.runs;
  const breakEven = breakEvenOf(start);
  const isAbove = breakEven !== undefined && rate > breakEven;
  // The break-even takes what Opus costs after a cheaper answer for what it costs at once: the bill says what it did.
  return isAbove && lostBy(start) > 0 ? 'loses' : escalationBand(rate);
}
