import { isClaude } from '../../models/tier.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import { branches, exploration, hasChance } from './chance.ts';
import { promisedBy } from './moveByEvidence.ts';
import { estimateOf, plannedMoves } from './plannedMoves.ts';
import type { PolicyInput } from './policyInput.ts';
import type { Move, Route } from './route.ts';
import { placeOf } from './rules.ts';
import type { ExplainedStart } from './start.ts';
import { findStart } from './start.ts';
import { startByEvidence } from './startByEvidence.ts';

/** The chance that a run starts where it does, over all ways that chance may go. */
function propensityOf(input: PolicyInput, start: ExplainedStart): number {
  const { draw, settings } = input;
  if (draw === undefined || !hasChance(settings)) return 1;
  const { tier } = placeOf(start);
  const usual = startByEvidence(input, TASK_ROUTING[input.task].start);
  const share = exploration(input, usual)?.share ?? 0;
  let chance = 0;
  for (const branch of branches(settings, share)) {
    const other = findStart({ ...input, draw: branch.draw });
    if (placeOf(other).tier === tier) chance += branch.probability;
  }
  return chance;
}

/**
 * The route of a run and why. The rules (`RULES`) say where it starts, the failed gates that are to
 * be expected say what may follow. Pure.
 */
export function policy(input: PolicyInput): Route {
  const start = findStart(input);
  const { ladder, at, hold, reason, considered } = start;
  const { isChain } = ladder;
  const only = hold === 'only';
  const propensity = propensityOf(input, start);
  const { tier, plan: first } = placeOf(start);
  const picked = isClaude(tier) && !isChain ? input.picks?.[tier] : undefined;
  const about = {
    reason,
    considered,
    only,
    isChain,
    propensity,
    ...(picked ? { modelPropensity: picked.chance } : {}),
  };
  // Without a model there is nothing to plan, but there is a tier to name.
  const none: readonly Move[] = [{ kind: 'first', tier, effort: null }];
  if (!first) return { ...about, moves: none, estimate: null };
  const above = ladder.places.slice(at + 1).flatMap(({ plan }) => (plan ? [plan] : []));
  const moves = plannedMoves(input, first, { above: only ? [] : above, isChain, only });
  const isPlanned = !only && !isChain;
  const promised = isPlanned
    ? promisedBy(input.task, input.evidence, [first, ...above], input.settings)
    : undefined;
  return {
    ...about,
    ...(promised ? { promised } : {}),
    moves: moves.map(({ move }) => move),
    estimate: estimateOf(input, moves, first),
  };
}
