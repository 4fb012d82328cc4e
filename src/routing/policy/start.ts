import type { Coded } from '../../models/codes.ts';
import type { TierEvidence } from '../../models/evidence.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { CLAUDE_TIERS, isClaude, rankOf, tiersAbove } from '../../models/tier.ts';
import { signalsIn, withSignals } from '../signals.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import { expectedRunNusd } from './expectation.ts';
import type { BreakerView, PolicyInput, TierPlans } from './policyInput.ts';
import { fits } from './tierPlan.ts';

/** Whether a tier is to be skipped for now. */
export function isShut({ state, opensForMs }: BreakerView): boolean {
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
      rankOf(tier) < rankOf(usual)
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

/** A rule that had a say. */
export function reason(code: string, args: Coded['args']): Coded {
  return { code, args };
}

/** Where a run starts, and what decided it. */
export interface Start {
  readonly tier: ClaudeTier;
  readonly only: boolean;
  /** Rules that had a say, the strongest first. */
  readonly considered: readonly Coded[];
  /** The rule that set the tier. */
  readonly reason: Coded;
}

/** Where a run starts without a chain, by the rules in their order of force. */
export function findStart(input: PolicyInput): Start {
  const { task, settings, plans, evidence, breakers, chosenTier } = input;
  const fixed = (code: string, tier: ClaudeTier): Start => {
    const why = reason(code, { tier });
    return { tier, only: true, considered: [why], reason: why };
  };
  const only = settings.only[task];
  if (isClaude(chosenTier)) return fixed('chosen', chosenTier);
  if (isClaude(only)) return fixed('only', only);

  const usual = TASK_ROUTING[task].start;
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
      const at = rankOf(byEvidence) < rankOf(tier) ? byEvidence : tier;
      const { starts = 0, startsAccepted = 0 } = evidence[at] ?? {};
      const passPercent = Math.round((100 * startsAccepted) / Math.max(1, starts));
      const measured = { at, passPercent, runs: starts };
      said.push(reason('evidence', { tier: byEvidence, from: tier, ...measured }));
      tier = byEvidence;
    }
    for (const signal of signalsIn(task, input.signals, withSignals(settings.signals))) {
      if (rankOf(signal.tier) <= rankOf(tier)) continue;
      said.push(reason('signal', { tier: signal.tier, from: tier, signal: signal.id }));
      tier = signal.tier;
    }
    const asked = input.classified;
    if (asked?.tier && rankOf(asked.tier) > rankOf(tier)) {
      const { confidencePercent } = asked;
      const code = asked.isSure ? 'classified' : 'unsure';
      said.push(reason(code, { tier: asked.tier, from: tier, confidencePercent }));
      tier = asked.tier;
    }
  }

  const floor = isClaude(settings.floor) ? settings.floor : null;
  const floored = floor !== null && rankOf(floor) > rankOf(tier) ? floor : tier;

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
