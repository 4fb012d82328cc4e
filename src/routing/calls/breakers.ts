import type { Clock, Log } from '../../models/ports.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import type { Tier } from '../../models/tier.ts';
import type { BreakerView } from '../policy/policyInput.ts';
import { Breaker } from './breaker.ts';

/** What a breaker stands for: a tier of the run's own provider, or another provider. */
export interface BreakerKey {
  readonly tier: Tier;
  readonly provider: string;
  /** Another provider than the one that the run is connected to. */
  readonly isForeign: boolean;
}

/** The breakers of a window: one for each tier, and one for each other provider that was asked. */
export class Breakers {
  readonly haiku: Breaker;
  readonly sonnet: Breaker;
  readonly opus: Breaker;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #others = new Map<string, Breaker>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    this.haiku = new Breaker('haiku', clock, log);
    this.sonnet = new Breaker('sonnet', clock, log);
    this.opus = new Breaker('opus', clock, log);
  }

  /** The breaker of what a plan would ask. */
  of({ tier, provider, isForeign }: BreakerKey): Breaker {
    if (tier !== 'other' && !isForeign) return this[tier];
    const known = this.#others.get(provider);
    if (known) return known;
    const made = new Breaker('other', this.#clock, this.#log, provider);
    this.#others.set(provider, made);
    return made;
  }

  /** What each is doing, the cheapest tier first. */
  views(): readonly BreakerView[] {
    return [this.haiku, this.sonnet, this.opus, ...this.#others.values()].map((one) => one.view());
  }

  byTier(): Readonly<Record<ClaudeTier, BreakerView>> {
    return { haiku: this.haiku.view(), sonnet: this.sonnet.view(), opus: this.opus.view() };
  }

  /** Lets calls through again at once. */
  reset(): void {
    for (const one of [this.haiku, this.sonnet, this.opus, ...this.#others.values()]) one.reset();
  }
}
