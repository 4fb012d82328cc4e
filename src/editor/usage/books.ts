import { dirname, join } from 'node:path';
import type { ExtensionContext, Uri } from 'vscode';
import type { Clock } from '../../models/ports.ts';
import type { ErrorReporter } from '../errors.ts';
import type { OutputLog } from '../log/log.ts';
import type { Configuration } from '../settings/configuration.ts';
import { CollectorLink } from './collectorLink.ts';
import { LazyLedger } from './lazyLedger.ts';
import { LedgerTroubleLog } from './ledgerTroubleLog.ts';

/** Where the books lie, and what the build has made. */
export interface BookPlaces {
  readonly built: (...path: string[]) => string;
  readonly ledger: Uri;
  readonly spend: Uri;
}

/** What the books are kept with. */
export interface BookTools {
  readonly configuration: Configuration;
  readonly errors: ErrorReporter;
  readonly log: OutputLog;
  readonly clock: Clock;
}

/** The books of a workspace. */
export interface OpenedBooks {
  readonly ledger: LazyLedger;
  readonly collector: CollectorLink;
  /** The collector is given what it can take before they are closed. */
  readonly closeBooks: () => Promise<void>;
}

/** The books of the workspace, and who sends what is booked to the user's collector. Neither is opened before it is used. */
export function booksOf(
  { workspaceState, globalState, extension }: ExtensionContext,
  places: BookPlaces,
  tools: BookTools,
): OpenedBooks {
  const { configuration, log, clock } = tools;
  const { version } = extension.packageJSON as { readonly version: string };
  const collector: CollectorLink = new CollectorLink({
    configuration,
    ledger: () => ledger,
    workspaceState,
    globalState,
    version,
    clock,
    log,
  });
  const ledger = ledgerOf(places, tools, (runId) => collector.ended(runId));
  return { ledger, collector, closeBooks: () => collector.close().then(() => ledger.close()) };
}

function ledgerOf(
  { built, ledger: folder, spend }: BookPlaces,
  { log, errors, configuration }: BookTools,
  onRunEnded: (runId: number) => void,
): LazyLedger {
  const ledger: LazyLedger = new LazyLedger(async () => {
    const { openLedger } = await import('../../ledger/openLedger.ts');
    return openLedger({
      folder: folder.fsPath,
      spendFolder: spend.fsPath,
      elsewhereFolder: join(dirname(spend.fsPath), 'evidence'),
      workerPath: built('ledgerWorker.cjs'),
      wasmDir: built('wasm'),
      log: new LedgerTroubleLog(log, errors, () => ledger.get()),
      retentionDays: configuration.read().retentionDays,
      onRunEnded,
    });
  });
  return ledger;
}
