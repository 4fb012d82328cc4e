import type { ClaudeTier } from '../models/catalog.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import { CLAUDE_TIERS } from '../models/tier.ts';
import type { Coded } from '../models/userError.ts';
import type { TaskSignals } from '../tasks/task.ts';
import type { BreakerView } from './breaker.ts';
import type { EvidenceByTier } from './expectation.ts';
import {
  expectedRunNusd,
  middlePays,
  passChance,
  repairChance,
  repairPays,
} from './expectation.ts';
import { nextMove } from './nextMove.ts';
import type { TierEvidence } from './ports.ts';
import type { Move, Route } from './route.ts';
import type { RoutingSettings } from './settings.ts';
import { signalsIn } from './signals.ts';
import type { TierPlan } from './tierPlan.ts';
import { fits, raisedEffort } from './tierPlan.ts';

/** What each tier would be asked; null: no model stands for the tier. */
export type TierPlans = Readonly<Record<ClaudeTier, TierPlan | null>>;

/** Everything that decides a route. */
export interface PolicyInput {
  readonly task: TaskName;
  readonly signals: TaskSignals;
  /** The user's choice for this run. */
  readonly chosenTier: Tier | undefined;
  readonly settings: RoutingSettings;
  readonly plans: TierPlans;
  readonly evidence: EvidenceByTier;
  readonly breakers: Readonly<Record<ClaudeTier, BreakerView>>;
}

/** Where a task starts when nothing speaks against it. */
export const DEFAULT_START: Readonly<Record<TaskName, ClaudeTier>> = {
  docs: 'haiku',
  tests: 'haiku',
  fix: 'haiku',
  review: 'sonnet',
  refactor: 'sonnet',
  explain: 'sonnet',
};

function isClaude(tier: Tier | null | undefined | 'auto'): tier is ClaudeTier {
  return tier === 'haiku' || tier === 'sonnet' || tier === 'opus';
}

function rank(tier: ClaudeTier): number {
  return CLAUDE_TIERS.indexOf(tier);
}

/** The Claude tiers above one, the next first. */
export function tiersAbove(tier: ClaudeTier): readonly ClaudeTier[] {
  return CLAUDE_TIERS.slice(rank(tier) + 1);
}

function isShut({ state, opensForMs }: BreakerView): boolean {
  return state === 'probing' || opensForMs > 0;
}

const ENOUGH_PROOFS = 5;
const ENOUGH_STARTS = 8;
/** What an untried start must promise to be cheaper by before the default gives way. */
const WORTH_CHANGING = 0.95;
/** A lower tier's proven share must come this close to the default's. */
const AS_GOOD = 0.05;
const GOOD_ENOUGH = 0.8;

/** Share of a tier's starts whose answer was proven, by its gate or by the user's verdict. */
function provenShare(evidence: TierEvidence): number {
  return (evidence.proven + 1) / (evidence.starts + 2);
}

/**
 * Whether evidence may lower the start to a tier: by proofs and verdicts alone, never by passes of
 * a gate that checks the form.
 */
function isProven(lower: TierEvidence | undefined, usual: TierEvidence | undefined): boolean {
  if (!lower || lower.proven < ENOUGH_PROOFS) return false;
  const needed =
    usual && usual.starts >= ENOUGH_PROOFS ? provenShare(usual) - AS_GOOD : GOOD_ENOUGH;
  return provenShare(lower) >= needed;
}

/** The start of least expected cost, or the default where evidence does not carry a change. */
function startByEvidence(input: PolicyInput, usual: ClaudeTier): ClaudeTier {
  const { task, plans, evidence } = input;
  const topCost = plans.opus?.expectedNusd ?? null;
  const expected = (tier: ClaudeTier): number | null => {
    const cost = plans[tier]?.expectedNusd ?? null;
    if (cost === null) return null;
    return tier === 'opus' ? cost : expectedRunNusd(task, cost, evidence[tier], topCost);
  };
  const usualCost = expected(usual);
  if (usualCost === null) return usual;
  let best = usual;
  let bestCost = usualCost * WORTH_CHANGING;
  for (const tier of CLAUDE_TIERS) {
    const cost = tier === usual ? null : expected(tier);
    if (cost === null || cost >= bestCost) continue;
    const isCarried =
      rank(tier) < rank(usual)
        ? isProven(evidence[tier], evidence[usual])
        : (evidence[usual]?.starts ?? 0) >= ENOUGH_STARTS;
    if (!isCarried) continue;
    best = tier;
    bestCost = cost;
  }
  return best;
}

/** The first tier above that a test allows, or the tier itself where none does. */
function raiseWhile(tier: ClaudeTier, isBarred: (tier: ClaudeTier) => boolean): ClaudeTier {
  if (!isBarred(tier)) return tier;
  return tiersAbove(tier).find((above) => !isBarred(above)) ?? tier;
}

function reason(code: string, args: Coded['args']): Coded {
  return { code, args };
}

interface Start {
  readonly tier: ClaudeTier;
  readonly only: boolean;
  /** Rules that had a say, the strongest first. */
  readonly considered: readonly Coded[];
  /** The rule that set the tier. */
  readonly reason: Coded;
}

function findStart(input: PolicyInput): Start {
  const { task, settings, plans, evidence, breakers, chosenTier } = input;
  const fixed = (code: string, tier: ClaudeTier): Start => {
    const why = reason(code, { tier });
    return { tier, only: true, considered: [why], reason: why };
  };
  const only = settings.only[task];
  if (isClaude(chosenTier)) return fixed('chosen', chosenTier);
  if (isClaude(only)) return fixed('only', only);

  const usual = DEFAULT_START[task];
  const set = settings.start[task];
  const said: Coded[] = [reason('default', { tier: usual })];
  let tier = usual;
  // From the weakest rule to the strongest: each later one may overrule the earlier.
  if (isClaude(set)) {
    tier = set;
  } else {
    const byEvidence = startByEvidence(input, usual);
    if (byEvidence !== tier) {
      // Lowering is said by the tier that proved itself, raising by the one that failed.
      const about = evidence[rank(byEvidence) < rank(tier) ? byEvidence : tier];
      said.push(
        reason('evidence', {
          tier: byEvidence,
          from: tier,
          passPercent: Math.round(100 * passChance(task, about)),
          runs: about?.starts ?? 0,
        }),
      );
      tier = byEvidence;
    }
    for (const signal of signalsIn(task, input.signals)) {
      if (rank(signal.tier) <= rank(tier)) continue;
      said.push(reason('signal', { tier: signal.tier, from: tier, signal: signal.id }));
      tier = signal.tier;
    }
  }

  const floor = isClaude(settings.floor) ? settings.floor : null;
  const floored = floor !== null && rank(floor) > rank(tier) ? floor : tier;

  const breakerSaid = (from: ClaudeTier, to: ClaudeTier) =>
    reason('breaker', { tier: to, from, opensForMs: breakers[from].opensForMs });
  const open = raiseWhile(floored, (one) => isShut(breakers[one]));
  if (open !== floored) said.push(breakerSaid(floored, open));

  const fitting = raiseWhile(open, (one) => {
    const plan = plans[one];
    return plan === null ? one !== open : !fits(plan) || (one !== open && isShut(breakers[one]));
  });
  const tooSmall = plans[open];
  if (fitting !== open && tooSmall) {
    const { promptTokens } = tooSmall.size;
    const limitTokens = tooSmall.model.maxInputTokens ?? 0;
    said.push(reason('fit', { tier: fitting, from: open, promptTokens, limitTokens }));
  }
  const final = isClaude(set) ? fitting : pastPriceBand(input, fitting, said);

  if (isClaude(set)) said.push(reason('start', { tier: set }));
  if (floored !== tier) said.push(reason('floor', { tier: floored, from: tier }));
  const considered = said.toReversed();
  const why = considered.find(({ args }) => args['tier'] === final);
  return {
    tier: final,
    only: false,
    considered,
    // The strongest of the rules that name the tier at which the run starts.
    reason: why ?? reason('default', { tier: final }),
  };
}

/** The next tier where a prompt of this size costs no less at the present one. */
function pastPriceBand(input: PolicyInput, tier: ClaudeTier, said: Coded[]): ClaudeTier {
  const plan = input.plans[tier];
  const cost = plan?.expectedNusd ?? null;
  if (!plan || cost === null) return tier;
  const better = tiersAbove(tier).find((above) => {
    const next = input.plans[above];
    const nextCost = next?.expectedNusd ?? null;
    return next && nextCost !== null && nextCost <= cost && fits(next);
  });
  if (!better || isShut(input.breakers[better])) return tier;
  const { promptTokens } = plan.size;
  said.push(reason('priceBand', { tier: better, from: tier, promptTokens }));
  return better;
}

/** The tier to escalate to: Opus, or the middle tier where evidence says that it pays. */
export function escalationTier(
  tier: ClaudeTier,
  plans: TierPlans,
  evidence: EvidenceByTier,
): ClaudeTier | null {
  const above = tiersAbove(tier).filter((one) => plans[one] !== null);
  const top = above.at(-1) ?? null;
  const middle = above[0];
  if (middle === undefined || middle === top) return top;
  const pays = middlePays(
    evidence[middle],
    plans[middle]?.expectedNusd ?? null,
    (top && plans[top]?.expectedNusd) ?? null,
  );
  return pays ? middle : top;
}

/** All moves of a run whose answers keep failing with problems that can be repaired. */
function plannedMoves(input: PolicyInput, start: Start): readonly Move[] {
  const { settings, plans, evidence } = input;
  const moves: Move[] = [
    { kind: 'first', tier: start.tier, effort: plans[start.tier]?.effort ?? null },
  ];
  let tier = start.tier;
  let isRepaired = false;
  let isRaised = false;
  for (;;) {
    const plan = plans[tier];
    const above = start.only ? null : escalationTier(tier, plans, evidence);
    const nextCost = above && plans[above]?.expectedNusd;
    const move = nextMove({
      tier,
      effort: moves.at(-1)?.effort ?? null,
      attemptsLeft: settings.maxAttempts - moves.length,
      isRepaired,
      isRepairable: repairPays(evidence[tier], plan?.expectedNusd ?? null, nextCost ?? null),
      raisedEffort: plan && !isRaised ? raisedEffort(tier, plan.model, settings) : null,
      above,
      top: tiersAbove(tier).findLast((one) => plans[one] !== null) ?? tier,
    });
    if (!move || !isClaude(move.tier)) return moves;
    isRepaired = move.tier === tier && (isRepaired || move.kind === 'repair');
    isRaised = move.tier === tier && (isRaised || move.kind === 'effort');
    tier = move.tier;
    moves.push({ ...move, effort: move.effort ?? plans[tier]?.effort ?? null });
  }
}

const ENOUGH_FOR_CHANCE = 5;

/** From the first attempt alone to every planned move, in nUSD; null where one is unpriced. */
function estimateOf(
  input: PolicyInput,
  moves: readonly Move[],
  start: ClaudeTier,
): Route['estimate'] {
  const costs = moves.map(({ tier }) =>
    isClaude(tier) ? (input.plans[tier]?.expectedNusd ?? null) : null,
  );
  let highNusd = 0;
  for (const cost of costs) {
    if (cost === null) return null;
    highNusd += cost;
  }
  const about = input.evidence[start];
  const isKnown = about !== undefined && about.starts >= ENOUGH_FOR_CHANCE;
  const ends = moves.at(-1)?.tier === 'opus';
  const failed = 1 - passChance(input.task, about);
  const failedAgain = moves.some(({ kind }) => kind === 'repair')
    ? failed * (1 - repairChance(about))
    : failed;
  return {
    lowNusd: costs[0] ?? 0,
    highNusd,
    escalationChance: start === 'opus' ? 1 : !ends ? 0 : isKnown ? failedAgain : null,
  };
}

/**
 * The route of a run and why, decided by nine rules in their order of force: the user's choice,
 * `only`, the floor, the set start, fit, breakers, signals, evidence, the task's default. Pure.
 */
export function policy(input: PolicyInput): Route {
  const start = findStart(input);
  const moves = plannedMoves(input, start);
  return {
    moves,
    reason: start.reason,
    considered: start.considered,
    only: start.only,
    estimate: estimateOf(input, moves, start.tier),
  };
}
