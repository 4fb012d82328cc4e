import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import { isFlag, isNumber, listOf, numbers, oneOf, orNull, recordOf, shapeOf } from './shapes.ts';

/** First tiers for some tasks. */
export type Starts = Readonly<Partial<Record<TaskName, ClaudeTier>>>;

/** A way to start the tasks, as the risk dial shows it. Money in nUSD, shares from 0 to 1. */
export interface DialPoint {
  readonly weeklyNusd: number;
  /** Share of the accepted answers that are wrong, and where it lies with 95 % confidence. */
  readonly wrong: { readonly estimate: number; readonly low: number; readonly high: number };
  readonly isToday: boolean;
  readonly changes: readonly {
    readonly task: TaskName;
    readonly from: ClaudeTier;
    readonly to: ClaudeTier;
  }[];
}

/** What the risk dial shows, the cheapest first. */
export interface RiskDial {
  readonly points: readonly DialPoint[];
  /** Tasks of whose start too little is known. */
  readonly unknown: readonly TaskName[];
}

const isTask = oneOf(TASK_NAMES);
const isTier = oneOf(CLAUDE_TIERS);

/** Whether a value is a risk dial; null: there is nothing to make one of. */
export const isRiskDial = orNull(
  shapeOf<RiskDial>({
    points: listOf(
      shapeOf({
        weeklyNusd: isNumber,
        wrong: shapeOf(numbers(['estimate', 'low', 'high'])),
        isToday: isFlag,
        changes: listOf(shapeOf({ task: isTask, from: isTier, to: isTier })),
      }),
    ),
    unknown: listOf(isTask),
  }),
);

/** Whether a value is some first tiers. */
export function areStarts(value: unknown): value is Starts {
  return recordOf(isTier)(value) && Object.keys(value as object).every(isTask);
}
