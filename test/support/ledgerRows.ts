import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import initSqlJs from 'sql.js';
import { isWindowProcess, lifeOf } from '../../src/ledger/folder/windowProcess.ts';
import { openLedger } from '../../src/ledger/openLedger.ts';
import { projectRoot } from '../host/folders.ts';

/** A row of a view, by column name. */
export type Row = Readonly<Record<string, number | string | null>>;

/** What the views of one ledger show. */
export interface LedgerRows {
  readonly runs: readonly Row[];
  readonly attempts: readonly Row[];
}

/** A run's id counts on from the ms of its start times this. */
const IDS_PER_MS = 4096;

/** The ledger folders below a user-data folder of VS Code. */
export function ledgerFolders(userDataDir: string): readonly string[] {
  return globSync('**/tierwise.tierwise/ledger', { cwd: userDataDir }).map((path) =>
    join(userDataDir, path),
  );
}

/** Waits until the extension has ended in every window, in order or not. */
export async function allWindowsEnded(userDataDir: string): Promise<void> {
  const isOpen = (path: string): boolean => {
    try {
      const owner: unknown = JSON.parse(readFileSync(join(userDataDir, path), 'utf8'));
      return isWindowProcess(owner) && lifeOf(owner) !== 'ended';
    } catch {
      // It was released between the two looks at it.
      return false;
    }
  };
  while (globSync('**/tierwise.tierwise/spend/window-*.lock', { cwd: userDataDir }).some(isOpen)) {
    await delay(50);
  }
}

/**
 * Reads all ledgers below a user-data folder, those of an open VS Code too: from copies, so that
 * nothing is disturbed. Runs come in the order in which they were started, from `since` (Unix ms) on.
 */
export async function readLedgers(userDataDir: string, since: number): Promise<LedgerRows> {
  const runs: Row[] = [];
  const attempts: Row[] = [];
  for (const folder of ledgerFolders(userDataDir)) {
    const rows = await readLedger(folder);
    runs.push(...rows.runs);
    attempts.push(...rows.attempts);
  }
  const first = since * IDS_PER_MS;
  const byRun = (column: string) => (one: Row, other: Row) =>
    Number(one[column]) - Number(other[column]);
  return {
    runs: runs.filter((run) => Number(run['id']) >= first).sort(byRun('id')),
    attempts: attempts
      .filter((attempt) => Number(attempt['run_id']) >= first)
      .sort(byRun('run_id')),
  };
}

async function readLedger(folder: string): Promise<LedgerRows> {
  const copy = mkdtempSync(join(tmpdir(), 'tierwise-ledger-'));
  try {
    cpSync(folder, copy, { recursive: true });
    const wasmDir = join(projectRoot, 'node_modules', 'sql.js', 'dist');
    const ledger = await openLedger({
      folder: copy,
      spendFolder: undefined,
      workerPath: join(projectRoot, 'src/ledger/worker/ledgerWorker.ts'),
      wasmDir,
      pollMs: 0,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
    await ledger.figures({ firstDay: 20_000_101, lastDay: 29_991_231 });
    await ledger.close();
    const file = join(copy, 'ledger.sqlite');
    if (!existsSync(file)) return { runs: [], attempts: [] };
    const sql = await initSqlJs({ locateFile: (name) => join(wasmDir, name) });
    const database = new sql.Database(readFileSync(file));
    const read = (query: string): Row[] => {
      const [result] = database.exec(query);
      return (result?.values ?? []).map((values) =>
        Object.fromEntries(
          (result?.columns ?? []).map((column, at) => [column, plain(values[at])]),
        ),
      );
    };
    const rows = {
      runs: read('SELECT * FROM runs_v ORDER BY id'),
      attempts: read('SELECT * FROM attempts_v ORDER BY run_id, ordinal'),
    };
    database.close();
    return rows;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function plain(value: unknown): number | string | null {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
