/**
 * A window that opens a ledger, tells the totals of some days on standard output, and is gone.
 * Argument, as JSON: {@link ReportOrders}.
 */
import { writeSync } from 'node:fs';
import type { Period } from '../../src/ledger/figures.ts';
import { openLedger } from '../../src/ledger/openLedger.ts';

/** What such a window is told. */
export interface ReportOrders {
  readonly folder: string;
  readonly period: Period;
  readonly workerPath: string;
  readonly wasmDir: string;
}

async function main({ period, ...parts }: ReportOrders): Promise<void> {
  const fail = (message: string) => {
    throw new Error(message);
  };
  const log = { info: () => undefined, warn: fail, error: fail };
  const ledger = await openLedger({ ...parts, spendFolder: parts.folder, log });
  const { totals, byDay } = await ledger.figures(period);
  writeSync(1, `${JSON.stringify({ totals, days: byDay.length })}\n`);
  process.exit();
}

const orders = process.argv[2];
if (orders !== undefined) void main(JSON.parse(orders) as ReportOrders);
