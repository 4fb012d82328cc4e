import type { Coded } from '../models/codes.ts';
import type { Log } from '../models/ports.ts';
import type { TaskName } from '../models/task.ts';
import type {
  BatchProvider,
  BatchRequest,
  ModelRequest,
  ProviderFailure,
  ReplyEvent,
} from '../providers/port.ts';
import type { BegunAttempt, BegunRun } from '../routing/run/begun/begunRun.ts';
import type { Closing } from '../routing/run/begun/closeBegun.ts';
import type { Reservation } from '../routing/run/begun/reserveAll.ts';
import type { BatchedFiles, BatchStepParts, Next } from './batchStep.ts';
import { batchStep } from './batchStep.ts';
import type { FileOfRun, FileState, FolderEvent, FolderRun, NoAnswer } from './folderRun.ts';
import { after, customIdOf, isOver, isSettled } from './folderRun.ts';
import type { FolderRunStore } from './folderRunStore.ts';
import { keptReplies } from './keptReplies.ts';

/** Files that are sent at the same time. */
const AT_ONCE = 3;

/** How a file came out whose answer was read. */
export type Judged =
  /** `answer` is kept sealed until it is accepted. */
  | { readonly type: 'ready'; readonly answer: string; readonly costNusd: number | null }
  | { readonly type: 'none'; readonly why: NoAnswer; readonly costNusd: number | null }
  /** Nothing can be done with an answer, and nothing was asked: what came of it is booked. */
  | { readonly type: 'unusable'; readonly why: NoAnswer }
  /** It was broken off: what came is booked, and it is judged again the next time. */
  | { readonly type: 'brokenOff' };

/** A file to be judged. */
export interface FileToJudge {
  readonly task: TaskName;
  /** What was asked, as it was handed in. */
  readonly asked: string;
  readonly attempt: BegunAttempt;
}

/** What folder runs are carried out by. */
export interface DriverParts extends BatchStepParts {
  readonly store: FolderRunStore;
  readonly judge: (file: FileToJudge, signal: AbortSignal) => Promise<Judged>;
  readonly close: (run: BegunRun, closing: Closing) => Promise<number | null>;
  readonly log: Log;
  /** 24 hexadecimal digits that nobody can guess. */
  readonly newId: () => string;
  readonly onDidChange: (run: FolderRun) => void;
}

/** What a folder run is begun with. */
export interface FolderOrder {
  readonly task: TaskName;
  readonly isBatched: boolean;
  readonly place: string;
  readonly files: readonly {
    readonly run: BegunRun;
    readonly call: ModelRequest;
    /** Kept sealed, to judge the answer by. */
    readonly asked: string;
  }[];
  /** Holds the whole against the budgets, once it is written down. */
  readonly reserve: () => Promise<Reservation>;
}

/** Whether a folder run was begun. */
export type Started =
  | { readonly type: 'started'; readonly id: string }
  | { readonly type: 'denied'; readonly failure: Coded };

/**
 * Carries folder runs through, from what is written of them: it may be ended at any moment and gone on
 * with by another window. Whatever may cost money is written down before it is done.
 */
export class FolderRunDriver implements BatchedFiles {
  readonly #parts: DriverParts;
  readonly #runs = new Map<string, FolderRun>();
  /** Folder runs that this window has begun: what it sends itself goes on here alone. */
  readonly #own = new Set<string>();

  /** What is done for a folder run, one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(parts: DriverParts) {
    this.#parts = parts;
  }

  /** Reads what earlier windows have left. */
  async restore(): Promise<void> {
    for (const run of await this.#parts.store.all()) this.#runs.set(run.id, run);
  }

  /** All folder runs, the oldest first. */
  get runs(): readonly FolderRun[] {
    return [...this.#runs.values()];
  }

  get(id: string): FolderRun | undefined {
    return this.#runs.get(id);
  }

  /** Writes a folder run down, reserves it and, by batch, sends it. */
  async start(order: FolderOrder, signal: AbortSignal): Promise<Started> {
    const id = this.#parts.newId();
    return this.#inTurn(id, () => this.#start(id, order, signal));
  }

  async #start(id: string, order: FolderOrder, signal: AbortSignal): Promise<Started> {
    const { store, clock } = this.#parts;
    const { task, isBatched, place, files, reserve } = order;
    for (const { run, asked } of files) await store.keep(id, run.started.runId, 'asked', asked);
    const runs = files.map(({ run }) => run);
    this.#own.add(id);
    await this.note(id, { t: 'begun', at: clock.now(), id, task, isBatched, place, runs });
    const reserved = await reserve();
    if (reserved.type === 'denied') {
      await this.forget(id);
      return reserved;
    }
    if (!isBatched) {
      await this.note(id, { t: 'going' });
      return { type: 'started', id };
    }
    const batches = await this.#parts.batches(place, signal);
    if (!batches || signal.aborted) {
      await this.giveUp(id, 'notSent', 'cancelled');
      return { type: 'started', id };
    }
    const requests = files.map(({ run, call }): BatchRequest => ({
      id: customIdOf({ id }, run.started.runId),
      request: call,
    }));
    await this.note(id, { t: 'intended', at: clock.now() });
    await this.#send(id, batches, requests, signal);
    return { type: 'started', id };
  }

  /** Does what can be done now, and says when to look again. Rejects when it is aborted. */
  advance(id: string, signal: AbortSignal): Promise<Next> {
    return this.#inTurn(id, () => this.#advance(id, signal));
  }

  async #advance(id: string, signal: AbortSignal): Promise<Next> {
    signal.throwIfAborted();
    const run = this.#runs.get(id);
    if (!run || isOver(run)) return { type: 'over' };
    if (run.stage.type === 'begun') {
      // Nothing was sent, and nobody will: what is reserved is let go of.
      await this.giveUp(id, 'notSent', 'cancelled');
      return { type: 'over' };
    }
    if (!run.isBatched) {
      await this.#goOn(run, signal);
      return { type: 'over' };
    }
    return batchStep(this, this.#parts, run, signal);
  }

  /** Cancels what is not done yet. By batch it is asked for; what is done all the same is kept. */
  async cancel(id: string, signal: AbortSignal): Promise<void> {
    const run = this.#runs.get(id);
    if (!run || isOver(run) || run.isCancelled) return;
    await this.note(id, { t: 'cancelled' });
    if (run.isBatched) await this.advance(id, signal);
  }

  /** What there is to accept of a file; undefined: nothing that can be read here. */
  async answerOf(id: string, runId: number): Promise<string | undefined> {
    return readAnswer(await this.#parts.store.kept(id, runId, 'answer'))?.answer;
  }

  /** What was asked about a file, as it was handed in; undefined as above. */
  async askedOf(id: string, runId: number): Promise<string | undefined> {
    return this.#parts.store.kept(id, runId, 'asked');
  }

  /** Takes note that a file was accepted or discarded; its answer goes. */
  async settle(id: string, runId: number, how: 'accepted' | 'discarded'): Promise<void> {
    const state = this.#runs.get(id)?.files.get(runId)?.state;
    if (state?.type !== 'ready') return;
    await this.note(id, { t: 'file', runId, state: { type: how, costNusd: state.costNusd } });
    await this.#parts.store.drop(id, runId);
  }

  /** Takes a folder run that is over off the list. */
  async forget(id: string): Promise<void> {
    this.#runs.delete(id);
    await this.#parts.store.remove(id);
  }

  /** Has the gate read a file's answer, or has it sent now. */
  async judge(
    id: string,
    file: FileOfRun,
    reply: readonly ReplyEvent[] | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { store } = this.#parts;
    const { runId } = file.run.started;
    const { task } = this.#runs.get(id) ?? {};
    const asked = await store.kept(id, runId, 'asked');
    const unusable = (why: NoAnswer): Promise<void> =>
      this.closeFile(
        id,
        file,
        why,
        reply
          ? { type: 'unread', code: why, reply }
          : { type: 'unbilled', outcome: 'failed', code: why },
      );
    if (asked === undefined || task === undefined) return unusable('unreadable');
    const earlier = readAnswer(await store.kept(id, runId, 'answer'));
    if (earlier) {
      // It was judged, and the window ended before that was written down.
      const { costNusd } = earlier;
      return this.note(id, { t: 'file', runId, state: { type: 'ready', costNusd } });
    }
    await this.note(id, { t: 'judging', runId });
    const replies = await keptReplies(store, id, runId);
    const begun: BegunAttempt = { run: file.run, replies, ...(reply ? { reply } : {}) };
    const judged = await this.#parts.judge({ task, asked, attempt: begun }, signal);
    if (judged.type === 'brokenOff') return signal.throwIfAborted();
    if (judged.type === 'unusable') return unusable(judged.why);
    const { costNusd } = judged;
    if (judged.type === 'ready') {
      const kept: KeptAnswer = { answer: judged.answer, costNusd };
      await store.keep(id, runId, 'answer', JSON.stringify(kept));
    }
    const state: FileState =
      judged.type === 'ready'
        ? { type: 'ready', costNusd }
        : { type: 'none', why: judged.why, costNusd };
    await this.note(id, { t: 'file', runId, state });
    if (state.type === 'none') await store.drop(id, runId);
  }

  /** Ends a file without an answer, in the books and in the list. */
  async closeFile(id: string, file: FileOfRun, why: NoAnswer, closing: Closing): Promise<void> {
    const costNusd = await this.#parts.close(file.run, closing);
    const { runId } = file.run.started;
    await this.note(id, { t: 'file', runId, state: { type: 'none', why, costNusd } });
  }

  /** Ends all files that wait, of which nothing was billed. */
  async giveUp(id: string, why: NoAnswer, outcome: 'cancelled' | 'failed'): Promise<void> {
    for (const file of this.#runs.get(id)?.files.values() ?? []) {
      if (isSettled(file)) continue;
      await this.closeFile(id, file, why, { type: 'unbilled', outcome, code: why });
    }
  }

  /** Writes down what has happened, and then knows it. */
  async note(id: string, event: FolderEvent): Promise<void> {
    await this.#parts.store.append(id, event);
    const run = after(this.#runs.get(id), event);
    if (!run) return;
    this.#runs.set(id, run);
    this.#parts.onDidChange(run);
  }

  async #send(
    id: string,
    batches: BatchProvider,
    requests: readonly BatchRequest[],
    signal: AbortSignal,
  ): Promise<void> {
    const created = await batches.create(requests, signal);
    if (!('kind' in created)) {
      const { id: batchId, expiresAt } = created;
      return this.note(id, { t: 'sent', batchId, expiresAt });
    }
    this.#parts.log.warn(`a batch was not created: ${created.kind} ${created.detail}`);
    // Where it may have arrived it is looked for, and not sent again.
    if (isRefusal(created)) await this.giveUp(id, 'refused', 'failed');
  }

  /** Sends the files of a run that is made now, some at a time. */
  async #goOn({ id, files }: FolderRun, signal: AbortSignal): Promise<void> {
    const isOwn = this.#own.has(id);
    const waiting = [...files.values()].filter((file) => !isSettled(file));
    const work = async (): Promise<void> => {
      for (let file = waiting.shift(); file; file = waiting.shift()) {
        signal.throwIfAborted();
        const isCancelled = this.#runs.get(id)?.isCancelled === true;
        if (isOwn && !isCancelled) await this.#sendNow(id, file, signal);
        else await this.#leave(id, file, isCancelled ? 'cancelled' : 'interrupted');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  /** What keeps a file from being sent concerns that file alone: nothing of it is paid for. */
  async #sendNow(id: string, file: FileOfRun, signal: AbortSignal): Promise<void> {
    try {
      await this.judge(id, file, undefined, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#parts.log.error('a file of a folder run could not be sent', error);
      const code = 'failed';
      await this.closeFile(id, file, code, { type: 'unbilled', outcome: 'failed', code });
    }
  }

  #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn = before.then(work);
    this.#turns.set(
      id,
      turn.catch(() => undefined),
    );
    return turn;
  }

  /** Ends a file that was to be sent now by a window that is gone, or that is not wanted any more. */
  async #leave(id: string, file: FileOfRun, why: NoAnswer): Promise<void> {
    const { state, run } = file;
    if (state.type === 'waiting') {
      return this.closeFile(id, file, why, { type: 'unbilled', outcome: 'cancelled', code: why });
    }
    // What that window had sent, its books have closed as lost.
    const { runId } = run.started;
    await this.note(id, { t: 'file', runId, state: { type: 'none', why, costNusd: null } });
  }
}

interface KeptAnswer {
  readonly answer: string;
  readonly costNusd: number | null;
}

/** What was sealed is what we have sealed. */
function readAnswer(text: string | undefined): KeptAnswer | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as KeptAnswer);
}

/** Whether a failed creation has certainly created nothing. */
function isRefusal({ kind, status }: ProviderFailure): boolean {
  if (kind === 'connection') return true;
  return kind === 'http' && status !== null && status >= 400 && status < 500 && status !== 408;
}
