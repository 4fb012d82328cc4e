import type { Outcomes } from '../evidence.ts';

/**
 * How much of what was seen each pace keeps from one outcome to the next. They remember about 2, 5, 20,
 * 100 and 500 outcomes.
 */
const PACES = [0.5, 0.8, 0.95, 0.99, 0.998] as const;
/** Share of trust that every pace gets back at each outcome, so that none is given up for good. */
const SHARED = 0.02;
/** One unknown outcome, of which half passes, before anything was seen. */
const UNKNOWN = 1;
const EVEN = 0.5;

/**
 * A chance that may change: several memories of different length, each trusted as well as it has told
 * what came next. What is steady is remembered long; after a change the short ones are right first.
 * Takes the same time for every outcome.
 */
export class OutcomeRate {
  readonly #passed: number[] = PACES.map(() => 0);
  readonly #tried: number[] = PACES.map(() => 0);
  #trust: number[] = PACES.map(() => 1 / PACES.length);

  /** Takes the next outcome. */
  add(hasPassed: boolean): void {
    let sum = 0;
    const likely = this.#trust.map((trust, pace) => {
      const told = this.#told(pace);
      const weight = trust * (hasPassed ? told : 1 - told);
      sum += weight;
      return weight;
    });
    this.#trust = likely.map((weight) => ((1 - SHARED) * weight) / sum + SHARED / PACES.length);
    for (const [pace, kept] of PACES.entries()) {
      this.#tried[pace] = (this.#tried[pace] ?? 0) * kept + 1;
      this.#passed[pace] = (this.#passed[pace] ?? 0) * kept + (hasPassed ? 1 : 0);
    }
  }

  /** Lets time go by: a share, 0 to 1, of what was seen stays. */
  age(kept: number): void {
    for (const pace of PACES.keys()) {
      this.#tried[pace] = (this.#tried[pace] ?? 0) * kept;
      this.#passed[pace] = (this.#passed[pace] ?? 0) * kept;
    }
  }

  /** What is remembered, as counts. */
  get outcomes(): Outcomes {
    let tried = 0;
    let passed = 0;
    for (const [pace, trust] of this.#trust.entries()) {
      tried += trust * (this.#tried[pace] ?? 0);
      passed += trust * (this.#passed[pace] ?? 0);
    }
    return { tried, passed };
  }

  /** What was tried, as the longest memory has it. */
  get seen(): number {
    return this.#tried.at(-1) ?? 0;
  }

  /** Chance of a pass as one pace tells it: never 0 nor 1. */
  #told(pace: number): number {
    return ((this.#passed[pace] ?? 0) + UNKNOWN * EVEN) / ((this.#tried[pace] ?? 0) + UNKNOWN);
  }
}
