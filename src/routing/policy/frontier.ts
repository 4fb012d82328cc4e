import type { Interval } from '../../certainty/interval.ts';
import { shareInterval } from '../../certainty/shares.ts';
import type { TaskName } from '../../models/task.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { isClaude } from '../../models/tier.ts';
import { isKnown } from './candidates.ts';
import { policy } from './policy.ts';
import type { PolicyInput } from './policyInput.ts';
import { optionsOf } from './startByEvidence.ts';

/** Accepted answers of which it is known whether they were right, before a start is spoken of. */
const ENOUGH_LABELS = 8;
/** Points that are shown of a frontier. */
const MOST_POINTS = 7;

/** A start of a task that evidence knows, with what would follow it. */
interface KnownStart {
  readonly tier: ClaudeTier;
  readonly costNusd: number;
  /** Share of the accepted answers that are wrong. */
  readonly wrong: Interval;
}

/** A task with what evidence knows of its starts; undefined: too little of the one that it has. */
interface KnownTask {
  readonly task: TaskName;
  readonly runsPerWeek: number;
  readonly today: KnownStart;
  readonly starts: readonly KnownStart[];
}

/** What is asked of a task: its policy's input at its usual size, and how often it is done. */
export interface FrontierTask {
  readonly input: PolicyInput;
  readonly runsPerWeek: number;
}

/** A way to start the tasks: what a week would cost, and how many accepted answers would be wrong. */
export interface FrontierPoint {
  readonly weeklyNusd: number;
  readonly wrong: Interval;
  readonly isToday: boolean;
  /** Tasks that would start elsewhere than today. */
  readonly changes: readonly {
    readonly task: TaskName;
    readonly from: ClaudeTier;
    readonly to: ClaudeTier;
  }[];
}

/** The ways to start that cost least for what they get wrong, the cheapest first, today's among them. */
export interface Frontier {
  readonly points: readonly FrontierPoint[];
  /** Tasks that are done and not counted: of their start of today too little is known. */
  readonly unknown: readonly TaskName[];
}

/** What evidence supports of weekly cost against wrong answers, by the planner that runs are planned with. */
export function frontierOf(tasks: readonly FrontierTask[]): Frontier {
  const done = tasks.filter(({ runsPerWeek }) => runsPerWeek > 0);
  const known = done.flatMap((one) => knownTask(one) ?? []);
  const unknown = done
    .map(({ input }) => input.task)
    .filter((name) => !known.some(({ task }) => task === name));
  if (known.length === 0) return { points: [], unknown };
  return { points: thinned(bestOf(waysOf(known).map((way) => pointOf(known, way)))), unknown };
}

function knownTask({ input, runsPerWeek }: FrontierTask): KnownTask | undefined {
  const starts = optionsOf(input).flatMap(({ tier, outlook, order }): KnownStart[] => {
    if (!isKnown(outlook) || outlook.labels.tried < ENOUGH_LABELS) return [];
    const share = 1 - order.rightChance / order.passChance;
    const wrong = shareInterval({ share: Math.max(0, share), of: outlook.labels.tried });
    return [{ tier, costNusd: order.costNusd, wrong }];
  });
  const tier = policy(input).moves[0]?.tier;
  const today = starts.find((one) => one.tier === tier);
  return today && isClaude(tier) ? { task: input.task, runsPerWeek, today, starts } : undefined;
}

/** Every way to start the tasks, task by task. */
function waysOf(tasks: readonly KnownTask[]): readonly (readonly KnownStart[])[] {
  return tasks.reduce<readonly (readonly KnownStart[])[]>(
    (ways, { starts }) => ways.flatMap((way) => starts.map((start) => [...way, start])),
    [[]],
  );
}

function pointOf(tasks: readonly KnownTask[], way: readonly KnownStart[]): FrontierPoint {
  const runs = tasks.reduce((sum, { runsPerWeek }) => sum + runsPerWeek, 0);
  let [weeklyNusd, estimate, below, above] = [0, 0, 0, 0];
  for (const [index, { costNusd, wrong }] of way.entries()) {
    const { runsPerWeek = 0 } = tasks[index] ?? {};
    const part = runsPerWeek / runs;
    weeklyNusd += runsPerWeek * costNusd;
    estimate += part * wrong.estimate;
    // Of independent shares the limits add up in squares (Newcombe 1998).
    below += (part * (wrong.estimate - wrong.low)) ** 2;
    above += (part * (wrong.high - wrong.estimate)) ** 2;
  }
  const [low, high] = [estimate - Math.sqrt(below), estimate + Math.sqrt(above)];
  const changes = tasks.flatMap(({ task, today }, index) => {
    const to = way[index]?.tier ?? today.tier;
    return to === today.tier ? [] : [{ task, from: today.tier, to }];
  });
  const wrong = { estimate, low: Math.max(0, low), high: Math.min(1, high) };
  return { weeklyNusd: Math.round(weeklyNusd), wrong, isToday: changes.length === 0, changes };
}

/** Those that no other one beats in both, and today's, whatever beats it. */
function bestOf(points: readonly FrontierPoint[]): readonly FrontierPoint[] {
  const byCost = points.toSorted(
    (one, other) =>
      one.weeklyNusd - other.weeklyNusd ||
      one.wrong.estimate - other.wrong.estimate ||
      one.changes.length - other.changes.length,
  );
  let least = Infinity;
  return byCost.filter(({ wrong, isToday }) => {
    const isBest = wrong.estimate < least;
    if (isBest) least = wrong.estimate;
    return isBest || isToday;
  });
}

/** No more than a person can look at: the ends, today's, and some between them. */
function thinned(points: readonly FrontierPoint[]): readonly FrontierPoint[] {
  if (points.length <= MOST_POINTS) return points;
  const last = points.length - 1;
  const kept = new Set(
    Array.from({ length: MOST_POINTS - 1 }, (_, at) => Math.round((at * last) / (MOST_POINTS - 2))),
  );
  return points.filter(({ isToday }, index) => isToday || kept.has(index));
}
