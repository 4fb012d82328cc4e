import type { Interval } from '../certainty/interval.ts';
import { pairedDifference, shareInterval } from '../certainty/shares.ts';
import { intervalOf, spreadOf } from '../certainty/spread.ts';
import type { TaskName } from '../models/task.ts';
import type { ClaudeTier } from '../models/tier.ts';
import type { AskedTier, CountedCase, Measurement } from './measurements.ts';
import { measured } from './measurements.ts';

/** The tier that all others are compared with. */
const STRONGEST: ClaudeTier = 'opus';
/** Costs of which a spread can be said. */
const LEAST_COSTS = 3;

/** How a tier did at the cases of one task. Costs in nUSD. */
export interface TierRow extends AskedTier {
  readonly right: number;
  readonly of: number;
  /** The share that was right, with its 95 % interval. */
  readonly share: Interval;
  /** Mean cost of an answer with its 95 % interval; undefined: unpriced, or nothing was asked. */
  readonly cost: Interval | undefined;
  /** Cases that both this and Opus were asked. */
  readonly pairs: number;
  /** What a case costs that starts here and goes on to Opus where this is wrong; undefined: not known. */
  readonly startNusd: number | undefined;
  /** Its share less Opus's, at the cases that both were asked; undefined: there are none. */
  readonly againstOpus: Interval | undefined;
}

/** What is known of one task. */
export interface TaskTable {
  readonly task: TaskName;
  /** Cases of it in all, and those that every tier has answered. */
  readonly cases: number;
  readonly complete: number;
  readonly rows: readonly TierRow[];
}

/** One table for each task, in the order in which the tasks come first among the cases. */
export function resultTables(
  cases: readonly CountedCase[],
  tiers: readonly AskedTier[],
  known: readonly Measurement[],
): readonly TaskTable[] {
  const tasks = [...new Set(cases.map(({ task }) => task))];
  return tasks.map((task) => {
    const ids = cases.filter((one) => one.task === task).map(({ id }) => id);
    const found = (tier: AskedTier) => ids.map((id) => measured(known, id, tier));
    const columns = tiers.map((tier) => ({ tier, found: found(tier) }));
    const opus = columns.find(({ tier }) => tier.tier === STRONGEST)?.found ?? [];
    const complete = ids.filter((_, at) => columns.every((one) => one.found[at] !== undefined));
    return {
      task,
      cases: ids.length,
      complete: complete.length,
      rows: columns.map((one) => rowOf(one.tier, one.found, opus)),
    };
  });
}

type Column = readonly (Measurement | undefined)[];

function rowOf(tier: AskedTier, own: Column, opus: Column): TierRow {
  const answers = own.filter((one) => one !== undefined);
  const right = answers.filter(({ isRight }) => isRight).length;
  const of = answers.length;
  return {
    ...tier,
    right,
    of,
    share: shareInterval({ share: of === 0 ? 0 : right / of, of }),
    cost: costOf(answers),
    ...startOf(own, opus, tier.tier === STRONGEST),
  };
}

function costOf(answers: readonly Measurement[]): Interval | undefined {
  const costs = answers.flatMap(({ costNusd }) => costNusd ?? []);
  if (costs.length === 0 || costs.length < answers.length) return undefined;
  const outcomes = costs.map((value) => ({ value, propensity: 1 }));
  if (costs.length < LEAST_COSTS) {
    const estimate = costs.reduce((sum, one) => sum + one, 0) / costs.length;
    return { estimate, low: Math.min(...costs), high: Math.max(...costs) };
  }
  const { estimate, low, high } = intervalOf(spreadOf(outcomes));
  return { estimate, low: Math.max(0, low), high };
}

/** By the cases that both were asked. */
function startOf(
  own: Column,
  opus: Column,
  isOpus: boolean,
): Pick<TierRow, 'pairs' | 'startNusd' | 'againstOpus'> {
  const pairs = own.flatMap((one, at) => {
    const other = opus[at];
    return one === undefined || other === undefined ? [] : [{ one, other }];
  });
  if (pairs.length === 0) return { pairs: 0, startNusd: undefined, againstOpus: undefined };
  const count = (isOne: boolean, isOther: boolean) =>
    pairs.filter(({ one, other }) => one.isRight === isOne && other.isRight === isOther).length;
  const costs = pairs.map(({ one, other }) => {
    const onTop = one.isRight || isOpus ? 0 : other.costNusd;
    return one.costNusd === null || onTop === null ? undefined : one.costNusd + onTop;
  });
  const isPriced = costs.every((cost) => cost !== undefined);
  const total = costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0);
  return {
    pairs: pairs.length,
    startNusd: isPriced ? total / pairs.length : undefined,
    againstOpus: isOpus
      ? undefined
      : pairedDifference({
          both: count(true, true),
          onlyOne: count(true, false),
          onlyOther: count(false, true),
          neither: count(false, false),
        }),
  };
}
