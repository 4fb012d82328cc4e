import type { Log } from '../../models/ports.ts';

/** A log that says the same thing only once. */
export class OnceLog {
  readonly #log: Log;
  readonly #said = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  warn(message: string): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#log.warn(message);
  }
}
