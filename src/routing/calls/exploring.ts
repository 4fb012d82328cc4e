/** What the runs under way that explore may cost, until the books know what they did. */
export class Exploring {
  #heldNusd = 0;

  /** In nUSD. */
  get heldNusd(): number {
    return this.#heldNusd;
  }

  /** Holds what a run may cost that explores, until its work has ended. */
  async during<T>(nusd: number, work: () => Promise<T>): Promise<T> {
    this.#heldNusd += nusd;
    try {
      return await work();
    } finally {
      this.#heldNusd -= nusd;
    }
  }
}
