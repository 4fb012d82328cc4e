import type { BatchProvider, BatchStatus, ProviderFailure } from '../providers/port.ts';
import type { FolderRun } from './folderRun.ts';
import { runIdOf } from './folderRun.ts';

/** ms after which a request that was sent has arrived, or never will. */
const ARRIVED_MS = 600_000;
/** ms by which this machine's clock may be ahead of the API's. */
const SKEW_MS = 3_600_000;

/** What became of a batch of which nobody knows whether it was sent. */
export type Search =
  | { readonly type: 'found'; readonly status: BatchStatus }
  /** It never arrived. */
  | { readonly type: 'absent' }
  /** One that may be it is under way, or it may still arrive. */
  | { readonly type: 'open' }
  | { readonly type: 'failed'; readonly failure: ProviderFailure };

/**
 * Looks for a folder run's batch among those that were created last. A batch tells the ids of its
 * requests only with its results: until then one of the same size may be it. `known` are the batches
 * of other folder runs.
 */
export async function searchBatch(
  run: FolderRun,
  batches: BatchProvider,
  { now, known }: { readonly now: number; readonly known: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<Search> {
  const { stage } = run;
  const intendedAt = stage.type === 'intended' ? stage.at : run.begunAt;
  const recent = await batches.recent(intendedAt - SKEW_MS, signal);
  if ('kind' in recent) return { type: 'failed', failure: recent };
  const candidates = recent.filter(
    ({ id, requests }) => !known.has(id) && requests === run.files.size,
  );
  let isOpen = now < intendedAt + ARRIVED_MS;
  for (const status of candidates) {
    if (status.state !== 'ended') {
      isOpen = true;
      continue;
    }
    const isOurs = await isOf(run, batches, status, signal);
    if (isOurs === true) return { type: 'found', status };
    if (isOurs !== false) return { type: 'failed', failure: isOurs };
  }
  return isOpen ? { type: 'open' } : { type: 'absent' };
}

/** Whether the first result of a batch is one of ours; a failure: that cannot be read. */
async function isOf(
  run: FolderRun,
  batches: BatchProvider,
  { id }: BatchStatus,
  signal: AbortSignal,
): Promise<boolean | ProviderFailure> {
  const asked = () => ({ model: '', maxTokens: Number.MAX_SAFE_INTEGER });
  for await (const result of batches.results(id, asked, signal)) {
    return result.type === 'broken' ? result.failure : runIdOf(run, result.id) !== undefined;
  }
  return false;
}
