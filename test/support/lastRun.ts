import type { Journey } from './journey.ts';
import type { Row } from './ledgerRows.ts';

/** The rows of one run. */
export interface RunRows {
  readonly run: Row;
  readonly attempts: readonly Row[];
}

/** What the ledger holds of the journey's run that was started last. */
export async function lastRun(host: Journey): Promise<RunRows> {
  const { runs, attempts } = await host.ledger();
  const run = runs.at(-1);
  if (run === undefined) throw new Error('The ledger has no run of this journey.');
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
