import { l10n } from 'vscode';
import type { Interval } from '../../certainty/interval.ts';
import { formatUsd } from '../../models/money.ts';
import type { TaskName } from '../../models/task.ts';
import type { Tier } from '../../models/tier.ts';
import type { CheckedScope } from '../../strategy/measurements.ts';
import type { TaskTable, TierRow } from '../../strategy/resultTable.ts';
import type { FollowingStart } from '../../strategy/startTiers.ts';
import { traitsOf } from '../taskTable.ts';
import { modelName, TIER_NAMES } from '../wording/displayNames.ts';
import { say } from '../wording/messages.ts';
import type { PageOffer, PageTable } from './resultPage.ts';

/** What is not known. */
const UNKNOWN = '–';

/** The tables of a result in words. */
export function pageTables(
  kind: CheckedScope['kind'],
  tables: readonly TaskTable[],
): readonly PageTable[] {
  return tables.map((table) => ({
    caption: captionOf(kind, table),
    columns: [
      say('strategy.column.tier'),
      say('strategy.column.right'),
      say('strategy.column.share'),
      say('strategy.column.cost'),
      say('strategy.column.start'),
      say('strategy.column.against'),
    ],
    rows: table.rows.map(cellsOf),
  }));
}

function captionOf(kind: CheckedScope['kind'], { task }: TaskTable): string {
  if (kind === 'history') return say('strategy.ofHistory');
  return `${say('strategy.ofScenarios')}: ${titleOf(task)}`;
}

function cellsOf({ model, right, of, share, cost, startNusd, againstOpus }: TierRow) {
  return [
    modelName(model),
    say('strategy.rightOf', { right, of }),
    of === 0 ? UNKNOWN : `${percent(share.low)}–${percent(share.high)} %`,
    cost === undefined ? UNKNOWN : costText(cost),
    startNusd === undefined ? UNKNOWN : formatUsd(startNusd),
    againstOpus === undefined ? UNKNOWN : pointsText(againstOpus),
  ];
}

function costText({ estimate, low, high }: Interval): string {
  const [from, to] = [formatUsd(low), formatUsd(high)];
  return from === to ? formatUsd(estimate) : `${formatUsd(estimate)} (${from}–${to})`;
}

function pointsText({ estimate, low, high }: Interval): string {
  const args = { estimate: signed(estimate), low: signed(low), high: signed(high) };
  return say('strategy.points', args);
}

function percent(share: number): string {
  return String(Math.round(100 * share));
}

function signed(share: number): string {
  const points = Math.round(100 * share);
  if (points === 0) return '0';
  return points > 0 ? `+${points}` : `\u2212${-points}`;
}

/** What follows in words, with where the tasks start now. */
export function pageOffers(
  starts: readonly FollowingStart[],
  tables: readonly TaskTable[],
  startNow: (task: TaskName) => Tier | 'auto',
  language: string,
): readonly PageOffer[] {
  if (starts.length === 0) return [{ text: say('strategy.follows.nothing'), remark: '' }];
  const nowOf = ({ task }: FollowingStart): string => {
    const now = startNow(task);
    return now === 'auto' ? say('strategy.auto') : TIER_NAMES[now];
  };
  // What is said of several tasks by the same cases is said once.
  const groups = Map.groupBy(starts, (start) => `${start.from} ${nowOf(start)}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const tasks = new Intl.ListFormat(language).format(group.map(({ task }) => titleOf(task)));
    const remark = say('strategy.now', { start: nowOf(first) });
    return [{ text: offerText(tasks, first, tables), remark }];
  });
}

function offerText(
  tasks: string,
  { tier, certainty, from }: FollowingStart,
  tables: readonly TaskTable[],
): string {
  if (tier === 'opus') return say('strategy.follows.opus', { tasks });
  if (certainty === 'shown') return say('strategy.follows.shown', { tasks, tier });
  const cases = tables.find((table) => table.task === from)?.complete ?? 0;
  return say('strategy.follows.seen', { tasks, tier, cases });
}

/** Starts as they are told: `Fix at Haiku, Refactor at Haiku`. */
export function startsText(starts: readonly FollowingStart[]): string {
  return starts.map(({ task, tier }) => `${titleOf(task)}: ${TIER_NAMES[tier]}`).join(', ');
}

function titleOf(task: TaskName): string {
  return l10n.t(traitsOf(task).title);
}
