import type { StoreLimits } from '../database/store.ts';
import type { WindowProcess } from '../folder/windowProcess.ts';
import type { WorkerSettings } from './workerMessages.ts';

/** Settings of the books that the worker heeds; what is absent is as usual. */
type GivenSettings = Pick<WorkerSettings, 'folder' | 'spendFolder' | 'wasmDir' | 'workspace'> & {
  readonly elsewhereFolder?: string | undefined;
  readonly retentionDays?: number;
  readonly pollMs?: number;
  readonly limits?: Partial<StoreLimits>;
  readonly snapshotDelayMs?: number;
};

/** What the worker is told of how the books are opened. */
export function workerSettings(
  options: GivenSettings,
  process: WindowProcess,
  clockShiftMs: number,
): WorkerSettings {
  return {
    folder: options.folder,
    spendFolder: options.spendFolder,
    workspace: options.workspace,
    elsewhereFolder: options.elsewhereFolder,
    wasmDir: options.wasmDir,
    process,
    retentionDays: options.retentionDays ?? 365,
    pollMs: options.pollMs ?? 1000,
    limits: options.limits ?? {},
    snapshotDelayMs: options.snapshotDelayMs ?? 2000,
    clockShiftMs,
  };
}
