import type { Catalog } from '../../models/catalog.ts';
import type { Clock, Log, Random } from '../../models/ports.ts';
import type { PriceTable } from '../../models/prices.ts';
import type { ModelProvider, ProviderFailure } from '../../providers/port.ts';
import type { Breakers } from '../calls/breakers.ts';
import type { Exploring } from '../calls/exploring.ts';
import type { Mutex } from '../calls/mutex.ts';
import type { PromptReuse } from '../calls/promptReuse.ts';
import type { AttemptSink, EvidenceView, SpendView } from '../ports.ts';

/** Another provider than the one that a run is connected to, for a step of a chain. */
export interface OtherProvider {
  readonly catalog: Catalog;
  /** Loads its adapter on first use. */
  readonly load: () => Promise<ModelProvider>;
}

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
  /** A provider that a chain names; undefined: not set up, or the user has not agreed to it. */
  readonly otherProvider?: (name: string) => Promise<OtherProvider | undefined>;
  readonly prices: () => PriceTable;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Local day of a moment (unix ms) as `yyyymmdd`. */
  readonly localDay: (at: number) => number;
  /**
   * Whether something is to be told for the first time: true once for each key, in all windows and
   * after a restart. Left out: once for each runner.
   */
  readonly isNewNotice?: (key: string) => boolean;
}

/** What all runs of a runner share. */
export interface RunnerState {
  readonly breakers: Breakers;
  readonly reuse: PromptReuse;
  /** Held from the look at a budget until the reservation is journalled. */
  readonly reservations: Mutex;
  /** What runs under way explore with. */
  readonly exploring: Exploring;
  /** Models that the provider did not find. */
  readonly missing: Set<string>;
  /** Whether something is to be told for the first time. */
  readonly isNewNotice: (key: string) => boolean;
}
