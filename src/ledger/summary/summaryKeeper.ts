import { addDays, systemLocalDay } from '../../models/localDay.ts';
import type { Log } from '../../models/ports.ts';
import type { LedgerBookkeeper } from '../booking/ledgerBookkeeper.ts';
import type { Store } from '../database/store.ts';
import { errorCode } from '../folder/windowProcess.ts';
import { summaryOf } from '../queries/figuresQuery.ts';
import { hasSummary, removeSummary, writeSummary } from './summaryFile.ts';

/** Days before today that a summary holds: what is asked tomorrow still reaches back 30 days. */
const SUMMARY_DAYS = 31;

/** The books that are summed up, and where. */
export interface SummaryKeeperOptions {
  readonly store: Store;
  readonly bookkeeper: LedgerBookkeeper;
  /** undefined: the books are in memory, and there is no summary. */
  readonly folder: string | undefined;
  readonly now: () => number;
  readonly log: Log;
}

/** Keeps the summary beside the books: one that is true of them as they are now, or none. */
export class SummaryKeeper {
  readonly #options: SummaryKeeperOptions;

  constructor(options: SummaryKeeperOptions) {
    this.#options = options;
  }

  /** Writes the summary anew unless it is there; takes it away while calls are under way. Blocks. */
  keep(): void {
    const { bookkeeper, folder, log, now, store } = this.#options;
    if (folder === undefined) return;
    try {
      // First the state, then the sums: what comes between makes them a summary of no state.
      const state = store.settledState();
      if (state === undefined) {
        removeSummary(folder);
        return;
      }
      const firstDay = addDays(systemLocalDay(now()), -SUMMARY_DAYS);
      if (hasSummary(folder, state, firstDay)) return;
      const summary = store.query((sql) => summaryOf(sql, bookkeeper.words(sql), firstDay));
      writeSummary(folder, state, summary);
    } catch (error) {
      // No trouble of the books: nothing is lost, and nothing is said that is not so.
      log.info(
        `The summary could not be written (${errorCode(error) ?? 'unknown'}): the next window opens the books instead`,
      );
    }
  }
}
