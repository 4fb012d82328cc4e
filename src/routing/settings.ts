import type { TaskName } from '../models/task.ts';
import type { ClaudeTier, Effort, Tier } from '../models/tier.ts';
import type { FailureCode } from './failures.ts';
import type { Signal } from './signals.ts';

/** What to do when a budget would be exceeded. */
export type BudgetAction = 'warn' | 'stayCheap' | 'ask' | 'stop';

/** Failures after which a new try can help, so that a user may say for which one is made. */
export const RETRY_KINDS = [
  'connection',
  'rateLimited',
  'overloaded',
  'serverError',
  'cut',
  'malformed',
] as const satisfies readonly FailureCode[];
export type RetryKind = (typeof RETRY_KINDS)[number];

/** How failures are retried. Times in ms. */
export interface RetrySettings {
  /** Tries in all when the host cannot be reached. */
  readonly tries: number;
  /** The first pause where the server asks for none; each further one is twice as long. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** What is retried at all. */
  readonly kinds: readonly RetryKind[];
}

/** When a tier is left alone, and for how long. */
export interface BreakerSettings {
  /** Exhausted steps in a row that open it. */
  readonly failures: number;
  readonly cooldownMs: number;
}

/** One step of a user's own chain. */
export interface ChainStep {
  /** null: the provider that the run is connected to. */
  readonly provider: string | null;
  /** null: the tier of the model's line, `other` for a model of another provider. */
  readonly tier: ClaudeTier | null;
  /** null: the model that the tier stands for. */
  readonly model: string | null;
  /** null: as for the tier. */
  readonly effort: Effort | null;
  /** Most output tokens; null: as for the task. */
  readonly limit: number | null;
}

/** Whether a small model is asked first how hard the work is. */
export interface ClassifierSettings {
  readonly use: 'off' | 'haiku';
  /** Below this confidence, 0 to 1, its word does not count. */
  readonly confidence: number;
  /** The lowest start when it is unsure; `auto`: as without it. */
  readonly unsureTier: ClaudeTier | 'auto';
}

export const DEFAULT_RETRY: RetrySettings = {
  tries: 3,
  firstDelayMs: 1_000,
  longestDelayMs: 16_000,
  kinds: RETRY_KINDS,
};

export const DEFAULT_BREAKER: BreakerSettings = { failures: 5, cooldownMs: 60_000 };

export const DEFAULT_CLASSIFIER: ClassifierSettings = {
  use: 'off',
  confidence: 0.7,
  unsureTier: 'auto',
};

export const DEFAULT_MIN_CONFIDENCE = 0.5;

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
    readonly workspacePerDayNusd: number | null;
    readonly workspacePerMonthNusd: number | null;
    readonly action: BudgetAction;
  };
  /** Share of runs, 0 to 1, that are routed; the rest starts at Opus, as a control. */
  readonly rollout: number;
  /** Most runs, 0 to 1, that start at a tier of which little is known. */
  readonly explore: number;
  /** Share of runs, 0 to 1, that ask a new model of a line until it is known; the rest asks the one before it. */
  readonly canary: number;
  /** An answer that is less sure of itself, 0 to 1, goes to a higher tier. */
  readonly minConfidence: number;
  readonly retry: RetrySettings;
  readonly breaker: BreakerSettings;
  /** The user's own signals, beside the built-in ones; one of the same id takes its place. */
  readonly signals: readonly Signal[];
  /** The user's own steps for a task, the first first; null: the router's. */
  readonly chains: Readonly<Record<TaskName, readonly ChainStep[] | null>>;
  readonly classifier: ClassifierSettings;
  /** Whether a cheap call tries to refute what a review found. */
  readonly secondLook: boolean;
  /** Whether a cheap call writes what changed functions are called with. */
  readonly probeArguments: boolean;
  /** A single step dearer than this is asked about, in nUSD. */
  readonly confirmAboveNusd: number;
}
