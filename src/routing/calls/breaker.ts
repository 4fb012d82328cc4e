import type { Clock, Log } from '../../models/ports.ts';
import type { Tier } from '../../models/tier.ts';
import type { BreakerState, BreakerView } from '../policy/policyInput.ts';
import type { BreakerSettings } from '../settings.ts';

/** A call's permission to go ahead. One of its methods at least is to be called by its end. */
export interface BreakerPass {
  succeeded(): void;
  failed(): void;
  /**
   * The call says nothing of the tier, or nothing yet: cancelled, failed for another reason, or held
   * up by a question. Without effect after a verdict.
   */
  released(): void;
}

/**
 * Keeps calls from a tier that has failed some times in a row: none while it cools down, then one
 * probe while all others still skip the tier rather than wait for it.
 */
export class Breaker {
  readonly tier: Tier;
  readonly provider: string | null;
  readonly #clock: Clock;
  readonly #log: Log;
  #state: BreakerState = 'closed';
  #failures = 0;
  #openUntil = 0;
  /** Which of the calls let through is the probe. */
  #probe: symbol | undefined;

  constructor(tier: Tier, clock: Clock, log: Log, provider: string | null = null) {
    this.tier = tier;
    this.provider = provider;
    this.#clock = clock;
    this.#log = log;
  }

  view(): BreakerView {
    const opensForMs =
      this.#state === 'open' ? Math.max(0, this.#openUntil - this.#clock.ticks()) : 0;
    const { tier, provider } = this;
    return { tier, provider, state: this.#state, failures: this.#failures, opensForMs };
  }

  /** Whether `enter` would refuse. */
  get isBlocking(): boolean {
    return (
      this.#state === 'probing' || (this.#state === 'open' && this.#clock.ticks() < this.#openUntil)
    );
  }

  /** A pass for one call, or null: skip the tier. The limits are those of the call's own run. */
  enter({ failures, cooldownMs }: BreakerSettings): BreakerPass | null {
    if (this.isBlocking) return null;
    const isProbe = this.#state === 'open';
    const mine = Symbol('call');
    if (isProbe) {
      this.#probe = mine;
      this.#change('probing', 'the pause is over');
    }
    // A call that began before the breaker opened must not decide on the probe's behalf.
    const decides = () => isProbe || this.#state === 'closed';
    let isDecided = false;
    return {
      succeeded: () => {
        isDecided = true;
        if (!decides()) return;
        this.#failures = 0;
        this.#change('closed', 'a call succeeded');
      },
      failed: () => {
        isDecided = true;
        if (!decides()) return;
        this.#failures += 1;
        const isOver = this.#state !== 'closed' || this.#failures >= failures;
        if (isOver) this.#open(cooldownMs);
      },
      released: () => {
        if (!isProbe || isDecided || this.#probe !== mine) return;
        this.#probe = undefined;
        this.#open(0);
      },
    };
  }

  /** Lets calls through again at once. */
  reset(): void {
    this.#failures = 0;
    this.#change('closed', 'reset by the user');
  }

  #open(ms: number): void {
    this.#openUntil = this.#clock.ticks() + ms;
    this.#change('open', ms > 0 ? `${this.#failures} failures in a row` : 'the probe said nothing');
  }

  #change(state: BreakerState, why: string): void {
    if (state === this.#state) return;
    this.#log.info(`breaker ${this.provider ?? this.tier}: ${this.#state} -> ${state} (${why})`);
    this.#state = state;
  }
}
