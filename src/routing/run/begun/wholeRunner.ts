import type { BatchProvider } from '../../../providers/port.ts';
import type { Runner, RunRequest } from '../run.ts';
import type { Beginning, BegunRun } from './begunRun.ts';
import type { Closing } from './closeBegun.ts';
import type { Reservation, WholeOrder } from './reserveAll.ts';

/** A runner that can begin several runs as one whole. */
export interface WholeRunner extends Runner {
  /**
   * Plans a run whose first attempt is reserved and sent as one of many; nothing is begun by that. A
   * run goes on from it with `RunRequest.begun`, or is closed. Rejects with what a provider needs.
   */
  begin(request: RunRequest, isBatched: boolean, signal: AbortSignal): Promise<Beginning>;
  /** Where several calls are made at half the price; undefined: nowhere. */
  batches(): Promise<BatchProvider | undefined>;
  /** Reserves what several begun runs may cost at worst, all or none. */
  reserve(order: WholeOrder): Promise<Reservation>;
  /** Ends a begun run that is not gone on with. Resolves to its cost in nUSD; null: unpriced. */
  close(run: BegunRun, closing: Closing): Promise<number | null>;
}
