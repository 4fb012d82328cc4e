import type { Coded } from '../../models/codes.ts';
import type { CallSize } from '../../models/forecast.ts';
import type { Clock } from '../../models/ports.ts';
import type { TaskName } from '../../models/task.ts';
import type { Effort } from '../../models/tier.ts';
import { estimateTokens } from '../../models/tokens.ts';
import type { Prompt } from '../../tasks/task.ts';
import { stableText } from '../calls/modelCall.ts';
import { PromptReuse } from '../calls/promptReuse.ts';
import { passChance } from '../policy/expectation.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import { promptTokens, withSize } from '../policy/tierPlan.ts';
import type { RunPlans } from './runPlans.ts';
import type { Step, StepKind } from './step.ts';

/** A cache write pays from this chance of being read on (5 minute writes cost 1.25 of the input). */
const REUSE_TO_CACHE = 0.27;

/** What a step may have beside its plan. */
interface StepExtras {
  /** Most output tokens; as planned when absent. */
  readonly limit?: number;
  readonly reason?: Coded;
  readonly isConfirmed?: boolean;
}

/** Makes the steps of a run, each with its size, cost and cache marker, and knows which were taken. */
export class StepMaker {
  readonly #task: TaskName;
  readonly #plans: RunPlans;
  readonly #reuse: PromptReuse;
  readonly #clock: Clock;
  /** Moves made at a position, by `position/kind`, and prompts kept there, by `position/cached`. */
  readonly #taken = new Set<string>();

  constructor(task: TaskName, plans: RunPlans, reuse: PromptReuse, clock: Clock) {
    this.#task = task;
    this.#plans = plans;
    this.#reuse = reuse;
    this.#clock = clock;
  }

  make(
    kind: StepKind,
    plan: TierPlan,
    effort: Effort | null,
    prompt: Prompt,
    { limit, reason, isConfirmed = false }: StepExtras = {},
  ): Step {
    const stable = stableText(prompt);
    const stableTokens = stable.reduce((sum, text) => sum + estimateTokens(text, 'code'), 0);
    const isLong = stableTokens >= plan.model.minCacheableTokens;
    const reuseKey = isLong && isAsked(kind) ? cacheKey(plan, effort, prompt) : null;
    const isCached = isLong && this.#isCached(kind, plan, effort, reuseKey);
    const size = {
      ...plan.size,
      promptTokens: promptTokens(prompt),
      maxOutputTokens: limit ?? plan.size.maxOutputTokens,
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
      reason: reason && withCost(reason, sized),
      isConfirmed,
    };
  }

  /** Takes note of a step that is being sent. */
  taken({ kind, plan, reuseKey }: Step): void {
    const isCached = plan.size.cacheWriteTokens > 0;
    this.#taken.add(`${plan.position}/${kind}`);
    if (isCached) this.#taken.add(`${plan.position}/cached`);
    if (reuseKey !== null) this.#reuse.sent(reuseKey, this.#clock.ticks(), isCached);
  }

  /** Whether a move of this kind was made at the plan’s position. */
  isTaken(kind: StepKind, { position }: TierPlan): boolean {
    return this.#taken.has(`${position}/${kind}`);
  }

  /**
   * Whether the prompt's stable start is worth a cache write at this attempt: when it is expected to
   * be sent again while the cache lives, by a repair or by the same task run anew.
   */
  #isCached(
    kind: StepKind,
    plan: TierPlan,
    effort: Effort | null,
    reuseKey: string | null,
  ): boolean {
    if (kind === 'repair') return this.#taken.has(`${plan.position}/cached`);
    if (reuseKey === null) return false;
    const { route } = this.#plans;
    const isRepaired = route.moves.some(
      (move) => move.kind === 'repair' && move.position === plan.position && move.effort === effort,
    );
    const failChance = 1 - passChance(this.#task, this.#plans.evidenceOf(plan));
    const repair = isRepaired ? failChance : 0;
    const now = this.#clock.ticks();
    // What is kept already is only read, and that renews it.
    if (this.#reuse.isCached(reuseKey, now)) return true;
    return repair + (1 - repair) * this.#reuse.chance(reuseKey, now) > REUSE_TO_CACHE;
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
function withCost({ code, args }: Coded, { expectedNusd, isIncluded }: TierPlan): Coded {
  const isSaid = expectedNusd !== null && !isIncluded;
  return { code, args: isSaid ? { ...args, costNusd: expectedNusd } : args };
}

/** What a provider keeps a cache by. */
function cacheKey({ provider, model }: TierPlan, effort: Effort | null, prompt: Prompt): string {
  const schema = JSON.stringify(prompt.schema ?? null);
  return PromptReuse.key(provider, model.id, effort ?? '', schema, ...stableText(prompt));
}
