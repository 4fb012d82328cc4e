import type { Log } from '../../models/ports.ts';
import type { ErrorReporter } from '../errors.ts';

/** What the notice needs to know of the books, once they are open. */
type OpenBooks = () => Promise<{ readonly isDurable: boolean }>;

/**
 * The log of the books: what is wrong with them is told to the user too, each kind of trouble once
 * in a window.
 */
export class LedgerTroubleLog implements Log {
  readonly #log: Log;
  readonly #errors: Pick<ErrorReporter, 'tell'>;
  readonly #books: OpenBooks;
  readonly #told = new Set<string>();
  #isTelling = false;

  constructor(log: Log, errors: Pick<ErrorReporter, 'tell'>, books: OpenBooks) {
    this.#log = log;
    this.#errors = errors;
    this.#books = books;
  }

  info(message: string): void {
    this.#log.info(message);
  }

  warn(message: string): void {
    this.#log.warn(message);
    void this.#tell();
  }

  error(message: string, error?: unknown): void {
    this.#log.error(message, error);
    void this.#tell();
  }

  async #tell(): Promise<void> {
    // Trouble comes in several lines; what it means is known once the books are open.
    if (this.#isTelling) return;
    this.#isTelling = true;
    const isDurable = await this.#books().then(
      (books) => books.isDurable,
      () => true,
    );
    this.#isTelling = false;
    const code = isDurable ? 'ledger.trouble' : 'ledger.inMemory';
    if (this.#told.has(code)) return;
    this.#told.add(code);
    await this.#errors.tell({ code, args: {} });
  }
}
