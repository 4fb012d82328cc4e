import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../../models/ports.ts';
import { LedgerBookkeeper } from '../booking/ledgerBookkeeper.ts';
import { SpendBookkeeper } from '../booking/spendBookkeeper.ts';
import { startEngine } from '../database/sqlEngine.ts';
import { Store } from '../database/store.ts';
import { ElsewhereFolder } from '../elsewhere/elsewhereFolder.ts';
import { SummaryKeeper } from '../summary/summaryKeeper.ts';
import { LedgerServer } from './ledgerServer.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './workerMessages.ts';

const port = parentPort;
if (port === null) throw new Error('The ledger runs in a worker');
void serve(port, workerData as WorkerSettings);

/** Answers from the books until the worker is ended. */
async function serve(toEditor: MessagePort, settings: WorkerSettings): Promise<void> {
  const send = (message: FromWorker) => toEditor.postMessage(message);
  const log = logTo(send);
  const { clockShiftMs, folder, limits, process, retentionDays, wasmDir } = settings;
  const isReader = settings.isReader === true;
  const spendFolder = isReader ? undefined : settings.spendFolder;
  const now = () => Date.now() + clockShiftMs;
  const shared = { engine: await startEngine(wasmDir), process, now, log, limits };
  const bookkeeper = new LedgerBookkeeper(retentionDays);
  const stores = {
    ledger: new Store({ ...shared, folder, name: 'ledger', bookkeeper, isForeign: isReader }),
    spend: new Store({
      ...shared,
      folder: spendFolder,
      name: 'spend',
      bookkeeper: new SpendBookkeeper(),
    }),
  };
  const summaries = new SummaryKeeper({ store: stores.ledger, bookkeeper, folder, now, log });
  const elsewhere = new ElsewhereFolder({
    folder: settings.elsewhereFolder,
    own: folder,
    now,
    log,
  });
  const books = { stores, bookkeeper, summaries, elsewhere };
  const server = new LedgerServer({ ...books, settings, now, log, send });
  toEditor.on('message', (message: ToWorker) => server.take(message));
  if (!isReader) server.begin();
}

function logTo(send: (message: FromWorker) => void): Log {
  const line = (level: 'info' | 'warn' | 'error', message: string) =>
    send({ type: 'log', level, message });
  return {
    info: (message) => line('info', message),
    warn: (message) => line('warn', message),
    error: (message, error) =>
      line('error', error instanceof Error ? `${message}: ${error.message}` : message),
  };
}
