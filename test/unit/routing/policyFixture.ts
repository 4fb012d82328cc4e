import { BUNDLED_CATALOG } from '../../../src/models/catalog.ts';
import { BUNDLED_PRICES } from '../../../src/models/prices.ts';
import type { TaskName } from '../../../src/models/task.ts';
import type { ClaudeTier, Tier } from '../../../src/models/tier.ts';
import type { EvidenceByTier } from '../../../src/routing/policy/expectation.ts';
import type {
  BreakerState,
  BreakerView,
  Classification,
  PlannedChainStep,
  PolicyInput,
} from '../../../src/routing/policy/policyInput.ts';
import { planStep, planTier } from '../../../src/routing/policy/tierPlan.ts';
import type { ChainStep, RoutingSettings } from '../../../src/routing/settings.ts';
import { settings, START } from './support.ts';

/** What a policy is asked about, as far as a test cares. */
export interface Situation {
  readonly task?: TaskName;
  readonly instruction?: string;
  readonly lines?: number;
  readonly chosen?: ClaudeTier;
  readonly settings?: Partial<RoutingSettings>;
  readonly evidence?: Partial<EvidenceByTier>;
  readonly shut?: readonly ClaudeTier[];
  readonly promptTokens?: number;
  readonly answerTokens?: number;
  readonly classified?: Classification;
  readonly answered?: { readonly tier: Tier; readonly model: string };
  /** Tiers that have no model, and calls that are part of a subscription. */
  readonly lacks?: readonly ClaudeTier[];
  readonly isIncluded?: boolean;
  /** Tiers of the user's own steps. */
  readonly chain?: readonly ClaudeTier[];
}

/** The policy's input for a situation. */
export function input(situation: Situation): PolicyInput {
  const task = situation.task ?? 'docs';
  const all = settings(situation.settings);
  const evidence: EvidenceByTier = {
    haiku: undefined,
    sonnet: undefined,
    opus: undefined,
    ...situation.evidence,
  };
  const lacks: readonly (string | null)[] = situation.lacks ?? [];
  const catalog = {
    ...BUNDLED_CATALOG,
    isIncluded: situation.isIncluded ?? false,
    models: BUNDLED_CATALOG.models.filter(({ line }) => !lacks.includes(line)),
  };
  const about = {
    task,
    settings: all,
    catalog,
    prices: BUNDLED_PRICES,
    at: START,
    promptTokens: situation.promptTokens ?? 2_000,
    answerTokens: situation.answerTokens ?? 500,
    missing: new Set<string>(),
  };
  const plan = (tier: ClaudeTier) => planTier(tier, about, evidence[tier]);
  const breaker = (tier: ClaudeTier): BreakerView => {
    const isShut = situation.shut?.includes(tier) ?? false;
    const state: BreakerState = isShut ? 'open' : 'closed';
    return { tier, state, failures: isShut ? 5 : 0, opensForMs: isShut ? 30_000 : 0 };
  };
  const chain = (situation.chain ?? []).flatMap((tier, position): PlannedChainStep[] => {
    const step: ChainStep = { provider: null, tier, model: null, effort: null, limit: null };
    const place = { step, position, catalog, isForeign: false };
    const planned = planStep(place, about, () => undefined);
    return planned ? [{ plan: planned, breaker: breaker(tier) }] : [];
  });
  return {
    task,
    signals: {
      lines: situation.lines ?? 100,
      declarations: 5,
      instruction: situation.instruction,
    },
    chosenTier: situation.chosen,
    settings: all,
    plans: { haiku: plan('haiku'), sonnet: plan('sonnet'), opus: plan('opus') },
    evidence,
    breakers: { haiku: breaker('haiku'), sonnet: breaker('sonnet'), opus: breaker('opus') },
    ...(chain.length > 0 ? { chain } : {}),
    ...(situation.classified ? { classified: situation.classified } : {}),
    ...(situation.answered ? { answered: situation.answered } : {}),
  };
}
