/** Timers that run out when a test says so, and can be refreshed as Node's can. */
export class FakeTimers {
  readonly #waiting = new Map<
    object,
    { readonly ms: number; at: number; readonly run: () => void }
  >();
  #now = 0;

  /** Moves the time on and runs what is due. */
  pass(ms: number): void {
    this.#now += ms;
    for (const [timer, { at, run }] of this.#waiting) {
      if (at > this.#now) continue;
      this.#waiting.delete(timer);
      run();
    }
  }

  /** Does something whose timers are these. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
    const set = (run: () => void, ms = 0): object => this.#set(run, ms);
    const clear = (timer: object): void => void this.#waiting.delete(timer);
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    try {
      return await work();
    } finally {
      Object.assign(globalThis, real);
    }
  }

  #set(run: () => void, ms: number): object {
    const timer = {
      refresh: () => {
        const known = this.#waiting.get(timer);
        if (known) known.at = this.#now + known.ms;
        return timer;
      },
      unref: () => timer,
      ref: () => timer,
      hasRef: () => true,
    };
    this.#waiting.set(timer, { ms, at: this.#now + ms, run });
    return timer;
  }
}
