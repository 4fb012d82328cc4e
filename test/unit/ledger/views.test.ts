import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { FIXTURE_NOW, FIXTURE_PERIOD, fixtureRecords } from '../../support/ledgerFixture.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { OUTSIDE_READER, readFromOutside } from '../../support/sqliteProgram.ts';

/** How a reader of the views comes to the report's totals. */
const TOTALS = `
  WITH chosen AS (
    SELECT * FROM runs_v WHERE purpose = 'use'
      AND day BETWEEN ${FIXTURE_PERIOD.firstDay} AND ${FIXTURE_PERIOD.lastDay}
  ), tried AS (SELECT attempts_v.* FROM attempts_v JOIN chosen ON chosen.id = run_id)
  SELECT (SELECT COUNT(*) FROM chosen),
    (SELECT COUNT(*) FROM chosen WHERE outcome = 'accepted'),
    (SELECT COUNT(*) FROM tried),
    (SELECT SUM(cost_nusd) FROM tried),
    (SELECT SUM(cost_nusd) FROM chosen),
    (SELECT COUNT(*) FROM tried WHERE cost_nusd IS NULL),
    (SELECT COUNT(*) FROM tried WHERE usage = 'estimated'),
    (SELECT COUNT(*) FROM chosen WHERE unpriced = 0 AND baseline_nusd IS NOT NULL),
    (SELECT SUM(baseline_nusd - cost_nusd) FROM chosen
      WHERE unpriced = 0 AND baseline_nusd IS NOT NULL),
    (SELECT COUNT(*) FROM chosen WHERE start_tier = 'haiku' AND final_tier = 'opus'),
    (SELECT SUM(cost_nusd) FROM tried WHERE outcome <> 'accepted'),
    (SELECT SUM(duration_ms) FROM tried WHERE kind NOT IN ('first', 'classify', 'refine'))`;

const BY_TIER = `
  SELECT tier, COUNT(*), SUM(cost_nusd) FROM attempts_v
  WHERE run_id IN (SELECT id FROM runs_v WHERE purpose = 'use')
  GROUP BY tier ORDER BY tier`;

describe('Ledger: the views', function () {
  this.timeout(30_000);

  it(`give the report's numbers to other programs (here ${OUTSIDE_READER})`, async () => {
    const folder = await LedgerFolder.create();
    try {
      const ledger = await folder.open({ now: () => FIXTURE_NOW, processId: 2 ** 22 + 1 });
      for (const record of fixtureRecords()) {
        if (record.t === 'attempt.started') await ledger.attemptStarted(record.attempt);
        else if (record.t === 'attempt.ended') await ledger.attemptEnded(record.attempt);
        else if (record.t === 'run.ended') await ledger.runEnded(record.run);
        else if (record.t === 'verdict') await ledger.verdict(record.verdict);
      }
      await ledger.close();
      // What was under way when its window closed is booked by the next one.
      const next = await folder.open({ now: () => FIXTURE_NOW });
      const { totals, byTier } = await next.figures(FIXTURE_PERIOD);
      assert.ok(await next.save());
      const main = join(folder.ledger, 'ledger.sqlite');
      const [sums] = (await readFromOutside(main, TOTALS)).rows;
      assert.deepEqual(sums?.map(Number), [
        totals.runs,
        totals.accepted,
        totals.attempts,
        totals.costNusd,
        totals.costNusd,
        totals.unpriced,
        totals.estimated,
        totals.comparableRuns,
        totals.savedNusd,
        totals.escalations,
        totals.failedCostNusd,
        totals.extraMs,
      ]);
      const tiers = (await readFromOutside(main, BY_TIER)).rows;
      assert.deepEqual(
        tiers.map(([tier, attempts, cost]) => [tier, Number(attempts), Number(cost)]),
        byTier
          .map(({ key, attempts, costNusd }) => [key, attempts, costNusd] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      );
      assert.ok(
        totals.runs > 5 && totals.accepted > 3 && totals.escalations > 1 && totals.unpriced > 0,
      );
    } finally {
      await folder.remove();
    }
  });
});
