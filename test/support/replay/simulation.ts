import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';
import type { ClaudeTier } from '../../../src/models/tier.ts';
import type { RoutingSettings } from '../../../src/routing/settings.ts';
import type { PlayedAnswer, PlayedWork } from './replayRunner.ts';
import { ReplayRunner } from './replayRunner.ts';

/** How tiers do, before and after one change. */
export interface Scenario {
  /** Mean cost of an answer of Haiku over one of Opus. */
  readonly costRatio: number;
  /** Chance that a first answer is right; the gate sees it. */
  readonly passes: Readonly<Record<ClaudeTier, number>>;
  /** After this share of the runs the chances are these. */
  readonly change?: { readonly at: number; readonly passes: Readonly<Record<ClaudeTier, number>> };
  /** Chance that what has failed at a tier fails there for good. */
  readonly hopeless: number;
  /** Spread of the logarithm of costs. */
  readonly sigma: number;
}

/** What came of a scenario, as means over the seeds. */
export interface SimulationResult {
  /** Over the better of always-Opus and the default map. */
  readonly costOverBetter: number;
  readonly rightShare: number;
  readonly opusShare: number;
}

/** How long a scenario is played. */
export interface SimulationSize {
  readonly seeds: number;
  readonly firstSeed?: number;
  readonly runs: number;
}

/** What Opus costs on the mean, and for a million tokens in USD. */
const OPUS_NUSD = 20_000_000;
const RATE = 40;

/** Means over Opus's. */
function meansOf({ costRatio }: Scenario) {
  return { haiku: costRatio, sonnet: 0.5, opus: 1 };
}

/** Plays a scenario through the product's policy and attempt loop, beside what it is measured by. */
export async function simulate(
  scenario: Scenario,
  settings: RoutingSettings,
  { seeds, runs, firstSeed = 1 }: SimulationSize,
): Promise<SimulationResult> {
  const { haiku, sonnet, opus } = meansOf(scenario);
  const rates = { haiku: haiku * RATE, sonnet: sonnet * RATE, opus: opus * RATE };
  const sums = { planned: 0, usual: 0, opus: 0, right: 0, opusRight: 0 };
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const planned = new ReplayRunner(settings, rates, true);
    const usual = new ReplayRunner(settings, rates, false);
    for (let run = 0; run < runs; run += 1) {
      const work = () => workOf(scenario, run / runs, seed * 100_003 + run);
      const played = await planned.play(work());
      sums.planned += played.costNusd;
      sums.right += played.isRight ? 1 : 0;
      sums.usual += (await usual.play(work())).costNusd;
      const alone = work().answer('opus', 0);
      sums.opus += alone.costNusd;
      sums.opusRight += alone.right ? 1 : 0;
    }
  }
  const all = seeds * runs;
  return {
    costOverBetter: sums.planned / Math.min(sums.usual, sums.opus),
    rightShare: sums.right / all,
    opusShare: sums.opusRight / all,
  };
}

/** One piece of work: whoever plays it draws the same. */
function workOf(scenario: Scenario, progress: number, seed: number): PlayedWork {
  const { change, hopeless, sigma } = scenario;
  const passes = change && progress >= change.at ? change.passes : scenario.passes;
  const draws = {
    haiku: steadyRandom(3 * seed),
    sonnet: steadyRandom(3 * seed + 1),
    opus: steadyRandom(3 * seed + 2),
  };
  const means = meansOf(scenario);
  const isHopeless = new Map<ClaudeTier, boolean>();
  return {
    task: 'fix',
    language: 'simulated',
    tiers: ['haiku', 'sonnet', 'opus'],
    answer: (tier): PlayedAnswer => {
      const random = draws[tier];
      const [chance, stays, spread] = [random(), random(), normal(random)];
      const right = !isHopeless.get(tier) && chance < passes[tier];
      if (!right && !isHopeless.has(tier)) isHopeless.set(tier, stays < hopeless);
      // The mean of a lognormal is what it is, whatever its spread.
      const cost = means[tier] * Math.exp(sigma * spread - sigma ** 2 / 2);
      return { accepted: right, right, costNusd: Math.max(1, Math.round(OPUS_NUSD * cost)) };
    },
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A scenario drawn by seed: ratios 0.02 to 2, pass rates 0 to 1, at most one change. */
export function drawnScenario(seed: number): Scenario {
  const random = steadyRandom(seed);
  const passes = () => ({ haiku: random(), sonnet: random(), opus: random() });
  const first = passes();
  const [at, next] = [random(), passes()];
  return {
    costRatio: 0.02 * 100 ** random(),
    passes: first,
    ...(random() < 0.5 ? { change: { at, passes: next } } : {}),
    hopeless: random(),
    sigma: random(),
  };
}
