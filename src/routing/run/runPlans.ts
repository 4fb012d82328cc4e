import type { AttemptEnded, AttemptStarted } from '../../models/booking.ts';
import { isAnswering } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { TierEvidence } from '../../models/evidence.ts';
import { NO_EVIDENCE } from '../../models/evidence.ts';
import type { ExploreSpend } from '../../models/spend.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import type { Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import { runFailure } from '../coded.ts';
import { failureCode } from '../failures.ts';
import type { Fall } from '../policy/canary.ts';
import { hasChance } from '../policy/chance.ts';
import type { EvidenceByTier } from '../policy/expectation.ts';
import { isBelowFloor } from '../policy/ladder.ts';
import { policy } from '../policy/policy.ts';
import type { Classification, PlannedChainStep, TierPlans } from '../policy/policyInput.ts';
import type { Route } from '../policy/route.ts';
import type { PlanInput, TierPlan } from '../policy/tierPlan.ts';
import { fits, planStep, promptTokens, usualOutput } from '../policy/tierPlan.ts';
import type { RunFailure } from '../reasons.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import { ModelPicks } from './plans/modelPicks.ts';
import type { RunBooks } from './runBooks.ts';
import type { RunProviders } from './runProviders.ts';
import type { RunScope } from './runScope.ts';

/** What a run may ask, in what order, and why it starts where it starts. */
export class RunPlans {
  readonly #evidence: EvidenceByTier;
  readonly #scope: RunScope;
  readonly #books: RunBooks;
  readonly #providers: RunProviders;
  readonly #picks: ModelPicks;
  #tiers: TierPlans;
  /** The user's own steps that can be taken; empty: there are none. */
  #chain: readonly TierPlan[];
  #classified: Classification | undefined;
  #route: Route;
  /** Drawn once for the run, for what the settings leave to chance; undefined: nothing is. */
  readonly #draw: number | undefined;
  /** What exploring had cost when the run began, with what others under way may still cost. */
  readonly #explored: ExploreSpend | undefined;
  /** Steps above this position are not for this run. */
  #ceiling = Infinity;

  constructor(scope: RunScope, books: RunBooks, providers: RunProviders) {
    const { evidence } = scope.deps;
    const { name } = scope.request.prepared;
    this.#scope = scope;
    this.#books = books;
    this.#providers = providers;
    this.#evidence = {
      haiku: evidence.evidence(name, 'haiku'),
      sonnet: evidence.evidence(name, 'sonnet'),
      opus: evidence.evidence(name, 'opus'),
    };
    this.#picks = new ModelPicks(scope);
    this.#tiers = this.#planTiers();
    this.#evidence = this.#withLevels();
    const { purpose, settings, continues, begun } = scope.request;
    const isOpen = purpose === 'use' && !continues && !begun && hasChance(settings);
    this.#draw = isOpen ? scope.deps.random() : undefined;
    const explored = settings.explore > 0 ? evidence.explored?.() : undefined;
    const held = scope.runner.exploring.heldNusd;
    this.#explored = explored && { ...explored, exploredNusd: explored.exploredNusd + held };
    this.#chain = this.#planChain();
    this.#route = this.#planRoute();
  }

  /** What past runs say of each tier at the task. */
  get evidence(): EvidenceByTier {
    return this.#evidence;
  }

  get route(): Route {
    return this.#route;
  }

  get startTier(): Tier {
    return this.#route.moves[0]?.tier ?? TASK_ROUTING[this.#scope.request.prepared.name].start;
  }

  /** What the run asks first; undefined: no model stands for it. */
  get startPlan(): TierPlan | undefined {
    const position = this.#route.moves[0]?.position;
    return this.#ladder.find((plan) => plan.position === position);
  }

  /** The plan of a first attempt that is on record: its model may stand for its tier no more. */
  begunPlan({ tier, model, provider }: AttemptStarted): TierPlan | undefined {
    const own = this.#ladder.find((plan) => plan.model.id === model && plan.provider === provider);
    if (own) return own;
    const like = this.#ladder.find((plan) => plan.tier === tier) ?? this.startPlan;
    return like && { ...like, tier, model: { ...like.model, id: model } };
  }

  /** What a plan is made from at this moment. */
  get input(): PlanInput {
    const { deps, runner, request, prompt } = this.#scope;
    return {
      task: request.prepared.name,
      settings: request.settings,
      catalog: deps.catalog(),
      prices: this.#books.prices,
      at: this.#books.startedAt,
      promptTokens: promptTokens(prompt),
      answerTokens: request.prepared.expectedOutputTokens,
      usualOutputTokens: usualOutput(Object.values(this.#evidence)),
      missing: runner.missing,
    };
  }

  /** The plan of a tier, whatever the route; null: no model stands for it. */
  tier(tier: ClaudeTier): TierPlan | null {
    return this.#tiers[tier];
  }

  /** The present plan of a step's position. */
  at({ position }: TierPlan): TierPlan | undefined {
    return this.#ladder.find((plan) => plan.position === position);
  }

  /** Steps above that this run may take, the next first. */
  above({ position }: TierPlan): readonly TierPlan[] {
    if (this.#route.only) return [];
    return this.#ladder.filter(
      (plan) => plan.position > position && plan.position <= this.#ceiling,
    );
  }

  /**
   * The next step above that can be called now, or null. The last attempt at an answer that has failed
   * its gate goes to the highest tier, as it does when the gate is what sends it up.
   */
  nextAbove(here: TierPlan): TierPlan | null {
    const { attemptsLeft, hasRejected } = this.#books;
    if (attemptsLeft <= 0) return null;
    const { breakers } = this.#scope.runner;
    const open = this.above(here).filter((plan) => fits(plan) && !breakers.of(plan).isBlocking);
    const isForTop = attemptsLeft === 1 && hasRejected && !this.#route.isChain;
    return (isForTop ? open.at(-1) : open[0]) ?? null;
  }

  /** What the newest model of a plan's tier does worse than the one before it; undefined: nothing. */
  fallOf({ tier }: TierPlan): Fall | undefined {
    return this.#picks.fallOf(tier);
  }

  evidenceOf({ tier }: TierPlan): EvidenceByTier[ClaudeTier] {
    return tier === 'other' ? undefined : this.evidence[tier];
  }

  /** Takes every step above the start from the run. */
  stayAtStart(): void {
    this.#ceiling = this.startPlan?.position ?? 0;
  }

  /** Plans anew with what a small model says of the work. */
  replanWith(classified: Classification): void {
    this.#classified = classified;
    this.#route = this.#planRoute();
  }

  /** Plans anew once it is known which other providers there are. Resolves to those that are off. */
  async findProviders(): Promise<readonly string[]> {
    const chain = this.#ownSteps;
    const off = await this.#providers.find(chain);
    if (!chain.some((step) => this.#providers.isForeign(step))) return off;
    this.#chain = this.#planChain();
    this.#route = this.#planRoute();
    return off;
  }

  /**
   * Asks for the models once more when none stands for the start tier: the list may not have come
   * through at first. Resolves to why there is still none.
   */
  async findModels(): Promise<Coded<RunFailure> | undefined> {
    const isFound = () => this.startPlan !== undefined;
    if (isFound()) return undefined;
    const { deps, runner, signal } = this.#scope;
    const failure = await deps.refreshCatalog?.(signal);
    signal.throwIfAborted();
    // A line of which no model was found is asked again: what was not there may be back.
    runner.missing.clear();
    this.replan();
    this.#route = this.#planRoute();
    if (isFound()) return undefined;
    const tier = this.startTier;
    const code = failure && failureCode(failure);
    // An address that has no list of models does not say which model is missing either.
    if (!failure || code === undefined || code === 'modelNotFound')
      return runFailure('modelNotSet', { tier });
    const { status } = failure;
    return runFailure(code, { tier, ...(status === null ? {} : { status }) });
  }

  /** Plans the steps anew, say with another list of models. The route stays. */
  replan(): void {
    this.#tiers = this.#planTiers();
    this.#chain = this.#planChain();
  }

  /** Everything that the run may ask, the cheapest first. */
  get #ladder(): readonly TierPlan[] {
    const { settings } = this.#scope.request;
    if (this.#route.isChain) return this.#chain.filter(({ tier }) => !isBelowFloor(tier, settings));
    return CLAUDE_TIERS.map((tier) => this.#tiers[tier]).filter((plan) => plan !== null);
  }

  get #ownSteps() {
    const { prepared, settings } = this.#scope.request;
    return settings.chains[prepared.name] ?? [];
  }

  #planTiers(): TierPlans {
    return this.#picks.plan(this.input, this.evidence);
  }

  /** The evidence of the models that are planned, by what is closest to the run. */
  #withLevels(): EvidenceByTier {
    const { evidence } = this.#scope.deps;
    const { name: task, language } = this.#scope.request.prepared;
    const known = (tier: ClaudeTier): TierEvidence | undefined => {
      const sums = this.#evidence[tier];
      const plan = this.#tiers[tier];
      if (!plan || !evidence.levels) return sums;
      const { effort, model } = plan;
      const levels = evidence.levels({ task, tier, model: model.id, effort, language });
      return { ...(sums ?? NO_EVIDENCE), levels };
    };
    return { haiku: known('haiku'), sonnet: known('sonnet'), opus: known('opus') };
  }

  /** The steps of the user's chain that have a provider and a model. */
  #planChain(): readonly TierPlan[] {
    const { evidence } = this.#scope.deps;
    const { name } = this.#scope.request.prepared;
    const own = this.#ownSteps;
    if (own.length === 0) return [];
    const { input } = this;
    return own.flatMap((step, position) => {
      const isForeign = this.#providers.isForeign(step);
      const catalog = this.#providers.catalogOf(step);
      const about = (tier: Tier) => evidence.evidence(name, tier);
      const plan = catalog && planStep({ step, position, catalog, isForeign }, input, about);
      return plan ? [plan] : [];
    });
  }

  #planRoute(): Route {
    const { prepared, chosenTier, settings, continues } = this.#scope.request;
    const answered = continues?.attempts.findLast(isChecked);
    const { breakers } = this.#scope.runner;
    const chain = this.#chain.map((plan): PlannedChainStep => ({
      plan,
      breaker: breakers.of(plan).view(),
    }));
    return policy({
      task: prepared.name,
      signals: prepared.signals,
      chosenTier,
      settings,
      plans: this.#tiers,
      evidence: this.evidence,
      breakers: breakers.byTier(),
      picks: this.#picks.picks,
      ...(this.#explored ? { explored: this.#explored } : {}),
      ...(chain.length > 0 ? { chain } : {}),
      ...(this.#draw === undefined ? {} : { draw: this.#draw }),
      ...(this.#classified ? { classified: this.#classified } : {}),
      ...(answered ? { answered } : {}),
    });
  }
}

/** Whether a gate has read the answer of an attempt. */
function isChecked({ kind, outcome }: AttemptEnded): boolean {
  if (!isAnswering(kind)) return false;
  return outcome === 'accepted' || outcome === 'rejected';
}
