import { findModel } from '../../../models/catalog.ts';
import type { TierEvidence } from '../../../models/evidence.ts';
import { modelAlias } from '../../../models/modelId.ts';
import { TASK_NAMES } from '../../../models/task.ts';
import type { ClaudeTier, Tier } from '../../../models/tier.ts';
import { isClaude } from '../../../models/tier.ts';
import type { CanaryPick, CanaryPicks, Fall, ModelChange } from '../../policy/canary.ts';
import { isCanary, modelChange, pickModel } from '../../policy/canary.ts';
import type { EvidenceByTier } from '../../policy/expectation.ts';
import type { TierPlans } from '../../policy/policyInput.ts';
import type { PlanInput, TierPlan } from '../../policy/tierPlan.ts';
import { planTier } from '../../policy/tierPlan.ts';
import type { RunScope } from '../runScope.ts';

/** Which model stands for each tier of a run: the newest, or while that is new, mostly the one before it. */
export class ModelPicks {
  readonly #scope: RunScope;
  #changes: Partial<Record<ClaudeTier, ModelChange>> = {};
  #picks: Partial<Record<ClaudeTier, CanaryPick>> = {};
  /** Drawn once for the run, when there is first something to pick. */
  #draw: number | undefined;

  constructor(scope: RunScope) {
    this.#scope = scope;
  }

  /** What chance has picked, tier by tier. */
  get picks(): CanaryPicks {
    return this.#picks;
  }

  /** What each tier would be asked; null: no model stands for it. */
  plan(input: PlanInput, evidence: EvidenceByTier): TierPlans {
    this.#changes = {};
    this.#picks = {};
    const plan = (tier: ClaudeTier) => this.#planTier(tier, input, evidence[tier]);
    return { haiku: plan('haiku'), sonnet: plan('sonnet'), opus: plan('opus') };
  }

  /** What the newest model of a tier does worse than the one before it; undefined: nothing that is shown. */
  fallOf(tier: Tier): Fall | undefined {
    return isClaude(tier) ? this.#changes[tier]?.fall : undefined;
  }

  #planTier(
    tier: ClaudeTier,
    input: PlanInput,
    evidence: TierEvidence | undefined,
  ): TierPlan | null {
    const newest = planTier(tier, input, evidence);
    const change = newest && this.#changeOf(tier, newest);
    if (!change) return newest;
    this.#changes[tier] = change;
    const before = this.#planBefore(change, newest, { input, evidence });
    if (!before) return newest;
    const { canary } = this.#scope.request.settings;
    if (this.#isGoneOnFrom(before)) return before;
    if (!this.#isOpen || !isCanary(change)) return newest;
    this.#draw ??= this.#scope.deps.random();
    const pick = pickModel(change, canary, this.#draw);
    this.#picks[tier] = pick;
    return pick.isNew ? newest : before;
  }

  #changeOf(tier: ClaudeTier, { model }: TierPlan): ModelChange | undefined {
    const { deps, request } = this.#scope;
    const { evidence } = deps;
    // Who pins a model has chosen it.
    if (!evidence.models || request.settings.models[tier] !== null) return undefined;
    return modelChange(
      TASK_NAMES.map((task) => evidence.models?.(task, tier) ?? []),
      model.id,
    );
  }

  /** The plan of the model before; null: it cannot be asked any more, or costs more than the new one. */
  #planBefore(
    { before }: ModelChange,
    newest: TierPlan,
    about: { readonly input: PlanInput; readonly evidence: TierEvidence | undefined },
  ): TierPlan | null {
    const { input, evidence } = about;
    const tier = newest.tier;
    const model = findModel(input.catalog, before);
    const isThere = model?.line === tier && model.lifecycle === 'active';
    if (!isThere || !isClaude(tier) || input.missing.has(model.id)) return null;
    const plan = planTier(tier, input, evidence, model);
    const isDearer = (plan?.expectedNusd ?? Infinity) > (newest.expectedNusd ?? Infinity);
    return isDearer ? null : plan;
  }

  /** Whether chance may pick: what a person has chosen, and what goes on, is asked for as it is. */
  get #isOpen(): boolean {
    const { purpose, settings, continues, chosenTier, prepared } = this.#scope.request;
    const isHeld = chosenTier !== undefined || settings.only[prepared.name] !== null;
    const isOwn = settings.chains[prepared.name] !== null;
    return purpose === 'use' && !continues && !isHeld && !isOwn && settings.canary < 1;
  }

  /** Whether the run goes on with what a plan's model has answered at its tier. */
  #isGoneOnFrom({ tier, model }: TierPlan): boolean {
    const attempts = this.#scope.request.continues?.attempts;
    const last = attempts?.findLast((attempt) => attempt.tier === tier);
    return last !== undefined && modelAlias(last.model) === modelAlias(model.id);
  }
}
