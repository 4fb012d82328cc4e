import type { Clock, Log } from '../models/ports.ts';
import { createOtlpExport } from './otlpExport.ts';
import type { RunRows } from './runSpans.ts';
import type { KeptIds } from './sendQueue.ts';
import { SendQueue } from './sendQueue.ts';

/** What sending to a collector needs. */
export interface CollectorParts {
  /** The address that is set now; empty: none. */
  readonly endpoint: () => string;
  readonly version: string;
  /** Tells this machine from others, and says nothing of it. */
  readonly instance: string;
  /** The rows of a run; undefined: the books have it no more. */
  readonly rowsOf: (runId: number) => Promise<RunRows | undefined>;
  readonly kept: KeptIds;
  readonly clock: Pick<Clock, 'wait'>;
  readonly log: Log;
}

/** A queue of runs for whatever collector is set when they are sent. */
export function openCollector(parts: CollectorParts): SendQueue {
  const { endpoint, version, instance, ...others } = parts;
  return new SendQueue({
    ...others,
    connect: () => {
      const address = endpoint();
      const target = { endpoint: address, version, instance };
      return Promise.resolve(address === '' ? undefined : createOtlpExport(target));
    },
  });
}
