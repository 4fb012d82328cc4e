import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';
import type { TaskName } from '../../../src/models/task.ts';
import { TASK_NAMES } from '../../../src/models/task.ts';
import type { ClaudeTier } from '../../../src/models/tier.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import type { ChainStep, RoutingSettings } from '../../../src/routing/settings.ts';
import type { Outcome, ReplayPrices } from './replayFile.ts';
import { RATES } from './replayFile.ts';
import type { OutputRates, PlayedWork } from './replayRunner.ts';
import { ReplayRunner } from './replayRunner.ts';

/** Sums of one order of moves over a file. */
export interface ReplayFigure {
  readonly name: string;
  readonly costOverOpus: Estimate;
  readonly rightOverOpus: Estimate;
}

/** A mean over the seeds, with the 95 % interval of a bootstrap over instances. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a replay has found. */
export interface ReplayResult {
  /** Pieces of work that were replayed, and instances that lack a tier. */
  readonly works: number;
  readonly leftOut: readonly string[];
  readonly tiers: readonly ClaudeTier[];
  readonly policy: ReplayFigure;
  readonly others: readonly ReplayFigure[];
  /** Calls of each tier for 100 pieces of work, by the policy. */
  readonly callsPer100: Readonly<Partial<Record<ClaudeTier, number>>>;
}

/** How a replay is made. */
export interface ReplayOptions {
  /** How often the file is passed through, each time with other draws and with nothing known. */
  readonly seeds: number;
  /** The first of the seeds that are drawn by. */
  readonly firstSeed: number;
  readonly prices: ReplayPrices;
  readonly settings: RoutingSettings;
}

/** All that is recorded of an instance: each tier's outcomes by run. */
interface Instance {
  readonly kind: string;
  readonly name: string;
  readonly byTier: ReadonlyMap<ClaudeTier, ReadonlyMap<string, Outcome>>;
}

/** One piece of work: an instance in one of its runs. */
interface Work {
  readonly instance: number;
  readonly run: string;
}

/** Cost and right answers of an instance, beside those of Opus. */
interface Sums {
  cost: number;
  right: number;
}

const NUSD = 1e9;
const RESAMPLES = 1_000;

/** Passes recorded outcomes through the product's policy and attempt loop, and through fixed orders. */
export async function replay(
  outcomes: readonly Outcome[],
  { seeds, firstSeed, prices, settings }: ReplayOptions,
): Promise<ReplayResult> {
  const { instances, leftOut } = instancesOf(outcomes);
  const works = worksOf(outcomes, instances);
  const tiers = CLAUDE_TIERS.filter((tier) => instances.some(({ byTier }) => byTier.has(tier)));
  const opus = direct(works, instances, 'opus');
  const rates = bookedRates(prices);
  const calls = new Map<ClaudeTier, number>();
  const figureOf = (name: string, sums: readonly Sums[]): ReplayFigure => ({
    name,
    costOverOpus: ratio(sums, opus, 'cost'),
    rightOverOpus: ratio(sums, opus, 'right'),
  });
  const played = async (name: string, order: readonly ClaudeTier[] | undefined) => {
    const sums = emptySums(instances);
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
      const random = steadyRandom(seed);
      const runner = new ReplayRunner(withOrder(settings, order), rates, order === undefined);
      for (const work of works) {
        const instance = instances[work.instance];
        const sum = sums[work.instance];
        if (!instance || !sum) continue;
        const { costNusd, isRight, asked } = await runner.play(playedWork(instance, work, random));
        sum.cost += costNusd / NUSD / seeds;
        sum.right += (isRight ? 1 : 0) / seeds;
        if (order) continue;
        for (const tier of asked) calls.set(tier, (calls.get(tier) ?? 0) + 1);
      }
    }
    return figureOf(name, sums);
  };
  const policy = await played('policy', undefined);
  const others = [
    figureOf('always Opus', opus),
    ...tiers
      .filter((tier) => tier !== 'opus')
      .map((tier) => figureOf(`always ${word(tier)}`, direct(works, instances, tier))),
  ];
  for (const order of ORDERS) {
    if (!order.every((tier) => tiers.includes(tier))) continue;
    others.push(await played(order.map(word).join(' > '), order));
  }
  others.push(figureOf('oracle', oracle(works, instances)));
  const per100 = (count: number) => (100 * count) / (seeds * works.length);
  const callsPer100 = Object.fromEntries([...calls].map(([tier, count]) => [tier, per100(count)]));
  return { works: works.length, leftOut, tiers, policy, others, callsPer100 };
}

/** What was recorded as a loop of many calls is longer than one answer may be: its tokens cost more. */
const BOOKED_RATE = 10;

function bookedRates(prices: ReplayPrices): OutputRates {
  const { haiku, sonnet, opus } = RATES[prices];
  return {
    haiku: haiku[1] * BOOKED_RATE,
    sonnet: sonnet[1] * BOOKED_RATE,
    opus: opus[1] * BOOKED_RATE,
  };
}

/** Fixed orders to compare with. */
const ORDERS: readonly (readonly ClaudeTier[])[] = [
  ['haiku', 'opus'],
  ['haiku', 'haiku', 'opus'],
  ['haiku', 'sonnet', 'opus'],
  ['sonnet', 'opus'],
];

function word(tier: ClaudeTier): string {
  return `${tier.charAt(0).toUpperCase()}${tier.slice(1)}`;
}

/** Settings with the user's own steps for every task; undefined: the policy decides. */
function withOrder(
  settings: RoutingSettings,
  order: readonly ClaudeTier[] | undefined,
): RoutingSettings {
  if (!order) return settings;
  const step = { provider: null, model: null, effort: null, limit: null };
  const chain = order.map((tier): ChainStep => ({ ...step, tier }));
  return {
    ...settings,
    maxAttempts: order.length,
    chains: {
      review: chain,
      tests: chain,
      docs: chain,
      refactor: chain,
      fix: chain,
      explain: chain,
    },
  };
}

/** Instances in the order of the file; those that lack a tier which every run may need are left out. */
function instancesOf(outcomes: readonly Outcome[]): {
  readonly instances: readonly Instance[];
  readonly leftOut: readonly string[];
} {
  type Runs = Map<string, Outcome>;
  const all = new Map<string, Instance & { readonly byTier: Map<ClaudeTier, Runs> }>();
  const runsOf = new Map<string, Runs>();
  for (const outcome of outcomes) {
    const { kind, instance: name, run, tier } = outcome;
    const key = JSON.stringify([kind, name]);
    const instance = all.get(key) ?? { kind, name, byTier: new Map<ClaudeTier, Runs>() };
    all.set(key, instance);
    const runs = runsOf.get(`${key} ${tier}`) ?? new Map<string, Outcome>();
    runsOf.set(`${key} ${tier}`, runs);
    instance.byTier.set(tier, runs.set(run, outcome));
  }
  const isWhole = ({ byTier }: Instance) => byTier.has('haiku') && byTier.has('opus');
  const instances = [...all.values()].filter(isWhole);
  const leftOut = [...all.values()].filter((one) => !isWhole(one)).map(({ name }) => name);
  return { instances, leftOut };
}

function worksOf(outcomes: readonly Outcome[], instances: readonly Instance[]): readonly Work[] {
  const index = new Map(
    instances.map(({ kind, name }, at) => [JSON.stringify([kind, name]), at] as const),
  );
  const works = new Map<string, Work>();
  for (const { kind, instance: name, run } of outcomes) {
    const instance = index.get(JSON.stringify([kind, name]));
    if (instance === undefined) continue;
    const key = JSON.stringify([instance, run]);
    if (!works.has(key)) works.set(key, { instance, run });
  }
  return [...works.values()];
}

/** A work's record of a tier: of its run, else of the first that has one. */
function recordOf({ byTier }: Instance, run: string, tier: ClaudeTier): Outcome | undefined {
  const runs = byTier.get(tier);
  return runs?.get(run) ?? runs?.values().next().value;
}

/** The work as it is played: a repair is the tier's record of another run, drawn without putting back. */
function playedWork(instance: Instance, { run }: Work, random: () => number): PlayedWork {
  const drawn = new Map<ClaudeTier, Outcome[]>();
  for (const [tier, runs] of instance.byTier) {
    const own = recordOf(instance, run, tier);
    const others = [...runs.values()].filter((one) => one !== own);
    for (let last = others.length - 1; last > 0; last -= 1) {
      const at = Math.floor(random() * (last + 1));
      [others[last], others[at]] = [others[at] as Outcome, others[last] as Outcome];
    }
    drawn.set(tier, own ? [own, ...others] : others);
  }
  const isTask = TASK_NAMES.some((name) => name === instance.kind);
  return {
    // Evidence is keyed on the kind: it is the language of one task where it is no task of its own.
    task: isTask ? (instance.kind as TaskName) : 'fix',
    language: isTask ? 'recorded' : languageOf(instance.kind),
    tiers: [...instance.byTier.keys()],
    answer: (tier, earlier) => {
      const records = drawn.get(tier) ?? [];
      const outcome = records[earlier] ?? records[0];
      if (!outcome) throw new Error(`there is no record of ${tier} for ${instance.name}`);
      const { accepted, right, costUsd } = outcome;
      return { accepted, right, costNusd: Math.round(costUsd * NUSD) };
    },
  };
}

/** A kind as a language id: evidence is looked up by words without spaces. */
function languageOf(kind: string): string {
  return kind.replaceAll(/\s/g, '_');
}

function emptySums(instances: readonly Instance[]): Sums[] {
  return instances.map(() => ({ cost: 0, right: 0 }));
}

/** One answer of a tier for every work, right or not. */
function direct(
  works: readonly Work[],
  instances: readonly Instance[],
  tier: ClaudeTier,
): readonly Sums[] {
  return summed(works, instances, (instance, { run }) => recordOf(instance, run, tier));
}

/** The cheapest right answer for every work; where there is none, the cheapest. */
function oracle(works: readonly Work[], instances: readonly Instance[]): readonly Sums[] {
  return summed(works, instances, (instance, { run }) => {
    const all = [...instance.byTier.keys()].flatMap((tier) => recordOf(instance, run, tier) ?? []);
    const right = all.filter((one) => one.right);
    return (right.length > 0 ? right : all).toSorted((a, b) => a.costUsd - b.costUsd)[0];
  });
}

function summed(
  works: readonly Work[],
  instances: readonly Instance[],
  chosen: (instance: Instance, work: Work) => Outcome | undefined,
): readonly Sums[] {
  const sums = emptySums(instances);
  for (const work of works) {
    const instance = instances[work.instance];
    const sum = sums[work.instance];
    const outcome = instance && chosen(instance, work);
    if (!sum || !outcome) continue;
    sum.cost += outcome.costUsd;
    sum.right += outcome.right ? 1 : 0;
  }
  return sums;
}

/** A ratio of sums with its 95 % interval: instances are drawn anew, with all their runs. */
function ratio(sums: readonly Sums[], base: readonly Sums[], of: keyof Sums): Estimate {
  const random = steadyRandom(7);
  const over = (indices: readonly number[]) => {
    let above = 0;
    let below = 0;
    for (const index of indices) {
      above += sums[index]?.[of] ?? 0;
      below += base[index]?.[of] ?? 0;
    }
    return below === 0 ? Number.NaN : above / below;
  };
  const all = sums.map((_, index) => index);
  const drawn = Array.from({ length: RESAMPLES }, () =>
    over(all.map(() => Math.floor(random() * all.length))),
  ).toSorted((a, b) => a - b);
  const at = (share: number) => drawn[Math.floor(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { value: over(all), low: at(0.025), high: at(0.975) };
}
