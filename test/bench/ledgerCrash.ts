/**
 * The long form of the crash tests: `node test/bench/ledgerCrash.ts [kills] [processes] [records]
 * [months]`, with `--json` one JSON object alone. Every difference between what was acknowledged and what is
 * there is printed; the exit code is 1 then.
 */
import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import { audit } from '../support/ledgerCrash.ts';
import { LedgerFolder } from '../support/ledgerFolder.ts';
import { simulateMonth } from '../support/ledgerMonth.ts';
import type { VictimReport } from '../support/ledgerVictims.ts';
import { Victims } from '../support/ledgerVictims.ts';
import { ledgerEngine } from '../support/memoryBooks.ts';

const [kills = 2_000, processes = 8, records = 10_000, months = 1_000] = process.argv
  .slice(2)
  .filter((argument) => /^\d+$/.test(argument))
  .map(Number);
const AT_ONCE = 4;
const KILLS_PER_FOLDER = 200;

const victims = await Victims.build();
const figures: { name: string; value: number; unit: string; target: number }[] = [];
try {
  const random = steadyRandom(20_261_120);
  let killed = 0;
  let faults = 0;
  let acknowledged = 0;
  while (killed < kills) {
    const folder = await LedgerFolder.create();
    const reports: VictimReport[] = [];
    const until = Math.min(kills, killed + KILLS_PER_FOLDER);
    while (killed < until) {
      const wave = await Promise.all(
        Array.from({ length: AT_ONCE }, () =>
          victims.run(
            { folder: folder.path, runs: 100, journalBytes: 7_000, lookEvery: 4 },
            {
              thread: random() < 0.4 ? 'main' : 'worker',
              change: 1 + Math.floor(random() * 100),
            },
          ),
        ),
      );
      reports.push(...wave);
      killed += wave.filter(({ isKilled }) => isKilled).length;
    }
    const result = await audit(folder, reports, victims.workerPath);
    report(result.faults);
    faults += result.faults.length;
    acknowledged += reports.reduce((sum, each) => sum + each.acknowledged.size, 0);
    await folder.remove();
  }
  figures.push({ name: 'kills', value: killed, unit: 'kills', target: kills });
  figures.push({ name: 'acknowledged records', value: acknowledged, unit: 'records', target: 0 });
  figures.push({ name: 'differences after the kills', value: faults, unit: 'faults', target: 0 });

  const folder = await LedgerFolder.create();
  const runs = Math.ceil(records / 3);
  const together = await Promise.all(
    Array.from({ length: processes }, () =>
      victims.run({ folder: folder.path, runs, journalBytes: 1_000_000, lookEvery: 40 }),
    ),
  );
  const { attempts, faults: differences } = await audit(folder, together, victims.workerPath);
  const errors = together.filter((each) => each.errors !== '' || each.isKilled);
  report([...differences, ...errors.map((each) => each.errors)]);
  figures.push({
    name: `attempts of ${processes} processes`,
    value: attempts,
    unit: 'attempts',
    target: processes * runs,
  });
  figures.push({
    name: 'differences between processes',
    value: differences.length + errors.length,
    unit: 'faults',
    target: 0,
  });
  await folder.remove();

  const engine = await ledgerEngine();
  let monthFaults = 0;
  let monthRuns = 0;
  for (let seed = 1; seed <= months; seed += 1) {
    const month = await simulateMonth(engine, seed);
    report(month.faults.map((fault) => `month ${seed}: ${fault}`));
    monthFaults += month.faults.length;
    monthRuns += month.runs;
  }
  figures.push({ name: 'simulated months', value: months, unit: 'months', target: months });
  figures.push({ name: 'runs in them', value: monthRuns, unit: 'runs', target: 0 });
  figures.push({
    name: 'differences after the months',
    value: monthFaults,
    unit: 'faults',
    target: 0,
  });
  if (faults + differences.length + errors.length + monthFaults > 0) process.exitCode = 1;
} finally {
  await victims.remove();
}

if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ figures })}\n`);
else {
  for (const { name, value, unit } of figures) {
    process.stdout.write(`${name.padEnd(32)} ${String(value).padStart(8)} ${unit}\n`);
  }
}

function report(differences: readonly string[]): void {
  for (const difference of differences) process.stderr.write(`${difference}\n`);
}
