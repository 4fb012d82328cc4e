/**
 * A window that reserves as often as it may: with the folder, the worker's script, how often it tries
 * and the day's limit in nUSD. Says `ready`, begins with the first byte that it is sent, then prints
 * how many reservations it holds, and holds them until its input ends.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openLedger } from '../../src/ledger/openLedger.ts';
import { attemptStarted } from './ledgerRecords.ts';

const [folder = '', workerPath = '', tries = '', limit = ''] = process.argv.slice(2);
const silent = () => undefined;
const ledger = await openLedger({
  folder: join(folder, `ledger-${process.pid}`),
  spendFolder: join(folder, 'spend'),
  workerPath,
  wasmDir: dirname(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')),
  log: { info: silent, warn: silent, error: silent },
  pollMs: 5,
});
await ledger.spent('day', Date.now());
process.stdout.write('ready\n');
await once(process.stdin, 'data');
let held = 0;
for (let attempt = 0; attempt < Number(tries); attempt += 1) {
  const runId = ledger.newRunId();
  const started = attemptStarted(runId, { startedAt: Date.now() });
  const found = await ledger.attemptStarted(started, { day: Number(limit) });
  if (found === null) held += 1;
}
process.stdout.write(`${held}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await ledger.close();
