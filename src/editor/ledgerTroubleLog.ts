import type { Log } from '../routing/ports.ts';
import type { ErrorReporter } from './errors.ts';

/** The log of the books: what is wrong with them is told to the user too, once in a window. */
export class LedgerTroubleLog implements Log {
  readonly #log: Log;
  readonly #errors: ErrorReporter;
  #isTold = false;

  constructor(log: Log, errors: ErrorReporter) {
    this.#log = log;
    this.#errors = errors;
  }

  info(message: string): void {
    this.#log.info(message);
  }

  warn(message: string): void {
    this.#log.warn(message);
    this.#tell();
  }

  error(message: string, error?: unknown): void {
    this.#log.error(message, error);
    this.#tell();
  }

  #tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    void this.#errors.tell({ code: 'ledger.trouble', args: {} });
  }
}
