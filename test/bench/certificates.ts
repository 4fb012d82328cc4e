/**
 * Whether what the report says of its own certainty is so: `npm run bench:certificates`, with `-- --json` one JSON
 * object alone. Simulated, with fixed seeds: how often a certificate is given that is not true, how many labels one
 * takes, and how often 95 % intervals hold what they should. Prints, never fails.
 */
import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import type { Covered, World } from './certificates/simulations.ts';
import {
  coverageOf,
  isFalselyBroken,
  labelsUntil,
  labelsUntilBroken,
} from './certificates/simulations.ts';

const CERTIFICATES = 2_000;
const PERIODS = 2_000;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: '%' | 'labels';
  /** Where the value should lie; null: for comparison. */
  readonly target: readonly [least: number, most: number] | null;
}

const WORLDS: readonly World[] = [
  {
    name: '300 runs, a fifth of them by chance, costs of sigma 0.5',
    sigma: 0.5,
    runs: 300,
    share: 0.2,
  },
  {
    name: '300 runs, a fifth of them by chance, costs of sigma 1',
    sigma: 1,
    runs: 300,
    share: 0.2,
  },
  {
    name: '1000 runs, a tenth of them by chance, costs of sigma 0.5',
    sigma: 0.5,
    runs: 1_000,
    share: 0.1,
  },
  {
    name: '1000 runs, a tenth of them by chance, costs of sigma 1',
    sigma: 1,
    runs: 1_000,
    share: 0.1,
  },
  { name: '200 runs, half of them by chance, costs of sigma 1', sigma: 1, runs: 200, share: 0.5 },
].map((world) => ({ ...world, cheap: 0.05, escalated: 0.15 }));

const COVERED = {
  controlCost: "control's cost less",
  controlKept: "control's kept answers less",
  whatIfCost: 'what-if, cost',
  whatIfKept: 'what-if, kept answers',
} as const satisfies Readonly<Record<keyof Covered, string>>;

const isJson = process.argv.includes('--json');

function shareOf(count: number, holds: (random: () => number) => boolean, seed: number): number {
  const random = steadyRandom(seed);
  let held = 0;
  for (let at = 0; at < count; at += 1) if (holds(random)) held += 1;
  return (100 * held) / count;
}

function medianOf(count: number, value: (random: () => number) => number, seed: number): number {
  const random = steadyRandom(seed);
  const values = Array.from({ length: count }, () => value(random));
  return values.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? Number.NaN;
}

function certificateFigures(): readonly Figure[] {
  const isFalse = (bound: number, most: number) => (random: () => number) =>
    Number.isFinite(labelsUntil(bound, bound, most, random));
  const after = { good: 60, truth: 0.02, after: 0.3 };
  return [
    {
      name: 'false certificates of 10 %, 10 % wrong, looked at after each of 1000 labels',
      value: shareOf(CERTIFICATES, isFalse(0.1, 1_000), 1),
      unit: '%',
      target: [0, 5],
    },
    {
      name: 'false certificates of 5 %, 5 % wrong, looked at after each of 1000 labels',
      value: shareOf(CERTIFICATES, isFalse(0.05, 1_000), 2),
      unit: '%',
      target: [0, 5],
    },
    {
      name: 'labels until "at most 10 % wrong", 2 % wrong, median',
      value: medianOf(CERTIFICATES, (random) => labelsUntil(0.1, 0.02, 500, random), 3),
      unit: 'labels',
      target: [0, 75],
    },
    {
      name: 'labels until "at most 5 % wrong", 1 % wrong, median',
      value: medianOf(CERTIFICATES, (random) => labelsUntil(0.05, 0.01, 800, random), 4),
      unit: 'labels',
      target: [0, 149],
    },
    {
      name: 'bounds of 10 % said to be broken, 10 % wrong, looked at after each of 200 labels',
      value: shareOf(400, (random) => isFalselyBroken(0.1, 200, random), 5),
      unit: '%',
      target: [0, 5],
    },
    {
      name: 'labels until a bound of 10 % is broken, 30 % wrong after 60 good labels, median',
      value: medianOf(100, (random) => labelsUntilBroken(0.1, after, random), 6),
      unit: 'labels',
      target: null,
    },
  ];
}

function coverageFigures(world: World, seed: number): readonly Figure[] {
  const random = steadyRandom(seed);
  const periods = Array.from({ length: PERIODS }, () => coverageOf(world, random));
  return (Object.keys(COVERED) as (keyof Covered)[]).map((name) => {
    const said = periods.map((covered) => covered[name]).filter((held) => held !== undefined);
    return {
      name: `95 % interval, ${COVERED[name]}: ${world.name}`,
      value: (100 * said.filter(Boolean).length) / said.length,
      unit: '%' as const,
      target: [93, 97] as const,
    };
  });
}

function table(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const lines = figures.map(({ name, value, unit, target }) => {
    const shown = `${value.toFixed(unit === '%' ? 1 : 0)} ${unit}`.padStart(12);
    if (target === null) return `${name.padEnd(width)} ${shown}`;
    const [least, most] = target;
    const isReached = value >= least && value <= most;
    const wanted = least === 0 ? `at most ${most}` : `${least} to ${most}`;
    return `${name.padEnd(width)} ${shown}   ${wanted}: ${isReached ? 'reached' : 'MISSED'}`;
  });
  return `${lines.join('\n')}\n`;
}

const figures = [
  ...certificateFigures(),
  ...WORLDS.flatMap((world, at) => coverageFigures(world, 100 + at)),
];
process.stdout.write(isJson ? `${JSON.stringify({ figures })}\n` : table(figures));
