import type { Coded } from '../../models/codes.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { isClaude, rankOf, tiersAbove } from '../../models/tier.ts';
import { estimateOf, plannedMoves } from './plannedMoves.ts';
import type { PlannedChainStep, PolicyInput, TierPlans } from './policyInput.ts';
import type { Move, Route } from './route.ts';
import type { Start } from './start.ts';
import { findStart, isShut, reason } from './start.ts';
import type { TierPlan } from './tierPlan.ts';
import { fits } from './tierPlan.ts';

/** Plans of the tiers above one, the next first. */
function plansAbove(plans: TierPlans, tier: ClaudeTier): readonly TierPlan[] {
  return tiersAbove(tier)
    .map((one) => plans[one])
    .filter((plan) => plan !== null);
}

function routeOf(
  input: PolicyInput,
  start: Omit<Start, 'tier'>,
  first: TierPlan | null,
  ladder: readonly TierPlan[],
  isChain: boolean,
): Route {
  const moves = first ? plannedMoves(input, first, start.only ? [] : ladder, isChain) : [];
  return {
    moves: moves.map(({ move }) => move),
    reason: start.reason,
    considered: start.considered,
    only: start.only,
    isChain,
    estimate: first && estimateOf(input, moves, first),
  };
}

/** The route along the user's own steps, from the first that can be taken now. */
function chainRoute(input: PolicyInput, chain: readonly PlannedChainStep[]): Route | null {
  const { settings } = input;
  const floor = isClaude(settings.floor) ? settings.floor : null;
  const isLow = ({ plan: { tier } }: PlannedChainStep) =>
    floor !== null && isClaude(tier) && rankOf(tier) < rankOf(floor);
  const free = chain.filter((one) => !isLow(one));
  const answered = free.findIndex(({ plan }) => plan.model.id === input.answered?.model);
  const high = free.slice(Math.max(0, answered));
  const [wanted] = high;
  if (!wanted) return null;
  const fitting = high.filter(({ plan }) => fits(plan));
  const first = fitting.find(({ breaker }) => !isShut(breaker)) ?? fitting[0] ?? wanted;
  const { tier } = first.plan;
  const said: Coded[] = [reason('chain', { tier: wanted.plan.tier, steps: chain.length })];
  const lowest = chain[0];
  if (lowest && lowest !== free[0]) {
    said.push(reason('floor', { tier: wanted.plan.tier, from: lowest.plan.tier }));
  }
  if (answered > 0) said.push(reason('answered', { tier: wanted.plan.tier }));
  if (first !== wanted) {
    const from = wanted.plan.tier;
    const { promptTokens } = wanted.plan.size;
    const limitTokens = wanted.plan.model.maxInputTokens ?? 0;
    const { opensForMs } = wanted.breaker;
    said.push(
      fits(wanted.plan)
        ? reason('breaker', { tier, from, opensForMs })
        : reason('fit', { tier, from, promptTokens, limitTokens }),
    );
  }
  const considered = said.toReversed();
  const why = considered.find(({ args }) => args['tier'] === tier) ?? reason('chain', { tier });
  const ladder = high.map(({ plan }) => plan);
  return routeOf(input, { only: false, considered, reason: why }, first.plan, ladder, true);
}

/**
 * The route of a run and why, decided by nine rules in their order of force: the user's choice,
 * `only`, the floor, the user's chain or the set start, fit, breakers, signals, evidence, the
 * task's default. A follow-up starts where its answer came from, as a set start would. Pure.
 */
export function policy(input: PolicyInput): Route {
  const { chain, chosenTier, settings, task, plans } = input;
  const isFixed = isClaude(chosenTier) || isClaude(settings.only[task]);
  const own = chain && !isFixed ? chainRoute(input, chain) : null;
  if (own) return own;
  const start = findStart(input);
  const ladder = [plans[start.tier], ...plansAbove(plans, start.tier)].filter(
    (plan) => plan !== null,
  );
  const first = plans[start.tier];
  const route = routeOf(input, start, first, ladder, false);
  // Without a model there is nothing to plan, but there is a tier to name.
  const none: readonly Move[] = [{ kind: 'first', tier: start.tier, effort: null }];
  return first ? route : { ...route, moves: none };
}
