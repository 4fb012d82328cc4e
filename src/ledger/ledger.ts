import type { AttemptEnded, AttemptStarted, RunEnded, Verdict } from '../models/booking.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { Figures, Glance, Period } from './figures.ts';
import type { PriceRecord } from './journal/journalRecord.ts';
import type { ExportFormat, RowFilter, RowKind, RowPage } from './rows.ts';

/** Sums of a day or month of this user on this machine, in nUSD. */
export interface MachineSpend {
  readonly spentNusd: number;
  readonly reservedNusd: number;
  readonly unpriced: number;
}

/** What the spend of a day and of a month may come to, in nUSD; null: as much as it will. */
export interface SpendLimits {
  readonly dayNusd: number | null;
  readonly monthNusd: number | null;
}

/** What was spent and held without an attempt that would have gone beyond a limit; null: no limit. */
export interface LimitedSpend {
  readonly day: MachineSpend | null;
  readonly month: MachineSpend | null;
}

/** What past attempts of one tier at one task came to; answers routing's `EvidenceView`. */
export interface TierSums {
  readonly attempts: number;
  readonly accepted: number;
  readonly starts: number;
  readonly startsAccepted: number;
  readonly proven: number;
  readonly meanCostNusd: number;
  readonly meanInputTokens: number;
  readonly meanOutputTokens: number;
  readonly outputTokensP95: number;
  /** Runs in which Opus then answered the same, and its output without thinking over this tier's. */
  readonly pairs: number;
  readonly opusOutputRatio: number;
}

/**
 * The books of one workspace. It satisfies routing's `AttemptSink`, `SpendView` and `EvidenceView`
 * without knowing them. What is written is flushed to the disk once its promise resolves; a started
 * attempt outlasts this process then, and is flushed with or before the next record.
 */
export interface Ledger {
  newRunId(): number;
  /**
   * Journals an attempt with its reservation. With limits it is journalled only where all that is
   * spent and held on this machine stays within them with it, whatever any window reserves at the
   * same time. Resolves to null once it is, else to what stands against it.
   */
  attemptStarted(attempt: AttemptStarted, within?: SpendLimits): Promise<LimitedSpend | null>;
  attemptEnded(attempt: AttemptEnded): Promise<void>;
  runEnded(run: RunEnded): Promise<void>;
  verdict(verdict: Verdict): Promise<void>;
  spent(period: 'day' | 'month', at: number): Promise<MachineSpend>;
  /** As `spent`, at once; it may lack what other windows have just written. undefined: not known. */
  lastSpent(period: 'day' | 'month', at: number): MachineSpend | undefined;
  evidence(task: TaskName, tier: Tier): TierSums | undefined;
  /** Opus's output over a tier's for the same work, and how many runs measured it. */
  outputRatio(
    task: TaskName,
    tier: Tier,
  ): { readonly pairs: number; readonly ratio: number } | undefined;
  figures(period: Period): Promise<Figures>;
  glance(at: number): Promise<Glance>;
  /** A page of the rows behind a number, newest first; `after` is the `next` of the page before. */
  rows(
    kind: RowKind,
    filter: RowFilter,
    page: { readonly after?: string | null; readonly size: number },
  ): Promise<RowPage>;
  /** All rows as text, oldest first, a piece at a time; every purpose unless the filter has one. */
  exportRows(kind: RowKind, format: ExportFormat, filter?: RowFilter): AsyncIterable<string>;
  /** Keeps the prices that attempts name, with their source and date. */
  recordPrices(prices: readonly PriceRecord[]): Promise<void>;
  /**
   * Clears the history before `at` (unix ms), but for what the days of this month cost. False: the
   * files of the books could not be written anew, and may still hold it.
   */
  forget(at: number): Promise<boolean>;
  /** Brings the database files up to date for other programs; false: they could not be written. */
  save(): Promise<boolean>;
  /** Whether all that was booked is on the disk, and not only in memory. */
  readonly isDurable: boolean;
  /** Called after figures may have changed; returns the end of the subscription. */
  onDidChange(listener: () => void): () => void;
  /** Writes what is due and ends the worker. */
  close(): Promise<void>;
}
