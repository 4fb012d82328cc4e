import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, attemptStarted, runEnded } from '../../support/ledgerRecords.ts';
import { readFromOutside } from '../../support/sqliteProgram.ts';

const today = systemLocalDay(Date.now());
const day = { firstDay: today, lastDay: today };
const OPUS = { ordinal: 2, kind: 'escalation', tier: 'opus', model: 'claude-opus-5-5' } as const;

describe('Ledger: booking runs', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;
  let ledger: BookedLedger;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
    ledger = await folder.open();
  });

  afterEach(() => folder.remove());

  it('charges every attempt of an escalated run and shows the loss', async () => {
    const id = ledger.newRunId();
    await ledger.attemptStarted(attemptStarted(id));
    await ledger.attemptEnded(attemptEnded(id, { outcome: 'rejected', problems: ['parse'] }));
    await ledger.attemptStarted(attemptStarted(id, OPUS));
    await ledger.attemptEnded(attemptEnded(id, { ...OPUS, costNusd: 16_000_000 }));
    await ledger.runEnded(runEnded(id, { finalTier: 'opus' }));

    const { totals, byTier, byModel, recent } = await ledger.figures(day);
    assert.equal(totals.costNusd, 19_200_000);
    assert.equal(totals.savedNusd, 16_000_000 - 19_200_000);
    assert.equal(totals.failedCostNusd, 3_200_000);
    assert.equal(totals.escalations, 1);
    assert.equal(totals.attempts, 2);
    assert.equal(totals.extraMs, 2_000);
    assert.deepEqual(
      byTier.map(({ key, runs, attempts, costNusd }) => ({ key, runs, attempts, costNusd })),
      [
        { key: 'opus', runs: 1, attempts: 1, costNusd: 16_000_000 },
        { key: 'haiku', runs: 0, attempts: 1, costNusd: 3_200_000 },
      ],
    );
    assert.deepEqual(byModel.map(({ key }) => key).sort(), ['claude-haiku-5-5', 'claude-opus-5-5']);
    assert.equal(recent[0]?.finalModel, 'claude-opus-5-5');
    assert.equal(recent[0]?.costNusd, 19_200_000);
  });

  it('names who gave an answer that was taken in spite of its doubts', async () => {
    const id = ledger.newRunId();
    await ledger.attemptEnded(
      attemptEnded(id, { outcome: 'rejected', problems: ['answer.unsure'] }),
    );
    await ledger.attemptEnded(attemptEnded(id, { ...OPUS, outcome: 'failed', costNusd: 0 }));
    await ledger.runEnded(runEnded(id, { outcome: 'accepted', finalTier: 'haiku' }));
    const { recent, byModel } = await ledger.figures(day);
    assert.equal(recent[0]?.finalModel, 'claude-haiku-5-5');
    assert.equal(byModel.find(({ key }) => key === 'claude-haiku-5-5')?.runs, 1);
  });

  it('takes a cost from the attempts, whatever the run says', async () => {
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id, { costNusd: 5 }));
    await ledger.runEnded(runEnded(id, { costNusd: 1, attempts: 7, unpriced: 3 }));
    const { totals, recent } = await ledger.figures(day);
    assert.equal(totals.costNusd, 5);
    assert.equal(recent[0]?.costNusd, 5);
    assert.equal(recent[0]?.attempts, 1);
    assert.equal(recent[0]?.unpriced, 0);
  });

  it('counts savings only where a baseline and every price are known', async () => {
    const [known, unpriced, withoutBaseline] = [1, 2, 3].map(() => ledger.newRunId());
    for (const id of [known, unpriced, withoutBaseline]) {
      assert.ok(id !== undefined);
      await ledger.attemptEnded(
        attemptEnded(id, { costNusd: id === unpriced ? null : 1_000, model: 'some-model' }),
      );
      await ledger.runEnded(runEnded(id, { baselineNusd: id === withoutBaseline ? null : 4_000 }));
    }
    const { totals } = await ledger.figures(day);
    assert.equal(totals.runs, 3);
    assert.equal(totals.costNusd, 2_000);
    assert.equal(totals.unpriced, 1);
    assert.equal(totals.comparableRuns, 1);
    assert.equal(totals.comparableCostNusd, 1_000);
    assert.equal(totals.baselineNusd, 4_000);
    assert.equal(totals.savedNusd, 3_000);
  });

  it('keeps runs with another purpose than use out of the figures', async () => {
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id, { purpose: 'explore' }));
    await ledger.runEnded(runEnded(id, { purpose: 'explore' }));
    const { totals, recent } = await ledger.figures(day);
    assert.equal(totals.runs, 0);
    assert.equal(totals.costNusd, 0);
    assert.deepEqual(recent, []);
    assert.equal((await ledger.spent('day', Date.now())).spentNusd, 3_200_000);
  });

  it('holds the worst case of an attempt until it ends', async () => {
    const id = ledger.newRunId();
    await ledger.attemptStarted(attemptStarted(id));
    assert.deepEqual(await ledger.spent('day', Date.now()), {
      spentNusd: 0,
      reservedNusd: 50_000_000,
      unpriced: 0,
    });
    await ledger.attemptEnded(attemptEnded(id, { outcome: 'cancelled', usageSource: 'estimated' }));
    assert.deepEqual(await ledger.spent('month', Date.now()), {
      spentNusd: 3_200_000,
      reservedNusd: 0,
      unpriced: 0,
    });
  });

  it('learns from attempts that reached the gate, and from verdicts', async () => {
    const outcomes = ['accepted', 'rejected', 'refused', 'cancelled'] as const;
    const ids = outcomes.map(() => ledger.newRunId());
    for (const [index, id] of ids.entries()) {
      await ledger.attemptEnded(attemptEnded(id, { outcome: outcomes[index] ?? 'failed' }));
      await ledger.runEnded(runEnded(id));
    }
    await ledger.figures(day);
    const before = await nextEvidence(ledger);
    assert.equal(before?.attempts, 2);
    assert.equal(before.accepted, 1);
    assert.equal(before.starts, 2);
    assert.equal(before.startsAccepted, 1);
    assert.equal(before.proven, 0);
    assert.equal(before.meanInputTokens, 1_200);
    assert.ok(before.outputTokensP95 >= 400 && before.outputTokensP95 < 400 * 1.2);
    const [accepted] = ids;
    assert.ok(accepted !== undefined);
    await ledger.verdict({ runId: accepted, at: Date.now(), verdict: 'applied', keptShare: 1 });
    assert.equal((await nextEvidence(ledger))?.proven, 1);
    await ledger.verdict({ runId: accepted, at: Date.now() + 1, verdict: 'undone' });
    assert.equal((await nextEvidence(ledger))?.proven, 0);
  });

  it('debits the savings of an accepted answer that proved wrong, until it is said otherwise', async () => {
    const [one, two] = [ledger.newRunId(), ledger.newRunId()];
    const at = Math.floor(one / 4096);
    const { costNusd, baselineNusd } = runEnded(one);
    assert.ok(costNusd !== null && baselineNusd !== null);
    // The audit may be read before its run, as when another window has asked.
    await ledger.audit({ runId: one, at: at + 90_000_000, label: 'wrong' });
    for (const id of [one, two]) {
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
    }
    const wrong = (await ledger.figures(day)).totals;
    assert.deepEqual(
      [wrong.audited, wrong.auditedWrong, wrong.debitedNusd, wrong.baselineNusd],
      [1, 1, baselineNusd, 2 * baselineNusd],
    );
    // The wrong one saves nothing and its cost is lost; the other saves what it saved.
    assert.equal(wrong.savedNusd, -costNusd + (baselineNusd - costNusd));
    const page = await ledger.rows('runs', { audit: 'wrong' }, { size: 5 });
    assert.deepEqual(
      page.rows.map((row) => [row['id'], row['audit']]),
      [[one, 'wrong']],
    );
    assert.equal((await ledger.rows('runs', { audit: 'none' }, { size: 5 })).rows.length, 1);

    await ledger.audit({ runId: one, at: at + 90_000_001, label: 'right' });
    const right = (await ledger.figures(day)).totals;
    assert.deepEqual([right.debitedNusd, right.audited, right.auditedWrong], [0, 1, 0]);
    assert.equal(right.savedNusd, 2 * (baselineNusd - costNusd));
  });

  it('tells routing where people found more wrong than a start may have', async () => {
    const ids = Array.from({ length: 9 }, () => ledger.newRunId());
    for (const id of ids) {
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
    }
    await ledger.figures(day);
    assert.equal((await nextEvidence(ledger))?.audits, undefined);
    for (const id of ids) await ledger.audit({ runId: id, at: Date.now() + 9e7, label: 'wrong' });
    await ledger.figures(day);
    let audits = (await nextEvidence(ledger))?.audits;
    while (audits?.labels !== ids.length) audits = (await nextEvidence(ledger))?.audits;
    assert.deepEqual(audits, { model: 'claude-haiku-5-5', labels: 9, wrong: 9, isBroken: true });
  });

  it('keeps the chance with which a start was chosen, and by which rules', async () => {
    const [one, two] = [ledger.newRunId(), ledger.newRunId()];
    await ledger.runEnded(runEnded(one, { propensity: 0.9, policy: 'a1b2', purpose: 'control' }));
    await ledger.runEnded(runEnded(two, { propensity: 1.5 }));
    await ledger.save();
    assert.equal(
      await sqlite(folder, 'SELECT propensity, policy FROM runs_v ORDER BY id'),
      '0.9|a1b2\n|\n',
    );
  });

  it('lets the latest word of a verdict count, field by field', async () => {
    const id = ledger.newRunId();
    const at = Math.floor(id / 4096);
    await ledger.verdict({ runId: id, at: at + 50, verdict: 'edited' });
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    await ledger.verdict({ runId: id, at: at + 20, verdict: 'applied', rating: 'up' });
    await ledger.save();
    assert.equal(
      await sqlite(folder, 'SELECT verdict, rating, kept_share FROM runs_v'),
      'edited|up|\n',
    );
  });

  it('writes a database that other programs read, with the words of the contract', async () => {
    const id = ledger.newRunId();
    await ledger.attemptEnded(
      attemptEnded(id, { outcome: 'rejected', problems: ['parse', 'anchor'] }),
    );
    await ledger.attemptEnded(attemptEnded(id, { ...OPUS, costNusd: null }));
    await ledger.runEnded(runEnded(id, { finalTier: 'opus', reasonArgs: { tokens: 7 } }));
    await ledger.save();
    assert.equal(
      await sqlite(
        folder,
        `SELECT id, day, task, language, purpose, start_tier, final_tier, outcome, strength, attempts,
           cost_nusd, unpriced, reason_args FROM runs_v`,
      ),
      `${id}|${today}|docs|typescript|use|haiku|opus|accepted|checks|2|3200000|1|{"tokens":7}\n`,
    );
    assert.equal(
      await sqlite(
        folder,
        'SELECT ordinal, tier, outcome, problems, usage, cost_nusd FROM attempts_v',
      ),
      '1|haiku|rejected|parse anchor|reported|3200000\n2|opus|accepted||reported|\n',
    );
    assert.equal(await sqlite(folder, 'PRAGMA integrity_check'), 'ok\n');
  });

  it('counts the mutants that tests were run against, and those of the latest end', async () => {
    const id = ledger.newRunId();
    const end = Math.floor(id / 4096) + 2_100;
    const mutants = { executed: 12, killed: 5, timedOut: 1 };
    await ledger.runEnded(runEnded(id, { task: 'tests', endedAt: end, mutants }));
    const later = { executed: 20, killed: 17, timedOut: 0 };
    await ledger.runEnded(runEnded(id, { task: 'tests', endedAt: end + 50, mutants: later }));
    const other = ledger.newRunId();
    await ledger.runEnded(runEnded(other));
    await ledger.save();
    assert.equal(
      await sqlite(
        folder,
        'SELECT mutants_executed, mutants_killed, mutants_timed_out FROM runs_v ORDER BY id',
      ),
      '20|17|0\n||\n',
    );
  });

  it('still has everything after it was closed and opened again', async () => {
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    const before = await ledger.figures(day);
    await ledger.close();
    const again = await folder.open();
    assert.deepEqual(await again.figures(day), before);
    assert.deepEqual(folder.log, []);
  });

  it('keeps the prices that attempts name, with their source', async () => {
    const price = {
      id: 'claude-haiku-5-5@2026-10-01',
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      validFrom: 20_261_001,
      band: '0-200000',
      rates: { input: 1_000, output: 5_000 },
      source: 'bundled',
    };
    await ledger.recordPrices([price]);
    await ledger.recordPrices([{ ...price, source: 'setting' }]);
    await ledger.save();
    assert.equal(
      await sqlite(folder, 'SELECT id, valid_from, band, rates, source FROM prices'),
      `${price.id}|20261001|0-200000|{"input":1000,"output":5000}|setting\n`,
    );
  });

  it('refuses money that is not whole nano-dollars', async () => {
    const id = ledger.newRunId();
    await assert.rejects(ledger.attemptEnded(attemptEnded(id, { costNusd: 0.5 })), RangeError);
    await assert.rejects(ledger.attemptEnded(attemptEnded(id, { costNusd: 2 ** 53 })), RangeError);
  });
});

describe('Ledger: without a folder', function () {
  this.timeout(60_000);
  it('works in memory and says so once', async () => {
    const folder = await LedgerFolder.create();
    try {
      const ledger = await folder.open({ folder: undefined, spendFolder: undefined });
      const id = ledger.newRunId();
      await ledger.attemptStarted(attemptStarted(id));
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
      assert.equal((await ledger.figures(day)).totals.costNusd, 3_200_000);
      assert.equal((await ledger.spent('day', Date.now())).spentNusd, 3_200_000);
      assert.equal(ledger.isDurable, false);
      assert.equal(folder.log.filter((line) => line.includes('(ledger)')).length, 1);
    } finally {
      await folder.remove();
    }
  });
});

/** The evidence for docs on haiku once the worker has told of a change. */
async function nextEvidence(ledger: BookedLedger) {
  await ledger.figures(day);
  return ledger.evidence('docs', 'haiku');
}

async function sqlite(folder: LedgerFolder, sql: string): Promise<string> {
  const { rows } = await readFromOutside(join(folder.ledger, 'ledger.sqlite'), sql);
  return rows.map((row) => `${row.join('|')}\n`).join('');
}
