import type { TaskName } from '../models/task.ts';
import type { ClaudeTier } from '../models/tier.ts';
import type { TaskTable, TierRow } from './resultTable.ts';

/** A start tier that follows from what was measured. */
export interface FollowingStart {
  readonly task: TaskName;
  readonly tier: ClaudeTier;
  /** The task whose cases say so. */
  readonly from: TaskName;
  /**
   * `shown`: with 95 % certainty it is right at most a tenth less often than Opus; `seen`: it was right as often, at
   * cases that are too few to say more.
   */
  readonly certainty: 'shown' | 'seen';
}

/** How much less often a tier may be right than Opus. */
const MARGIN = 0.1;
/** Cases below which nothing follows. */
const LEAST_CASES = 3;

/** Tasks that a task's cases speak for: a function written to its tests is how a change is written, too. */
const SPEAKS_FOR: Partial<Record<TaskName, readonly TaskName[]>> = { fix: ['fix', 'refactor'] };

/**
 * Where tasks should start, by their tables: of the tiers that are as good as Opus, the one that costs least with what
 * Opus costs where it is wrong. That Opus is right more often at cases that are too few to say so is taken for a
 * no: a start is lowered only where the cheaper tier was right as often, or is shown to be.
 */
export function followingStarts(tables: readonly TaskTable[]): readonly FollowingStart[] {
  const measured = new Set(tables.map(({ task }) => task));
  return tables.flatMap((table) => {
    const found = startBy(table);
    if (found === undefined) return [];
    const others = (SPEAKS_FOR[table.task] ?? [table.task]).filter(
      (task) => task === table.task || !measured.has(task),
    );
    return others.map((task) => ({ task, from: table.task, ...found }));
  });
}

function startBy({ rows }: TaskTable): Pick<FollowingStart, 'tier' | 'certainty'> | undefined {
  const opus = rows.find(({ tier }) => tier === 'opus');
  if (opus === undefined || opus.of < LEAST_CASES || opus.startNusd === undefined) return undefined;
  const good = rows.filter((row) => row === opus || isAsGood(row));
  const [best] = good.toSorted(
    (one, other) => (one.startNusd ?? Infinity) - (other.startNusd ?? Infinity),
  );
  // What nobody can do says nothing of where to begin.
  if (best === undefined || best.right === 0) return undefined;
  const isShown = best === opus || (best.againstOpus?.low ?? -1) >= -MARGIN;
  return { tier: best.tier, certainty: isShown ? 'shown' : 'seen' };
}

function isAsGood({ pairs, startNusd, againstOpus }: TierRow): boolean {
  if (againstOpus === undefined || startNusd === undefined || pairs < LEAST_CASES) return false;
  return againstOpus.low >= -MARGIN || againstOpus.estimate >= 0;
}
