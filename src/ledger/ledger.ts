import type { AttemptEnded, AttemptStarted, Audit, RunEnded, Verdict } from '../models/booking.ts';
import type { EvidenceLevels, OutputRatio, TierEvidence } from '../models/evidence.ts';
import type { CellAbout } from '../models/learning/evidenceFold.ts';
import type { ModelRecord } from '../models/learning/modelRecord.ts';
import type { PriceRecord } from '../models/priceRecord.ts';
import type {
  ExploreSpend,
  LimitedSpend,
  SharedSpend,
  SpendLimits,
  Spent,
} from '../models/spend.ts';
import type { TagFilter, TagValues } from '../models/tags/tagFilter.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { Figures, Glance, Period } from './figures.ts';
import type { Quality } from './quality.ts';
import type { ExportFormat, RowFilter, RowKind, RowPage } from './rows.ts';
import type { Trials } from './trials.ts';

/** What past runs say of one tier at one task, with what Opus wrote for the same work. */
export interface TierSums extends TierEvidence {
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
   * Journals an attempt with its reservation. With limits it is journalled only where what is spent
   * and held on this machine, or in this workspace, stays within them with it, whatever any window
   * reserves at the same time. Resolves to null once it is, else to what stands against it.
   */
  attemptStarted(attempt: AttemptStarted, within?: SpendLimits): Promise<SharedSpend | null>;
  attemptEnded(attempt: AttemptEnded): Promise<void>;
  runEnded(run: RunEnded): Promise<void>;
  verdict(verdict: Verdict): Promise<void>;
  /** Whether an accepted answer was right, as its user said when asked at random. */
  audit(audit: Audit): Promise<void>;
  spent(of: LimitedSpend, at: number): Promise<Spent>;
  /** As `spent`, at once; it may lack what other windows have just written. undefined: not known. */
  lastSpent(of: LimitedSpend, at: number): Spent | undefined;
  evidence(task: TaskName, tier: Tier): TierSums | undefined;
  /** The same by what is closest to a run, weighted by recency. */
  levels(about: CellAbout): EvidenceLevels;
  /** What each model of a tier has come to at a task, the first that answered first. */
  models(task: TaskName, tier: Tier): readonly ModelRecord[];
  /** What exploring has cost of the last 30 days' spend; nothing of nothing while another window may explore. */
  explored(): ExploreSpend;
  /** Opus's output over a tier's for the same work, and how many runs measured it. */
  outputRatio(task: TaskName, tier: Tier): OutputRatio | undefined;
  /** Of runs with some tags, or of all. */
  figures(period: Period, tags?: TagFilter): Promise<Figures>;
  glance(at: number): Promise<Glance>;
  /**
   * What is known beyond the sums: audits of all time, what chance has tried in a period. Slower: what is not waited for any
   * more is to be aborted.
   */
  trials(period: Period, tags?: TagFilter, signal?: AbortSignal): Promise<Trials>;
  /** What can be filtered by in a period. */
  tagValues(period: Period): Promise<TagValues>;
  /** How good the answers of a period were, beyond the sums. Slower, as `trials`. */
  quality(period: Period, tags?: TagFilter, signal?: AbortSignal): Promise<Quality>;
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
