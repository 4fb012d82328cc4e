import type { Learnt } from '../../models/learning/evidenceFold.ts';
import type { TagFilter, TagValues } from '../../models/tags/tagFilter.ts';
import type { SpendState } from '../booking/knownSpend.ts';
import type { SnapshotOccasion, SnapshotOutcome, StoreLimits } from '../database/store.ts';
import type { Figures, Glance, Period } from '../figures.ts';
import type { WindowProcess } from '../folder/windowProcess.ts';
import type { JournalRecord } from '../journal/journalRecord.ts';
import type { TierSums } from '../ledger.ts';
import type { Quality } from '../quality.ts';
import type { ExportFormat, RowFilter, RowKind, RowPage } from '../rows.ts';
import type { Trials } from '../trials.ts';

/** What the worker is started with. */
export interface WorkerSettings {
  /** undefined: kept in memory. */
  readonly folder: string | undefined;
  readonly spendFolder: string | undefined;
  /** This workspace, as `workspaceName` has it. */
  readonly workspace: string;
  /** Where workspaces share the sums of what they have learnt; undefined: nowhere. */
  readonly elsewhereFolder: string | undefined;
  /** The folder that holds `sql-wasm.wasm`. */
  readonly wasmDir: string;
  readonly process: WindowProcess;
  readonly retentionDays: number;
  /** ms between two looks at what other windows wrote; 0: none. */
  readonly pollMs: number;
  readonly limits: Partial<StoreLimits>;
  /** How long a due snapshot waits, so that it does not delay the run that made it due. */
  readonly snapshotDelayMs: number;
  /** The editor's clock less the system's. */
  readonly clockShiftMs: number;
  /** It answers what takes long, from the files as they are: it writes nothing, and tells of nothing by itself. */
  readonly isReader?: boolean;
}

/** Which books. */
export type BooksName = 'ledger' | 'spend';

/** Runs of a period with some tags. */
interface TaggedPeriod {
  readonly period: Period;
  readonly tags?: TagFilter | undefined;
}

/** What the worker is asked, and what it answers. */
export interface Questions {
  readonly glance: { readonly ask: { readonly today: number }; readonly answer: Glance };
  readonly figures: { readonly ask: TaggedPeriod; readonly answer: Figures };
  readonly trials: { readonly ask: TaggedPeriod; readonly answer: Trials };
  readonly tagValues: { readonly ask: { readonly period: Period }; readonly answer: TagValues };
  readonly quality: { readonly ask: TaggedPeriod; readonly answer: Quality };
  readonly rows: {
    readonly ask: {
      readonly kind: RowKind;
      readonly filter: RowFilter;
      readonly after: string | null;
      readonly size: number;
    };
    readonly answer: RowPage;
  };
  /** Some rows as text, oldest first. */
  readonly exported: {
    readonly ask: {
      readonly kind: RowKind;
      readonly format: ExportFormat;
      readonly filter: RowFilter;
      readonly after: string | null;
    };
    readonly answer: { readonly text: string; readonly next: string | null };
  };
  /** What is spent and held from a day on. */
  readonly spent: { readonly ask: { readonly firstDay: number }; readonly answer: SpendState };
  /** Records that no journal would take. */
  readonly keep: {
    readonly ask: { readonly books: BooksName; readonly records: readonly JournalRecord[] };
    readonly answer: null;
  };
  readonly snapshot: {
    readonly ask: { readonly when: SnapshotOccasion };
    /** The worse of the two books. */
    readonly answer: SnapshotOutcome;
  };
}

export type QuestionName = keyof Questions;

/** From the editor to the worker. */
export type ToWorker =
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly name: QuestionName;
      readonly ask: unknown;
    }
  /** This window has written. */
  | { readonly type: 'written' };

/** From the worker to the editor. */
export type FromWorker =
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  /** The figures are not what they were. */
  | {
      readonly type: 'changed';
      readonly evidence: Readonly<Record<string, TierSums>>;
      readonly learnt: Learnt;
      readonly spend: SpendState;
    }
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string };
