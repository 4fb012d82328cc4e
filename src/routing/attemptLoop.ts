import type { AttemptOutcome, AttemptStarted, MoveKind, RunOutcome } from '../models/booking.ts';
import type { ClaudeTier } from '../models/catalog.ts';
import type { Effort, Tier } from '../models/tier.ts';
import { estimateTokens } from '../models/tokens.ts';
import type { CodeArgs, Coded } from '../models/userError.ts';
import type { ModelProvider, ProviderFailure } from '../providers/port.ts';
import { followUpPrompt, mendPrompt } from '../tasks/mend.ts';
import type { GateResult, Prompt } from '../tasks/task.ts';
import { abortable } from './abortable.ts';
import { backoffMs } from './backoff.ts';
import type { BreakerPass } from './breaker.ts';
import type { Objection } from './budget.ts';
import { checkBudgets, hasBudget, hasSharedBudget } from './budget.ts';
import type { EvidenceByTier } from './expectation.ts';
import { passChance, repairPays } from './expectation.ts';
import type { FailureCode } from './failures.ts';
import { failureCode, REACTIONS } from './failures.ts';
import type { CallEnd } from './modelCall.ts';
import { callModel, requestOf, stableText } from './modelCall.ts';
import { nextMove } from './nextMove.ts';
import type { TierPlans } from './policy.ts';
import { DEFAULT_START, escalationTier, policy, tiersAbove } from './policy.ts';
import type { Route } from './route.ts';
import type { RunEvent, RunQuestions, RunRequest, RunResult } from './run.ts';
import { RunBooks } from './runBooks.ts';
import type { RunnerState } from './runnerState.ts';
import type { PlanInput, TierPlan } from './tierPlan.ts';
import { fits, planTier, promptTokens, raisedEffort, raisedLimit, withSize } from './tierPlan.ts';
import { userErrorOf } from './userErrorOf.ts';

/** An attempt that is to be made next. */
interface Step {
  readonly type: 'step';
  readonly kind: MoveKind;
  readonly tier: ClaudeTier;
  readonly effort: Effort | null;
  readonly plan: TierPlan;
  readonly prompt: Prompt;
  /** Why, for attempts after the first. */
  readonly reason: Coded | undefined;
  /** The user has agreed to its cost already. */
  readonly isConfirmed: boolean;
}

/** The end of a run. */
interface Finish {
  readonly type: 'finish';
  readonly outcome: RunOutcome;
  readonly failure: Coded | undefined;
}

type Next = Step | Finish;

/** A reply that its gate has read. */
interface Checked {
  readonly step: Step;
  readonly reply: string;
  readonly gate: GateResult;
}

const HOST_TRIES = 3;
/** A cache write pays from this chance of being read on (5 minute writes cost 1.25 of the input). */
const REUSE_TO_CACHE = 0.27;
/** How long to wait for another call's probe of a breaker. */
const PROBE_MS = 5_000;
const SOON_RETIRED_MS = 60 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

function finish(outcome: RunOutcome, failure?: Coded): Finish {
  return { type: 'finish', outcome, failure };
}

function coded(code: string, args: CodeArgs = {}): Coded {
  return { code, args };
}

/** One run from its route to its record. Used once. */
export class AttemptLoop {
  readonly #state: RunnerState;
  readonly #request: RunRequest;
  readonly #questions: RunQuestions;
  readonly #listener: (event: RunEvent) => void;
  readonly #signal: AbortSignal;
  readonly #books: RunBooks;
  readonly #evidence: EvidenceByTier;
  readonly #prompt: Prompt;

  #plans: TierPlans;
  #route: Route;
  /** Tiers above this one are not for this run. */
  #ceiling: ClaudeTier = 'opus';
  readonly #notes: Coded[] = [];
  /** Moves made at a tier, by `tier` or `tier/kind`. */
  readonly #done = new Set<string>();
  #checked: Checked | undefined;
  /** What kept the run from a higher tier. */
  #barred: Coded | undefined;
  #hasTriedAgain = false;
  /** How the run stands if nothing more can be done. */
  #trouble: Finish = finish('failed', coded('internal'));

  constructor(
    state: RunnerState,
    request: RunRequest,
    questions: RunQuestions,
    listener: (event: RunEvent) => void,
    signal: AbortSignal,
  ) {
    const { prepared, draft } = request;
    const { deps } = state;
    this.#state = state;
    this.#request = request;
    this.#questions = questions;
    this.#listener = listener;
    this.#signal = signal;
    this.#books = new RunBooks(deps, request);
    this.#evidence = {
      haiku: deps.evidence.evidence(prepared.name, 'haiku'),
      sonnet: deps.evidence.evidence(prepared.name, 'sonnet'),
      opus: deps.evidence.evidence(prepared.name, 'opus'),
    };
    this.#prompt = draft
      ? followUpPrompt(prepared.prompt, draft.reply, draft.followUp)
      : prepared.prompt;
    this.#plans = this.#planTiers();
    this.#route = this.#planRoute();
  }

  /** Makes the attempts and books them. Never rejects. */
  async run(): Promise<RunResult> {
    let end: Finish;
    try {
      end = await this.#drive();
    } catch (error) {
      end = this.#finishFrom(error);
    }
    const startTier = this.#startTier();
    return this.#books.close({
      outcome: end.outcome,
      failure: end.failure,
      route: this.#route,
      startTier,
      startModel: this.#plans[startTier]?.model.id ?? '',
      reply: this.#checked?.reply,
      gate: this.#checked?.gate,
      notes: this.#notes,
      missing: this.#state.missing,
    });
  }

  #finishFrom(error: unknown): Finish {
    if (this.#signal.aborted) return finish('cancelled');
    const known = userErrorOf(error);
    if (known) return finish('failed', known);
    this.#state.deps.log.error('a run ended unexpectedly', error);
    return finish('failed', coded('internal'));
  }

  async #drive(): Promise<Finish> {
    const missing = await this.#findModels();
    this.#emit({ type: 'routed', route: this.#route });
    const plan = this.#plans[this.#startTier()];
    if (missing || !plan) return finish('failed', missing);
    let next: Next = this.#step('first', plan, plan.effort, this.#prompt);
    // First of all: without a key there is nothing to ask the user about and nothing to book.
    const provider = await abortable(this.#state.deps.provider(), this.#signal);
    while (next.type === 'step') next = await this.#take(next, provider);
    return next;
  }

  // --- plans ---

  #planInput(): PlanInput {
    const { deps, missing } = this.#state;
    return {
      task: this.#request.prepared.name,
      settings: this.#request.settings,
      catalog: deps.catalog(),
      prices: this.#books.prices,
      at: this.#books.startedAt,
      promptTokens: promptTokens(this.#prompt),
      answerTokens: this.#request.prepared.expectedOutputTokens,
      missing,
    };
  }

  #planTiers(): TierPlans {
    const input = this.#planInput();
    const plan = (tier: ClaudeTier) => planTier(tier, input, this.#evidence[tier]);
    return { haiku: plan('haiku'), sonnet: plan('sonnet'), opus: plan('opus') };
  }

  #planRoute(): Route {
    const { prepared, chosenTier, settings } = this.#request;
    const { haiku, sonnet, opus } = this.#state.breakers;
    return policy({
      task: prepared.name,
      signals: prepared.signals,
      chosenTier,
      settings,
      plans: this.#plans,
      evidence: this.#evidence,
      breakers: { haiku: haiku.view(), sonnet: sonnet.view(), opus: opus.view() },
    });
  }

  /**
   * Asks for the models once more when none stands for the start tier: the list may not have come
   * through at first. Resolves to why there is still none.
   */
  async #findModels(): Promise<Coded | undefined> {
    const tier = this.#startTier();
    if (this.#plans[tier]) return undefined;
    const failure = await this.#state.deps.refreshCatalog?.(this.#signal);
    this.#signal.throwIfAborted();
    this.#plans = this.#planTiers();
    this.#route = this.#planRoute();
    if (this.#plans[this.#startTier()]) return undefined;
    if (!failure) return coded('modelNotSet', { tier });
    const { status } = failure;
    return coded(failureCode(failure), { tier, ...(status === null ? {} : { status }) });
  }

  #startTier(): ClaudeTier {
    const tier: Tier | undefined = this.#route.moves[0]?.tier;
    return tier === undefined || tier === 'other'
      ? DEFAULT_START[this.#request.prepared.name]
      : tier;
  }

  /** Whether the prompt's stable start is worth a cache write at this attempt. */
  #isCached(kind: MoveKind, plan: TierPlan, effort: Effort | null, stableTokens: number): boolean {
    if (stableTokens < plan.model.minCacheableTokens) return false;
    if (kind === 'repair') return this.#done.has(`${plan.tier}/cached`);
    if (kind !== 'first') return false;
    const isReused = this.#route.moves.some(
      (move) => move.kind === 'repair' && move.tier === plan.tier && move.effort === effort,
    );
    const { name } = this.#request.prepared;
    return isReused && 1 - passChance(name, this.#evidence[plan.tier]) > REUSE_TO_CACHE;
  }

  #step(
    kind: MoveKind,
    plan: TierPlan,
    effort: Effort | null,
    prompt: Prompt,
    more: { readonly limit?: number; readonly reason?: Coded; readonly isConfirmed?: boolean } = {},
  ): Step {
    const stableTokens = stableText(prompt).reduce(
      (sum, text) => sum + estimateTokens(text, 'code'),
      0,
    );
    const isCached = this.#isCached(kind, plan, effort, stableTokens);
    const size = {
      ...plan.size,
      promptTokens: promptTokens(prompt),
      maxOutputTokens: more.limit ?? plan.size.maxOutputTokens,
      cacheWriteTokens: isCached ? stableTokens : 0,
    };
    const sized = withSize(plan, size, this.#planInput());
    return {
      type: 'step',
      kind,
      tier: plan.tier,
      effort,
      plan: sized,
      prompt,
      reason: more.reason && {
        code: more.reason.code,
        args: {
          ...more.reason.args,
          ...(sized.expectedNusd === null ? {} : { costNusd: sized.expectedNusd }),
        },
      },
      isConfirmed: more.isConfirmed ?? false,
    };
  }

  get #attemptsLeft(): number {
    return Math.max(1, this.#request.settings.maxAttempts) - this.#books.started;
  }

  /** Tiers above that this run may use, the next first. */
  #above(tier: ClaudeTier): readonly TierPlan[] {
    if (this.#route.only) return [];
    const allowed = tiersAbove(tier).filter((one) => !tiersAbove(this.#ceiling).includes(one));
    return allowed.map((one) => this.#plans[one]).filter((plan) => plan !== null);
  }

  /** The next tier that can be called now, or null. */
  #nextTier(tier: ClaudeTier): TierPlan | null {
    if (this.#attemptsLeft <= 0) return null;
    const { breakers } = this.#state;
    return this.#above(tier).find((plan) => fits(plan) && !breakers[plan.tier].isShut) ?? null;
  }

  // --- one attempt ---

  async #take(step: Step, provider: ModelProvider): Promise<Next> {
    this.#signal.throwIfAborted();
    if (this.#books.isBroken) return finish('failed', coded('ledgerFailed'));
    if (this.#attemptsLeft <= 0) return this.#trouble;

    const breaker = this.#state.breakers[step.tier];
    const pass = breaker.enter();
    if (!pass) {
      const reason = coded('breakerOpen', { tier: step.tier });
      const ms = breaker.view().opensForMs || PROBE_MS;
      const left = await this.#leave(step, reason, finish('failed', reason), ms);
      if (left !== 'wait') return left;
      await this.#wait(reason, ms);
      return step;
    }
    let permit: AttemptStarted | Next;
    try {
      permit = await this.#permit(step);
    } catch (error) {
      pass.released();
      throw error;
    }
    if ('type' in permit) {
      pass.released();
      return permit;
    }
    return this.#attempt(step, permit, pass, provider);
  }

  async #attempt(
    step: Step,
    started: AttemptStarted,
    pass: BreakerPass,
    provider: ModelProvider,
  ): Promise<Next> {
    const { clock, log, random } = this.#state.deps;
    const { tier, plan, effort } = step;
    const { model } = plan;
    this.#markDone(step);
    const { ordinal, kind } = started;
    this.#emit({
      type: 'attempt',
      ordinal,
      kind,
      tier,
      model: model.id,
      effort,
      reason: step.reason,
    });

    const tries = { made: 0, host: 0, patience: 0 };
    let waitedMs = 0;
    let call: CallEnd | undefined;
    let code: FailureCode | undefined;
    let failure: ProviderFailure | undefined;
    let decision: Next | undefined;
    let gate: GateResult | undefined;
    let outcome: AttemptOutcome = 'failed';
    let errorCode: string | null = null;
    let endedAt: number | undefined;
    const close = async () => {
      const summary = await this.#books.end(started, plan, {
        outcome,
        call,
        gate,
        errorCode,
        httpStatus: failure?.status ?? null,
        retries: Math.max(0, tries.made - 1),
        waitedMs,
        endedAt: endedAt ?? clock.now(),
      });
      this.#emit({ type: 'attemptEnded', summary });
    };
    const wait = async (reason: Coded, ms: number) => {
      const from = clock.now();
      try {
        await this.#wait(reason, ms);
      } finally {
        waitedMs += clock.now() - from;
      }
    };

    try {
      const isCached = plan.size.cacheWriteTokens > 0;
      const request = requestOf(step.prompt, model, effort, plan.size.maxOutputTokens, isCached);
      for (;;) {
        this.#signal.throwIfAborted();
        failure = undefined;
        call = await callModel(provider, request, clock, this.#signal, (event) =>
          this.#emit(event),
        );
        tries.made += 1;
        if (call.end.type === 'ended') break;
        this.#signal.throwIfAborted();
        failure = call.end.failure;
        code = failureCode(failure);
        log.info(
          `run ${this.#books.runId} attempt ${ordinal} ${tier}: ${code} (${failure.detail})`,
        );
        if (call.isBilled) break;

        const reason = coded(code, { tier, tries: tries.made });
        if (REACTIONS[code] === 'tryHost') {
          tries.host += 1;
          if (tries.host >= HOST_TRIES) break;
          await wait(reason, backoffMs(tries.host, null, random));
        } else if (REACTIONS[code] === 'wait') {
          const ms = backoffMs(tries.made, failure.retryAfterMs, random);
          if (tries.patience + ms <= this.#request.settings.maxWaitMs) {
            tries.patience += ms;
          } else {
            pass.failed();
            const stop = this.#failed(step, code, failure);
            const left = await this.#leave(step, reason, stop, ms);
            if (left !== 'wait') {
              decision = left;
              break;
            }
            tries.patience = 0;
          }
          await wait(reason, ms);
        } else {
          break;
        }
      }
      endedAt = clock.now();
      if (call.end.type === 'ended') {
        pass.succeeded();
        ({ outcome, errorCode, gate } = await this.#judge(call.text, call.end.stop));
      } else {
        errorCode = code ?? null;
        if (!decision && code && REACTIONS[code] === 'wait') pass.failed();
        else pass.released();
      }
    } catch (error) {
      pass.released();
      outcome = this.#signal.aborted ? 'cancelled' : 'failed';
      errorCode = this.#signal.aborted ? null : (userErrorOf(error)?.code ?? 'internal');
      await close();
      throw error;
    }
    await close();
    if (decision) return decision;
    return code !== undefined && failure
      ? this.#afterFailure(step, code, failure)
      : this.#afterReply(step, outcome, call.text, gate);
  }

  #markDone({ kind, tier, plan }: Step): void {
    this.#done.add(tier).add(`${tier}/${kind}`);
    if (plan.size.cacheWriteTokens > 0) this.#done.add(`${tier}/cached`);
    const { model } = plan;
    const { deps, warnedModels } = this.#state;
    const left = model.retiresAt === null ? null : model.retiresAt - deps.clock.now();
    const isLeaving = model.lifecycle !== 'active' || (left !== null && left < SOON_RETIRED_MS);
    if (!isLeaving || warnedModels.has(model.id)) return;
    warnedModels.add(model.id);
    const days = left === null ? -1 : Math.max(0, Math.floor(left / DAY_MS));
    this.#notes.push(coded('modelDeprecated', { tier, model: model.id, days }));
  }

  /** What a complete reply is worth. */
  async #judge(
    reply: string,
    stop: 'end' | 'max_tokens' | 'refusal' | 'context_exceeded' | 'other',
  ): Promise<{
    readonly outcome: AttemptOutcome;
    readonly errorCode: string | null;
    readonly gate: GateResult | undefined;
  }> {
    switch (stop) {
      case 'refusal':
        return { outcome: 'refused', errorCode: 'refused', gate: undefined };
      case 'max_tokens':
        return { outcome: 'truncated', errorCode: 'truncated', gate: undefined };
      case 'context_exceeded':
        return { outcome: 'truncated', errorCode: 'tooLarge', gate: undefined };
      case 'end':
      case 'other': {
        this.#emit({ type: 'checking' });
        const checking = this.#request.prepared.check(reply, this.#signal);
        const gate = await abortable(checking, this.#signal);
        const outcome = gate.problems.length === 0 ? 'accepted' : 'rejected';
        return { outcome, errorCode: null, gate };
      }
    }
  }

  // --- what comes next ---

  #afterReply(
    step: Step,
    outcome: AttemptOutcome,
    reply: string,
    gate: GateResult | undefined,
  ): Next {
    const { tier } = step;
    if (gate) {
      this.#checked = { step, reply, gate };
      return outcome === 'accepted' ? finish('accepted') : this.#afterRejection();
    }
    if (outcome === 'refused') {
      this.#trouble = finish('failed', coded('refused', { tier }));
      const up = this.#nextTier(tier);
      if (!up) return this.#trouble;
      const reason = coded('refused', { from: tier, tier: up.tier });
      return this.#step('escalation', up, up.effort, step.prompt, { reason });
    }
    return this.#afterTruncation(step);
  }

  /** The last answer failed its gate. */
  #afterRejection(): Next {
    const { step, reply, gate } = this.#checked ?? {};
    if (!step || !gate || reply === undefined) return this.#trouble;
    const { tier, effort } = step;
    const { settings, prepared } = this.#request;
    const [problem] = gate.problems;
    const about = { problem: problem?.code ?? '', problems: gate.problems.length };
    const rejected = coded('rejected', { tier, ...about, attempts: this.#books.started });
    this.#trouble = finish('rejected', this.#barred ?? rejected);

    const plan = this.#plans[tier];
    const higher = this.#above(tier).filter(fits);
    const preferred = escalationTier(tier, this.#plans, this.#evidence);
    const above = higher.find((one) => one.tier === preferred) ?? higher.at(-1) ?? null;
    const move = nextMove({
      tier,
      effort,
      attemptsLeft: this.#attemptsLeft,
      isRepaired: this.#done.has(`${tier}/repair`),
      isRepairable:
        gate.problems.every(({ repairable }) => repairable) &&
        repairPays(this.#evidence[tier], plan?.expectedNusd ?? null, above?.expectedNusd ?? null),
      raisedEffort:
        plan && !this.#done.has(`${tier}/effort`) ? raisedEffort(tier, plan.model, settings) : null,
      above: above?.tier ?? null,
      top: higher.at(-1)?.tier ?? tier,
    });
    const target = move && move.tier !== 'other' ? this.#plans[move.tier] : null;
    if (!move || !target) return this.#trouble;
    const args = {
      tier: target.tier,
      ...(move.kind === 'escalation' ? { from: tier } : {}),
      ...(move.kind === 'effort' && move.effort ? { effort: move.effort } : {}),
      ...about,
    };
    const prompt = mendPrompt(this.#prompt, reply, gate.problems);
    this.#state.deps.log.info(
      `run ${this.#books.runId} ${prepared.name}: ${tier} rejected (${about.problem}) -> ${move.kind} ${target.tier}`,
    );
    return this.#step(move.kind, target, move.effort ?? target.effort, prompt, {
      reason: coded(move.kind, args),
      // A limit that had to be raised once stays raised.
      limit: Math.max(
        target.size.maxOutputTokens,
        target.tier === tier ? step.plan.size.maxOutputTokens : 0,
      ),
    });
  }

  #afterTruncation(step: Step): Next {
    const { tier, plan, effort, prompt } = step;
    const limitTokens = plan.size.maxOutputTokens;
    if (this.#books.ended.at(-1)?.errorCode === 'tooLarge') return this.#largerContext(step);
    this.#trouble = finish('failed', coded('truncated', { tier, limitTokens }));
    const raised = raisedLimit(this.#request.prepared.name, plan.model, limitTokens);
    if (!this.#done.has(`${tier}/limit`) && raised > limitTokens) {
      const reason = coded('limit', { tier, limitTokens: raised });
      return this.#step('limit', plan, effort, prompt, { limit: raised, reason });
    }
    const up = this.#above(tier).findLast(fits);
    if (!up) return this.#trouble;
    return this.#step('escalation', up, up.effort, prompt, {
      limit: Math.min(limitTokens, up.model.maxOutputTokens ?? limitTokens),
      reason: coded('truncated', { from: tier, tier: up.tier }),
    });
  }

  #largerContext(step: Step): Next {
    const { tier, plan, prompt } = step;
    const limitTokens = plan.model.maxInputTokens ?? 0;
    const size = { tier, promptTokens: plan.size.promptTokens, limitTokens };
    this.#trouble = finish('failed', coded('tooLong', size));
    const up = this.#above(tier).find(
      (one) => fits(one) && (one.model.maxInputTokens ?? 0) > limitTokens,
    );
    if (!up) return this.#trouble;
    const reason = coded('largerContext', { from: tier, tier: up.tier });
    return this.#step('escalation', up, up.effort, prompt, { reason });
  }

  #failed({ tier }: Step, code: FailureCode, { status }: ProviderFailure): Finish {
    return finish('failed', coded(code, { tier, ...(status === null ? {} : { status }) }));
  }

  async #afterFailure(step: Step, code: FailureCode, failure: ProviderFailure): Promise<Next> {
    const { tier, plan, effort, prompt } = step;
    this.#trouble = this.#failed(step, code, failure);
    switch (REACTIONS[code]) {
      case 'tryHost':
      case 'stop':
        return this.#trouble;
      case 'wait': {
        // The reply had begun, so its attempt is over and paid for: the next try is another one.
        if (this.#attemptsLeft <= 0) return this.#trouble;
        const reason = coded(code, { tier, tries: 1 });
        const ms = backoffMs(1, failure.retryAfterMs, this.#state.deps.random);
        if (ms > this.#request.settings.maxWaitMs) {
          const left = await this.#leave(step, reason, this.#trouble, ms);
          if (left !== 'wait') return left;
        }
        await this.#wait(reason, ms);
        return this.#step(step.kind, plan, effort, prompt, {
          limit: plan.size.maxOutputTokens,
          reason: coded('again', { tier, cause: code }),
        });
      }
      case 'again': {
        if (this.#hasTriedAgain) return this.#trouble;
        this.#hasTriedAgain = true;
        return this.#step(step.kind, plan, effort, prompt, {
          limit: plan.size.maxOutputTokens,
          reason: coded('again', { tier, cause: code }),
        });
      }
      case 'largerContext': {
        const next = this.#largerContext(step);
        const limit = plan.model.maxInputTokens;
        const isLong = limit === null || plan.size.promptTokens * 1.5 > limit;
        // A 400 for a prompt that fits easily has another cause: say that instead.
        if (next.type === 'step' || code === 'tooLarge' || (isLong && limit !== null)) return next;
        this.#trouble = this.#failed(step, code, failure);
        return this.#trouble;
      }
      case 'refreshCatalog':
        return this.#newerModel(step);
    }
  }

  /** A model was not found: the next newest of its line, unless the user has pinned it. */
  async #newerModel(step: Step): Promise<Next> {
    const { tier, plan, prompt } = step;
    const { deps, missing } = this.#state;
    this.#trouble = finish('failed', coded('modelNotFound', { tier, model: plan.model.id }));
    if (this.#request.settings.models[tier] !== null) return this.#trouble;
    missing.add(plan.model.id);
    await deps.refreshCatalog?.(this.#signal);
    this.#signal.throwIfAborted();
    this.#plans = this.#planTiers();
    const newer = this.#plans[tier];
    if (!newer || newer.model.id === plan.model.id) return this.#trouble;
    return this.#step(step.kind, newer, newer.effort, prompt, {
      reason: coded('newerModel', { tier, model: newer.model.id }),
    });
  }

  /**
   * A tier cannot be had for longer than the user would wait: the next tier unasked where it is
   * cheap, else the user decides.
   */
  async #leave(step: Step, reason: Coded, stop: Finish, ms: number): Promise<Next | 'wait'> {
    const next = this.#nextTier(step.tier);
    const up =
      next &&
      this.#step('escalation', next, next.effort, step.prompt, {
        reason: coded('unavailable', { from: step.tier, tier: next.tier, cause: reason.code }),
      });
    const cost = up?.plan.expectedNusd ?? null;
    if (up && cost !== null && cost <= this.#request.settings.confirmAboveNusd) return up;
    const answer = await abortable(
      this.#questions.wait({
        reason,
        ms,
        nextTier: up?.tier ?? null,
        nextCostNusd: cost,
      }),
      this.#signal,
    );
    if (answer === 'wait') return 'wait';
    return answer === 'next' && up ? { ...up, isConfirmed: true } : stop;
  }

  // --- money ---

  /** Journals the attempt with its reservation once nothing stands against it. */
  async #permit(step: Step): Promise<AttemptStarted | Next> {
    const { settings } = this.#request;
    // Look and reservation are one step, so that two runs cannot both use the last of a budget.
    const first = hasSharedBudget(settings)
      ? await this.#state.reservations.run(() => this.#reserve(step))
      : await this.#reserve(step);
    if (!('question' in first)) return first;
    const answer = await abortable(
      this.#questions.spend({
        reason: first.question,
        tier: step.tier,
        costNusd: step.plan.expectedNusd,
      }),
      this.#signal,
    );
    if (answer === 'go') return this.#journal(step);
    const failure = coded('stopped', { question: first.question.code });
    if (this.#books.ended.length === 0) return finish('cancelled', failure);
    return finish(this.#trouble.outcome, failure);
  }

  async #reserve(step: Step): Promise<AttemptStarted | Next | { readonly question: Coded }> {
    const { settings } = this.#request;
    const { budget, confirmAboveNusd } = settings;
    const { worstNusd, expectedNusd, model } = step.plan;
    if (worstNusd === null) {
      if (!hasBudget(settings)) return this.#journal(step);
      return { question: coded('unpriced', { model: model.id }) };
    }
    const objection = await this.#objection(worstNusd);
    if (objection) {
      const args = { ...objection.args, budget: objection.code };
      const isAboveStart = tiersAbove(this.#startTier()).includes(step.tier);
      switch (budget.action) {
        case 'ask':
          return { question: objection };
        case 'stop': {
          const failure = coded('budgetStopped', args);
          return finish(this.#books.ended.length === 0 ? 'failed' : this.#trouble.outcome, failure);
        }
        case 'stayCheap':
          if (isAboveStart) return this.#stayCheap(step, args);
          this.#note(coded('budgetWarned', args));
          break;
        case 'warn':
          this.#note(coded('budgetWarned', args));
          break;
      }
    }
    if (!step.isConfirmed && expectedNusd !== null && expectedNusd > confirmAboveNusd) {
      const args = { limitNusd: confirmAboveNusd, costNusd: expectedNusd };
      return { question: coded('confirmAbove', args) };
    }
    return this.#journal(step);
  }

  async #objection(worstNusd: number): Promise<Objection | null> {
    const { deps, nearSaid } = this.#state;
    const now = deps.clock.now();
    const { objection, near } = await checkBudgets(
      this.#request.settings,
      deps.spend,
      now,
      this.#books.costNusd,
      worstNusd,
    );
    const day = deps.localDay(now);
    for (const note of near) {
      const budget = String(note.args['budget']);
      const period = budget === 'budgetDay' ? day : Math.floor(day / 100);
      if (nearSaid.has(`${budget} ${period}`)) continue;
      nearSaid.add(`${budget} ${period}`);
      this.#note(note);
    }
    return objection;
  }

  /** The budget keeps the run from the tiers above its start: what can still be done below them. */
  #stayCheap(step: Step, args: CodeArgs): Next {
    this.#ceiling = this.#startTier();
    this.#barred = coded('budgetStayCheap', args);
    const isMending = step.reason?.code === 'escalation';
    return isMending ? this.#afterRejection() : finish(this.#trouble.outcome, this.#barred);
  }

  #note(note: Coded): void {
    if (!this.#notes.some(({ code }) => code === note.code)) this.#notes.push(note);
  }

  async #journal({ kind, plan, effort }: Step): Promise<AttemptStarted | Next> {
    const started = await this.#books.start(kind, plan, effort);
    return started ?? finish('failed', coded('ledgerFailed'));
  }

  // --- the outside ---

  async #wait(reason: Coded, ms: number): Promise<void> {
    this.#emit({ type: 'waiting', reason, ms });
    await this.#state.deps.clock.wait(ms, this.#signal);
  }

  /** A listener that throws must cost neither the answer nor its record. */
  #emit(event: RunEvent): void {
    try {
      this.#listener(event);
    } catch (error) {
      this.#state.deps.log.error(`a listener failed on ${event.type}`, error);
    }
  }
}
