import type { TierEvidence } from '../../models/evidence.ts';
import { isClaude } from '../../models/tier.ts';
import type { EvidenceByTier } from './expectation.ts';
import { middlePays, passChance, repairChance, repairPays } from './expectation.ts';
import { nextMove } from './nextMove.ts';
import type { PolicyInput } from './policyInput.ts';
import type { Move, Route } from './route.ts';
import type { TierPlan } from './tierPlan.ts';
import { raisedEffort } from './tierPlan.ts';

/**
 * Where to escalate to, of the plans above: the highest tier, or the next one where evidence says
 * that it pays. A user's chain is taken step by step.
 */
function escalationPlan({ above, isChain }: WayUp, evidence: EvidenceByTier): TierPlan | null {
  const [next] = above;
  const top = above.at(-1);
  if (!next || !top) return null;
  if (isChain || next === top) return next;
  const known = isClaude(next.tier) ? evidence[next.tier] : undefined;
  return middlePays(known, next.expectedNusd, top.expectedNusd) ? next : top;
}

/** Evidence of the tier that a plan asks. */
function evidenceOf(evidence: EvidenceByTier, { tier }: TierPlan): TierEvidence | undefined {
  return isClaude(tier) ? evidence[tier] : undefined;
}

/** What lies above a step. */
export interface WayUp {
  /** Steps that the run may take, the next first. */
  readonly above: readonly TierPlan[];
  /** They are the user's own. */
  readonly isChain: boolean;
}

/**
 * What the next move depends on beside the problems, for a run on its way up. A chain's steps come
 * before repairs: it is what the user asked for, and the bound may not hold both.
 */
export function standingAt(
  here: TierPlan,
  { above, isChain }: WayUp,
  evidence: EvidenceByTier,
  attemptsLeft: number,
): { readonly above: TierPlan | null; readonly top: TierPlan | null; readonly repairs: boolean } {
  const next = escalationPlan({ above, isChain }, evidence);
  return {
    above: next,
    top: isChain ? next : (above.at(-1) ?? null),
    repairs:
      (!isChain || attemptsLeft > above.length) &&
      repairPays(evidenceOf(evidence, here), here.expectedNusd, next?.expectedNusd ?? null),
  };
}

/** A move with what it would be asked. */
interface Planned {
  readonly move: Move;
  readonly plan: TierPlan;
}

/** All moves of a run whose answers keep failing with problems that can be repaired. */
export function plannedMoves(
  { settings, evidence }: PolicyInput,
  first: TierPlan,
  { above, isChain }: WayUp,
): readonly Planned[] {
  const planned = (kind: Move['kind'], plan: TierPlan, effort: Move['effort']): Planned => ({
    move: { kind, tier: plan.tier, effort, position: plan.position },
    plan,
  });
  const moves = [planned('first', first, first.effort)];
  let here = first;
  let isRepaired = false;
  let isRaised = false;
  for (;;) {
    const { position } = here;
    const higher = above.filter((plan) => plan.position > position);
    const attemptsLeft = settings.maxAttempts - moves.length;
    const standing = standingAt(here, { above: higher, isChain }, evidence, attemptsLeft);
    const move = nextMove({
      here,
      effort: moves.at(-1)?.move.effort ?? null,
      attemptsLeft,
      isRepaired,
      isRepairable: standing.repairs,
      raisedEffort: isRaised || isChain ? null : raisedEffort(here, settings),
      above: standing.above,
      top: standing.top,
    });
    if (!move) return moves;
    const stays = move.plan === here;
    isRepaired = stays && (isRepaired || move.kind === 'repair');
    isRaised = stays && (isRaised || move.kind === 'effort');
    here = move.plan;
    moves.push(planned(move.kind, here, move.effort));
  }
}

const ENOUGH_FOR_CHANCE = 5;

/** From the first attempt alone to every planned move, in nUSD; null where one is unpriced. */
export function estimateOf(
  input: PolicyInput,
  moves: readonly Planned[],
  first: TierPlan,
): Route['estimate'] {
  let highNusd = 0;
  for (const { plan } of moves) {
    if (plan.expectedNusd === null) return null;
    highNusd += plan.expectedNusd;
  }
  const about = evidenceOf(input.evidence, first);
  const isKnown = about !== undefined && about.starts >= ENOUGH_FOR_CHANCE;
  const ends = moves.at(-1)?.plan.tier === 'opus';
  const failed = 1 - passChance(input.task, about);
  const failedAgain = moves.some(({ move }) => move.kind === 'repair')
    ? failed * (1 - repairChance(about))
    : failed;
  return {
    lowNusd: first.expectedNusd ?? 0,
    highNusd,
    escalationChance: first.tier === 'opus' ? 1 : !ends ? 0 : isKnown ? failedAgain : null,
  };
}
