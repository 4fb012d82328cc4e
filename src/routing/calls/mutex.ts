/** Lets one caller at a time do something. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `action` once all earlier ones have ended, however they ended. */
  run<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(action, action);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
