import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqlJsStatic } from 'sql.js';
import initSqlJs from 'sql.js';
import { firstOfMonth, systemLocalDay } from '../../models/localDay.ts';
import type { Log } from '../../models/ports.ts';
import type { SpendState } from '../booking/knownSpend.ts';
import { LedgerBooks } from '../booking/ledgerBooks.ts';
import { SpendBooks, spendOf } from '../booking/spendBooks.ts';
import type { Books } from '../database/books.ts';
import { Store } from '../database/store.ts';
import { LOOK_MS } from '../folder/lifeWatch.ts';
import { evidenceOf } from '../queries/evidenceQuery.ts';
import { exportBody } from '../queries/exportText.ts';
import { figuresOf, glanceOf } from '../queries/figuresQuery.ts';
import { rowsOf } from '../queries/rowsQuery.ts';
import { SummaryKeeper } from '../summary/summaryKeeper.ts';
import type {
  BooksName,
  FromWorker,
  QuestionName,
  Questions,
  ToWorker,
  WorkerSettings,
} from './workerMessages.ts';

/** Rows of an export that are held at a time. */
const EXPORT_ROWS = 1_000;

const EVIDENCE_DELAY_MS = 100;

const port = parentPort;
if (port === null) throw new Error('The ledger runs in a worker');
void serve(port, workerData as WorkerSettings);

/** Answers from the books until the worker is ended. */
async function serve(toEditor: MessagePort, settings: WorkerSettings): Promise<void> {
  const send = (message: FromWorker) => toEditor.postMessage(message);
  const log = logTo(send);
  const now = () => Date.now() + settings.clockShiftMs;
  const engine = await startEngine(settings.wasmDir);
  const books = new LedgerBooks(settings.retentionDays);
  const store = (name: BooksName, folder: string | undefined, of: Books) => {
    const { process, limits } = settings;
    return new Store({ engine, folder, name, books: of, process, now, log, limits });
  };
  const ledger = store('ledger', settings.folder, books);
  const spend = store('spend', settings.spendFolder, new SpendBooks());
  const summaries = new SummaryKeeper(ledger, books, settings.folder, now, log);
  let dueSnapshot: NodeJS.Timeout | undefined;
  /** The day of the figures that were last told of. */
  let toldDay = systemLocalDay(now());

  const answers: Answers = {
    glance: ({ today }) => ledger.query((sql) => glanceOf(sql, books.words(sql), today)),
    figures: ({ period }) => ledger.query((sql) => figuresOf(sql, books.words(sql), period)),
    rows: ({ kind, filter, after, size }) =>
      ledger.query((sql) =>
        rowsOf(sql, books.words(sql), kind, filter, { after, size, order: 'DESC' }),
      ),
    exported: ({ kind, format, filter, after }) =>
      ledger.query((sql) => {
        const page = { after, size: EXPORT_ROWS, order: 'ASC' } as const;
        const { rows, next } = rowsOf(sql, books.words(sql), kind, filter, page);
        return { text: exportBody(kind, format, rows, after === null), next };
      }),
    spent: ({ firstDay }) => spendFrom(firstDay),
    keep: ({ books: name, records }) => {
      (name === 'ledger' ? ledger : spend).keep(records);
      tellChange();
      return null;
    },
    snapshot: ({ when }) => {
      const outcomes = [ledger.snapshot(when), spend.snapshot(when === 'again' ? 'now' : when)];
      summaries.keep();
      return (
        (['failed', 'busy', 'written'] as const).find((worst) => outcomes.includes(worst)) ??
        'notDue'
      );
    },
  };

  toEditor.on('message', (message: ToWorker) => {
    if (message.type === 'written') {
      look();
      return;
    }
    const { id, name, ask } = message;
    try {
      // One message kind for all questions: who asks and who answers agree by `Questions`.
      const answer = answers[name] as (ask: unknown) => unknown;
      send({ type: 'answer', id, answer: answer(ask) });
    } catch (error) {
      send({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
    }
  });
  // The first figure comes first; what past runs say is needed only by the first run.
  setTimeout(() => {
    tellChange();
    snapshotLater();
  }, EVIDENCE_DELAY_MS);
  if (settings.pollMs > 0) setInterval(look, settings.pollMs).unref();
  setInterval(() => {
    ledger.tidy();
    spend.tidy();
  }, LOOK_MS).unref();

  /** Reads what is new in the journals, and writes the databases when that is due. */
  function look(): void {
    try {
      const isLedgerNew = ledger.catchUp();
      const isSpendNew = spend.catchUp();
      // At midnight the figures of today change, though the books do not.
      const isNewDay = systemLocalDay(now()) !== toldDay;
      if (!isLedgerNew && !isSpendNew && !isNewDay) return;
      tellChange();
      snapshotLater();
    } catch (error) {
      log.error('The books could not be read', error);
    }
  }

  function spendFrom(firstDay: number): SpendState {
    const days = spend.query((sql) => spendOf(sql, firstDay));
    return { firstDay, days, files: spend.filesRead() };
  }

  function snapshotLater(): void {
    dueSnapshot ??= setTimeout(() => {
      dueSnapshot = undefined;
      try {
        if (ledger.snapshot('working') === 'written') summaries.keep();
        spend.snapshot('working');
      } catch (error) {
        log.error('The books could not be read', error);
      }
    }, settings.snapshotDelayMs).unref();
  }

  function tellChange(): void {
    const today = systemLocalDay(now());
    toldDay = today;
    try {
      const evidence = ledger.query((sql) => evidenceOf(sql, books.words(sql), today));
      send({ type: 'changed', evidence, spend: spendFrom(firstOfMonth(today)) });
    } catch (error) {
      log.error('The books could not be read', error);
    }
  }
}

type Answers = {
  readonly [Name in QuestionName]: (ask: Questions[Name]['ask']) => Questions[Name]['answer'];
};

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

async function startEngine(wasmDir: string): Promise<SqlJsStatic> {
  const wasm = readFileSync(join(wasmDir, 'sql-wasm.wasm'));
  const wasmBinary = new ArrayBuffer(wasm.length);
  new Uint8Array(wasmBinary).set(wasm);
  return initSqlJs({ wasmBinary });
}
