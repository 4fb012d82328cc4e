import { isClaude } from '../../models/tier.ts';
import { passChance, repairChance } from './expectation.ts';
import type { WayUp } from './moveAfter.ts';
import { moveAfter } from './moveAfter.ts';
import { firstSamples } from './moveByEvidence.ts';
import type { PolicyInput } from './policyInput.ts';
import type { Move, Route } from './route.ts';
import type { TierPlan } from './tierPlan.ts';
import { raisedEffort } from './tierPlan.ts';

/** A move with what it would be asked. */
export interface Planned {
  readonly move: Move;
  readonly plan: TierPlan;
}

/** All moves of a run whose answers keep failing with problems that can be repaired. */
export function plannedMoves(
  { task, settings, evidence }: PolicyInput,
  first: TierPlan,
  { above, isChain, only }: WayUp,
): readonly Planned[] {
  const planned = (
    kind: Move['kind'],
    plan: TierPlan,
    effort: Move['effort'],
    samples = 1,
  ): Planned => ({
    move: {
      kind,
      tier: plan.tier,
      effort,
      position: plan.position,
      ...(samples > 1 ? { samples } : {}),
    },
    plan,
  });
  const samples = isChain || only ? 1 : firstSamples(task, evidence, [first, ...above], settings);
  const moves = [planned('first', first, first.effort, samples)];
  let here = first;
  let failed = samples;
  let isRepaired = false;
  let isRaised = false;
  for (;;) {
    const { position } = here;
    const higher = above.filter((plan) => plan.position > position);
    const move = moveAfter(
      task,
      evidence,
      { above: higher, isChain, only },
      {
        here,
        effort: moves.at(-1)?.move.effort ?? null,
        attemptsLeft: settings.maxAttempts - moves.length,
        failed,
        isRepaired,
        isRepairable: true,
        raisedEffort: isRaised || isChain ? null : raisedEffort(here, settings),
      },
    );
    if (!move) return moves;
    const stays = move.plan === here;
    failed = (stays ? failed : 0) + move.samples;
    isRepaired = stays && (isRepaired || move.kind === 'repair');
    isRaised = stays && (isRaised || move.kind === 'effort');
    here = move.plan;
    moves.push(planned(move.kind, here, move.effort, move.samples));
  }
}

const ENOUGH_FOR_CHANCE = 5;

/** From the first attempt alone to every planned move, in nUSD; null where one is unpriced. */
export function estimateOf(
  { task, evidence }: PolicyInput,
  moves: readonly Planned[],
  first: TierPlan,
): Route['estimate'] {
  let highNusd = 0;
  for (const { plan, move } of moves) {
    if (plan.expectedNusd === null) return null;
    highNusd += plan.expectedNusd * (move.samples ?? 1);
  }
  const about = isClaude(first.tier) ? evidence[first.tier] : undefined;
  const isKnown = about !== undefined && about.starts >= ENOUGH_FOR_CHANCE;
  const ends = moves.at(-1)?.plan.tier === 'opus';
  const failed = 1 - passChance(task, about);
  const failedAgain = moves.some(({ move }) => move.kind === 'repair')
    ? failed * (1 - repairChance(task, about))
    : failed;
  return {
    lowNusd: first.expectedNusd ?? 0,
    highNusd,
    escalationChance: first.tier === 'opus' ? 1 : !ends ? 0 : isKnown ? failedAgain : null,
  };
}
