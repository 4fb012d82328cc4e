import type { TaskName } from '../../models/task.ts';
import type { Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS, isClaude, rankOf } from '../../models/tier.ts';
import type { RoutingSettings } from '../../routing/settings.ts';
import { TASK_ROUTING } from '../../routing/taskTable.ts';
import { SETTINGS, TASK_SETTINGS } from './settingTable.ts';

type Routing = Pick<RoutingSettings, 'start' | 'only' | 'floor'>;

/**
 * The settings of a task that a workspace may write and that say what it costs. All others that can
 * make a run dearer are written by the user alone, which a test of the manifest looks after.
 */
export function sharedSettings(task: TaskName): readonly string[] {
  return [TASK_SETTINGS.only(task), TASK_SETTINGS.start(task), SETTINGS.floors].map(
    ({ name }) => name,
  );
}

/** What is read with those of the values that make the task no dearer than the defaults do. */
export function withoutDearer<Read extends { readonly routing: Routing }>(
  task: TaskName,
  values: ReadonlyMap<string, unknown>,
  readWith: (values: ReadonlyMap<string, unknown>) => Read,
): Read {
  let kept = new Map<string, unknown>();
  let read = readWith(kept);
  for (const [name, value] of values) {
    const more = new Map(kept).set(name, value);
    const next = readWith(more);
    if (isDearer(next.routing, read.routing, task)) continue;
    kept = more;
    read = next;
  }
  return read;
}

/** Whether a task may start, usually starts or may end at a higher tier under `one` than under `other`. */
export function isDearer(one: Routing, other: Routing, task: TaskName): boolean {
  const [ones, others] = [tiersOf(one, task), tiersOf(other, task)];
  return ones.some((tier, index) => tier > (others[index] ?? 0));
}

/** Names the values that make a task dear, to remember an answer by. */
export function spendingKey({ start, only, floor }: Routing, task: TaskName): string {
  return [task, start[task], only[task] ?? 'any', floor ?? 'none'].join(':');
}

/** Ranks of the lowest tier at which a task may start, of its usual start and of the highest tier. */
function tiersOf({ start, only, floor }: Routing, task: TaskName): readonly number[] {
  const kept = only[task];
  const set = kept ?? start[task];
  const least = rank(floor);
  const usual = set === 'auto' ? TASK_ROUTING[task].start : set;
  return [
    Math.max(set === 'auto' ? 0 : rank(set), least),
    Math.max(rank(usual), least),
    kept === null ? CLAUDE_TIERS.length - 1 : rank(kept),
  ];
}

function rank(tier: Tier | null): number {
  return isClaude(tier) ? rankOf(tier) : -1;
}
