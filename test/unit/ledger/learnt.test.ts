import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';

const today = systemLocalDay(Date.now());
const HAIKU = {
  task: 'docs',
  tier: 'haiku',
  model: 'claude-haiku-5-5',
  effort: null,
  language: 'typescript',
} as const;
const OPUS = { ordinal: 2, kind: 'escalation', tier: 'opus', model: 'claude-opus-5-5' } as const;

describe('Ledger: what runs teach', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;
  let ledger: BookedLedger;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
    ledger = await folder.open();
  });

  afterEach(() => folder.remove());

  /** Waits until the worker has read what was written. */
  const read = () => ledger.figures({ firstDay: today, lastDay: today });

  it('is nothing of an empty ledger', async () => {
    await read();
    assert.deepEqual(ledger.levels(HAIKU), {});
  });

  it('is told by the place of each attempt, with verdicts and audits, as chance has decided or not', async () => {
    const failed = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(failed, { outcome: 'rejected', problems: ['parse'] }));
    await ledger.attemptEnded(attemptEnded(failed, OPUS));
    await ledger.runEnded(runEnded(failed, { finalTier: 'opus' }));
    const control = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(control, { purpose: 'control' }));
    await ledger.runEnded(runEnded(control, { purpose: 'control', language: 'go' }));
    await ledger.audit({ runId: control, at: Date.now(), label: 'wrong' });
    // What was only compared was not made as the policy makes it.
    const compared = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(compared, { purpose: 'compare' }));
    await ledger.runEnded(runEnded(compared, { purpose: 'compare' }));
    await read();

    const { task, language, predecessor } = ledger.levels(HAIKU);
    assert.equal(Math.round(task?.places.first.seen ?? 0), 2);
    assert.equal(Math.round(language?.places.first.seen ?? 0), 1);
    assert.equal(language?.places.first.passed, 0);
    assert.deepEqual([task?.labels.passed, Math.round(task?.labels.tried ?? 0)], [0, 1]);
    assert.equal(predecessor, undefined);
    const opus = ledger.levels({ ...HAIKU, tier: 'opus', model: 'claude-opus-5-5' });
    assert.deepEqual([opus.task?.places.above.passed, opus.task?.places.first.tried], [1, 0]);
    // What exploring costs is a part of the spend; what was compared is neither.
    const explored = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(explored, { purpose: 'explore', costNusd: 7 }));
    // It is this window's turn once the books have been read for it.
    ledger.explored();
    await read();
    const { costNusd: each } = attemptEnded(explored);
    assert.deepEqual(ledger.explored(), { spentNusd: 3 * (each ?? 0) + 7, exploredNusd: 7 });
    const newer = ledger.levels({ ...HAIKU, model: 'claude-haiku-6' });
    assert.equal(newer.task, undefined);
    assert.equal(Math.round(newer.predecessor?.places.first.seen ?? 0), 2);
  });
});
