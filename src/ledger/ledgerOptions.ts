import type { LocalDay } from '../models/localDay.ts';
import type { Log } from '../models/ports.ts';
import type { StoreLimits } from './database/store.ts';

/** Where the books are and what they are told from outside. */
export interface LedgerOptions {
  /** The workspace's folder `ledger`; undefined: there is none, the books live in memory. */
  readonly folder: string | undefined;
  /** The user's folder `spend` on this machine; undefined as above. */
  readonly spendFolder: string | undefined;
  /** Where the user's workspaces share the sums of what they have learnt; absent: nowhere. */
  readonly elsewhereFolder?: string | undefined;
  /** The script of the worker: `ledgerWorker`. */
  readonly workerPath: string;
  /** The folder that holds `sql-wasm.wasm`. */
  readonly wasmDir: string;
  readonly log: Log;
  /** Unix ms; the system's clock when absent. */
  readonly now?: () => number;
  /** Counts ms and never goes back; this process's when absent. */
  readonly ticks?: () => number;
  /** Which local day a time is in; the system's time zone when absent. */
  readonly localDay?: LocalDay;
  /** How long runs and attempts are kept one by one; their sums stay. 365 when absent. */
  readonly retentionDays?: number;
  /** The process that this window is known by; this one when absent. */
  readonly processId?: number;
  /** Told when a run of this window has ended and is booked. */
  readonly onRunEnded?: (runId: number) => void;
  /** How often this window shows that it lives, in ms; 0: once. */
  readonly beatMs?: number;
  /** How often other windows' records are looked for; 1000 when absent, 0 for never. */
  readonly pollMs?: number;
  readonly limits?: Partial<StoreLimits & { readonly segmentBytes: number }>;
  /** How long a due snapshot waits in ms; 2000 when absent. */
  readonly snapshotDelayMs?: number;
}

/** What is known once the books are looked for. */
export interface OpenedOptions extends LedgerOptions {
  /** This workspace, as `workspaceName` has it. */
  readonly workspace: string;
  readonly now: () => number;
  readonly ticks: () => number;
}
