import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import initSqlJs from 'sql.js';

/** Starts the database engine. `wasmDir` holds `sql-wasm.wasm`. */
export async function startEngine(wasmDir: string): Promise<SqlJsStatic> {
  const wasm = readFileSync(join(wasmDir, 'sql-wasm.wasm'));
  const wasmBinary = new ArrayBuffer(wasm.length);
  new Uint8Array(wasmBinary).set(wasm);
  return initSqlJs({ wasmBinary });
}
