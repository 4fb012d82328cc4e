import { randomUUID } from 'node:crypto';
import type { Memento } from 'vscode';
import type { Clock, Log } from '../../models/ports.ts';
import type { RunRows } from '../../otlp/runSpans.ts';
import type { SendQueue } from '../../otlp/sendQueue.ts';
import type { Lazy } from '../lazy.ts';
import { lazy } from '../lazy.ts';
import type { Configuration } from '../settings/configuration.ts';
import type { UsageLedger } from './lazyLedger.ts';

/** What is read of the books. */
type Rows = Pick<UsageLedger, 'rows'>;

/** What sending runs to the user's collector needs. */
export interface CollectorLinkParts {
  readonly configuration: Pick<Configuration, 'read'>;
  readonly ledger: () => Rows;
  /** Of the workspace, whose books the runs are in. */
  readonly workspaceState: Memento;
  readonly globalState: Memento;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

const WAITING = 'otlp.waiting';
const INSTANCE = 'otlp.instance';

/** Sends what runs came to, without their content, where the user has set a collector. Loaded with the first of them. */
export class CollectorLink {
  readonly #parts: CollectorLinkParts;
  readonly #queue: Lazy<SendQueue>;

  constructor(parts: CollectorLinkParts) {
    this.#parts = parts;
    this.#queue = lazy(() => this.#open());
  }

  /** A run has ended and is booked. */
  ended(runId: number): void {
    if (this.#endpoint() !== '') this.#send(runId);
  }

  /** Sends what an earlier window could not. */
  resume(): void {
    if (this.#endpoint() !== '' && this.#waiting().length > 0) this.#send();
  }

  async close(): Promise<void> {
    await (await this.#queue.begun())?.close();
  }

  #send(runId?: number): void {
    const { log } = this.#parts;
    this.#queue().then(
      (queue) => queue.send(runId),
      (error: unknown) => log.error('Runs cannot be sent to the collector.', error),
    );
  }

  #endpoint(): string {
    return this.#parts.configuration.read().otlpEndpoint;
  }

  #waiting(): readonly number[] {
    return this.#parts.workspaceState.get<readonly number[]>(WAITING, []);
  }

  async #open(): Promise<SendQueue> {
    const { openCollector } = await import('../../otlp/collector.ts');
    const { ledger, workspaceState, globalState, version, clock, log } = this.#parts;
    const instance = globalState.get<string>(INSTANCE) ?? randomUUID();
    await globalState.update(INSTANCE, instance);
    return openCollector({
      endpoint: () => this.#endpoint(),
      version,
      instance,
      rowsOf: (runId) => rowsOf(ledger(), runId),
      kept: {
        get: () => this.#waiting(),
        set: (ids) => void workspaceState.update(WAITING, ids),
      },
      clock,
      log,
    });
  }
}

/** More than a run can have. */
const MOST_ATTEMPTS = 100;

async function rowsOf(ledger: Rows, run: number): Promise<RunRows | undefined> {
  const filter = { purpose: 'any', run } as const;
  const [runs, attempts] = await Promise.all([
    ledger.rows('runs', filter, { size: 1 }),
    ledger.rows('attempts', filter, { size: MOST_ATTEMPTS }),
  ]);
  const [found] = runs.rows;
  return found && { run: found, attempts: attempts.rows.toReversed() };
}
