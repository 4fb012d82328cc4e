import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { BookedLedger } from '../../src/ledger/openLedger.ts';
import { openLedger } from '../../src/ledger/openLedger.ts';
import { ledgerParts } from './ledgerFolder.ts';
import { ledgerFolders } from './ledgerRows.ts';

/** Has another window of the same folder book something; the one of the journey hears of it. */
export async function inOtherWindow(
  userDataDir: string,
  book: (ledger: BookedLedger) => Promise<unknown>,
): Promise<void> {
  const [folder] = ledgerFolders(userDataDir);
  assert.ok(folder);
  const silent = () => undefined;
  const log = { info: silent, warn: silent, error: silent };
  // Budgets count what all windows have spent.
  const [spend] = globSync('**/tierwise.tierwise/spend', { cwd: userDataDir });
  assert.ok(spend);
  const shared = { folder, spendFolder: join(userDataDir, spend), ...ledgerParts };
  const ledger = await openLedger({ ...shared, log, pollMs: 0 });
  await book(ledger);
  await ledger.close();
}
