import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { runIdTime } from '../../../src/ledger/runId.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, attemptStarted, runEnded } from '../../support/ledgerRecords.ts';
import { readFromOutside } from '../../support/sqliteProgram.ts';

const today = systemLocalDay(Date.now());
const day = { firstDay: today, lastDay: today };

describe('Ledger: several windows', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
  });

  afterEach(() => folder.remove());

  it('sees at once what another window books and holds', async () => {
    const [one, other] = [await folder.open(), await folder.open()];
    const id = one.newRunId();
    assert.notEqual((id % 4096) >> 6, (other.newRunId() % 4096) >> 6, 'one window number for each');
    await one.attemptStarted(attemptStarted(id));
    assert.equal((await other.spent('day', Date.now())).reservedNusd, 50_000_000);
    await one.attemptEnded(attemptEnded(id));
    await one.runEnded(runEnded(id));
    assert.equal((await other.spent('day', Date.now())).spentNusd, 3_200_000);
    assert.equal((await other.figures(day)).totals.costNusd, 3_200_000);
  });

  it('is told of the figures of another window without asking', async () => {
    const [one, other] = [await folder.open(), await folder.open({ pollMs: 20 })];
    await other.figures(day);
    const changed = new Promise<void>((resolve) => {
      other.onDidChange(resolve);
    });
    const id = one.newRunId();
    await one.attemptEnded(attemptEnded(id));
    await one.runEnded(runEnded(id));
    await changed;
    assert.ok((await other.figures(day)).totals.attempts === 1);
  });

  it('adds up the spend of windows on several folders, and keeps their figures apart', async () => {
    const one = await folder.open();
    const other = await folder.open({ folder: join(folder.path, 'other') });
    for (const ledger of [one, other]) {
      const id = ledger.newRunId();
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
    }
    assert.equal((await one.spent('month', Date.now())).spentNusd, 6_400_000);
    assert.equal((await other.spent('month', Date.now())).spentNusd, 6_400_000);
    assert.equal((await one.figures(day)).totals.costNusd, 3_200_000);
  });

  it('goes on when another window has written the database anew', async () => {
    const [one, other] = [await folder.open(), await folder.open()];
    for (const [round, ledger] of [one, other, other, one, one, other].entries()) {
      const id = ledger.newRunId();
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
      assert.ok(await ledger.save());
      for (const seer of [one, other]) {
        assert.equal((await seer.figures(day)).totals.runs, round + 1);
      }
    }
  });

  it('books what a dead window had under way as lost, at its estimate', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = await folder.open({ processId: pid });
    const id = dead.newRunId();
    await dead.attemptStarted(attemptStarted(id));
    await dead.attemptEnded(attemptEnded(id, { outcome: 'rejected', problems: ['parse'] }));
    const second = { ordinal: 2, kind: 'escalation', tier: 'opus', model: 'opus-x' } as const;
    await dead.attemptStarted(attemptStarted(id, second));
    const alive = await folder.open();
    const { totals, byTier } = await alive.figures(day);
    assert.equal(totals.runs, 1);
    assert.equal(totals.accepted, 0);
    assert.equal(totals.attempts, 2);
    assert.equal(totals.costNusd, 3_200_000 + 9_000_000);
    assert.equal(totals.failedCostNusd, totals.costNusd);
    assert.equal(totals.estimated, 1);
    assert.equal(totals.comparableRuns, 0);
    assert.equal(byTier.find(({ key }) => key === 'opus')?.costNusd, 9_000_000);
    assert.deepEqual(await alive.spent('day', Date.now()), {
      spentNusd: 12_200_000,
      reservedNusd: 0,
      unpriced: 0,
    });

    // It was not dead after all: what really happened counts.
    await dead.attemptEnded(attemptEnded(id, { ...second, costNusd: 16_000_000 }));
    await dead.runEnded(runEnded(id, { finalTier: 'opus' }));
    const after = await alive.figures(day);
    assert.equal(after.totals.costNusd, 19_200_000);
    assert.equal(after.totals.runs, 1);
    assert.equal(after.totals.accepted, 1);
    assert.equal((await alive.spent('day', Date.now())).spentNusd, 19_200_000);
    await alive.save();
    const read = await readFromOutside(
      join(folder.ledger, 'ledger.sqlite'),
      'SELECT outcome, reason_code FROM runs_v',
    );
    assert.deepEqual(read.rows, [['accepted', 'default']]);
  });

  it('keeps sums for ever and details for as long as it is told', async () => {
    const daysAgo = (days: number) => Date.now() - days * 86_400_000;
    const idsOf = async (days: readonly number[]) => {
      const ids: number[] = [];
      for (const ago of days) {
        const ledger = await folder.open({ now: () => daysAgo(ago), retentionDays: 30 });
        const id = ledger.newRunId();
        ids.push(id);
        await ledger.attemptEnded(attemptEnded(id));
        await ledger.runEnded(runEnded(id));
        await ledger.save();
        await ledger.close();
      }
      return ids;
    };
    const kept = async () => {
      const ledger = await folder.open({ retentionDays: 30 });
      const { totals, recent } = await ledger.figures({
        firstDay: systemLocalDay(daysAgo(41)),
        lastDay: today,
      });
      return { runs: totals.runs, ids: recent.map(({ runId }) => runId).sort((a, b) => a - b) };
    };
    const old = await idsOf([40]);
    // A month without use is proven by some days of it: a clock that is ahead for one takes nothing.
    const first = await idsOf([6]);
    assert.deepEqual(await kept(), { runs: 2, ids: [...old, ...first] });
    const rest = await idsOf([5, 4, 2, 1, 0]);
    assert.deepEqual(await kept(), { runs: 7, ids: [...first, ...rest] });
  });

  it('forgets the history and keeps what the budgets need', async () => {
    const ledger = await folder.open();
    const [old, fresh] = [ledger.newRunId(), ledger.newRunId() + 10_000 * 4096];
    for (const id of [old, fresh]) {
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
    }
    await ledger.forget(Math.floor(old / 4096) + 1);
    await ledger.verdict({ runId: old, at: Date.now(), verdict: 'applied' });
    const { totals } = await ledger.figures(day);
    assert.equal(totals.runs, 1);
    assert.equal(totals.costNusd, 3_200_000);
    assert.equal((await ledger.spent('month', Date.now())).spentNusd, 6_400_000);
    await ledger.save();
    const main = join(folder.ledger, 'ledger.sqlite');
    const kept = await readFromOutside(main, 'SELECT cost_nusd FROM kept_costs');
    assert.deepEqual(kept.rows, [['3200000']]);
    const runs = await readFromOutside(main, 'SELECT id FROM runs');
    assert.deepEqual(runs.rows, [[String(fresh)]]);
  });

  it('leaves no byte of a cleared history on the disk', async () => {
    const ledger = await folder.open();
    for (let run = 0; run < 30; run += 1) {
      const id = ledger.newRunId();
      await ledger.attemptEnded(attemptEnded(id, { requestId: `req_Zq${run}` }));
      await ledger.runEnded(runEnded(id, { reasonArgs: { why: `Zq${run}` } }));
      if (run % 10 === 5) assert.ok(await ledger.save());
    }
    assert.ok(bytesHave('Zq5'));
    await ledger.forget(Date.now() + 1_000);
    assert.ok(!bytesHave('Zq'));
    // What is booked from now on is there as ever.
    const id = ledger.newRunId() + 10_000 * 4096;
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    assert.equal((await ledger.figures(day)).totals.runs, 1);
    assert.deepEqual(folder.log, []);
  });

  it('says so when a cleared history could not be taken from the disk', async () => {
    const ledger = await folder.open();
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    assert.ok(await ledger.save());
    // Nothing can take the place of a folder that is not empty.
    const previous = join(folder.ledger, 'ledger.previous.sqlite');
    mkdirSync(join(previous, 'in the way'), { recursive: true });
    assert.equal(await ledger.forget(Date.now() + 1_000), false);
    assert.equal((await ledger.figures(day)).totals.runs, 0);
    rmSync(previous, { recursive: true });
    assert.equal(await ledger.forget(Date.now() + 2_000), true);
  });

  it('are told of a new day, with which the figures of today begin anew', async () => {
    const midnight = new Date();
    midnight.setHours(24, 0, 0, 0);
    const shift = midnight.getTime() - 1_000 - Date.now();
    const now = () => Date.now() + shift;
    const ledger = await folder.open({ now, pollMs: 20 });
    const isNewDay = new Promise<void>((resolve) => {
      ledger.onDidChange(() => {
        if (now() >= midnight.getTime()) resolve();
      });
    });
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    await isNewDay;
    const { today: fresh, week } = await ledger.glance(now());
    assert.equal(week.runs - fresh.runs, systemLocalDay(runIdTime(id)) === today ? 1 : 0);
  });

  function bytesHave(text: string): boolean {
    return readdirSync(folder.ledger, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(text));
  }

  it('lets one window explore at a time, and the next one once it knows what that has cost', async () => {
    const nothing = { spentNusd: 0, exploredNusd: 0 };
    const [one, other] = [await folder.open(), await folder.open()];
    const booked = async (purpose: 'use' | 'explore', costNusd: number) => {
      const id = one.newRunId();
      await one.attemptEnded(attemptEnded(id, { purpose, costNusd }));
      await one.runEnded(runEnded(id, { purpose }));
    };
    await booked('use', 1_000);
    await other.figures(day);
    // Whoever asks first has the turn, from when it has read the books.
    assert.deepEqual(one.explored(), nothing);
    await one.figures(day);
    assert.deepEqual(one.explored(), { spentNusd: 1_000, exploredNusd: 0 });
    await booked('explore', 20);
    // It counts before the books are read again, if twice for a moment.
    assert.ok(one.explored().exploredNusd >= 20);
    await one.figures(day);
    assert.deepEqual(one.explored(), { spentNusd: 1_020, exploredNusd: 20 });
    for (let asked = 0; asked < 3; asked += 1) {
      assert.deepEqual(other.explored(), nothing);
      await other.figures(day);
    }
    await one.close();
    assert.deepEqual(other.explored(), nothing);
    await other.figures(day);
    assert.deepEqual(other.explored(), { spentNusd: 1_020, exploredNusd: 20 });
  });

  it('takes the turn to explore over from a window that has died', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = await folder.open({ processId: pid });
    dead.explored();
    await dead.figures(day);
    const id = dead.newRunId();
    await dead.attemptEnded(attemptEnded(id, { costNusd: 500 }));
    await dead.runEnded(runEnded(id));
    const other = await folder.open();
    other.explored();
    await other.figures(day);
    assert.deepEqual(other.explored(), { spentNusd: 500, exploredNusd: 0 });
    // Who comes back from the dead has lost it.
    assert.deepEqual(dead.explored(), { spentNusd: 0, exploredNusd: 0 });
  });
});
