import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import initSqlJs from 'sql.js';
import { LedgerBookkeeper } from '../../src/ledger/booking/ledgerBookkeeper.ts';
import type { Sql } from '../../src/ledger/database/sql.ts';
import { Store } from '../../src/ledger/database/store.ts';
import { windowProcess } from '../../src/ledger/folder/windowProcess.ts';
import { ledgerParts } from './ledgerFolder.ts';

/** The database engine, in this thread. */
export function ledgerEngine(): Promise<SqlJsStatic> {
  const wasm = readFileSync(join(ledgerParts.wasmDir, 'sql-wasm.wasm'));
  return initSqlJs({ wasmBinary: new Uint8Array(wasm).buffer });
}

/** A ledger's books without a folder, in this thread. */
export function memoryBooks(engine: SqlJsStatic, at: number) {
  const bookkeeper = new LedgerBookkeeper(365);
  const log = { info: () => undefined, warn: () => undefined, error: assert.fail };
  const process = windowProcess();
  const now = () => at;
  return {
    books: new Store({ engine, folder: undefined, name: 'ledger', bookkeeper, process, now, log }),
    words: bookkeeper.words.bind(bookkeeper),
    /** Books what is under way as lost. */
    settle: (sql: Sql) => bookkeeper.settle(sql, new Set(bookkeeper.openWriters(sql))),
  };
}
