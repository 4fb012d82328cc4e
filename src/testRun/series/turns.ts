/** Lets some do their work at once; the others wait in order. */
export class Turns {
  #most: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
    this.#free = most;
  }

  /** From now on lets that many, where it has let fewer. */
  allow(most: number): void {
    for (; this.#most < most; this.#most += 1) this.#next();
  }

  /**
   * Does work when it is its turn.
   * @throws the signal's reason when it is aborted before, and what the work throws
   */
  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      this.#next();
    }
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
