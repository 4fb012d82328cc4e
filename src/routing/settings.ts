import type { TaskName } from '../models/task.ts';
import type { Effort, Tier } from '../models/tier.ts';

/** What to do when a budget would be exceeded. */
export type BudgetAction = 'warn' | 'stayCheap' | 'ask' | 'stop';

/** The settings that routing reads, as plain data. Money in nUSD, times in ms. */
export interface RoutingSettings {
  readonly start: Readonly<Record<TaskName, Tier | 'auto'>>;
  /** A tier that the task never leaves; null: free. */
  readonly only: Readonly<Record<TaskName, Tier | null>>;
  /** The lowest tier for the file at hand (the editor has matched the globs); null: none. */
  readonly floor: Tier | null;
  readonly maxAttempts: number;
  readonly maxWaitMs: number;
  /** Pinned model ids; null: the newest active model of the line. */
  readonly models: Readonly<Record<'haiku' | 'sonnet' | 'opus', string | null>>;
  readonly effort: Readonly<Record<'haiku' | 'sonnet' | 'opus', Effort | 'auto'>>;
  readonly budget: {
    readonly perRunNusd: number | null;
    readonly perDayNusd: number | null;
    readonly perMonthNusd: number | null;
    readonly action: BudgetAction;
  };
  /** A single step dearer than this is asked about, in nUSD. */
  readonly confirmAboveNusd: number;
}
