import { LedgerBookkeeper } from '../booking/ledgerBookkeeper.ts';
import { startEngine } from '../database/sqlEngine.ts';
import { Store } from '../database/store.ts';
import { namesIn } from '../folder/folderFiles.ts';
import { windowProcess } from '../folder/windowProcess.ts';
import { rowsOf } from '../queries/rowsQuery.ts';
import type { LedgerRow, RowPage } from '../rows.ts';

const WANTED = { kind: 'runs', filter: { purpose: 'any' } } as const;
const PAGE = { size: 1_000, order: 'ASC' } as const;
/** Nothing is retired: what is read is never written. */
const NO_END_DAYS = 36_500;

/** How the books in a folder came out. */
export interface ReadLedger {
  /** Not all that lies there could be read. */
  readonly isDamaged: boolean;
}

/**
 * Reads the runs of ledgers that belong to other workspaces, or to this one, as they are on the disk. Nothing there is
 * written, moved or locked. Blocks: it runs in a worker. `wasmDir` holds the engine.
 */
export async function otherLedgers(
  wasmDir: string,
): Promise<(folder: string, take: (run: LedgerRow) => void) => ReadLedger> {
  const engine = await startEngine(wasmDir);
  return (folder, take) => {
    // What cannot be listed cannot be read, which the store takes for a ledger without runs.
    namesIn(folder);
    let isDamaged = false;
    const damaged = (): void => {
      isDamaged = true;
    };
    const bookkeeper = new LedgerBookkeeper(NO_END_DAYS);
    const store = new Store({
      engine,
      folder,
      name: 'ledger',
      bookkeeper,
      process: windowProcess(),
      now: Date.now,
      log: { info: () => undefined, warn: damaged, error: damaged },
      isForeign: true,
    });
    try {
      const pageAfter = (after: string | null): RowPage =>
        store.query((sql) => rowsOf(sql, bookkeeper.words(sql), WANTED, { ...PAGE, after }));
      let page = pageAfter(null);
      for (;;) {
        for (const run of page.rows) take(run);
        if (page.next === null) break;
        page = pageAfter(page.next);
      }
    } finally {
      store.close();
    }
    return { isDamaged };
  };
}
