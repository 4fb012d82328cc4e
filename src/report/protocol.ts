import type { Figures } from '../ledger/figures.ts';

/** Periods that the report offers. */
export type ReportPeriod = 'today' | '7days' | '30days' | 'all';

/** From the editor to the page. All texts are already worded and plain. */
export type ToPage =
  | {
      readonly type: 'figures';
      readonly period: ReportPeriod;
      readonly figures: Figures;
      /** Notices above the figures, say that answers came from the demo API. */
      readonly notices: readonly string[];
      /** Words for codes in `figures`: tasks, tiers, reasons, outcomes. */
      readonly words: Readonly<Record<string, string>>;
    }
  | { readonly type: 'texts'; readonly texts: Readonly<Record<string, string>> };

/** From the page to the editor. */
export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'period'; readonly period: ReportPeriod }
  | { readonly type: 'failed'; readonly detail: string };
