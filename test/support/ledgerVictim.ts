/**
 * A window that books runs as fast as it can, until its time is over or it is killed. Arguments, as
 * JSON: folder, runs, workerPath, wasmDir. It tells on standard output, a line each, what it is
 * about to book (`? kind run ordinal cost`) and what was acknowledged (`! …`).
 */
import fs from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../src/ledger/openLedger.ts';
import { attemptEnded, attemptStarted, runEnded } from './ledgerRecords.ts';

/** What a victim is told. */
export interface VictimOrders {
  readonly folder: string;
  readonly runs: number;
  readonly workerPath: string;
  readonly wasmDir: string;
  /** Bytes of journals at which a database is written; half as many end a segment. */
  readonly journalBytes: number;
  /** Runs after which it asks for the spend, which makes the worker read all journals. */
  readonly lookEvery: number;
  /** The process that this window says it is. */
  readonly processId?: number;
}

/** What a victim's attempts cost and are expected to cost, by run. */
export function victimCost(runId: number): { readonly ended: number; readonly expected: number } {
  return { ended: 1_000 + (runId % 997), expected: 2_000 + (runId % 991) };
}

async function main(orders: VictimOrders): Promise<void> {
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message: string, error?: unknown) => {
      process.stderr.write(`${message} ${String(error)}\n`);
    },
  };
  const ledger = await openLedger({
    folder: join(orders.folder, 'ledger'),
    spendFolder: join(orders.folder, 'spend'),
    workerPath: orders.workerPath,
    wasmDir: orders.wasmDir,
    log,
    pollMs: 0,
    ...(orders.processId === undefined ? {} : { processId: orders.processId }),
    snapshotDelayMs: 0,
    limits: { journalBytes: orders.journalBytes, segmentBytes: orders.journalBytes / 2 },
  });
  for (let run = 0; run < orders.runs; run += 1) {
    const id = ledger.newRunId();
    const { ended, expected } = victimCost(id);
    // Keeps the worker at the heels of the journals, so that both are at work at a kill.
    if (run % orders.lookEvery === 0) await ledger.spent('day', Date.now());
    tell(`? started ${id}`);
    await ledger.attemptStarted(attemptStarted(id, { expectedNusd: expected }));
    tell(`! started ${id}`);
    tell(`? ended ${id}`);
    await ledger.attemptEnded(attemptEnded(id, { costNusd: ended }));
    tell(`! ended ${id}`);
    tell(`? run ${id}`);
    await ledger.runEnded(runEnded(id, { costNusd: ended }));
    tell(`! run ${id}`);
  }
  await ledger.close();
}

// One call, so that what was told before a kill has arrived.
function tell(line: string): void {
  fs.writeSync(1, `${line}\n`);
}

const orders = process.argv[2];
if (orders !== undefined && orders.startsWith('{')) void main(JSON.parse(orders) as VictimOrders);
