import { otherAnswerer } from '../../models/answeringModel.ts';
import type { Baseline, BaselineAttempt } from '../../models/baseline.ts';
import { baselineOf, INCLUDED_BASELINE } from '../../models/baseline.ts';
import type {
  AttemptEnded,
  AttemptKind,
  AttemptOutcome,
  AttemptStarted,
  RunEnded,
  RunOutcome,
} from '../../models/booking.ts';
import { resolveTier } from '../../models/catalog.ts';
import type { Coded } from '../../models/codes.ts';
import type { Cost } from '../../models/cost.ts';
import { costOf, promptTokensOf } from '../../models/cost.ts';
import type { PriceTable } from '../../models/prices.ts';
import { isPricedByUser, priceOf } from '../../models/prices.ts';
import type { SharedSpend, SpendLimits } from '../../models/spend.ts';
import type { Effort, Tier } from '../../models/tier.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../models/usage.ts';
import type { GateResult } from '../../tasks/task.ts';
import type { CallEnd } from '../calls/modelCall.ts';
import type { Route } from '../policy/route.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { RunRequest, RunResult } from './run.ts';
import type { RunnerDeps } from './runnerState.ts';
import type { AttemptSummary } from './runRecord.ts';
import type { RunRecord } from './runRecord.ts';

/** Runs with an answer of both Opus and another tier, before their ratio counts. */
const ENOUGH_PAIRS = 20;
/** A call of a subscription has no price of its own. */
const INCLUDED_COST: Cost = { nusd: 0, priceId: 'included' };

/** Whether an attempt is journalled; only then it may be sent. */
export type StartResult =
  | { readonly type: 'started'; readonly started: AttemptStarted }
  /** Not with what is spent and reserved already: that is beyond a limit. */
  | { readonly type: 'beyond'; readonly spend: SharedSpend }
  /** It could not be. */
  | { readonly type: 'unbooked' };

/** A model that answered in place of the one that was asked for. */
interface Answerer {
  readonly model: string;
  readonly tier: Tier;
}

/** How an attempt came out, for its record. */
export interface AttemptEnd {
  readonly outcome: AttemptOutcome;
  /** undefined: nothing was sent. */
  readonly call: CallEnd | undefined;
  readonly gate: GateResult | undefined;
  readonly errorCode: string | null;
  readonly httpStatus: number | null;
  readonly retries: number;
  readonly waitedMs: number;
  /** Its end, by the clock's ticks. */
  readonly endedTicks: number;
}

/** How a run came out, for its record and its result. */
export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly failure: Coded | undefined;
  readonly route: Route;
  readonly startTier: Tier;
  /** The model of the start tier, for a run that made no attempt. */
  readonly startModel: string;
  /** The last reply that a gate has read, and what asked for it. */
  readonly checked:
    | {
        readonly reply: string;
        readonly gate: GateResult;
        readonly step: { readonly plan: Pick<TierPlan, 'tier' | 'model'> };
      }
    | undefined;
  readonly notes: readonly Coded[];
  /** Models that the provider did not find. */
  readonly missing: ReadonlySet<string>;
}

/**
 * The records of one run: every attempt before and after it is made, then the run. A run that is gone
 * on with keeps its id, its day, its prices and its start; its ordinals go on, and it ends once more.
 */
export class RunBooks {
  readonly runId: number;
  /** Unix ms. */
  readonly startedAt: number;
  /** The prices at the run's start hold for all of it. */
  readonly prices: PriceTable;
  readonly #deps: RunnerDeps;
  readonly #request: RunRequest;
  /** When the work on this answer began, by the clock's ticks. */
  readonly #begunTicks: number;
  /** When each attempt of it began, by its ordinal. */
  readonly #startTicks = new Map<number, number>();
  readonly #ended: AttemptEnded[];
  readonly #summaries: AttemptSummary[];
  /** Models that answered for others, by the id of the one that was asked for. */
  readonly #answerers = new Map<string, Answerer>();
  readonly #notes: Coded[] = [];
  readonly #baseline: BaselineAttempt[];
  #ordinal: number;
  #started = 0;
  #isIncluded: boolean;
  #isBroken = false;

  constructor(deps: RunnerDeps, request: RunRequest) {
    const { continues: earlier } = request;
    this.#deps = deps;
    this.#request = request;
    this.#begunTicks = deps.clock.ticks();
    this.runId = earlier?.runId ?? deps.sink.newRunId();
    this.startedAt = earlier?.startedAt ?? deps.clock.now();
    this.prices = earlier?.prices ?? deps.prices();
    this.#ended = [...(earlier?.attempts ?? [])];
    this.#summaries = [...(earlier?.summaries ?? [])];
    this.#baseline = [...(earlier?.baseline ?? [])];
    this.#ordinal = this.#ended.at(-1)?.ordinal ?? 0;
    this.#isIncluded = earlier?.isIncluded ?? false;
  }

  /** Attempts at the present answer whose start is on record. */
  get started(): number {
    return this.#started;
  }

  /** Attempts that the bound still allows: a user's further wish is no failed gate, and has its own. */
  get attemptsLeft(): number {
    return Math.max(1, this.#request.settings.maxAttempts) - this.#started;
  }

  /** Sum of the run's priced attempts in nUSD, those for earlier answers among them. */
  get costNusd(): number {
    return this.#ended.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0);
  }

  /** Whether an answer of the run has failed its gate. */
  get hasRejected(): boolean {
    return this.#ended.some(({ outcome }) => outcome === 'rejected');
  }

  /** Whether a record could not be written; then no further attempt may be made. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Journals an attempt with its reservation, within limits where any are given. */
  async start(
    kind: AttemptKind,
    plan: TierPlan,
    effort: Effort | null,
    within?: SpendLimits,
  ): Promise<StartResult> {
    const { sink, clock, log } = this.#deps;
    const { prepared, purpose } = this.#request;
    const begunTicks = clock.ticks();
    const started: AttemptStarted = {
      runId: this.runId,
      ordinal: this.#ordinal + 1,
      startedAt: clock.now(),
      task: prepared.name,
      purpose,
      kind,
      provider: plan.provider,
      tier: plan.tier,
      model: plan.model.id,
      effort,
      reservedNusd: plan.worstNusd,
      expectedNusd: plan.expectedNusd,
    };
    try {
      const spend = await sink.attemptStarted(started, within);
      if (spend) return { type: 'beyond', spend };
    } catch (error) {
      log.error('an attempt could not be journalled', error);
      return { type: 'unbooked' };
    }
    this.#ordinal = started.ordinal;
    this.#startTicks.set(started.ordinal, begunTicks);
    if (kind !== 'classify') this.#started += 1;
    return { type: 'started', started };
  }

  /** Books what an attempt used and cost. */
  async end(started: AttemptStarted, plan: TierPlan, end: AttemptEnd): Promise<AttemptSummary> {
    const { call, outcome, endedTicks } = end;
    const begunTicks = this.#startTicks.get(started.ordinal) ?? endedTicks;
    const durationMs = Math.round(endedTicks - begunTicks);
    const { reservedNusd: _reserved, expectedNusd: _expected, ...identity } = started;
    const usage = call?.usage ?? NO_USAGE;
    const terms = call?.terms ?? STANDARD_TERMS;
    const other = this.#noteAnswerer(identity.model, call?.model ?? null);
    const priceFor = (model: string) =>
      priceOf(this.prices, {
        provider: identity.provider,
        model,
        at: started.startedAt,
        promptTokens: promptTokensOf(usage),
      });
    // What the user has agreed to pay for the asked model holds, whatever the answer calls itself.
    const isAgreed = isPricedByUser(this.prices, identity.provider, identity.model);
    const named = call?.model ?? '';
    const answering = named === '' || isAgreed ? identity.model : named;
    // A gateway may name the answering model by a name of its own; then the one asked for counts.
    const price = priceFor(answering) ?? (other && !isAgreed ? null : priceFor(identity.model));
    const cost = plan.isIncluded ? INCLUDED_COST : price && costOf(price, usage, terms);
    const problems = end.gate?.problems ?? [];
    const ended: AttemptEnded = {
      ...identity,
      ...other,
      endedAt: started.startedAt + durationMs,
      outcome,
      problems: problems.map(({ code }) => code),
      usage,
      usageSource: call?.isEstimated ? 'estimated' : 'reported',
      terms,
      costNusd: cost?.nusd ?? null,
      priceId: cost?.priceId ?? null,
      errorCode: end.errorCode,
      httpStatus: end.httpStatus,
      retries: end.retries,
      waitedMs: end.waitedMs,
      firstTokenMs:
        typeof call?.firstTokenTicks === 'number'
          ? Math.round(call.firstTokenTicks - begunTicks)
          : null,
      durationMs,
      requestId: call?.requestId ?? null,
    };
    const summary: AttemptSummary = {
      ordinal: ended.ordinal,
      kind: ended.kind,
      tier: ended.tier,
      model: ended.model,
      effort: ended.effort,
      outcome,
      problems,
      errorCode: end.errorCode,
      costNusd: ended.costNusd,
      estimated: ended.usageSource === 'estimated',
      ...(plan.isIncluded ? { included: true } : {}),
      durationMs: ended.durationMs,
    };
    this.#ended.push(ended);
    this.#summaries.push(summary);
    this.#isIncluded ||= plan.isIncluded;
    if (ended.kind !== 'classify') {
      this.#baseline.push({
        tier: ended.tier,
        outcome,
        usage,
        costNusd: ended.costNusd,
        tokenizerFactor: plan.model.tokenizerFactor,
      });
    }
    await this.#write(this.#deps.sink.attemptEnded(ended));
    return summary;
  }

  /** Books the run with its frozen baseline, and says how it came out. */
  async close(end: RunEnd): Promise<RunResult> {
    const { prepared, continues: earlier } = this.#request;
    const { route, checked } = end;
    const gate = checked?.gate;
    const isAccepted = end.outcome === 'accepted';
    const last = this.#ended.findLast(({ kind }) => kind !== 'classify');
    const plan = isAccepted ? checked?.step.plan : undefined;
    const answered = plan && {
      tier: plan.tier,
      model: plan.model.id,
      ...this.#answerers.get(plan.model.id),
    };
    const finalTier = answered?.tier ?? last?.tier ?? end.startTier;
    const strength = gate?.strength ?? 'form';
    const record: RunRecord = {
      runId: this.runId,
      startedAt: this.startedAt,
      workedMs: (earlier?.workedMs ?? 0) + Math.round(this.#deps.clock.ticks() - this.#begunTicks),
      prices: this.prices,
      start: earlier?.start ?? {
        tier: end.startTier,
        reason: route.reason,
        estimate: route.estimate,
      },
      // What was accepted stays the run's answer, however a follow-up ends.
      accepted: isAccepted ? { tier: finalTier, strength } : (earlier?.accepted ?? null),
      attempts: this.#ended,
      summaries: this.#summaries,
      baseline: this.#baseline,
      isIncluded: this.#isIncluded,
    };
    const run = this.#runEnded(record, finalTier, end);
    const isUnchanged = earlier !== undefined && this.#ended.length === earlier.attempts.length;
    if (!isUnchanged) await this.#write(this.#deps.sink.runEnded(run));
    const broken: readonly Coded[] = this.#isBroken ? [{ code: 'bookingFailed', args: {} }] : [];
    return {
      runId: run.runId,
      task: run.task,
      outcome: end.outcome,
      answer: isAccepted ? gate?.answer : undefined,
      reply: checked?.reply,
      lastAnswer: isAccepted ? undefined : gate?.answer,
      strength: isAccepted ? gate?.strength : undefined,
      problems: isAccepted ? [] : (gate?.problems ?? []),
      notes: [...prepared.notes, ...(gate?.notes ?? []), ...end.notes, ...this.#notes, ...broken],
      route,
      finalTier,
      finalModel: answered?.model ?? last?.model ?? end.startModel,
      attempts: this.#summaries,
      costNusd: run.costNusd,
      unpriced: run.unpriced,
      estimated: this.#summaries.some(({ estimated }) => estimated),
      ...(this.#isIncluded ? { included: true } : {}),
      baselineNusd: run.baselineNusd,
      durationMs: run.durationMs,
      failure: end.failure,
      record,
    };
  }

  /** The run as it is booked. `lastTier` is the tier of its last attempt. */
  #runEnded(record: RunRecord, lastTier: Tier, end: RunEnd): RunEnded {
    const { prepared, purpose } = this.#request;
    const { start, accepted } = record;
    const baseline = this.#baselineOf(accepted !== null, end.missing);
    return {
      runId: record.runId,
      startedAt: record.startedAt,
      // A clock that was set back meanwhile does not make it end before it has begun.
      endedAt: Math.max(this.#deps.clock.now(), record.startedAt + record.workedMs),
      task: prepared.name,
      language: prepared.language,
      purpose,
      startTier: start.tier,
      finalTier: accepted?.tier ?? lastTier,
      outcome: accepted ? 'accepted' : end.outcome,
      strength: accepted?.strength ?? null,
      attempts: this.#ended.length,
      costNusd: this.costNusd,
      unpriced: this.#ended.filter(({ costNusd }) => costNusd === null).length,
      baselineNusd: baseline.nusd,
      baselineMethod: baseline.method,
      baselineRatio: baseline.ratio,
      estimateLowNusd: start.estimate?.lowNusd ?? null,
      estimateHighNusd: start.estimate?.highNusd ?? null,
      reasonCode: start.reason.code,
      reasonArgs: start.reason.args,
      durationMs: record.workedMs,
    };
  }

  #baselineOf(isAnswered: boolean, missing: ReadonlySet<string>): Baseline {
    if (this.#isIncluded) return INCLUDED_BASELINE;
    const { catalog } = this.#deps;
    const { provider } = catalog();
    const opus = resolveTier(catalog(), 'opus', this.#request.settings.models, missing);
    const called = opus && { provider, model: opus.id, at: this.startedAt };
    return baselineOf(
      { attempts: this.#baseline, isAnswered },
      opus,
      (promptTokens) => called && priceOf(this.prices, { ...called, promptTokens }),
      (tier) => this.#measuredRatio(tier),
    );
  }

  /** Opus's output over a tier's at this task, once enough pairs have measured it. */
  #measuredRatio(tier: Tier): number | null {
    const { evidence } = this.#deps;
    const known = evidence.outputRatio?.(this.#request.prepared.name, tier);
    if (!known || known.pairs < ENOUGH_PAIRS) return null;
    if (!Number.isFinite(known.ratio) || known.ratio <= 0) return null;
    return known.ratio;
  }

  /**
   * What answered, where that was certainly not what was asked for: it is shown, priced and learnt
   * from as what it is.
   */
  #noteAnswerer(asked: string, answered: string | null): Answerer | undefined {
    const tier = answered === null ? undefined : otherAnswerer(asked, answered);
    if (answered === null || tier === undefined) return undefined;
    if (this.#answerers.get(asked)?.model !== answered) {
      this.#notes.push({ code: 'answeredByOther', args: { model: answered, asked } });
      this.#deps.log.warn(`run ${this.runId}: ${answered} has answered for ${asked}`);
    }
    const answerer = { model: answered, tier };
    this.#answerers.set(asked, answerer);
    return answerer;
  }

  /** Waits for a record; one that cannot be written does not take the answer that is paid for. */
  async #write(record: Promise<void>): Promise<void> {
    try {
      await record;
    } catch (error) {
      this.#deps.log.error('a record could not be written', error);
      this.#isBroken = true;
    }
  }
}
