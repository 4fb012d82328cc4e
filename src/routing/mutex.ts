/** Lets one caller at a time do something. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();
  #entered = 0;

  /** How many callers have been let in so far. */
  get entered(): number {
    return this.#entered;
  }

  /** Runs `action` once all earlier ones have ended, however they ended. */
  run<T>(action: () => Promise<T>): Promise<T> {
    const enter = () => {
      this.#entered += 1;
      return action();
    };
    const mine = this.#last.then(enter, enter);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
