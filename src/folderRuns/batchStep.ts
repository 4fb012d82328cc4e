import type { Clock } from '../models/ports.ts';
import type { BatchProvider, BatchResult, ProviderFailure, ReplyEvent } from '../providers/port.ts';
import type { Closing } from '../routing/run/begun/closeBegun.ts';
import { searchBatch } from './batchSearch.ts';
import type { FileOfRun, FolderEvent, FolderRun, NoAnswer } from './folderRun.ts';
import { isOver, isSettled, runIdOf } from './folderRun.ts';
import { pollAfter } from './pollTimes.ts';

/** ms until an address that does not answer, or is not ours, is asked again. */
const TROUBLE_MS = 60_000;

const DAY_MS = 86_400_000;
/** ms for which the API keeps results behind the end of a batch, and some more. */
const KEPT_MS = 30 * DAY_MS;

/** What a result that is no answer means for its file. None of them was billed. */
const WITHOUT_ANSWER = {
  failed: { why: 'refused', outcome: 'failed' },
  cancelled: { why: 'cancelled', outcome: 'cancelled' },
  expired: { why: 'expired', outcome: 'failed' },
} as const satisfies Record<Exclude<BatchResult['type'], 'replied'>, object>;

/** When to look again, and what stands in the way; or never. */
export type Next =
  | { readonly type: 'later'; readonly ms: number; readonly trouble?: Trouble }
  | { readonly type: 'over' };

/** Why nothing is known of a batch at the moment. */
export type Trouble =
  | ProviderFailure['kind']
  /** The editor is connected to another address. */
  | 'elsewhere'
  /** The address knows no such batch, at least not for this key. */
  | 'notFound';

/** What a step does with the folder run and its files. */
export interface BatchedFiles {
  readonly runs: readonly FolderRun[];
  get(id: string): FolderRun | undefined;
  note(id: string, event: FolderEvent): Promise<void>;
  judge(
    id: string,
    file: FileOfRun,
    reply: readonly ReplyEvent[] | undefined,
    signal: AbortSignal,
  ): Promise<void>;
  closeFile(id: string, file: FileOfRun, why: NoAnswer, closing: Closing): Promise<void>;
  giveUp(id: string, why: NoAnswer, outcome: 'cancelled' | 'failed'): Promise<void>;
}

/** What a step asks the world. */
export interface BatchStepParts {
  /** The batches at a place; undefined: the editor is not connected to it. */
  readonly batches: (place: string, signal: AbortSignal) => Promise<BatchProvider | undefined>;
  readonly clock: Clock;
}

/** Does for a batch what can be done now: finds it, looks at it, reads its results. */
export async function batchStep(
  driver: BatchedFiles,
  parts: BatchStepParts,
  run: FolderRun,
  signal: AbortSignal,
): Promise<Next> {
  const next = await stepOf(driver, parts, run, signal);
  const trouble = next.type === 'later' ? next.trouble : undefined;
  const now = driver.get(run.id);
  if (!now || trouble === undefined || !isPast(now, trouble, parts.clock.now())) return next;
  for (const file of now.files.values()) {
    signal.throwIfAborted();
    if (!isSettled(file)) await take(driver, run.id, { file, result: undefined }, signal);
  }
  return { type: 'over' };
}

/** Whether nothing more is to come of a batch: what it has cost is then estimated. */
function isPast({ stage, begunAt, isCancelled }: FolderRun, trouble: Trouble, at: number): boolean {
  const endsAt = Math.max(begunAt + DAY_MS, stage.type === 'sent' ? stage.expiresAt : 0);
  // Who cancels does not go and look for the key that it was sent with.
  return at > endsAt + KEPT_MS || (trouble === 'notFound' && isCancelled && at > endsAt);
}

async function stepOf(
  driver: BatchedFiles,
  parts: BatchStepParts,
  run: FolderRun,
  signal: AbortSignal,
): Promise<Next> {
  const batches = await parts.batches(run.place, signal);
  signal.throwIfAborted();
  if (!batches) return { type: 'later', ms: TROUBLE_MS, trouble: 'elsewhere' };
  switch (run.stage.type) {
    case 'intended':
      return lookFor(driver, parts, { run, batches }, signal);
    case 'sent':
      return lookAt(driver, parts, { run, batches }, signal);
    case 'begun':
    case 'going':
      return { type: 'over' };
  }
}

async function lookFor(
  driver: BatchedFiles,
  parts: BatchStepParts,
  { run, batches }: { readonly run: FolderRun; readonly batches: BatchProvider },
  signal: AbortSignal,
): Promise<Next> {
  const now = parts.clock.now();
  const known = new Set(
    driver.runs.flatMap(({ stage }) => (stage.type === 'sent' ? [stage.batchId] : [])),
  );
  const search = await searchBatch(run, batches, { now, known }, signal);
  signal.throwIfAborted();
  switch (search.type) {
    case 'found': {
      const { id: batchId, expiresAt } = search.status;
      await driver.note(run.id, { t: 'sent', batchId, expiresAt });
      return lookAt(driver, parts, { run: driver.get(run.id) ?? run, batches }, signal);
    }
    case 'absent':
      await driver.giveUp(run.id, 'notSent', 'failed');
      return { type: 'over' };
    case 'open':
      return { type: 'later', ms: pollAfter(now - run.begunAt) };
    case 'failed':
      return inTrouble(search.failure);
  }
}

async function lookAt(
  driver: BatchedFiles,
  parts: BatchStepParts,
  { run, batches }: { readonly run: FolderRun; readonly batches: BatchProvider },
  signal: AbortSignal,
): Promise<Next> {
  const { stage } = run;
  if (stage.type !== 'sent') return { type: 'over' };
  let status = await batches.status(stage.batchId, signal);
  const isToCancel = run.isCancelled && 'state' in status && status.state === 'working';
  if (isToCancel) status = await batches.cancel(stage.batchId, signal);
  signal.throwIfAborted();
  if ('kind' in status) return inTrouble(status);
  if (status.state !== 'ended') {
    return { type: 'later', ms: pollAfter(parts.clock.now() - run.begunAt) };
  }
  const failure = await readResults(driver, run, { batches, batchId: stage.batchId }, signal);
  if (failure) return inTrouble(failure);
  const now = driver.get(run.id);
  return now && !isOver(now) ? { type: 'later', ms: TROUBLE_MS } : { type: 'over' };
}

function inTrouble({ kind, status }: ProviderFailure): Next {
  const isGone = status === 404 || status === 410;
  return { type: 'later', ms: TROUBLE_MS, trouble: isGone ? 'notFound' : kind };
}

/** Reads all results, and then has each file judged. Resolves to why not all could be read. */
async function readResults(
  driver: BatchedFiles,
  run: FolderRun,
  { batches, batchId }: { readonly batches: BatchProvider; readonly batchId: string },
  signal: AbortSignal,
): Promise<ProviderFailure | undefined> {
  const asked = (id: string) => {
    const file = run.files.get(runIdOf(run, id) ?? -1);
    return { model: file?.run.started.model ?? '', maxTokens: Number.MAX_SAFE_INTEGER };
  };
  const results = new Map<number, BatchResult>();
  let broken: ProviderFailure | undefined;
  for await (const result of batches.results(batchId, asked, signal)) {
    if (result.type === 'broken') {
      broken = result.failure;
      continue;
    }
    const runId = runIdOf(run, result.id);
    if (runId !== undefined) results.set(runId, result);
  }
  for (const [runId, file] of run.files) {
    signal.throwIfAborted();
    const result = results.get(runId);
    if (isSettled(file) || (broken && !result)) continue;
    await take(driver, run.id, { file, result }, signal);
  }
  return broken;
}

async function take(
  driver: BatchedFiles,
  id: string,
  { file, result }: { readonly file: FileOfRun; readonly result: BatchResult | undefined },
  signal: AbortSignal,
): Promise<void> {
  if (result?.type === 'replied') return driver.judge(id, file, result.events, signal);
  if (!result) return driver.closeFile(id, file, 'noResult', { type: 'unknown', code: 'noResult' });
  const { why, outcome }: { why: NoAnswer; outcome: 'failed' | 'cancelled' } =
    WITHOUT_ANSWER[result.type];
  const closing: Closing = { type: 'unbilled', outcome, code: why };
  return driver.closeFile(id, file, why, closing);
}
