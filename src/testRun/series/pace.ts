/** So many runs have to take longer than the start of a program before there is another one. */
const RUNS_SAVED = 2;
/** The quickest run counts once there were a few: a machine that is busy makes some slow, and another program makes it no better. */
const LEAST_RUNS = 3;

/** How long programs of a series take to start, and how long its runs take: whether another program is worth its start. */
export class Pace {
  readonly #took: number[] = [];
  #startMs = 0;

  /** ms of the longest run for which a program was started. */
  get startMs(): number {
    return this.#startMs;
  }

  /** A run that took so many ms; `isStart`: a program was started for it. */
  add(ms: number, isStart: boolean): void {
    if (isStart) this.#startMs = Math.max(this.#startMs, ms);
    else this.#took.push(ms);
  }

  /**
   * Whether single runs take long for what a start takes. Of a program that takes little memory another
   * one is worth it as soon as all runs together have taken twice as long: as many are likely to come.
   */
  isAnotherWorthIt(isSmall: boolean): boolean {
    const together = this.#took.reduce((sum, ms) => sum + ms, 0);
    const isLong = RUNS_SAVED * Math.min(...this.#took) > this.#startMs;
    if (this.#took.length < LEAST_RUNS) return false;
    return isLong || (isSmall && together > RUNS_SAVED * this.#startMs);
  }
}
