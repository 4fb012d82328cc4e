import { estimateOf, plannedMoves } from './plannedMoves.ts';
import type { PolicyInput } from './policyInput.ts';
import type { Move, Route } from './route.ts';
import { placeOf } from './rules.ts';
import { findStart } from './start.ts';

/**
 * The route of a run and why. The rules (`RULES`) say where it starts, the failed gates that are to
 * be expected say what may follow. Pure.
 */
export function policy(input: PolicyInput): Route {
  const start = findStart(input);
  const { ladder, at, hold, reason, considered } = start;
  const { isChain } = ladder;
  const only = hold === 'only';
  const about = { reason, considered, only, isChain };
  const { tier, plan: first } = placeOf(start);
  // Without a model there is nothing to plan, but there is a tier to name.
  const none: readonly Move[] = [{ kind: 'first', tier, effort: null }];
  if (!first) return { ...about, moves: none, estimate: null };
  const above = ladder.places.slice(at + 1).flatMap(({ plan }) => (plan ? [plan] : []));
  const moves = plannedMoves(input, first, { above: only ? [] : above, isChain, only });
  return {
    ...about,
    moves: moves.map(({ move }) => move),
    estimate: estimateOf(input, moves, first),
  };
}
