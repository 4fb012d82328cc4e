import { addDays, systemLocalDay } from '../../models/localDay.ts';
import type { Log } from '../../models/ports.ts';
import type { LedgerBooks } from '../booking/ledgerBooks.ts';
import type { Store } from '../database/store.ts';
import { errorCode } from '../folder/windowProcess.ts';
import { summaryOf } from '../queries/figuresQuery.ts';
import { hasSummary, removeSummary, writeSummary } from './summaryFile.ts';

/** Days before today that a summary holds: what is asked tomorrow still reaches back 30 days. */
const SUMMARY_DAYS = 31;

/** Keeps the summary beside the books: one that is true of them as they are now, or none. */
export class SummaryKeeper {
  readonly #store: Store;
  readonly #books: LedgerBooks;
  readonly #folder: string | undefined;
  readonly #now: () => number;
  readonly #log: Log;

  constructor(
    store: Store,
    books: LedgerBooks,
    folder: string | undefined,
    now: () => number,
    log: Log,
  ) {
    this.#store = store;
    this.#books = books;
    this.#folder = folder;
    this.#now = now;
    this.#log = log;
  }

  /** Writes the summary anew unless it is there; takes it away while calls are under way. Blocks. */
  keep(): void {
    const folder = this.#folder;
    if (folder === undefined) return;
    try {
      // First the state, then the sums: what comes between makes them a summary of no state.
      const state = this.#store.settledState();
      if (state === undefined) {
        removeSummary(folder);
        return;
      }
      const firstDay = addDays(systemLocalDay(this.#now()), -SUMMARY_DAYS);
      if (hasSummary(folder, state, firstDay)) return;
      const summary = this.#store.query((sql) => summaryOf(sql, this.#books.words(sql), firstDay));
      writeSummary(folder, state, summary);
    } catch (error) {
      // No trouble of the books: nothing is lost, and nothing is said that is not so.
      this.#log.info(
        `The summary could not be written (${errorCode(error) ?? 'unknown'}): the next window opens the books instead`,
      );
    }
  }
}
