import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { addDays, systemLocalDay } from '../../src/models/localDay.ts';
import type { LedgerFolder } from './ledgerFolder.ts';
import { victimCost } from './ledgerVictim.ts';
import type { VictimReport } from './ledgerVictims.ts';
import { readFromOutside } from './sqliteProgram.ts';

/** What the books of a folder say after all its windows but this one have ended. */
export interface Audit {
  readonly attempts: number;
  readonly lost: number;
  /** What is not as it was acknowledged; empty when all is well. */
  readonly faults: readonly string[];
}

/**
 * Compares what windows acknowledged with what is in the books, once each: ended attempts at their
 * cost, attempts in flight at their estimate, runs, the daily sums and the machine's spend.
 */
export async function audit(
  folder: LedgerFolder,
  reports: readonly VictimReport[],
  workerPath: string,
): Promise<Audit> {
  const ledger = await folder.open({ workerPath });
  const today = systemLocalDay(Date.now());
  const month = { firstDay: addDays(today, -29), lastDay: today };
  // A summary may answer this: it must not say anything else than the books.
  const first = await ledger.figures(month);
  await ledger.spent('day', Date.now());
  const isSaved = await ledger.save();
  const isSame = isDeepStrictEqual(await ledger.figures(month), first);
  await ledger.close();
  const read = async (file: string, sql: string) =>
    (await readFromOutside(join(folder.path, file), sql)).rows;
  const ledgerFile = 'ledger/ledger.sqlite';
  const attempts = new Map(
    (await read(ledgerFile, 'SELECT run_id, outcome, cost_nusd FROM attempts_v')).map(
      ([run, outcome, cost]) => [run ?? '', { outcome, cost: Number(cost) }],
    ),
  );
  const settled = new Map(
    (await read('spend/spend.sqlite', 'SELECT run_id, cost_nusd FROM settled')).map(
      ([run, cost]) => [run ?? '', Number(cost)],
    ),
  );
  const runs = new Set((await read(ledgerFile, 'SELECT id FROM runs')).map(([run]) => run ?? ''));
  const begun = new Set(reports.flatMap((report) => [...report.begun]));
  const acknowledged = new Set(reports.flatMap((report) => [...report.acknowledged]));
  const faults: string[] = isSaved ? [] : ['The database could not be written'];
  if (!isSame) faults.push('A summary does not say what the books say');
  let lost = 0;
  for (const line of begun) {
    const [kind, run = ''] = line.split(' ');
    if (kind !== 'started') continue;
    const found = attempts.get(run);
    const { ended, expected } = victimCost(Number(run));
    if (found?.outcome === 'lost') lost += 1;
    if (acknowledged.has(`ended ${run}`)) {
      if (found?.outcome !== 'accepted') faults.push(`${run}: ended, but ${found?.outcome}`);
      if (found?.cost !== ended) faults.push(`${run}: cost ${found?.cost}, not ${ended}`);
      if (settled.get(run) !== ended)
        faults.push(`${run}: spend ${settled.get(run)}, not ${ended}`);
    } else if (acknowledged.has(line)) {
      const isEndKnown = found?.outcome === 'accepted' && begun.has(`ended ${run}`);
      if (!isEndKnown && found?.outcome !== 'lost') faults.push(`${run}: ${found?.outcome}`);
      if (!isEndKnown && found?.cost !== expected) faults.push(`${run}: lost at ${found?.cost}`);
      const spend = settled.get(run);
      if (spend !== expected && spend !== ended) faults.push(`${run}: spend ${spend}`);
    }
    if (acknowledged.has(line) && !runs.has(run)) faults.push(`${run}: no run`);
  }
  for (const run of attempts.keys()) {
    if (!begun.has(`started ${run}`)) faults.push(`${run}: nobody booked it`);
  }
  const sums = await read(
    ledgerFile,
    `SELECT (SELECT SUM(cost_nusd) FROM attempts), (SELECT SUM(cost_nusd) FROM daily),
       (SELECT COUNT(*) FROM runs), (SELECT SUM(runs) FROM daily),
       (SELECT COUNT(*) FROM pending) + (SELECT COUNT(*) FROM unfinished)`,
  );
  const [cost, dailyCost, runCount, dailyRuns, open] = sums[0] ?? [];
  if (cost !== dailyCost) faults.push(`daily cost ${dailyCost}, rows ${cost}`);
  if (attempts.size > 0 && runCount !== dailyRuns) faults.push(`daily ${dailyRuns}, ${runCount}`);
  if (open !== '0') faults.push(`${open} still open`);
  const [spendDays, spendRows, held] =
    (
      await read(
        'spend/spend.sqlite',
        `SELECT (SELECT SUM(cost_nusd) FROM spend_days), (SELECT SUM(cost_nusd) FROM settled),
           (SELECT COUNT(*) FROM held)`,
      )
    )[0] ?? [];
  if (spendDays !== spendRows) faults.push(`spend by day ${spendDays}, by attempt ${spendRows}`);
  if (held !== '0') faults.push(`${held} reservations still held`);
  return { attempts: attempts.size, lost, faults };
}
