import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerBookkeeper } from '../../../src/ledger/booking/ledgerBookkeeper.ts';
import { SpendBookkeeper } from '../../../src/ledger/booking/spendBookkeeper.ts';
import { Store } from '../../../src/ledger/database/store.ts';
import { ElsewhereFolder } from '../../../src/ledger/elsewhere/elsewhereFolder.ts';
import { DiskSpeed } from '../../../src/ledger/folder/diskSpeed.ts';
import { windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import { JournalWriter } from '../../../src/ledger/journal/journalWriter.ts';
import { SummaryKeeper } from '../../../src/ledger/summary/summaryKeeper.ts';
import { LedgerServer } from '../../../src/ledger/worker/ledgerServer.ts';
import type { FromWorker } from '../../../src/ledger/worker/workerMessages.ts';
import { runEnded } from '../../support/ledgerRecords.ts';
import { ledgerEngine } from '../../support/memoryBooks.ts';

const TODAY = 20_261_120;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the server of the books', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tw-server-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells of what is new, whoever has read it first', async () => {
    const process = windowProcess();
    const now = (): number => NOW;
    const shared = { engine: await ledgerEngine(), process, now, log: silent };
    const bookkeeper = new LedgerBookkeeper(365);
    const ledger = new Store({ ...shared, folder, name: 'ledger', bookkeeper });
    const spend = new Store({
      ...shared,
      folder: undefined,
      name: 'spend',
      bookkeeper: new SpendBookkeeper(),
    });
    const sent: FromWorker[] = [];
    const server = new LedgerServer({
      stores: { ledger, spend },
      bookkeeper,
      summaries: new SummaryKeeper({ store: ledger, bookkeeper, folder, now, log: silent }),
      elsewhere: new ElsewhereFolder({ folder: undefined, own: folder, now, log: silent }),
      settings: { pollMs: 0, snapshotDelayMs: 1_000_000, workspace: '' },
      now,
      log: silent,
      send: (message) => sent.push(message),
    });
    const told = (): number => sent.filter(({ type }) => type === 'changed').length;
    const writer = new JournalWriter({
      folder,
      window: 1,
      process,
      now,
      log: silent,
      disk: new DiskSpeed(() => 0),
      keepInMemory: () => assert.fail('the disk takes everything'),
    });
    server.take({ type: 'written' });
    const before = told();
    await writer.append({ t: 'run.ended', day: TODAY, run: runEnded(NOW * 4096) });
    // A question that comes before the news reads the record, too.
    server.take({ type: 'ask', id: 1, name: 'glance', ask: { today: TODAY } });
    assert.equal(told(), before);
    server.take({ type: 'written' });
    assert.equal(told(), before + 1);
    server.take({ type: 'written' });
    assert.equal(told(), before + 1);
    await writer.close();
    ledger.close();
    spend.close();
  });
});
