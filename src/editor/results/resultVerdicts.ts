import type { Verdict } from '../../models/booking.ts';
import type { Log } from '../../models/ports.ts';
import { NO_RUN } from './withoutRun.ts';

/** What the user did with a result: all that a verdict says of it but when. */
type Deed =
  | { readonly verdict: 'applied' | 'edited'; readonly keptShare: number }
  | { readonly verdict: 'undone' | 'discarded' };

/** Where verdicts go. */
export interface VerdictBooks {
  readonly verdicts: { verdict(verdict: Verdict): Promise<void> };
  readonly log: Log;
  /** Unix ms. */
  readonly now: () => number;
}

/** Books what the user did with results, and knows which of them stand in their documents. */
export class ResultVerdicts {
  readonly #books: VerdictBooks;
  /** Runs whose result stands in its document or file, and was not undone. */
  readonly #written = new Set<number>();

  constructor(books: VerdictBooks) {
    this.#books = books;
  }

  /** Whether the result of a run stands in its document or file by now. */
  isWritten(runId: number): boolean {
    return this.#written.has(runId);
  }

  /** `keptShare` of the result was written, 0 to 1. */
  kept(runId: number, keptShare: number): Promise<void> {
    this.#written.add(runId);
    return this.#book(runId, { verdict: keptShare === 1 ? 'applied' : 'edited', keptShare });
  }

  undone(runId: number): Promise<void> {
    this.#written.delete(runId);
    return this.#book(runId, { verdict: 'undone' });
  }

  discarded(runId: number): Promise<void> {
    return this.#book(runId, { verdict: 'discarded' });
  }

  /** The books' trouble must not look like trouble with the code. */
  async #book(runId: number, deed: Deed): Promise<void> {
    if (runId === NO_RUN) return;
    const { log, now, verdicts } = this.#books;
    try {
      await verdicts.verdict({ runId, at: now(), ...deed });
    } catch (error) {
      log.error('A verdict could not be booked.', error);
    }
  }
}
