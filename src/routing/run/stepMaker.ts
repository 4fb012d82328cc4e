import type { Coded } from '../../models/codes.ts';
import type { CallSize } from '../../models/forecast.ts';
import type { Effort } from '../../models/tier.ts';
import { estimateTokens } from '../../models/tokens.ts';
import type { Prompt } from '../../tasks/task.ts';
import { PromptReuse } from '../calls/promptReuse.ts';
import { stableText } from '../calls/requestOf.ts';
import { passChance } from '../policy/expectation.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import { promptTokens, withSize } from '../policy/tierPlan.ts';
import type { AttemptReason } from '../reasons.ts';
import type { RunPlans } from './runPlans.ts';
import type { RunScope } from './runScope.ts';
import type { Step, StepKind } from './step.ts';

/** A cache write pays from this chance of being read on (5 minute writes cost 1.25 of the input). */
const REUSE_TO_CACHE = 0.27;

/** What a step asks beside its plan. */
interface StepRequest {
  readonly prompt: Prompt;
  /** As planned when absent. */
  readonly effort?: Effort | null;
  /** Most output tokens; as planned when absent. */
  readonly limit?: number;
  /** Answers that are asked for at once; one when absent. */
  readonly samples?: number;
  /** Why, for attempts after the first. */
  readonly reason?: Coded<AttemptReason>;
}

/** Makes the steps of a run, each with its size, cost and cache marker, and knows which were taken. */
export class StepMaker {
  readonly #scope: RunScope;
  readonly #plans: RunPlans;
  /** Moves made at a position, by `position/kind`, and prompts kept there, by `position/cached`. */
  readonly #taken = new Set<string>();

  constructor(scope: RunScope, plans: RunPlans) {
    this.#scope = scope;
    this.#plans = plans;
  }

  /** A step at a plan, priced for what it asks. */
  make(kind: StepKind, plan: TierPlan, request: StepRequest): Step {
    const { prompt, effort = plan.effort, samples = 1, reason } = request;
    const { limit = plan.size.maxOutputTokens } = request;
    const stable = stableText(prompt);
    const stableTokens = stable.reduce((sum, text) => sum + estimateTokens(text, 'code'), 0);
    const isLong = stableTokens >= plan.model.minCacheableTokens;
    const reuseKey = isLong && isAsked(kind) ? cacheKey(plan, effort, prompt) : null;
    const isCached = isLong && this.#isCached(kind, { ...plan, effort }, reuseKey);
    const size = {
      ...plan.size,
      promptTokens: promptTokens(prompt),
      maxOutputTokens: limit,
      cacheWriteTokens: isCached ? stableTokens : 0,
    };
    const sized = isSameSize(size, plan.size) ? plan : withSize(plan, size, this.#plans.input);
    return {
      type: 'step',
      kind,
      tier: plan.tier,
      effort,
      plan: sized,
      prompt,
      reuseKey,
      reason: reason && withCost(reason, sized, samples),
      samples,
      isConfirmed: false,
    };
  }

  /** Takes note of a step that is being sent. */
  taken({ kind, plan, reuseKey }: Step): void {
    const { reuse } = this.#scope.runner;
    const isCached = plan.size.cacheWriteTokens > 0;
    this.#taken.add(`${plan.position}/${kind}`);
    if (isCached) this.#taken.add(`${plan.position}/cached`);
    if (reuseKey !== null) reuse.sent(reuseKey, this.#now, isCached);
  }

  /** Whether a move of this kind was made at the plan’s position. */
  isTaken(kind: StepKind, { position }: TierPlan): boolean {
    return this.#taken.has(`${position}/${kind}`);
  }

  /**
   * Whether the prompt's stable start is worth a cache write at this attempt: when it is expected to
   * be sent again while the cache lives, by a repair or by the same task run anew.
   */
  #isCached(kind: StepKind, plan: TierPlan, reuseKey: string | null): boolean {
    const { runner, request } = this.#scope;
    const { position, effort } = plan;
    if (kind === 'repair') return this.#taken.has(`${position}/cached`);
    if (reuseKey === null) return false;
    // What is kept already is only read, and that renews it.
    if (runner.reuse.isCached(reuseKey, this.#now)) return true;
    const isRepaired = this.#plans.route.moves.some(
      (move) => move.kind === 'repair' && move.position === position && move.effort === effort,
    );
    const failChance = 1 - passChance(request.prepared.name, this.#plans.evidenceOf(plan));
    const repair = isRepaired ? failChance : 0;
    return repair + (1 - repair) * runner.reuse.chance(reuseKey, this.#now) > REUSE_TO_CACHE;
  }

  get #now(): number {
    return this.#scope.deps.clock.ticks();
  }
}

function isSameSize(one: CallSize, other: CallSize): boolean {
  return (
    one.promptTokens === other.promptTokens &&
    one.expectedOutputTokens === other.expectedOutputTokens &&
    one.maxOutputTokens === other.maxOutputTokens &&
    one.cacheWriteTokens === other.cacheWriteTokens
  );
}

/** Whether the user asked for it, so that the same start of a prompt is sent again. */
function isAsked(kind: StepKind): boolean {
  return kind === 'first' || kind === 'refine';
}

/** A reason with what its step is likely to cost, where that can be said. */
function withCost(
  { code, args }: Coded<AttemptReason>,
  { expectedNusd, isIncluded }: TierPlan,
  samples: number,
): Coded<AttemptReason> {
  const isSaid = expectedNusd !== null && !isIncluded;
  return { code, args: isSaid ? { ...args, costNusd: samples * expectedNusd } : args };
}

/** What a provider keeps a cache by. */
function cacheKey({ provider, model }: TierPlan, effort: Effort | null, prompt: Prompt): string {
  const schema = JSON.stringify(prompt.schema ?? null);
  return PromptReuse.key(provider, model.id, effort ?? '', schema, ...stableText(prompt));
}
