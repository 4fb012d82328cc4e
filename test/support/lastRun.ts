import type { Journey } from './journey.ts';
import { readLedgers, type Row } from './ledgerRows.ts';

/** The rows of one run. */
export interface RunRows {
  readonly run: Row;
  readonly attempts: readonly Row[];
}

/** What the ledger holds of the run that was started last. */
export async function lastRun(host: Journey): Promise<RunRows> {
  const { runs, attempts } = await readLedgers(host.server.userDataDir);
  const run = runs.at(-1);
  if (run === undefined) throw new Error('The ledger has no run.');
  return { run, attempts: attempts.filter((attempt) => attempt['run_id'] === run['id']) };
}

/** The model calls that the demo API has got since a request number. */
export function callsAfter(host: Journey, number: number): Journey['api']['requests'] {
  return host.api.requests.filter(
    (request) => request.endpoint === 'messages' && request.number > number,
  );
}

/** The number of the newest request, to count on from. */
export function newestRequest({ api }: Journey): number {
  return api.requests.at(-1)?.number ?? 0;
}
