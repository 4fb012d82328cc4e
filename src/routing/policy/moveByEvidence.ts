import type { TaskName } from '../../models/task.ts';
import type { Effort } from '../../models/tier.ts';
import { isClaude } from '../../models/tier.ts';
import type { RoutingSettings } from '../settings.ts';
import { candidatesOf, isKnown, isTried } from './candidates.ts';
import type { EvidenceByTier } from './expectation.ts';
import type { NextMove } from './nextMove.ts';
import { outlookOf } from './outlook.ts';
import { bestOrder, orderAt, startOf } from './planner.ts';
import type { Promised } from './route.ts';
import type { TierPlan } from './tierPlan.ts';

/** Where a run stands that may go up freely. */
export interface FailedAnswer {
  readonly here: TierPlan;
  /** Steps that it may take, the next first. */
  readonly above: readonly TierPlan[];
  readonly effort: Effort | null;
  /** How many answers have failed here. */
  readonly failed: number;
  readonly attemptsLeft: number;
  readonly isRepairable: boolean;
  /** The higher effort to try here; null: none, or tried already. */
  readonly raisedEffort: Effort | null;
}

/** Whether enough is known of the tier that a plan asks. */
function isKnownOf(task: TaskName, evidence: EvidenceByTier, plan: TierPlan | undefined): boolean {
  return isClaude(plan?.tier) && isKnown(outlookOf(task, evidence[plan.tier]));
}

/** What the order that begins at the first of the plans promises; undefined: too little is known. */
export function promisedBy(
  task: TaskName,
  evidence: EvidenceByTier,
  plans: readonly TierPlan[],
  { maxAttempts }: Pick<RoutingSettings, 'maxAttempts'>,
): Promised | undefined {
  if (!isKnownOf(task, evidence, plans[0])) return undefined;
  const candidates = candidatesOf(task, evidence, plans) ?? [];
  const [first] = candidates;
  if (!first) return undefined;
  const order = orderAt(candidates, startOf(maxAttempts), 0);
  const proofs = Math.round(first.outlook.labels.passed);
  if (!order || proofs === 0) return undefined;
  const { costNusd, passChance } = order;
  const rightPercent = Math.round(100 * passChance * first.outlook.right);
  return { costNusd: Math.round(costNusd), rightPercent, proofs };
}

/** How many answers a run asks for at once to begin with: more than one only where evidence says so. */
export function firstSamples(
  task: TaskName,
  evidence: EvidenceByTier,
  plans: readonly TierPlan[],
  { maxAttempts }: Pick<RoutingSettings, 'maxAttempts'>,
): number {
  if (plans.length === 1 || maxAttempts < 2 || !isKnownOf(task, evidence, plans[0])) return 1;
  const candidates = candidatesOf(task, evidence, plans) ?? [];
  return orderAt(candidates, startOf(maxAttempts), 0)?.moves[0]?.samples ?? 1;
}

/**
 * The move of least expected cost once answers have failed; null: Opus was asked, and more would cost
 * more than always asking it. undefined: too little is known, and the default map stands.
 */
export function moveByEvidence(
  task: TaskName,
  evidence: EvidenceByTier,
  standing: FailedAnswer,
): NextMove | null | undefined {
  const { here, above, effort, failed, attemptsLeft, isRepairable, raisedEffort } = standing;
  const plans = [here, ...above];
  const candidates = candidatesOf(task, evidence, plans);
  const [now] = candidates ?? [];
  if (!candidates || !now || !isTried(now.outlook)) return undefined;
  if (above.length === 0) return null;
  const mayRepeat = isRepairable || raisedEffort !== null;
  const order = bestOrder(candidates, { at: 0, failed, movesLeft: attemptsLeft, mayRepeat });
  const [next] = order?.moves ?? [];
  const plan = next && plans[next.at];
  if (!next || !plan) return undefined;
  const { samples } = next;
  if (next.at > 0) return { kind: 'escalation', plan, effort: plan.effort, samples };
  // A first repair is given the draft; what failed after it, too, is thought about harder.
  const isHarder = raisedEffort !== null && (failed > 1 || !isRepairable);
  return isHarder
    ? { kind: 'effort', plan, effort: raisedEffort, samples }
    : { kind: 'repair', plan, effort, samples };
}
