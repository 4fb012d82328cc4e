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
import { DEFAULT_START } from './settings.ts';
import { signalsIn, withSignals } from './signals.ts';
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
  /** The user's own steps that can be taken, the first first; none: the router's. */
  readonly chain?: readonly ChainRung[];
  /** What a small model says of the work; absent: it was not asked. */
  readonly classified?: Classification;
  /** Who gave the answer that the run goes on from; absent: nobody. */
  readonly answered?: { readonly tier: Tier; readonly model: string };
}

/** A step of a user's chain. */
export interface ChainRung {
  readonly plan: TierPlan;
  readonly breaker: BreakerView;
}

/** How hard a small model takes the work to be. */
export interface Classification {
  /** The lowest start that it asks for; null: none. */
  readonly tier: ClaudeTier | null;
  /** Whether it was sure enough; else `tier` is what the settings say for that. */
  readonly isSure: boolean;
  readonly confidencePercent: number;
}

function isClaude(tier: Tier | null | undefined | 'auto'): tier is ClaudeTier {
  return tier === 'haiku' || tier === 'sonnet' || tier === 'opus';
}

function rank(tier: ClaudeTier): number {
  return CLAUDE_TIERS.indexOf(tier);
}

/** The Claude tiers above one, the next first. */
function tiersAbove(tier: ClaudeTier): readonly ClaudeTier[] {
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

/**
 * The nearest tier that the editor's own models have, the next higher one first: nobody can pin what
 * a subscription does not offer.
 */
function withModel(plans: TierPlans, tier: ClaudeTier): ClaudeTier {
  const has = (one: ClaudeTier) => plans[one] !== null;
  if (has(tier) || !CLAUDE_TIERS.some((one) => plans[one]?.isIncluded)) return tier;
  return tiersAbove(tier).find(has) ?? CLAUDE_TIERS.findLast(has) ?? tier;
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
  // Who gave an answer is best asked to change it: a lower tier may have failed at it already.
  const answered = input.answered?.tier;
  const set = isClaude(answered) ? answered : settings.start[task];
  const said: Coded[] = [reason('default', { tier: usual })];
  let tier = usual;
  // From the weakest rule to the strongest: each later one may overrule the earlier.
  if (isClaude(set)) {
    tier = set;
  } else {
    const byEvidence = startByEvidence(input, usual);
    if (byEvidence !== tier) {
      // Lowering is said by the tier that proved itself, raising by the one that failed.
      const at = rank(byEvidence) < rank(tier) ? byEvidence : tier;
      const { starts = 0, startsAccepted = 0 } = evidence[at] ?? {};
      const passPercent = Math.round((100 * startsAccepted) / Math.max(1, starts));
      const measured = { at, passPercent, runs: starts };
      said.push(reason('evidence', { tier: byEvidence, from: tier, ...measured }));
      tier = byEvidence;
    }
    for (const signal of signalsIn(task, input.signals, withSignals(settings.signals))) {
      if (rank(signal.tier) <= rank(tier)) continue;
      said.push(reason('signal', { tier: signal.tier, from: tier, signal: signal.id }));
      tier = signal.tier;
    }
    const asked = input.classified;
    if (asked?.tier && rank(asked.tier) > rank(tier)) {
      const { confidencePercent } = asked;
      const code = asked.isSure ? 'classified' : 'unsure';
      said.push(reason(code, { tier: asked.tier, from: tier, confidencePercent }));
      tier = asked.tier;
    }
  }

  const floor = isClaude(settings.floor) ? settings.floor : null;
  const floored = floor !== null && rank(floor) > rank(tier) ? floor : tier;

  const breakerSaid = (from: ClaudeTier, to: ClaudeTier) =>
    reason('breaker', { tier: to, from, opensForMs: breakers[from].opensForMs });
  const there = withModel(plans, floored);
  if (there !== floored) said.push(reason('noModel', { tier: there, from: floored }));
  const open = raiseWhile(there, (one) => isShut(breakers[one]));
  if (open !== there) said.push(breakerSaid(there, open));

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

  if (isClaude(set)) said.push(reason(isClaude(answered) ? 'answered' : 'start', { tier: set }));
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
  if (!plan || cost === null || plan.isIncluded) return tier;
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

/** Plans of the tiers above one, the next first. */
function plansAbove(plans: TierPlans, tier: ClaudeTier): readonly TierPlan[] {
  return tiersAbove(tier)
    .map((one) => plans[one])
    .filter((plan) => plan !== null);
}

/**
 * Where to escalate to, of the plans above: the highest tier, or the next one where evidence says
 * that it pays. A user's chain is taken step by step.
 */
function escalationPlan(
  above: readonly TierPlan[],
  evidence: EvidenceByTier,
  isChain: boolean,
): TierPlan | null {
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

/**
 * What the next move depends on beside the problems, for a run on its way up a ladder. A chain's
 * steps come before repairs: it is what the user asked for, and the bound may not hold both.
 */
export function standingAt(
  here: TierPlan,
  above: readonly TierPlan[],
  evidence: EvidenceByTier,
  isChain: boolean,
  attemptsLeft: number,
): { readonly above: TierPlan | null; readonly top: TierPlan | null; readonly repairs: boolean } {
  const next = escalationPlan(above, evidence, isChain);
  return {
    above: next,
    top: isChain ? next : (above.at(-1) ?? null),
    repairs:
      (!isChain || attemptsLeft > above.length) &&
      repairPays(evidenceOf(evidence, here), here.expectedNusd, next?.expectedNusd ?? null),
  };
}

interface Planned {
  readonly move: Move;
  readonly plan: TierPlan;
}

/** All moves of a run whose answers keep failing with problems that can be repaired. */
function plannedMoves(
  { settings, evidence }: PolicyInput,
  first: TierPlan,
  ladder: readonly TierPlan[],
  isChain: boolean,
): readonly Planned[] {
  const planned = (kind: Move['kind'], plan: TierPlan, effort: Move['effort']): Planned => ({
    move: { kind, tier: plan.tier, effort, rung: plan.rung },
    plan,
  });
  const moves = [planned('first', first, first.effort)];
  let here = first;
  let isRepaired = false;
  let isRaised = false;
  for (;;) {
    const higher = ladder.filter(({ rung }) => rung > here.rung);
    const attemptsLeft = settings.maxAttempts - moves.length;
    const standing = standingAt(here, higher, evidence, isChain, attemptsLeft);
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
function estimateOf(
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
function chainRoute(input: PolicyInput, chain: readonly ChainRung[]): Route | null {
  const { settings } = input;
  const floor = isClaude(settings.floor) ? settings.floor : null;
  const isLow = ({ plan: { tier } }: ChainRung) =>
    floor !== null && isClaude(tier) && rank(tier) < rank(floor);
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
