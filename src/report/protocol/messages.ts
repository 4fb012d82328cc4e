import type { Figures } from '../../ledger/figures.ts';
import type { Quality } from '../../ledger/quality.ts';
import type { LedgerRow, RowFilter, RowKind } from '../../ledger/rows.ts';
import type { Trials } from '../../ledger/trials.ts';
import type { TagFilter, TagValues } from '../../models/tags/tagFilter.ts';
import type { AdvisedSettings, SettingChange } from './advice.ts';
import type { ClaudeCodeSection } from './claudeCode.ts';
import type { ExportsSection } from './exports.ts';
import type { RiskDial, Starts } from './frontier.ts';

/** Periods that the report offers, in the order in which they are shown. */
export const REPORT_PERIODS = ['today', '7days', '30days', 'all'] as const;

/** A period that the report offers. */
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** From the editor to the page. All texts are already worded and plain. */
export type ToPage =
  | {
      readonly type: 'figures';
      /** The page drops figures of another period than the one that it last asked for. */
      readonly period: ReportPeriod;
      /** The runs that these are of, likewise. */
      readonly tags: TagFilter;
      readonly figures: Figures;
      /** Local day from which runs are kept one by one; of those before maybe only the sums are there. */
      readonly keptFrom: number;
      /** Notices above the figures, say that answers came from the demo API. */
      readonly notices: readonly string[];
      /** Words for the codes in `figures`; `codesIn` lists what is looked up. */
      readonly words: Readonly<Record<string, string>>;
      /** The exports that they are of; absent: they are of this machine's own books. */
      readonly exports?: ExportsSection;
    }
  /** What runs of a period are tagged with, to choose from. */
  | { readonly type: 'tags'; readonly period: ReportPeriod; readonly values: TagValues }
  /** What Claude Code has spent by its own logs; null: nobody wants to know. */
  | {
      readonly type: 'claudeCode';
      readonly period: ReportPeriod;
      readonly section: ClaudeCodeSection | null;
      /** Words for the models in it. */
      readonly words: Readonly<Record<string, string>>;
    }
  /** What certificates, control group and what-if are made of; it comes after the figures of its period. */
  | {
      readonly type: 'trials';
      readonly period: ReportPeriod;
      readonly tags: TagFilter;
      readonly trials: Trials;
      readonly words: Readonly<Record<string, string>>;
    }
  /** Weekly cost against wrong answers; null: nothing says which models there are. */
  | {
      readonly type: 'riskDial';
      readonly period: ReportPeriod;
      /** The runs whose weekly cost it says; what is known of the tiers is known of all runs. */
      readonly tags: TagFilter;
      readonly dial: RiskDial | null;
      readonly words: Readonly<Record<string, string>>;
    }
  /** How good the answers were; it comes after the figures of its period. */
  | {
      readonly type: 'quality';
      readonly period: ReportPeriod;
      readonly tags: TagFilter;
      readonly quality: Quality;
      readonly settings: AdvisedSettings;
      readonly words: Readonly<Record<string, string>>;
    }
  /** The figures of as many days before the period; null: there is nothing before it. */
  | {
      readonly type: 'before';
      readonly period: ReportPeriod;
      readonly tags: TagFilter;
      readonly figures: Figures | null;
      readonly words: Readonly<Record<string, string>>;
    }
  /** What was spent by all workspaces of this machine; the other ones' rows are theirs. */
  | {
      readonly type: 'machine';
      readonly period: ReportPeriod;
      readonly today: MachineSpend;
      readonly month: MachineSpend;
    }
  /** What comes after the figures could not be read. */
  | {
      readonly type: 'partFailed';
      readonly period: ReportPeriod;
      readonly tags: TagFilter;
      readonly part: LaterPart;
    }
  /** `texts` has the keys of `REPORT_TEXTS`; it comes before all else. */
  | { readonly type: 'texts'; readonly texts: Readonly<Record<string, string>> }
  /**
   * A page of the rows that `id` asked for, newest first, each with `started_at` (unix ms) beside
   * its own columns. `next` goes on where it ends; null: these were the last.
   */
  | {
      readonly type: 'rows';
      readonly id: number;
      readonly rows: readonly LedgerRow[];
      readonly next: string | null;
      readonly words: Readonly<Record<string, string>>;
    }
  /** The rows that `id` asked for cannot be had. */
  | { readonly type: 'rowsProblem'; readonly id: number; readonly text: string }
  /** The figures cannot be had; `text` says why and stands in their place. */
  | { readonly type: 'problem'; readonly text: string };

/** Money spent on this machine in nUSD, and the attempts whose cost nobody knows. */
export interface MachineSpend {
  readonly spentNusd: number;
  readonly unpriced: number;
}

/** What the page is sent after the figures. */
export const LATER_PARTS = ['tags', 'machine', 'before', 'quality', 'riskDial', 'trials'] as const;

export type LaterPart = (typeof LATER_PARTS)[number];

/** From the page to the editor. */
export type FromPage =
  /** The page listens; also sent by its "Try again". A `period` follows where one is remembered. */
  | { readonly type: 'ready' }
  | { readonly type: 'period'; readonly period: ReportPeriod; readonly tags: TagFilter }
  /** The rows behind a number; `id` comes back with them. `after` is the `next` of a page. */
  | {
      readonly type: 'rows';
      readonly id: number;
      readonly kind: RowKind;
      readonly filter: RowFilter;
      /** Of a report of exports: the number of the file that they came from. */
      readonly file?: number | undefined;
      readonly after: string | null;
    }
  /** What is exported are runs with these tags. */
  | { readonly type: 'export'; readonly tags: TagFilter }
  /** What all workspaces of this machine have come to is to be shown. */
  | { readonly type: 'machine' }
  /** First tiers to set, of which the editor asks the user. */
  | { readonly type: 'starts'; readonly starts: Starts }
  /** The user chose what the page advised. */
  | { readonly type: 'change'; readonly change: SettingChange }
  /** Something went wrong in the page; `detail` is for the log and holds no figures. */
  | { readonly type: 'failed'; readonly detail: string };
