import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import type { Ledger } from '../../ledger/ledger.ts';
import { addDays, startOfDayUtc, systemLocalDay } from '../../models/localDay.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import type { RiskDial, Starts } from '../../report/protocol/frontier.ts';
import type { InspectableRunner } from '../../routing/run/runner.ts';
import type { RoutingSettings } from '../../routing/settings.ts';
import type { Connections } from '../connection/connections.ts';
import type { KeptRunners } from '../connection/onePerConnection.ts';
import { SETTINGS_SECTION } from '../ids.ts';
import { TASK_SETTINGS } from '../settings/settingTable.ts';
import { traitsOf } from '../taskTable.ts';
import { TIER_NAMES } from '../wording/displayNames.ts';
import { say } from '../wording/messages.ts';

/** Days of which a week is taken, and the fewest that make one. */
const DAYS = 28;
const WEEK = 7;
const DAY_MS = 86_400_000;

/** What the dial is made from. */
export interface RiskDialParts {
  readonly ledger: Pick<Ledger, 'figures'>;
  readonly settings: () => RoutingSettings;
  /** undefined: nothing says which models there are. */
  readonly runner: () => Promise<InspectableRunner | undefined>;
  readonly now: () => number;
}

/**
 * What other first tiers would cost in a week like the last four, and get wrong; null: nothing is known. Of the runs with
 * these tags: what a tier costs and how often it is right is taken from all runs.
 */
export async function riskDial(parts: RiskDialParts, tags: TagFilter): Promise<RiskDial | null> {
  const runner = await parts.runner();
  if (runner === undefined) return null;
  const runsPerWeek = await weekOf(parts, tags);
  return runner.frontier({ settings: parts.settings(), runsPerWeek });
}

async function weekOf(
  { ledger, now }: RiskDialParts,
  tags: TagFilter,
): Promise<Partial<Record<TaskName, number>>> {
  const lastDay = systemLocalDay(now());
  const days = { firstDay: addDays(lastDay, 1 - DAYS), lastDay };
  const { byTask, byDay } = await ledger.figures(days, tags);
  const first = Math.min(lastDay, ...byDay.map(({ day }) => day));
  const used = 1 + (startOfDayUtc(lastDay) - startOfDayUtc(first)) / DAY_MS;
  const weeks = Math.max(WEEK, used) / WEEK;
  return Object.fromEntries(byTask.map(({ key, runs }) => [key, runs / weeks]));
}

/** Sets the first tiers of some tasks, once the user has seen what that changes. Resolves to whether it did. */
export async function setStarts(starts: Starts): Promise<boolean> {
  const configuration = workspace.getConfiguration(SETTINGS_SECTION);
  const changes = TASK_NAMES.flatMap((task) => {
    const to = starts[task];
    const { name } = TASK_SETTINGS.start(task);
    return to === undefined ? [] : [{ task, name, to }];
  });
  if (changes.length === 0) return false;
  const lines = changes.map(({ task, name, to }) =>
    [`${l10n.t(traitsOf(task).title)}: ${TIER_NAMES[to]}`, `${SETTINGS_SECTION}.${name}`].join(
      '  ',
    ),
  );
  const yes = l10n.t('Change Start');
  const detail = lines.join('\n');
  const answer = await window.showInformationMessage(
    say('riskDial.change'),
    { modal: true, detail },
    yes,
  );
  if (answer !== yes) return false;
  for (const { name, to } of changes) {
    // Where a workspace sets it, its own value would win.
    const isOfWorkspace = configuration.inspect(name)?.workspaceValue !== undefined;
    const target = isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    await configuration.update(name, to, target);
  }
  return true;
}

/** The runner of the last run, else that of the next; undefined while something has to be asked for it. */
export async function knownRunner(
  { latest, runnerFor }: KeptRunners,
  connections: Pick<Connections, 'known'>,
): Promise<InspectableRunner | undefined> {
  const runner = latest();
  if (runner !== undefined) return runner;
  const connection = await connections.known();
  return connection && runnerFor(connection);
}
