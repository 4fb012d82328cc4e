import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { LedgerFolder } from '../../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../../support/ledgerRecords.ts';

const ALL = { firstDay: 0, lastDay: 9999_12_31 };

describe('Ledger: questions that take long', () => {
  let folder: LedgerFolder;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
  });

  afterEach(() => folder.remove());

  it('are answered with all that was booked, before and after the database is written', async () => {
    const ledger = await folder.open();
    const runs = async (): Promise<number | undefined> =>
      (await ledger.quality(ALL)).tiers.find(({ tier }) => tier === 'haiku')?.runs;
    for (const expected of [1, 2]) {
      const id = ledger.newRunId();
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
      assert.equal(await runs(), expected);
      const before = readdirSync(folder.ledger);
      assert.equal(await runs(), expected);
      // Who reads alone leaves no trace in the folder.
      assert.deepEqual(readdirSync(folder.ledger), before);
      assert.equal(await ledger.save(), true);
      assert.equal(await runs(), expected);
    }
    assert.equal(await ledger.forget(Date.now() + 60_000), true);
    assert.equal(await runs(), undefined);
    assert.deepEqual(folder.log, []);
  });

  it('are left when they are aborted, and the next is answered', async () => {
    const ledger = await folder.open();
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    const left = new AbortController();
    const reason = new Error('left');
    const asked = [
      ledger.quality(ALL, {}, left.signal),
      ledger.trials(ALL, {}, left.signal),
    ] as const;
    left.abort(reason);
    for (const each of asked) await assert.rejects(each, reason);
    assert.equal((await ledger.figures(ALL)).totals.runs, 1);
    assert.equal((await ledger.quality(ALL)).starts[0]?.runs, 1);
    assert.equal((await ledger.trials(ALL)).certain[0]?.runs, 1);
    assert.deepEqual(folder.log, []);
  });

  it('are answered where the books live in memory', async () => {
    const ledger = await folder.open({ folder: undefined, spendFolder: undefined });
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    assert.equal((await ledger.quality(ALL)).starts[0]?.runs, 1);
  });
});
