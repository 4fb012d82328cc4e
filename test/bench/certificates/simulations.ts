import { brokenBound, certificateOf } from '../../../src/certainty/certificate.ts';
import type { Estimate, Outcome } from '../../../src/certainty/interval.ts';
import { keptDifference, meanDifference } from '../../../src/certainty/means.ts';
import { whatIfShare, whatIfTotal } from '../../../src/certainty/whatIf.ts';
import type { AuditLabel } from '../../../src/models/booking.ts';

/** A number from 0 to below 1. */
export type Random = () => number;

/** How many labels it took until a bound was certified when `truth` are wrong; Infinity: more than `most`. */
export function labelsUntil(bound: number, truth: number, most: number, random: Random): number {
  // A certificate is of its labels so far: the fewest that certify are found by halving, as a limit never rises.
  const labels = labelsOf(truth, most, random);
  const isEnough = (count: number) => certificateOf(labels.slice(0, count)).limit <= bound;
  if (!isEnough(most)) return Infinity;
  let [least, enough] = [0, most];
  while (enough - least > 1) {
    const middle = Math.floor((least + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else least = middle;
  }
  return enough;
}

/** Whether a bound is ever said to be broken while exactly as many are wrong as it allows. */
export function isFalselyBroken(bound: number, labels: number, random: Random): boolean {
  const all = labelsOf(bound, labels, random);
  // After a break the bound may hold again: each look counts.
  return all.some(
    (label, index) => label === 'wrong' && brokenBound(all.slice(0, index + 1), bound),
  );
}

/** Labels until a bound is said to be broken by a tier that becomes worse after `good` labels. */
export function labelsUntilBroken(
  bound: number,
  { good, truth, after }: { readonly good: number; readonly truth: number; readonly after: number },
  random: Random,
): number {
  const labels = [...labelsOf(0.02, good, random), ...labelsOf(after, 400, random)];
  for (let count = good + 1; count <= labels.length; count += 1) {
    if (labels[count - 1] === 'wrong' && brokenBound(labels.slice(0, count), bound)) {
      return count - good;
    }
  }
  return truth === 0 ? 0 : Infinity;
}

function labelsOf(truth: number, count: number, random: Random): AuditLabel[] {
  return Array.from({ length: count }, () => (random() < truth ? 'wrong' : 'right'));
}

/** How costs are spread in a simulated world. */
export interface World {
  readonly name: string;
  /** Of the logarithm of what a call costs. */
  readonly sigma: number;
  /** Runs in all, and the share that chance makes the other way. */
  readonly runs: number;
  readonly share: number;
  /** What a cheap answer costs over one of Opus, and how often it takes Opus after it. */
  readonly cheap: number;
  readonly escalated: number;
}

/** One made-up run: what either way costs and whether its answer is kept. */
interface MadeRun {
  readonly routed: { readonly cost: number; readonly kept: boolean };
  readonly control: { readonly cost: number; readonly kept: boolean };
}

const KEPT = { routed: 0.93, control: 0.96 };

/** Whether each interval of a simulated period holds the truth; undefined: too little was known. */
export type Covered = Readonly<
  Record<'controlCost' | 'controlKept' | 'whatIfCost' | 'whatIfKept', boolean | undefined>
>;

/** A period in which chance made some runs the other way, and whether the intervals hold what is true of it. */
export function coverageOf(world: World, random: Random): Covered {
  const runs = Array.from({ length: world.runs }, () => madeRun(world, random));
  // Two settings in one period, so that the chances differ.
  const chanceOf = (index: number) => (index % 2 === 0 ? world.share : world.share * 0.7);
  const control: MadeRun[] = [];
  const routed: Outcome[][] = [[], []];
  const other: Outcome[][] = [[], []];
  runs.forEach((run, index) => {
    const chance = chanceOf(index);
    const isControl = random() < chance;
    const { cost, kept } = isControl ? run.control : run.routed;
    const propensity = isControl ? chance : 1 - chance;
    const [costs, keeps] = isControl ? other : routed;
    costs?.push({ value: cost, propensity });
    keeps?.push({ value: kept ? 1 : 0, propensity });
    if (isControl) control.push(run);
  });
  const [routedCosts = [], routedKept = []] = routed;
  const [controlCosts = [], controlKept = []] = other;
  const meanRouted = world.cheap + world.escalated;
  const allControl = runs.reduce((sum, run) => sum + run.control.cost, 0);
  const keptShare = runs.filter((run) => run.control.kept).length / runs.length;
  return {
    controlCost: holds(meanDifference(routedCosts, controlCosts), meanRouted - 1),
    controlKept: holds(keptDifference(routedKept, controlKept), KEPT.routed - KEPT.control),
    whatIfCost: holds(whatIfTotal(controlCosts, runs.length), allControl),
    whatIfKept: holds(whatIfShare(controlKept, runs.length), keptShare),
  };
}

function madeRun({ sigma, cheap, escalated }: World, random: Random): MadeRun {
  // Hard work is dear at either tier.
  const size = lognormal(sigma * Math.SQRT1_2, random);
  const call = () => size * lognormal(sigma * Math.SQRT1_2, random);
  return {
    routed: {
      cost: cheap * call() + (random() < escalated ? call() : 0),
      kept: random() < KEPT.routed,
    },
    control: { cost: call(), kept: random() < KEPT.control },
  };
}

/** With a mean of 1. */
function lognormal(sigma: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(sigma * normal - sigma ** 2 / 2);
}

function holds(estimate: Estimate, truth: number): boolean | undefined {
  switch (estimate.known) {
    case 'exactly':
      return Math.abs(estimate.estimate - truth) < 1e-9;
    case 'about':
      return estimate.low <= truth && truth <= estimate.high;
    case 'tooLittle':
      return undefined;
  }
}
