import type { Figures, Period } from '../ledger/figures.ts';
import type { Quality } from '../ledger/quality.ts';
import type { RowFilter, RowPage } from '../ledger/rows.ts';
import type { AuditedAnswers } from '../ledger/trials.ts';
import type { TagFilter, TagValues } from '../models/tags/tagFilter.ts';
import type { PackedRuns } from './runStore.ts';

/** Why nothing of a file was taken. */
export type FileProblem =
  /** It cannot be opened or read. */
  | 'unreadable'
  /** It has attempts, whose runs are needed. */
  | 'attempts'
  /** It has charges by FOCUS. */
  | 'focus'
  /** It is something else, or nothing. */
  | 'notExport';

/** What came out of one file. */
export interface MergedFile {
  /** Its name, without the folders that it lies in; of a ledger nothing. */
  readonly name: string;
  /** Runs that no file before it had. */
  readonly runs: number;
  /** Rows of runs that a file before it had, or that it has twice. */
  readonly known: number;
  /** Rows that cannot be read. */
  readonly skipped: number;
  /** It ends in the middle, as a copy does that was broken off; of a ledger: not all of it can be read. */
  readonly isTorn: boolean;
  readonly problem: FileProblem | null;
}

/** What came out of all files. */
export interface MergedFiles {
  readonly files: readonly MergedFile[];
  /** There were more runs than can be held; those beyond were left out. */
  readonly isCut: boolean;
}

/** What the runs of one file for use came to in a period. Money in nUSD. */
export interface FileSpend {
  readonly runs: number;
  readonly costNusd: number;
  readonly unpriced: number;
  readonly kept: number;
  readonly savedNusd: number;
  readonly comparableRuns: number;
}

/** Figures of merged runs, as the report's; without latest runs and attempts, which exports of runs do not have. */
export interface MergedFigures {
  readonly figures: Figures;
  readonly tagValues: TagValues;
  /** File by file, in the order in which they were read. */
  readonly byFile: readonly FileSpend[];
}

/** How good the answers of merged runs were, and what was said of those of all time that chance has chosen. */
export interface MergedQuality {
  readonly quality: Quality;
  readonly audits: readonly AuditedAnswers[];
}

/** Which merged runs. */
export interface MergedAsked {
  readonly period: Period;
  readonly tags: TagFilter;
}

/** Which page of merged runs. */
export interface MergedRowsAsked {
  readonly filter: RowFilter;
  /** The number of the file that they came from first. */
  readonly file?: number | undefined;
  /** Where the page before ended; null: this is the first. */
  readonly after: string | null;
  readonly size: number;
}

/** The runs of one export, each once, and how the file came out. */
export interface OneFile {
  readonly file: MergedFile;
  readonly runs: PackedRuns;
}

/** What the worker is asked. */
export type MergeAsk =
  | { readonly what: 'read'; readonly paths: readonly string[] }
  /** One file alone, for a thread that puts several together. */
  | { readonly what: 'readOne'; readonly path: string }
  /** `folders` are those of ledgers, `wasmDir` that of the database engine. */
  | {
      readonly what: 'readLedgers';
      readonly folders: readonly string[];
      readonly wasmDir: string;
    }
  | ({ readonly what: 'figures' } & MergedAsked)
  | ({ readonly what: 'quality' } & MergedAsked)
  | ({ readonly what: 'rows' } & MergedRowsAsked);

/** A request under its number. */
export interface NumberedMergeAsk {
  readonly id: number;
  readonly ask: MergeAsk;
}

/** What the worker answers. */
export type MergeAnswer =
  | { readonly id: number; readonly read: MergedFiles }
  | { readonly id: number; readonly one: OneFile }
  | { readonly id: number; readonly figures: MergedFigures }
  | { readonly id: number; readonly quality: MergedQuality }
  | { readonly id: number; readonly page: RowPage }
  | { readonly id: number; readonly failure: string };
