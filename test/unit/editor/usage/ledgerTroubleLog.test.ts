import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LedgerTroubleLog } from '../../../../src/editor/usage/ledgerTroubleLog.ts';

describe('trouble with the ledger', () => {
  async function toldOf(isDurable: boolean | undefined, lines: number): Promise<readonly string[]> {
    const told: string[] = [];
    const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const errors = { tell: async ({ code }: { readonly code: string }) => void told.push(code) };
    const opened = Promise.withResolvers<{ readonly isDurable: boolean }>();
    const log = new LedgerTroubleLog(silent, errors, () => opened.promise);
    for (let line = 0; line < lines; line += 1) log.warn('repaired');
    assert.deepEqual(told, [], 'nothing is told before the books are open');
    if (isDurable === undefined) opened.reject(new Error('no worker'));
    else opened.resolve({ isDurable });
    await opened.promise.catch(() => undefined);
    await new Promise(setImmediate);
    log.error('once more');
    await new Promise(setImmediate);
    return told;
  }

  it('is told once, however many lines it has', async () => {
    assert.deepEqual(await toldOf(true, 5), ['ledger.trouble']);
    assert.deepEqual(await toldOf(undefined, 1), ['ledger.trouble']);
  });

  it('says that usage is in memory only where nothing can be written', async () => {
    assert.deepEqual(await toldOf(false, 2), ['ledger.inMemory']);
  });
});
