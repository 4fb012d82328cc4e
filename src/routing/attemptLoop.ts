import type { AttemptOutcome, AttemptStarted, MoveKind, RunOutcome } from '../models/booking.ts';
import type { Catalog, ClaudeTier } from '../models/catalog.ts';
import type { Effort, Tier } from '../models/tier.ts';
import { CLAUDE_TIERS } from '../models/tier.ts';
import { estimateTokens } from '../models/tokens.ts';
import type { CodeArgs, Coded } from '../models/userError.ts';
import type { ModelProvider, ProviderFailure } from '../providers/port.ts';
import { followUpPrompt, mendPrompt } from '../tasks/mend.ts';
import { problem } from '../tasks/problemCodes.ts';
import type { GateResult, Prompt } from '../tasks/task.ts';
import { abortable } from './abortable.ts';
import { backoffMs } from './backoff.ts';
import type { BreakerPass } from './breaker.ts';
import type { Objection } from './budget.ts';
import { checkBudgets, hasBudget, hasSharedBudget } from './budget.ts';
import { CLASSIFY_TOKENS, classifyPrompt, readClassification } from './classifier.ts';
import type { EvidenceByTier } from './expectation.ts';
import { passChance } from './expectation.ts';
import type { FailureCode } from './failures.ts';
import { failureCode, REACTIONS } from './failures.ts';
import type { CallEnd } from './modelCall.ts';
import { callModel, requestOf, stableText } from './modelCall.ts';
import { nextMove } from './nextMove.ts';
import type { ChainRung, Classification, TierPlans } from './policy.ts';
import { DEFAULT_START, policy, standingAt } from './policy.ts';
import { PromptReuse } from './promptReuse.ts';
import type { Route } from './route.ts';
import type { RunEvent, RunQuestions, RunRequest, RunResult } from './run.ts';
import { RunBooks } from './runBooks.ts';
import type { OtherProvider, RunnerState } from './runnerState.ts';
import type { PlanInput, TierPlan } from './tierPlan.ts';
import {
  fits,
  planStep,
  planTier,
  promptTokens,
  raisedEffort,
  raisedLimit,
  withSize,
} from './tierPlan.ts';
import { userErrorOf } from './userErrorOf.ts';

/** An attempt that is to be made next. */
interface Step {
  readonly type: 'step';
  readonly kind: MoveKind;
  readonly tier: Tier;
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

  readonly #others = new Map<string, OtherProvider>();
  readonly #loaded = new Map<string, Promise<ModelProvider>>();
  #plans: TierPlans;
  /** The user's own steps that can be taken; empty: there are none. */
  #chain: readonly TierPlan[];
  #classified: Classification | undefined;
  #route: Route;
  /** Steps above this rung are not for this run. */
  #ceiling = Infinity;
  readonly #notes: Coded[] = [];
  /** Moves made on a rung, by `rung/kind`. */
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
    this.#chain = this.#planChain();
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
    this.#noteDoubt(end);
    return this.#books.close({
      outcome: end.outcome,
      failure: end.failure,
      route: this.#route,
      startTier,
      startModel: this.#startPlan()?.model.id ?? '',
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
    await this.#findOthers();
    const missing = await this.#findModels();
    this.#emit({ type: 'routed', route: this.#route });
    let plan = this.#startPlan();
    if (missing || !plan) return finish('failed', missing);
    // First of all: without a key there is nothing to ask the user about and nothing to book.
    await this.#providerOf(plan);
    if (await this.#classify()) plan = this.#startPlan() ?? plan;
    let next: Next = this.#step('first', plan, plan.effort, this.#prompt);
    while (next.type === 'step') next = await this.#take(next);
    return next;
  }

  /** The provider of a step, loaded once. */
  #providerOf({ provider, isForeign }: TierPlan): Promise<ModelProvider> {
    const name = isForeign ? provider : '';
    const known = this.#loaded.get(name);
    if (known) return known;
    const other = this.#others.get(name);
    const loading = abortable(other ? other.load() : this.#state.deps.provider(), this.#signal);
    this.#loaded.set(name, loading);
    return loading;
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

  /** The steps of the user's chain that have a provider and a model. */
  #planChain(): readonly TierPlan[] {
    const { deps } = this.#state;
    const { prepared, settings } = this.#request;
    const input = this.#planInput();
    const main: Catalog = input.catalog;
    const steps = settings.chains[prepared.name] ?? [];
    return steps.flatMap((step, rung) => {
      const isForeign = step.provider !== null && step.provider !== main.provider;
      const catalog = isForeign ? this.#others.get(step.provider)?.catalog : main;
      const plan =
        catalog &&
        planStep({ step, rung, catalog, isForeign }, input, (tier) =>
          deps.evidence.evidence(prepared.name, tier),
        );
      return plan ? [plan] : [];
    });
  }

  /** Looks for the other providers that the chain names, and says which of them are off. */
  async #findOthers(): Promise<void> {
    const { deps } = this.#state;
    const { prepared, settings } = this.#request;
    const main = deps.catalog().provider;
    const named = (settings.chains[prepared.name] ?? []).map(({ provider }) => provider);
    const foreign = new Set(named.filter((name) => name !== null && name !== main));
    for (const name of foreign) {
      if (name === null) continue;
      const found = await abortable(
        deps.otherProvider?.(name) ?? Promise.resolve(undefined),
        this.#signal,
      );
      if (found) this.#others.set(name, found);
      else this.#notes.push(coded('providerOff', { provider: name }));
    }
    if (foreign.size === 0) return;
    this.#chain = this.#planChain();
    this.#route = this.#planRoute();
  }

  #planRoute(): Route {
    const { prepared, chosenTier, settings } = this.#request;
    const { breakers } = this.#state;
    const chain = this.#chain.map((plan): ChainRung => ({
      plan,
      breaker: breakers.of(plan).view(),
    }));
    return policy({
      task: prepared.name,
      signals: prepared.signals,
      chosenTier,
      settings,
      plans: this.#plans,
      evidence: this.#evidence,
      breakers: breakers.byTier(),
      ...(chain.length > 0 ? { chain } : {}),
      ...(this.#classified ? { classified: this.#classified } : {}),
    });
  }

  /**
   * Asks for the models once more when none stands for the start tier: the list may not have come
   * through at first. Resolves to why there is still none.
   */
  async #findModels(): Promise<Coded | undefined> {
    if (this.#startPlan()) return undefined;
    const failure = await this.#state.deps.refreshCatalog?.(this.#signal);
    this.#signal.throwIfAborted();
    this.#replan();
    this.#route = this.#planRoute();
    if (this.#startPlan()) return undefined;
    const tier = this.#startTier();
    if (!failure) return coded('modelNotSet', { tier });
    const { status } = failure;
    return coded(failureCode(failure), { tier, ...(status === null ? {} : { status }) });
  }

  #replan(): void {
    this.#plans = this.#planTiers();
    this.#chain = this.#planChain();
  }

  #startTier(): Tier {
    return this.#route.moves[0]?.tier ?? DEFAULT_START[this.#request.prepared.name];
  }

  /** What the run asks first; undefined: no model stands for it. */
  #startPlan(): TierPlan | undefined {
    const rung = this.#route.moves[0]?.rung;
    return this.#ladder.find((plan) => plan.rung === rung);
  }

  /** Everything that the run may ask, the cheapest first. */
  get #ladder(): readonly TierPlan[] {
    if (this.#route.isChain) return this.#chain;
    return CLAUDE_TIERS.map((tier) => this.#plans[tier]).filter((plan) => plan !== null);
  }

  /**
   * Whether the prompt's stable start is worth a cache write at this attempt: when it is expected to
   * be sent again while the cache lives, by a repair or by the same task run anew.
   */
  #isCached(
    kind: MoveKind,
    plan: TierPlan,
    effort: Effort | null,
    stable: readonly string[],
    stableTokens: number,
  ): boolean {
    if (stableTokens < plan.model.minCacheableTokens) return false;
    if (kind === 'repair') return this.#done.has(`${plan.rung}/cached`);
    if (kind !== 'first') return false;
    const { name } = this.#request.prepared;
    const { reuse, deps } = this.#state;
    const isRepaired = this.#route.moves.some(
      (move) => move.kind === 'repair' && move.rung === plan.rung && move.effort === effort,
    );
    const repair = isRepaired ? 1 - passChance(name, this.#evidenceOf(plan)) : 0;
    const key = this.#cacheKey(plan, effort, stable);
    const now = deps.clock.now();
    // What is kept already is only read, and that renews it.
    if (reuse.isCached(key, now)) return true;
    return repair + (1 - repair) * reuse.chance(key, now) > REUSE_TO_CACHE;
  }

  #cacheKey(plan: TierPlan, effort: Effort | null, stable: readonly string[]): string {
    const schema = JSON.stringify(this.#prompt.schema ?? null);
    return PromptReuse.key(plan.provider, plan.model.id, effort ?? '', schema, ...stable);
  }

  #evidenceOf({ tier }: TierPlan): EvidenceByTier[ClaudeTier] {
    return tier === 'other' ? undefined : this.#evidence[tier];
  }

  #step(
    kind: MoveKind,
    plan: TierPlan,
    effort: Effort | null,
    prompt: Prompt,
    more: { readonly limit?: number; readonly reason?: Coded; readonly isConfirmed?: boolean } = {},
  ): Step {
    const stable = stableText(prompt);
    const stableTokens = stable.reduce((sum, text) => sum + estimateTokens(text, 'code'), 0);
    const isCached = this.#isCached(kind, plan, effort, stable, stableTokens);
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

  /** Steps above that this run may take, the next first. */
  #above({ rung }: TierPlan): readonly TierPlan[] {
    if (this.#route.only) return [];
    return this.#ladder.filter((plan) => plan.rung > rung && plan.rung <= this.#ceiling);
  }

  /** The next step above that can be called now, or null. */
  #nextAbove(here: TierPlan): TierPlan | null {
    if (this.#attemptsLeft <= 0) return null;
    const { breakers } = this.#state;
    return this.#above(here).find((plan) => fits(plan) && !breakers.of(plan).isShut) ?? null;
  }

  // --- the classifier ---

  /** Asks a small model how hard the work is, where the start is open. Whether it said anything. */
  async #classify(): Promise<boolean> {
    const { prepared, settings, chosenTier, draft } = this.#request;
    const { classifier, only, start } = settings;
    const { name } = prepared;
    const isOpen = !chosenTier && !draft && only[name] === null && start[name] === 'auto';
    const haiku = this.#plans.haiku;
    if (classifier.use === 'off' || !isOpen || this.#route.isChain || !haiku) return false;
    // What starts at the top already cannot start higher.
    if (this.#startTier() === 'opus') return false;
    const prompt = classifyPrompt(prepared);
    const size = {
      promptTokens: promptTokens(prompt),
      expectedOutputTokens: CLASSIFY_TOKENS / 2,
      maxOutputTokens: CLASSIFY_TOKENS,
      cacheWriteTokens: 0,
    };
    const effort = haiku.model.efforts.includes('low') ? 'low' : null;
    const plan = withSize({ ...haiku, effort }, size, this.#planInput());
    const reply = await this.#askClassifier(plan, prompt);
    this.#classified = reply === undefined ? undefined : readClassification(reply, classifier);
    if (!this.#classified) return false;
    this.#route = this.#planRoute();
    this.#emit({ type: 'routed', route: this.#route });
    return true;
  }

  /**
   * One call, booked as an attempt of its own. Whatever keeps it from an answer (a budget, a busy
   * model) is no reason to stop: the run goes on without.
   */
  async #askClassifier(plan: TierPlan, prompt: Prompt): Promise<string | undefined> {
    const { deps, reservations, breakers } = this.#state;
    const { settings } = this.#request;
    const { worstNusd } = plan;
    if (worstNusd === null && hasBudget(settings)) return undefined;
    const provider = await this.#providerOf(plan);
    const pass = breakers.of(plan).enter(settings.breaker);
    if (!pass) return undefined;
    const reserve = async (): Promise<AttemptStarted | null> => {
      const objection = worstNusd === null ? null : await this.#objection(worstNusd);
      return objection ? null : this.#books.start('classify', plan, plan.effort);
    };
    let started: AttemptStarted | null = null;
    let call: CallEnd | undefined;
    let failure: ProviderFailure | undefined;
    try {
      started = hasSharedBudget(settings) ? await reservations.run(reserve) : await reserve();
      if (!started) return undefined;
      const { model, size, effort } = plan;
      const request = requestOf(prompt, model, effort, size.maxOutputTokens, false);
      call = await callModel(provider, request, deps.clock, this.#signal, () => undefined);
      if (call.end.type === 'failed') ({ failure } = call.end);
      this.#signal.throwIfAborted();
      if (call.end.type === 'failed') {
        if (REACTIONS[failureCode(call.end.failure)] === 'wait') pass.failed();
        return undefined;
      }
      pass.succeeded();
      return call.end.stop === 'end' ? call.text : undefined;
    } finally {
      pass.released();
      if (started) {
        const isAnswered = call?.end.type === 'ended' && call.end.stop === 'end';
        const summary = await this.#books.end(started, plan, {
          outcome: this.#signal.aborted ? 'cancelled' : isAnswered ? 'accepted' : 'failed',
          call,
          gate: undefined,
          errorCode: failure && !this.#signal.aborted ? failureCode(failure) : null,
          httpStatus: failure?.status ?? null,
          retries: 0,
          waitedMs: 0,
          endedAt: deps.clock.now(),
        });
        this.#emit({ type: 'attemptEnded', summary });
      }
    }
  }

  // --- one attempt ---

  async #take(step: Step): Promise<Next> {
    this.#signal.throwIfAborted();
    if (this.#books.isBroken) return finish('failed', coded('ledgerFailed'));
    if (this.#attemptsLeft <= 0) return this.#trouble;

    const provider = await this.#providerOf(step.plan);
    const breaker = this.#state.breakers.of(step.plan);
    const pass = breaker.enter(this.#request.settings.breaker);
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
    const { retry, maxWaitMs } = this.#request.settings;
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
          if (tries.host >= retry.tries || !this.#isRetried(code)) break;
          await wait(reason, backoffMs(tries.host, null, retry, random));
        } else if (REACTIONS[code] === 'wait') {
          const ms = backoffMs(tries.made, failure.retryAfterMs, retry, random);
          if (this.#isRetried(code) && tries.patience + ms <= maxWaitMs) {
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
        ({ outcome, errorCode, gate } = await this.#judge(step, call.text, call.end.stop));
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

  /** Whether the user has a new try made after a failure of this kind. */
  #isRetried(code: FailureCode): boolean {
    const kinds: readonly FailureCode[] = this.#request.settings.retry.kinds;
    return kinds.includes(code);
  }

  #markDone({ kind, tier, plan, effort, prompt }: Step): void {
    const { deps, firstTime, reuse } = this.#state;
    const isCached = plan.size.cacheWriteTokens > 0;
    this.#done.add(`${plan.rung}/${kind}`);
    if (isCached) this.#done.add(`${plan.rung}/cached`);
    if (kind === 'first') {
      const key = this.#cacheKey(plan, effort, stableText(prompt));
      reuse.sent(key, deps.clock.now(), isCached);
    }
    const { model } = plan;
    const left = model.retiresAt === null ? null : model.retiresAt - deps.clock.now();
    const isLeaving = model.lifecycle !== 'active' || (left !== null && left < SOON_RETIRED_MS);
    if (!isLeaving || !firstTime(`modelDeprecated ${model.id}`)) return;
    const days = left === null ? -1 : Math.max(0, Math.floor(left / DAY_MS));
    this.#notes.push(coded('modelDeprecated', { tier, model: model.id, days }));
  }

  /** What a complete reply is worth. */
  async #judge(
    { plan }: Step,
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
        const gate = this.#doubted(plan, await abortable(checking, this.#signal));
        const outcome = gate.problems.length === 0 ? 'accepted' : 'rejected';
        return { outcome, errorCode: null, gate };
      }
    }
  }

  /**
   * An answer that is not sure of itself is a problem as long as a higher tier can be asked: the same
   * one would hardly be surer.
   */
  #doubted(plan: TierPlan, gate: GateResult): GateResult {
    const { confidence = 1 } = gate;
    const isSure = confidence >= this.#request.settings.minConfidence;
    if (isSure || gate.problems.length > 0 || !this.#nextAbove(plan)) return gate;
    const confidencePercent = Math.round(confidence * 100);
    return { ...gate, problems: [problem('answer.unsure', { confidencePercent })] };
  }

  /** An accepted answer that is not sure of itself says so. */
  #noteDoubt({ outcome }: Finish): void {
    const { confidence = 1 } = this.#checked?.gate ?? {};
    if (outcome !== 'accepted' || confidence >= this.#request.settings.minConfidence) return;
    this.#note(coded('unsure', { confidencePercent: Math.round(confidence * 100) }));
  }

  // --- what comes next ---

  #afterReply(
    step: Step,
    outcome: AttemptOutcome,
    reply: string,
    gate: GateResult | undefined,
  ): Next {
    const { tier, plan } = step;
    if (gate) {
      this.#checked = { step, reply, gate };
      return outcome === 'accepted' ? finish('accepted') : this.#afterRejection();
    }
    if (outcome === 'refused') {
      this.#trouble = finish('failed', coded('refused', { tier }));
      const up = this.#nextAbove(plan);
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
    const about = { problem: gate.problems[0]?.code ?? '', problems: gate.problems.length };
    const rejected = coded('rejected', { tier, ...about, attempts: this.#books.started });
    this.#trouble = finish('rejected', this.#barred ?? rejected);

    const isChain = this.#route.isChain ?? false;
    const here = this.#ladder.find(({ rung }) => rung === step.plan.rung) ?? step.plan;
    const higher = this.#above(here).filter(fits);
    const standing = standingAt(here, higher, this.#evidence, isChain, this.#attemptsLeft);
    const isUnsure = about.problem === 'answer.unsure';
    const isEffortLeft = !isChain && !isUnsure && !this.#done.has(`${here.rung}/effort`);
    const move = nextMove({
      here,
      effort,
      attemptsLeft: this.#attemptsLeft,
      isRepaired: this.#done.has(`${here.rung}/repair`),
      isRepairable: standing.repairs && gate.problems.every(({ repairable }) => repairable),
      raisedEffort: isEffortLeft ? raisedEffort(here, settings) : null,
      above: standing.above,
      top: standing.top,
    });
    if (!move) return this.#trouble;
    const target = move.plan;
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
        target.rung === here.rung ? step.plan.size.maxOutputTokens : 0,
      ),
    });
  }

  #afterTruncation(step: Step): Next {
    const { tier, plan, effort, prompt } = step;
    const limitTokens = plan.size.maxOutputTokens;
    if (this.#books.ended.at(-1)?.errorCode === 'tooLarge') return this.#largerContext(step);
    this.#trouble = finish('failed', coded('truncated', { tier, limitTokens }));
    const raised = raisedLimit(this.#request.prepared.name, plan.model, limitTokens);
    if (!this.#done.has(`${plan.rung}/limit`) && raised > limitTokens) {
      const reason = coded('limit', { tier, limitTokens: raised });
      return this.#step('limit', plan, effort, prompt, { limit: raised, reason });
    }
    const higher = this.#above(plan).filter(fits);
    const up = this.#route.isChain ? higher[0] : higher.at(-1);
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
    const up = this.#above(plan).find(
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
        const { retry, maxWaitMs } = this.#request.settings;
        const ms = backoffMs(1, failure.retryAfterMs, retry, this.#state.deps.random);
        if (ms > maxWaitMs || !this.#isRetried(code)) {
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
        if (this.#hasTriedAgain || !this.#isRetried(code)) return this.#trouble;
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
    if (plan.isForeign || tier === 'other') return this.#trouble;
    if (this.#request.settings.models[tier] !== null) return this.#trouble;
    missing.add(plan.model.id);
    await deps.refreshCatalog?.(this.#signal);
    this.#signal.throwIfAborted();
    this.#replan();
    const newer = this.#ladder.find(({ rung }) => rung === plan.rung);
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
    const next = this.#nextAbove(step.plan);
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
    if (this.#books.started === 0) return finish('cancelled', failure);
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
      const isAboveStart = step.plan.rung > (this.#startPlan()?.rung ?? 0);
      switch (budget.action) {
        case 'ask':
          return { question: objection };
        case 'stop': {
          const failure = coded('budgetStopped', args);
          return finish(this.#books.started === 0 ? 'failed' : this.#trouble.outcome, failure);
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
    const { deps, firstTime } = this.#state;
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
      const limit = String(note.args['limitNusd']);
      if (firstTime(`budgetNear ${budget} ${period} ${limit}`)) this.#note(note);
    }
    return objection;
  }

  /** The budget keeps the run from the tiers above its start: what can still be done below them. */
  #stayCheap(step: Step, args: CodeArgs): Next {
    this.#ceiling = this.#startPlan()?.rung ?? 0;
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
