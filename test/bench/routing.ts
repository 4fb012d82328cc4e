/**
 * What the router would have cost on recorded outcomes: `npm run bench:routing -- file.csv`, with
 * `--prices 5.5` at the present prices, with `--json` one JSON object alone. The file has the columns
 * kind, instance, run, tier, accepted (by the gate), right, input_tokens, output_tokens and, where it is
 * known, cost_usd. `--from bashkit` reads the layout of that evaluation, with a gate that is wrong as
 * often as `--false-accepts 0.05 --false-rejects 0.05 --gate-seeds 20` say, and with `--held-out` its earlier
 * runs, by which nothing was chosen; of several such gates it says what they vary by. `--simulate 100` plays so many
 * made-up histories instead, each with 20 seeds: cost ratios 0.02 to 2, pass rates 0 to 1, at most one change.
 */
import { readFileSync } from 'node:fs';
import type { Interval } from '../../src/certainty/interval.ts';
import { intervalOf, spreadOf } from '../../src/certainty/spread.ts';
import { fromBashkit } from '../support/replay/bashkit.ts';
import type { Estimate, ReplayFigure, ReplayResult } from '../support/replay/replay.ts';
import { replay } from '../support/replay/replay.ts';
import type { ReplayPrices } from '../support/replay/replayFile.ts';
import { readReplayFile, ReplayFileError } from '../support/replay/replayFile.ts';
import { drawnScenario, simulate } from '../support/replay/simulation.ts';
import { settings } from '../unit/routing/support.ts';

const OPTIONS = [
  '--prices',
  '--from',
  '--false-accepts',
  '--false-rejects',
  '--gate-seeds',
  '--seeds',
  '--simulate',
];

/** The usual settings; nobody is there to be asked. */
const SETTINGS = settings({ confirmAboveNusd: 1e12 });

/** A command line or a file that cannot be used, said in one sentence. */
class UsageError extends Error {}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function numberOption(name: string, usual: number, most: number): number {
  const text = option(name);
  const value = text === undefined ? usual : Number(text);
  if (!Number.isFinite(value) || value < 0 || value > most) {
    throw new UsageError(`${name} is a number from 0 to ${most}, not "${text}"`);
  }
  return value;
}

function fileArgument(): string {
  const given = process.argv.slice(2);
  const file = given.find(
    (word, index) => !word.startsWith('--') && !OPTIONS.includes(given[index - 1] ?? ''),
  );
  if (file === undefined) {
    throw new UsageError('usage: npm run bench:routing -- file.csv [--prices own|5.5] [--json]');
  }
  return file;
}

function pricesOption(): ReplayPrices {
  const prices = option('--prices') ?? 'own';
  if (prices !== 'own' && prices !== '5.5') {
    throw new UsageError(`--prices is own or 5.5, not "${prices}"`);
  }
  return prices;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${error instanceof Error ? error.message : ''})`);
  }
}

/** Mean of several replays, with the widest of their intervals. */
function meanOf(results: readonly ReplayResult[]): ReplayResult {
  const [first] = results;
  if (!first) throw new UsageError('--gate-seeds is at least 1');
  const mean = (of: (result: ReplayResult) => number) =>
    results.reduce((sum, result) => sum + of(result), 0) / results.length;
  const estimate = (of: (result: ReplayResult) => Estimate): Estimate => ({
    value: mean((one) => of(one).value),
    low: mean((one) => of(one).low),
    high: mean((one) => of(one).high),
  });
  const figure = (of: (result: ReplayResult) => ReplayFigure): ReplayFigure => ({
    name: of(first).name,
    costOverOpus: estimate((one) => of(one).costOverOpus),
    rightOverOpus: estimate((one) => of(one).rightOverOpus),
  });
  const others = first.others.map((other, index) => figure((one) => one.others[index] ?? other));
  const callsPer100 = Object.fromEntries(
    first.tiers.map((tier) => [tier, mean((one) => one.callsPer100[tier] ?? 0)]),
  );
  return { ...first, policy: figure((one) => one.policy), others, callsPer100 };
}

/** What the policy comes to with other gates: means over them with their 95 % intervals. */
interface OverGates {
  readonly gates: number;
  readonly costOverOpus: Interval;
  readonly rightOverOpus: Interval;
  /** Its cost less that of the cheapest fixed order, gate by gate. */
  readonly costLessOrder: Interval;
  readonly order: string;
}

/** undefined: there are too few to vary. */
function overGates(results: readonly ReplayResult[]): OverGates | undefined {
  if (results.length < 3) return undefined;
  const interval = (of: (result: ReplayResult) => number): Interval =>
    intervalOf(spreadOf(results.map((result) => ({ value: of(result), propensity: 1 }))));
  const { others } = meanOf(results);
  const orders = others.filter(({ name }) => name.includes(' > '));
  const [cheapest] = orders.toSorted((a, b) => a.costOverOpus.value - b.costOverOpus.value);
  const order = cheapest?.name ?? 'always Opus';
  const costOf = (result: ReplayResult) =>
    result.others.find(({ name }) => name === order)?.costOverOpus.value ?? 1;
  return {
    gates: results.length,
    costOverOpus: interval(({ policy }) => policy.costOverOpus.value),
    rightOverOpus: interval(({ policy }) => policy.rightOverOpus.value),
    costLessOrder: interval((result) => result.policy.costOverOpus.value - costOf(result)),
    order,
  };
}

function gatesLine(over: OverGates | undefined): string {
  if (!over) return '';
  const { gates, costOverOpus, rightOverOpus, costLessOrder, order } = over;
  const shown = ({ estimate, low, high }: Interval) =>
    `${estimate.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
  return `over ${gates} gates: cost ${shown(costOverOpus)}, right ${shown(rightOverOpus)}, cost less ${order} ${shown(costLessOrder)}\n`;
}

const NOTES = [
  'nothing known before, first pass; evidence by kind; the policy sees what the gate says and nothing of what is right',
  'an accepted answer counts as a proof (as form alone for review and explain); without an accepted answer nothing is right',
  'a further answer of a tier is its record of another run, drawn by seed; always a tier: one answer each, whatever the gate says',
];

/** What made-up histories come to; the cost over the better of always-Opus and the default map. */
async function simulated(scenarios: number, seeds: number, isJson: boolean): Promise<void> {
  const worst = { costOverBetter: 0, rightBelowOpus: -1 };
  let missed = 0;
  for (let seed = 1; seed <= scenarios; seed += 1) {
    const found = await simulate(drawnScenario(seed), SETTINGS, { seeds, runs: 400 });
    const { costOverBetter, rightShare, opusShare } = found;
    const rightBelowOpus = opusShare - rightShare;
    const isMissed = costOverBetter > 1.1 || rightBelowOpus > 0.02;
    missed += isMissed ? 1 : 0;
    worst.costOverBetter = Math.max(worst.costOverBetter, costOverBetter);
    worst.rightBelowOpus = Math.max(worst.rightBelowOpus, rightBelowOpus);
    const shown = `cost ${costOverBetter.toFixed(3)}, right ${rightShare.toFixed(3)}`;
    const line = `${seed}: ${shown} (Opus ${opusShare.toFixed(3)})${isMissed ? ' MISSED' : ''}`;
    if (!isJson) process.stdout.write(`${line}\n`);
  }
  const sums = { scenarios, seeds, missed, ...worst };
  process.stdout.write(`${JSON.stringify(sums)}\n`);
}

async function run(): Promise<void> {
  const scenarios = numberOption('--simulate', 0, 100_000);
  if (scenarios > 0) {
    const each = Math.max(1, numberOption('--seeds', 20, 1_000));
    return simulated(scenarios, each, process.argv.includes('--json'));
  }
  const prices = pricesOption();
  const isJson = process.argv.includes('--json');
  const text = textOf(fileArgument());
  const from = option('--from');
  if (from !== undefined && from !== 'bashkit') throw new UsageError('--from is bashkit');
  const falseAccepts = numberOption('--false-accepts', 0.05, 1);
  const falseRejects = numberOption('--false-rejects', 0.05, 1);
  const runs = process.argv.includes('--held-out') ? 'heldOut' : 'all';
  const gateSeeds = numberOption('--gate-seeds', 20, 1_000);
  const seeds = Math.max(1, numberOption('--seeds', from ? 4 : 20, 1_000));
  const files =
    from === undefined
      ? [text]
      : Array.from({ length: gateSeeds }, (_, index) =>
          fromBashkit(text, { falseAccepts, falseRejects, seed: index + 1 }, runs),
        );
  const results: ReplayResult[] = [];
  for (const [index, file] of files.entries()) {
    const about = { seeds, firstSeed: 1 + index * seeds, prices, settings: SETTINGS };
    results.push(await replay(readReplayFile(file, prices), about));
  }
  const result = meanOf(results);
  const gates = overGates(results);
  process.stdout.write(
    isJson
      ? `${JSON.stringify({ ...jsonOf(result, prices), gates })}\n`
      : `${table(result, prices)}${gatesLine(gates)}`,
  );
}

function jsonOf({ policy, others, works, leftOut, callsPer100 }: ReplayResult, prices: string) {
  const figuresOf = ({ costOverOpus, rightOverOpus }: ReplayFigure) => ({
    'cost over always-Opus': costOverOpus.value,
    'cost over always-Opus, 95 %': [costOverOpus.low, costOverOpus.high],
    'right over always-Opus': rightOverOpus.value,
    'right over always-Opus, 95 %': [rightOverOpus.low, rightOverOpus.high],
  });
  return {
    prices,
    ...figuresOf(policy),
    orders: Object.fromEntries(others.map((order) => [order.name, figuresOf(order)])),
    works,
    leftOut,
    callsPer100,
    notes: NOTES,
  };
}

function table({ policy, others, works, leftOut, callsPer100 }: ReplayResult, prices: string) {
  const all = [policy, ...others];
  const width = Math.max(...all.map(({ name }) => name.length));
  const shown = ({ value, low, high }: Estimate) =>
    `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`.padEnd(26);
  const rows = all.map(({ name, costOverOpus, rightOverOpus }) =>
    `${name.padEnd(width)}  ${shown(costOverOpus)}  ${shown(rightOverOpus)}`.trimEnd(),
  );
  const calls = Object.entries(callsPer100).map(([tier, count]) => `${count.toFixed(0)} ${tier}`);
  const left =
    leftOut.length > 0 ? [`left out, as they lack Haiku or Opus: ${leftOut.join(', ')}`] : [];
  return `${[
    `${works} pieces of work, ${prices === 'own' ? 'own' : prices} prices, 95 % intervals over instances`,
    `${''.padEnd(width)}  ${'cost over always-Opus'.padEnd(26)}  right over always-Opus`,
    ...rows,
    `calls for 100 pieces of work: ${calls.join(', ')}`,
    ...left,
    ...NOTES,
  ].join('\n')}\n`;
}

try {
  await run();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ReplayFileError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
