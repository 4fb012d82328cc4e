import type { Purpose } from '../../models/booking.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import type { RoutingSettings } from '../settings.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import type { PolicyInput } from './policyInput.ts';
import { optionsOf } from './startByEvidence.ts';

/**
 * Expected extra cost of exploring, as a share of what runs cost without; and of a period's spend what
 * the runs that explore may come to in all.
 */
const EXPLORED_COST = 0.02;
/** Runs of the task that started at a tier, before it is no longer explored. */
const EXPLORED_ENOUGH = 30;

/** What chance may decide of a start. */
type Branch = 'usual' | 'rollout' | 'explore';

/** A way that chance may go, with its probability and a draw that leads to it. */
interface ChanceBranch {
  readonly probability: number;
  readonly draw: number;
}

/** A start that is tried although another one is expected to cost less, and how often. */
interface Exploration {
  readonly tier: ClaudeTier;
  readonly share: number;
}

/** Whether the settings leave anything to chance. */
export function hasChance({ rollout, explore }: RoutingSettings): boolean {
  return rollout < 1 || explore > 0;
}

/** Whether the period's spend leaves room for one more run that explores. */
function isAffordable({ explored }: PolicyInput, costNusd: number): boolean {
  if (!explored) return true;
  return explored.exploredNusd + costNusd <= EXPLORED_COST * explored.spentNusd;
}

/**
 * The start that chance may try instead of a usual one; null: none. Only where a gate sees more than the
 * form, for at most what is asked about anyway, and so seldom that it costs a
 * fiftieth more at most; nor beyond a fiftieth of what the period has cost.
 */
export function exploration(input: PolicyInput, usual: ClaudeTier): Exploration | null {
  const { task, settings } = input;
  if (settings.explore === 0 || !TASK_ROUTING[task].gateChooses) return null;
  const options = optionsOf(input);
  const here = options.find(({ tier }) => tier === usual);
  const untried = options.filter(
    ({ tier, outlook }) =>
      tier !== usual && tier !== CLAUDE_TIERS.at(-1) && outlook.seen.first < EXPLORED_ENOUGH,
  );
  const [next] = untried.toSorted((one, other) => one.order.costNusd - other.order.costNusd);
  if (!here || !next) return null;
  const loss = next.order.costNusd - here.order.costNusd;
  if (loss > settings.confirmAboveNusd || !isAffordable(input, next.order.costNusd)) return null;
  const most = loss <= 0 ? 1 : (EXPLORED_COST * here.order.costNusd) / loss;
  return { tier: next.tier, share: Math.min(settings.explore, most) };
}

/** What a draw leads to: first the runs that are left to Opus as a control, then those that explore. */
export function branchOf({ rollout }: RoutingSettings, share: number, draw: number): Branch {
  if (draw >= rollout) return 'rollout';
  return draw < rollout * share ? 'explore' : 'usual';
}

/** All ways that chance may go, where it explores with this share. */
export function branches({ rollout }: RoutingSettings, share: number): readonly ChanceBranch[] {
  const all: readonly ChanceBranch[] = [
    { probability: rollout * share, draw: 0 },
    { probability: rollout * (1 - share), draw: rollout * share },
    { probability: 1 - rollout, draw: rollout },
  ];
  return all.filter(({ probability }) => probability > 0);
}

/** What a run for use is booked as, by the rules that had a say in its start. */
export function purposeBy(considered: readonly { readonly code: string }[]): Purpose {
  const has = (code: string) => considered.some((one) => one.code === code);
  if (has('rollout')) return 'control';
  return has('explore') ? 'explore' : 'use';
}
