import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { isClaude } from '../../models/tier.ts';
import { isListOf, isRecord } from './shapes.ts';

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

/** Whether a value is a risk dial; null: there is nothing to make one of. */
export function isRiskDial(value: unknown): value is RiskDial | null {
  if (value === null) return true;
  if (!isRecord(value)) return false;
  const { points, unknown } = value;
  return isListOf(points, isPoint) && isListOf(unknown, isTask);
}

/** Whether a value is some first tiers. */
export function areStarts(value: unknown): value is Starts {
  return (
    isRecord(value) && Object.entries(value).every(([task, tier]) => isTask(task) && isTier(tier))
  );
}

function isPoint(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { weeklyNusd, wrong, isToday, changes } = value;
  return (
    Number.isFinite(weeklyNusd) &&
    isRecord(wrong) &&
    ['estimate', 'low', 'high'].every((name) => Number.isFinite(wrong[name])) &&
    typeof isToday === 'boolean' &&
    isListOf(
      changes,
      (one) => isRecord(one) && isTask(one['task']) && isTier(one['from']) && isTier(one['to']),
    )
  );
}

function isTask(value: unknown): boolean {
  return TASK_NAMES.some((name) => name === value);
}

function isTier(value: unknown): boolean {
  return typeof value === 'string' && isClaude(value);
}
