import { abortable } from '../models/abortable.ts';
import type { Clock, Log } from '../models/ports.ts';
import type { OtlpExport, Signal } from './otlpExport.ts';
import { ContentRefused } from './otlpExport.ts';
import type { RunRows } from './runSpans.ts';

/** Ids of runs that wait, kept over a restart. */
export interface KeptIds {
  get(): readonly number[];
  set(ids: readonly number[]): void;
}

/** What sending needs. */
export interface SendQueueParts {
  /** The rows of a run; undefined: the books have it no more. */
  readonly rowsOf: (runId: number) => Promise<RunRows | undefined>;
  /** Connects to the collector; undefined: none is set. Called once for each row of sendings. */
  readonly connect: () => Promise<OtlpExport | undefined>;
  readonly kept: KeptIds;
  readonly clock: Pick<Clock, 'wait'>;
  readonly log: Log;
}

/** Runs that wait for a collector; beyond them the oldest are let go: the books still have them. */
const MOST_WAITING = 10_000;
const MOST_AT_ONCE = 50;
/** Runs one after the other that are refused each alone, before all wait. */
const MOST_REFUSED = 3;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * Sends runs to a collector when they have ended. Nobody waits for it: what is not taken is tried again later, also after
 * a restart, and of runs that wait their ids alone are kept.
 */
export class SendQueue {
  readonly #parts: SendQueueParts;
  readonly #end = new AbortController();
  /** In the order in which they ended. */
  readonly #waiting: Set<number>;
  #sending: Promise<void> | undefined;
  #lost = 0;
  /** Fewer where a collector refuses as many. */
  #atOnce = MOST_AT_ONCE;
  readonly #untaken = new Set<Signal>();

  constructor(parts: SendQueueParts) {
    this.#parts = parts;
    this.#waiting = new Set(parts.kept.get());
  }

  /** Has a run sent that has ended; without one, what an earlier window has left. */
  send(runId?: number): void {
    if (runId !== undefined) this.#waiting.add(runId);
    const oldest = this.#first(Math.max(0, this.#waiting.size - MOST_WAITING));
    if (oldest.length > 0) {
      for (const id of oldest) this.#waiting.delete(id);
      if (this.#lost === 0) {
        this.#parts.log.warn(
          'More runs wait for the collector than are kept: the oldest are let go.',
        );
      }
      this.#lost += oldest.length;
    }
    this.#sending ??= this.#drain().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Resolves at once, whatever a collector does: what waits, and what was under way, is kept for later. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#sending;
  }

  async #drain(): Promise<void> {
    const { connect, log, clock } = this.#parts;
    let waitMs = FIRST_WAIT_MS;
    while (this.#waiting.size > 0 && !this.#end.signal.aborted) {
      // A run counts as kept before it is tried: an end in between loses none.
      this.#keep();
      let collector: OtlpExport | undefined;
      try {
        collector = await connect();
        if (collector === undefined) {
          this.#waiting.clear();
          break;
        }
        await this.#sendSome(collector);
        waitMs = FIRST_WAIT_MS;
      } catch (error) {
        if (this.#end.signal.aborted) break;
        if (waitMs === FIRST_WAIT_MS) log.warn(`The collector took nothing: ${messageOf(error)}`);
        await clock.wait(waitMs, this.#end.signal).catch(() => undefined);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      } finally {
        // Its own end waits for what is under way.
        void collector?.close().catch(() => undefined);
      }
    }
    this.#keep();
  }

  async #sendSome(collector: OtlpExport): Promise<void> {
    let refused = 0;
    while (this.#waiting.size > 0 && !this.#end.signal.aborted) {
      const ids = this.#first(this.#atOnce);
      const asked = Promise.all(ids.map((id) => this.#parts.rowsOf(id)));
      const rows = await abortable(asked, this.#end.signal);
      const runs = rows.filter((row) => row !== undefined);
      try {
        if (runs.length > 0) this.#note(await abortable(collector.send(runs), this.#end.signal));
        for (const id of ids) this.#waiting.delete(id);
        this.#atOnce = Math.min(MOST_AT_ONCE, this.#atOnce * 2);
        refused = 0;
      } catch (error) {
        if (!(error instanceof ContentRefused)) throw error;
        this.#atOnce = Math.ceil(ids.length / 2);
        if (ids.length === 1) {
          refused += 1;
          this.#putLast(ids);
        }
        if (refused === Math.min(MOST_REFUSED, this.#waiting.size)) throw error;
      }
      this.#keep();
    }
  }

  /** One run that is refused does not keep the others back. */
  #putLast(ids: readonly number[]): void {
    for (const id of ids) {
      this.#waiting.delete(id);
      this.#waiting.add(id);
    }
  }

  #note(untaken: readonly Signal[]): void {
    for (const signal of untaken) {
      if (this.#untaken.has(signal)) continue;
      this.#untaken.add(signal);
      this.#parts.log.info(`The collector takes no ${signal}: runs are sent without them.`);
    }
  }

  #first(count: number): readonly number[] {
    return count === 0 ? [] : [...this.#waiting].slice(0, count);
  }

  #keep(): void {
    this.#parts.kept.set([...this.#waiting]);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
