import type { SharedSpend } from './budget.ts';
import { hasSharedBudget, sharedSpend } from './budget.ts';
import type { RunnerState } from './runnerState.ts';
import type { RoutingSettings } from './settings.ts';

/** How old a look may be, in ms, beside the time that a look takes anyway. */
const FRESH_MS = 20;

interface Begun {
  readonly at: number;
  /** How many reservations this window had begun. */
  readonly entered: number;
  readonly spend: Promise<SharedSpend>;
}

/** A run's looks at what all windows have spent and reserved. */
export class SpendLook {
  readonly #state: RunnerState;
  readonly #settings: RoutingSettings;
  #begun: Begun | undefined;

  constructor(state: RunnerState, settings: RoutingSettings) {
    this.#state = state;
    this.#settings = settings;
  }

  /**
   * Begins to look before it is needed, so that the look and the planning of the run take their time
   * side by side. It counts for the next reservation alone, if that comes at once and none before it.
   */
  ahead(): void {
    if (!hasSharedBudget(this.#settings)) return;
    const { deps, reservations } = this.#state;
    const at = deps.clock.now();
    const spend = sharedSpend(this.#settings, deps.spend, at);
    // Whoever needs it meets its failure; a run that ends before does not.
    spend.catch(() => undefined);
    this.#begun = { at, entered: reservations.entered, spend };
  }

  /** What is spent as of `at` (unix ms). To be called once the reservation has begun. */
  taken(at: number): Promise<SharedSpend> {
    const { deps, reservations } = this.#state;
    const begun = this.#begun;
    this.#begun = undefined;
    const isFresh =
      begun && at - begun.at <= FRESH_MS && reservations.entered === begun.entered + 1;
    return isFresh ? begun.spend : sharedSpend(this.#settings, deps.spend, at);
  }
}
