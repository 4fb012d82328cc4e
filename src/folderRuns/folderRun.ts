import type { TaskName } from '../models/task.ts';
import type { BegunRun } from '../routing/run/begun/begunRun.ts';

/** Why a file of a folder run has no answer to accept. */
export type NoAnswer =
  /** The batch ended before it was its turn; it was not billed. */
  | 'expired'
  /** The batch was cancelled, here or elsewhere, before it was its turn; it was not billed. */
  | 'cancelled'
  /** Whoever runs the models has refused it; it was not billed. */
  | 'refused'
  /** Nothing was sent. */
  | 'notSent'
  /** The batch has ended and says nothing of it. */
  | 'noResult'
  /** Its answer is there, and what was asked for cannot be read on this machine any more. */
  | 'unreadable'
  /** Its file is gone, or is not to be sent any more. */
  | 'deleted'
  /** The window closed while it was under way. */
  | 'interrupted'
  /** No answer has passed its check. */
  | 'rejected'
  /** It came to nothing for a reason of its run. */
  | 'failed';

/** What has become of one file. Costs are of its whole run, in nUSD; null: not all of it has a price. */
export type FileState =
  | { readonly type: 'waiting' }
  | { readonly type: 'judging' }
  | { readonly type: 'ready'; readonly costNusd: number | null }
  | { readonly type: 'none'; readonly why: NoAnswer; readonly costNusd: number | null }
  | { readonly type: 'accepted'; readonly costNusd: number | null }
  | { readonly type: 'discarded'; readonly costNusd: number | null };

/** One file, which is one run. */
export interface FileOfRun {
  readonly run: BegunRun;
  readonly state: FileState;
}

/** How far the whole is. */
export type Stage =
  /** Written down; perhaps reserved. Nothing was sent. */
  | { readonly type: 'begun' }
  /** It was about to be sent, and perhaps it was. */
  | { readonly type: 'intended'; readonly at: number }
  | { readonly type: 'sent'; readonly batchId: string; readonly expiresAt: number }
  /** Each file goes its own way: it is sent now, or its result has been read. */
  | { readonly type: 'going' };

/** Several files with one task, one consent and one list to accept from. */
export interface FolderRun {
  readonly id: string;
  readonly task: TaskName;
  readonly isBatched: boolean;
  /** Hash of where it is sent: another address does not know it. */
  readonly place: string;
  /** Unix ms. */
  readonly begunAt: number;
  readonly stage: Stage;
  readonly isCancelled: boolean;
  /** By run id, in the order of the list. */
  readonly files: ReadonlyMap<number, FileOfRun>;
}

/** What is written down of a folder run, each before what it leads to. Ids, codes and numbers alone. */
export type FolderEvent =
  | {
      readonly t: 'begun';
      readonly at: number;
      readonly id: string;
      readonly task: TaskName;
      readonly isBatched: boolean;
      readonly place: string;
      readonly runs: readonly BegunRun[];
    }
  /** From here on it may be sent. */
  | { readonly t: 'intended'; readonly at: number }
  | { readonly t: 'sent'; readonly batchId: string; readonly expiresAt: number }
  | { readonly t: 'going' }
  | { readonly t: 'cancelled' }
  | { readonly t: 'judging'; readonly runId: number }
  | { readonly t: 'file'; readonly runId: number; readonly state: FileState };

/** A folder run by what is written of it; undefined: it does not even begin. */
export function folderRunOf(events: readonly FolderEvent[]): FolderRun | undefined {
  let run: FolderRun | undefined;
  for (const event of events) run = after(run, event);
  return run;
}

/** A folder run with one thing more that has happened. */
export function after(run: FolderRun | undefined, event: FolderEvent): FolderRun | undefined {
  if (event.t === 'begun') {
    const { id, task, isBatched, place, at: begunAt, runs } = event;
    const waiting = { state: { type: 'waiting' } } as const;
    const files = new Map(runs.map((one) => [one.started.runId, { run: one, ...waiting }]));
    const stage = { type: 'begun' } as const;
    return { id, task, isBatched, place, begunAt, stage, isCancelled: false, files };
  }
  if (!run) return undefined;
  switch (event.t) {
    case 'intended':
      return { ...run, stage: { type: 'intended', at: event.at } };
    case 'sent': {
      const { batchId, expiresAt } = event;
      return { ...run, stage: { type: 'sent', batchId, expiresAt } };
    }
    case 'going':
      return { ...run, stage: { type: 'going' } };
    case 'cancelled':
      return { ...run, isCancelled: true };
    case 'judging':
      return withFile(run, event.runId, (file) => ({ ...file, state: { type: 'judging' } }));
    case 'file':
      return withFile(run, event.runId, (file) => ({ ...file, state: event.state }));
  }
}

function withFile(
  run: FolderRun,
  runId: number,
  change: (file: FileOfRun) => FileOfRun,
): FolderRun {
  const file = run.files.get(runId);
  if (!file) return run;
  return { ...run, files: new Map([...run.files, [runId, change(file)]]) };
}

/** Whether nothing more will happen to a file but by its user. */
export function isSettled({ state }: FileOfRun): boolean {
  return state.type !== 'waiting' && state.type !== 'judging';
}

/** Whether nothing more will happen to any file but by its user. */
export function isOver({ files }: FolderRun): boolean {
  return [...files.values()].every(isSettled);
}

/** What the API knows a file of a batch by: of no use to anybody who has not made it. */
export function customIdOf({ id }: Pick<FolderRun, 'id'>, runId: number): string {
  return `${id}-${runId}`;
}

/** The run behind such an id; undefined: it is of another batch. */
export function runIdOf({ id, files }: FolderRun, customId: string): number | undefined {
  if (!customId.startsWith(`${id}-`)) return undefined;
  const runId = Number(customId.slice(id.length + 1));
  return files.has(runId) ? runId : undefined;
}
