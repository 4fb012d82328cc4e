import type { LedgerLog } from '../ledgerLog.ts';

/** A log that says the same thing only once. */
export class ToldLog {
  readonly #log: LedgerLog;
  readonly #told = new Set<string>();

  constructor(log: LedgerLog) {
    this.#log = log;
  }

  warn(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#log.warn(message);
  }
}
