import type { AttemptEnded, AttemptStarted, RunEnded } from '../models/booking.ts';
import type { EvidenceLevels, OutputRatio, TierEvidence } from '../models/evidence.ts';
import type { CellAbout } from '../models/learning/evidenceFold.ts';
import type { ModelRecord } from '../models/learning/modelRecord.ts';
import type {
  ExploreSpend,
  LimitedSpend,
  SharedSpend,
  SpendLimits,
  Spent,
} from '../models/spend.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';

/** Where attempts and runs are booked. Each promise resolves once the record outlasts this process. */
export interface AttemptSink {
  /** A new run's id, below 2^53 and unique on this machine. */
  newRunId(): number;
  /**
   * Journals an attempt with its reservation; with limits only where they hold with it, whatever any
   * window reserves at the same time. Resolves to null once it is, else to what stands against it.
   */
  attemptStarted(attempt: AttemptStarted, within?: SpendLimits): Promise<SharedSpend | null>;
  attemptEnded(attempt: AttemptEnded): Promise<void>;
  runEnded(run: RunEnded): Promise<void>;
}

/** What the budget is checked against. */
export interface SpendView {
  /** Of the local day or month that contains `at` (unix ms). */
  spent(of: LimitedSpend, at: number): Promise<Spent>;
  /**
   * As `spent`, at once: it may lack what other windows have just written, and is given only where
   * `attemptStarted` checks the limits anew. undefined: it is not known.
   */
  lastSpent?(of: LimitedSpend, at: number): Spent | undefined;
}

/** Evidence of the ledger, held in memory: answered at once. */
export interface EvidenceView {
  evidence(task: TaskName, tier: Tier): TierEvidence | undefined;
  /** The same by what it is closest to, weighted by recency; absent: there are sums alone. */
  levels?(about: CellAbout): EvidenceLevels;
  /** What the models of a tier have come to at a task, the first that answered first; absent: not known. */
  models?(task: TaskName, tier: Tier): readonly ModelRecord[];
  /** What exploring has cost of the last 30 days' spend; absent: nobody counts it. */
  explored?(): ExploreSpend;
  /** What Opus wrote beside what a tier wrote, for the same work; undefined: nothing is known. */
  outputRatio?(task: TaskName, tier: Tier): OutputRatio | undefined;
}
