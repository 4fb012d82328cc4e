import { createHash } from 'node:crypto';

/** A cache entry's life: it is renewed by each read. */
const LIFE_MS = 5 * 60_000;
/** The chance of the same start again where nothing is known yet, and the sends that it counts for. */
const PRIOR = 0.1;
const PRIOR_WEIGHT = 5;
/** After a second send a third is likelier than a second was after the first. */
const AGAIN_PRIOR = 0.4;
const MOST_REMEMBERED = 200;

interface Counted {
  sends: number;
  again: number;
}

interface Sent {
  at: number;
  times: number;
  isCached: boolean;
}

/**
 * How often a prompt's stable start is sent again while a cache would keep it. Known by hashes of
 * what was sent from this window; nothing of it is kept.
 */
export class PromptReuse {
  readonly #sent = new Map<string, Sent>();
  /** Of first sends, and of those that were a repetition already. */
  readonly #first: Counted = { sends: 0, again: 0 };
  readonly #later: Counted = { sends: 0, again: 0 };

  /** Names what a cache is kept by: model, effort, answer schema and text. */
  static key(...parts: readonly string[]): string {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part).update('\0');
    return hash.digest('base64');
  }

  /** Whether a cache made from this window holds the start now. */
  isCached(key: string, now: number): boolean {
    const sent = this.#live(key, now);
    return sent !== undefined && sent.isCached;
  }

  /** Chance, 0 to 1, that the start is sent again within a cache's life after it is sent now. */
  chance(key: string, now: number): number {
    const isAgain = this.#live(key, now) !== undefined;
    const { sends, again } = isAgain ? this.#later : this.#first;
    const prior = isAgain ? AGAIN_PRIOR : PRIOR;
    return (again + prior * PRIOR_WEIGHT) / (sends + PRIOR_WEIGHT);
  }

  /** Takes note of a start that is sent by a run's first attempt. */
  sent(key: string, now: number, isCached: boolean): void {
    const before = this.#live(key, now);
    const times = (before?.times ?? 0) + 1;
    // The send before this one has turned out to be repeated.
    if (times === 2) this.#first.again += 1;
    if (times > 2) this.#later.again += 1;
    (times === 1 ? this.#first : this.#later).sends += 1;
    this.#sent.delete(key);
    this.#sent.set(key, { at: now, times, isCached: isCached || (before?.isCached ?? false) });
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > MOST_REMEMBERED && oldest !== undefined) this.#sent.delete(oldest);
  }

  #live(key: string, now: number): Sent | undefined {
    const sent = this.#sent.get(key);
    return sent && now - sent.at < LIFE_MS ? sent : undefined;
  }
}
