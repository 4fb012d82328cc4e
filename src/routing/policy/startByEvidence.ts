import type { TierEvidence } from '../../models/evidence.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { CLAUDE_TIERS, rankOf } from '../../models/tier.ts';
import { expectedRunNusd } from './expectation.ts';
import type { PolicyInput } from './policyInput.ts';

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

/** Whether evidence is enough to start at a tier instead of the usual one. */
function isCarried({ evidence }: PolicyInput, tier: ClaudeTier, usual: ClaudeTier): boolean {
  return rankOf(tier) < rankOf(usual)
    ? isProven(evidence[tier], evidence[usual])
    : (evidence[usual]?.starts ?? 0) >= ENOUGH_STARTS;
}

/** The start of least expected cost, or the usual one where evidence does not carry a change. */
export function startByEvidence(input: PolicyInput, usual: ClaudeTier): ClaudeTier {
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
    if (cost === null || cost >= bestCost || !isCarried(input, tier, usual)) continue;
    best = tier;
    bestCost = cost;
  }
  return best;
}
