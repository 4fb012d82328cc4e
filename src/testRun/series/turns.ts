/** Who waits for a turn. */
interface Waiting {
  readonly rank: number;
  readonly begin: () => void;
}

/** Lets some do their work at once; of the others the lowest rank is next, and of the same the first. */
export class Turns {
  #most: number;
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(most: number) {
    this.#most = most;
    this.#free = most;
  }

  /** Whether somebody waits for a turn. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** From now on lets that many, where it has let fewer. */
  allow(most: number): void {
    for (; this.#most < most; this.#most += 1) this.#next();
  }

  /**
   * Does work when it is its turn.
   * @throws the signal's reason when it is aborted before, and what the work throws
   */
  async take<T>(rank: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push({ rank, begin: resolve }));
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      this.#next();
    }
  }

  #next(): void {
    const ranks = this.#waiting.map(({ rank }) => rank);
    const at = ranks.indexOf(Math.min(...ranks));
    const [next] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (next === undefined) this.#free += 1;
    else next.begin();
  }
}
