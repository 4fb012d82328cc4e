import type { Catalog, ClaudeTier } from '../models/catalog.ts';
import type { PriceTable } from '../models/prices.ts';
import type { ModelProvider, ProviderFailure } from '../providers/port.ts';
import type { Breaker } from './breaker.ts';
import type { Mutex } from './mutex.ts';
import type { AttemptSink, Clock, EvidenceView, Log, Random, SpendView } from './ports.ts';

/** What a runner needs of the world. */
export interface RunnerDeps {
  readonly sink: AttemptSink;
  readonly spend: SpendView;
  readonly evidence: EvidenceView;
  /**
   * The provider, loaded on first use and kept by whoever gives it. May reject with a UserError, say
   * that no key is set: then nothing is attempted.
   */
  readonly provider: () => Promise<ModelProvider>;
  readonly catalog: () => Catalog;
  /**
   * Asks the provider for its models, after a 404 or when none is known. Resolves to why the list
   * cannot be had, if so.
   */
  readonly refreshCatalog?: (signal: AbortSignal) => Promise<ProviderFailure | undefined>;
  readonly prices: () => PriceTable;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Local day of a moment (unix ms) as `yyyymmdd`. */
  readonly localDay: (at: number) => number;
}

/** What all runs of a runner share. */
export interface RunnerState {
  readonly deps: RunnerDeps;
  readonly breakers: Readonly<Record<ClaudeTier, Breaker>>;
  /** Held from the look at a budget until the reservation is journalled. */
  readonly reservations: Mutex;
  /** Models that the provider did not find. */
  readonly missing: Set<string>;
  /** Models whose retirement has been told. */
  readonly warnedModels: Set<string>;
  /** Budgets and periods of which it has been told that they are nearly used. */
  readonly nearSaid: Set<string>;
}
