import { isAudited } from '../../certainty/auditSample.ts';
import type { LedgerRow, RowFilter } from '../../ledger/rows.ts';
import { runIdTime } from '../../ledger/runId.ts';
import { dayBefore } from './reportPeriods.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 14;

/** An answer is asked about a day after it at the earliest: what is wrong with it shows by then. */
const LEAST_AGE_MS = DAY_MS;

/** Nobody remembers more than that. */
const MOST_AGE_MS = MOST_DAYS * DAY_MS;

/** Purposes whose answers are for use; the others were nobody's to keep. */
const USED = ['use', 'explore', 'control'];

/** An accepted answer that chance has chosen, and all that is kept of it. */
export interface AskedAnswer {
  readonly runId: number;
  /** Unix ms. */
  readonly at: number;
  readonly task: string;
  readonly language: string;
  readonly tier: string;
}

/** The rows among which the next answer to ask about is. */
export function auditRows(now: number): RowFilter {
  const period = { firstDay: dayBefore(now, MOST_DAYS), lastDay: dayBefore(now, 0) };
  return { purpose: 'any', outcome: 'accepted', audit: 'none', period };
}

/** The answers among some rows of runs that are to be asked about now. */
export function answersToAsk(
  rows: readonly LedgerRow[],
  share: number,
  now: number,
): readonly AskedAnswer[] {
  return rows
    .filter((row) => USED.includes(String(row['purpose'])))
    .map((row) => {
      const runId = Number(row['id']);
      return {
        runId,
        at: runIdTime(runId),
        task: String(row['task']),
        language: String(row['language']),
        tier: String(row['final_tier']),
      };
    })
    .filter(({ at }) => now - at >= LEAST_AGE_MS && now - at <= MOST_AGE_MS)
    .filter(({ runId }) => isAudited(runId, share));
}
