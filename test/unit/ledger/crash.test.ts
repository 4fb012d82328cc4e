import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';
import { audit } from '../../support/ledgerCrash.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import type { VictimReport } from '../../support/ledgerVictims.ts';
import { Victims } from '../../support/ledgerVictims.ts';

describe('Ledger: killed processes', function () {
  this.timeout(180_000);
  let victims: Victims;

  before(async () => {
    victims = await Victims.build();
  });

  after(() => victims.remove());

  it('loses nothing that was acknowledged in 30 kills, and counts nothing twice', async () => {
    const random = steadyRandom(20_261_120);
    const folder = await LedgerFolder.create();
    const reports: VictimReport[] = [];
    try {
      let kills = 0;
      for (let wave = 0; kills < 30; wave += 1) {
        const deaths = Array.from({ length: 4 }, () => ({
          thread: random() < 0.4 ? ('main' as const) : ('worker' as const),
          change: 1 + Math.floor(random() * 60),
        }));
        const ended = await Promise.all(
          deaths.map((death) =>
            victims.run(
              { folder: folder.path, runs: 60, journalBytes: 7_000, lookEvery: 4 },
              death,
            ),
          ),
        );
        reports.push(...ended);
        kills += ended.filter(({ isKilled }) => isKilled).length;
        assert.deepEqual(
          ended.map(({ errors }) => errors),
          ['', '', '', ''],
        );
        if (wave % 9 === 8) {
          const { faults } = await audit(folder, reports, victims.workerPath);
          assert.deepEqual(faults, [], `after ${kills} kills`);
        }
      }
      const { faults, attempts, lost } = await audit(folder, reports, victims.workerPath);
      assert.deepEqual(faults, []);
      assert.ok(attempts > 0 && lost > 0);
    } finally {
      await folder.remove();
    }
  });

  it('adds up what eight processes book in one folder while databases are written', async () => {
    const folder = await LedgerFolder.create();
    try {
      const reports = await Promise.all(
        Array.from({ length: 8 }, () =>
          victims.run({ folder: folder.path, runs: 167, journalBytes: 60_000, lookEvery: 40 }),
        ),
      );
      assert.deepEqual(
        reports.map(({ errors, isKilled }) => [errors, isKilled]),
        reports.map(() => ['', false]),
      );
      const { faults, attempts, lost } = await audit(folder, reports, victims.workerPath);
      assert.deepEqual(faults, []);
      assert.equal(attempts, 8 * 167);
      assert.equal(lost, 0);
    } finally {
      await folder.remove();
    }
  });

  // Where there is no shell, no file can be kept from growing.
  if (process.platform !== 'win32') {
    it('goes on in new files when the disk refuses, and loses nothing', async () => {
      const folder = await LedgerFolder.create();
      try {
        const orders = { folder: folder.path, runs: 30, journalBytes: 1_000_000, lookEvery: 40 };
        const report = await victims.run(orders, undefined, 16);
        assert.equal(report.isKilled, false);
        assert.equal(report.acknowledged.size, 30 * 3);
        assert.equal(report.errors, '');
        const { faults, attempts } = await audit(folder, [report], victims.workerPath);
        assert.deepEqual(faults, []);
        assert.equal(attempts, 30);
      } finally {
        await folder.remove();
      }
    });
  }
});
