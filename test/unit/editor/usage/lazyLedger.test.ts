import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { LazyLedger } from '../../../../src/editor/usage/lazyLedger.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { systemLocalDay } from '../../../../src/models/localDay.ts';
import { LedgerFolder } from '../../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../../support/ledgerRecords.ts';

const today = systemLocalDay(Date.now());
const period = { firstDay: today, lastDay: today };

describe('the books of a window', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;
  let opened: Ledger[];
  let failure: Error | undefined;
  let books: LazyLedger;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
    opened = [];
    failure = undefined;
    books = new LazyLedger(async () => {
      const ledger = await folder.open();
      opened.push(ledger);
      if (failure !== undefined) throw failure;
      return ledger;
    });
  });

  afterEach(() => folder.remove());

  it('are opened once, when somebody asks, whoever asks at the same time', async () => {
    assert.equal(books.isDurable, true);
    assert.equal(opened.length, 0);
    await Promise.all([
      books.figures(period),
      books.glance(Date.now()),
      books.spent('day', Date.now()),
    ]);
    assert.equal(opened.length, 1);
  });

  it('are tried anew when they could not be opened', async () => {
    failure = new Error('not now');
    await assert.rejects(books.figures(period), /not now/);
    failure = undefined;
    assert.equal((await books.figures(period)).totals.runs, 0);
    assert.equal(opened.length, 2);
  });

  it('tell whoever listened before they were open', async () => {
    const changed = new Promise<void>((resolve) => {
      books.onDidChange(resolve);
    });
    const ledger = await books.get();
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    await changed;
  });

  it('stay closed when nobody has asked, and are closed also while they open', async () => {
    await books.close();
    assert.equal(opened.length, 0);
    const asked = books.get();
    await books.close();
    const ledger = await asked;
    await assert.rejects(ledger.figures(period));
  });
});
