import type { PriceOverride } from '../models/prices.ts';
import type { ClaudeCodeSpend, SpendDays } from './figures.ts';

/** What the worker is told when it starts. */
export interface ClaudeCodeWorkerData {
  /** Absolute path of the folder that keeps how far was read. */
  readonly folder: string;
}

/** What is asked of the logs, or that what was kept of them goes. */
export type ClaudeCodeAsk =
  | {
      readonly what: 'read';
      /** Folders that may hold logs. */
      readonly places: readonly string[];
      /** The user's own prices. */
      readonly prices: Readonly<Record<string, PriceOverride>>;
      readonly periods: readonly SpendDays[];
      /** Local day. */
      readonly today: number;
    }
  | { readonly what: 'forget' };

/** A request under its number. */
export interface NumberedAsk {
  readonly id: number;
  readonly ask: ClaudeCodeAsk;
}

/** What the worker answers; `spend` is there for what was read, `notKept` says that nothing could be kept. */
export interface ClaudeCodeAnswer {
  readonly id: number;
  readonly spend?: ClaudeCodeSpend;
  readonly notKept?: boolean;
  readonly failure?: string;
}
