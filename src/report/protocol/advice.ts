import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import type { Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import { isNumber, isRecord, isText, orNull, recordOf, shapeOf } from './shapes.ts';

/** Settings that the report gives advice about, as they are. */
export interface AdvisedSettings {
  /** Where the runs of each task start. */
  readonly starts: Readonly<Partial<Record<TaskName, Tier | 'auto'>>>;
  /** 0 to 1. */
  readonly auditShare: number;
  /** nUSD; null: no bound. */
  readonly perMonthNusd: number | null;
}

/** A setting that a click changes: its name below `tierwise.`. A null value opens it instead. */
export interface SettingChange {
  readonly setting: string;
  readonly value: string | number | null;
}

/** Whether a value says how these settings are. */
export const isAdvisedSettings = shapeOf<AdvisedSettings>({
  starts: recordOf(isText),
  auditShare: isNumber,
  perMonthNusd: orNull(isNumber),
});

/** The settings that the report may change, and to what: nothing else is taken from the page. */
const CHANGES: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...Object.fromEntries(
    TASK_NAMES.map((task) => [
      `routing.start.${task}`,
      (value: unknown) => value === null || CLAUDE_TIERS.some((tier) => tier === value),
    ]),
  ),
  'audit.share': (value) => typeof value === 'number' && value > 0 && value <= 1,
  'budget.perMonth': (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  prices: (value) => value === null,
  instructions: (value) => value === null,
};

/** Whether a value is a change that the report may ask for. */
export function isSettingChange(value: unknown): value is SettingChange {
  if (!isRecord(value)) return false;
  const { setting } = value;
  if (typeof setting !== 'string' || !Object.hasOwn(CHANGES, setting)) return false;
  return CHANGES[setting]?.(value['value']) === true;
}
