import type { BaselineAttempt } from '../../models/baseline.ts';
import type {
  AttemptEnded,
  AttemptKind,
  AttemptStarted,
  Purpose,
  RunEnded,
  RunOutcome,
} from '../../models/booking.ts';
import { isAnswering } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { PriceTable } from '../../models/prices.ts';
import type { SharedSpend, SpendLimits } from '../../models/spend.ts';
import type { Effort, Tier } from '../../models/tier.ts';
import type { GateResult } from '../../tasks/task.ts';
import { runNote } from '../coded.ts';
import { purposeBy } from '../policy/chance.ts';
import { policyHash } from '../policy/policyHash.ts';
import type { Route } from '../policy/route.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { RunNote } from '../reasons.ts';
import type { Answerer, AttemptEnd, EndedAttempt } from './attemptRecord.ts';
import { answererOf, attemptEnded, attemptSummary, baselineAttempt } from './attemptRecord.ts';
import { pricedNusd, runEnded } from './runEnded.ts';
import type { AttemptSummary, RunRecord } from './runRecord.ts';
import type { RunScope } from './runScope.ts';

/** Whether an attempt is journalled; only then it may be sent. */
export type StartResult =
  | { readonly type: 'started'; readonly started: AttemptStarted }
  /** Not with what is spent and reserved already: that is beyond a limit. */
  | { readonly type: 'beyond'; readonly spend: SharedSpend }
  /** It could not be. */
  | { readonly type: 'unbooked' };

/** What an attempt is booked by. */
interface BookedStep {
  readonly plan: TierPlan;
  readonly effort: Effort | null;
  /** It is made at the same time as another one, and within the bound the same move. */
  readonly isSibling?: boolean;
}

/** How a run came out, for its record. */
export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly route: Route;
  readonly startTier: Tier;
  /** The model of the start tier, for a run that made no attempt. */
  readonly startModel: string;
  /** The last reply that a gate has read, and what asked for it. */
  readonly checked:
    | {
        readonly gate: GateResult;
        readonly step: { readonly plan: Pick<TierPlan, 'tier' | 'model'> };
      }
    | undefined;
}

/** A run whose books are closed. */
export interface ClosedRun {
  /** To go on with it. */
  readonly record: RunRecord;
  readonly run: RunEnded;
  /** Who gave the accepted answer, else who was asked last. */
  readonly final: Answerer;
  /** What the books have to tell. */
  readonly notes: readonly Coded<RunNote>[];
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
  readonly #scope: RunScope;
  /** When the work on this answer began, by the clock's ticks. */
  readonly #begunTicks: number;
  /** When each attempt of it began, by its ordinal. */
  readonly #startTicks = new Map<number, number>();
  /** What was reserved for attempts that have not ended, in nUSD, by their ordinal. */
  readonly #underWay = new Map<number, number>();
  readonly #ended: AttemptEnded[];
  readonly #summaries: AttemptSummary[];
  readonly #baseline: BaselineAttempt[];
  /** Models that answered for others, by the id of the one that was asked for. */
  readonly #answerers = new Map<string, Answerer>();
  readonly #notes: Coded<RunNote>[] = [];
  #ordinal: number;
  #started = 0;
  #isIncluded: boolean;
  #isBroken = false;
  #purpose: Purpose;

  constructor(scope: RunScope) {
    const { deps, request } = scope;
    const { continues: earlier, begun } = request;
    this.#scope = scope;
    this.#begunTicks = deps.clock.ticks();
    const { started } = begun?.run ?? {};
    this.runId = earlier?.runId ?? started?.runId ?? deps.sink.newRunId();
    this.startedAt = earlier?.startedAt ?? started?.startedAt ?? deps.clock.now();
    this.prices = earlier?.prices ?? deps.prices();
    this.#ended = [...(earlier?.attempts ?? [])];
    this.#summaries = [...(earlier?.summaries ?? [])];
    this.#baseline = [...(earlier?.baseline ?? [])];
    this.#ordinal = this.#ended.at(-1)?.ordinal ?? 0;
    this.#isIncluded = earlier?.isIncluded ?? false;
    this.#purpose = earlier?.start.purpose ?? begun?.run.start.purpose ?? request.purpose;
  }

  /** Books the run, before its first attempt, as what its route has made of it. */
  startedBy({ considered }: Route): void {
    if (this.#scope.request.begun) return;
    if (this.#purpose === 'use') this.#purpose = purposeBy(considered);
  }

  /** Attempts at the present answer whose start is on record. */
  get started(): number {
    return this.#started;
  }

  /** Attempts that the bound still allows: a user's further wish is no failed gate, and has its own. */
  get attemptsLeft(): number {
    return Math.max(1, this.#scope.request.settings.maxAttempts) - this.#started;
  }

  /**
   * Sum of the run's priced attempts in nUSD, those for earlier answers among them. One that is under
   * way, as while a check asks something beside it, counts with what was reserved for it.
   */
  get costNusd(): number {
    const reserved = [...this.#underWay.values()].reduce((sum, nusd) => sum + nusd, 0);
    return pricedNusd(this.#ended) + reserved;
  }

  /** Whether an answer of the run has failed its gate. */
  get hasRejected(): boolean {
    return this.#ended.some(({ outcome }) => outcome === 'rejected');
  }

  /** Whether a record could not be written; then no further attempt may be made. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** One that a dead window has sent, and whose answer never came, keeps its ordinal. */
  get #nextOrdinal(): number {
    const lost = this.#scope.request.begun?.replies?.lost;
    let ordinal = this.#ordinal + 1;
    while (lost?.has(ordinal) === true) ordinal += 1;
    return ordinal;
  }

  /** Journals an attempt with its reservation, within limits where any are given. */
  async start(
    kind: AttemptKind,
    { plan, effort, isSibling = false }: BookedStep,
    within?: SpendLimits,
  ): Promise<StartResult> {
    const { sink, clock, log } = this.#scope.deps;
    const { prepared } = this.#scope.request;
    const purpose = this.#purpose;
    const begunTicks = clock.ticks();
    const started: AttemptStarted = {
      runId: this.runId,
      ordinal: this.#nextOrdinal,
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
    this.#underWay.set(started.ordinal, started.reservedNusd ?? 0);
    if (isAnswering(kind) && !isSibling) this.#started += 1;
    return { type: 'started', started };
  }

  /** Takes over an attempt that is journalled already. */
  adopt(started: AttemptStarted): void {
    this.#startTicks.set(started.ordinal, this.#scope.deps.clock.ticks());
    this.#underWay.set(started.ordinal, started.reservedNusd ?? 0);
    this.#ordinal = started.ordinal;
    this.#started += 1;
  }

  /** Whether an attempt that was taken over or journalled has not ended. */
  isUnderWay({ ordinal }: AttemptStarted): boolean {
    return this.#underWay.has(ordinal);
  }

  /** Books what an attempt used and cost. */
  async end(
    started: AttemptStarted,
    plan: EndedAttempt['plan'],
    end: AttemptEnd,
  ): Promise<AttemptSummary> {
    const begunTicks = this.#startTicks.get(started.ordinal) ?? end.endedTicks;
    const attempt: EndedAttempt = { started, begunTicks, plan, end, prices: this.prices };
    this.#noteAnswerer(started.model, answererOf(attempt));
    const ended = attemptEnded(attempt);
    const summary = attemptSummary(ended, attempt);
    this.#underWay.delete(started.ordinal);
    // One that was asked beside another ends before it.
    this.#ended.push(ended);
    this.#ended.sort((one, other) => one.ordinal - other.ordinal);
    this.#summaries.push(summary);
    this.#summaries.sort((one, other) => one.ordinal - other.ordinal);
    this.#isIncluded ||= plan.isIncluded;
    if (isAnswering(ended.kind)) this.#baseline.push(baselineAttempt(ended, attempt));
    await this.#write(this.#scope.deps.sink.attemptEnded(ended));
    return summary;
  }

  /** Books the run with its frozen baseline. */
  async close(end: RunEnd): Promise<ClosedRun> {
    const { continues: earlier } = this.#scope.request;
    const final = this.#finalOf(end);
    const record = this.#recordOf(end, final.tier);
    const run = runEnded(this.#scope, record, { outcome: end.outcome, finalTier: final.tier });
    const isUnchanged = earlier !== undefined && this.#ended.length === earlier.attempts.length;
    if (!isUnchanged) await this.#write(this.#scope.deps.sink.runEnded(run));
    const broken = this.#isBroken ? [runNote('bookingFailed', {})] : [];
    return { record, run, final, notes: [...this.#notes, ...broken] };
  }

  #finalOf({ outcome, checked, startTier, startModel }: RunEnd): Answerer {
    const plan = outcome === 'accepted' ? checked?.step.plan : undefined;
    const answered = plan && { tier: plan.tier, model: plan.model.id };
    const last = this.#ended.findLast(({ kind }) => isAnswering(kind));
    const { tier, model } = answered ?? last ?? { tier: startTier, model: startModel };
    return (plan && this.#answerers.get(plan.model.id)) ?? { tier, model };
  }

  #recordOf({ outcome, checked, route, startTier }: RunEnd, finalTier: Tier): RunRecord {
    const { deps, request } = this.#scope;
    const { continues: earlier } = request;
    const { reason, estimate, propensity, modelPropensity } = route;
    const { strength = 'form', mutants } = checked?.gate ?? {};
    return {
      runId: this.runId,
      startedAt: this.startedAt,
      workedMs: (earlier?.workedMs ?? 0) + Math.round(deps.clock.ticks() - this.#begunTicks),
      prices: this.prices,
      start: (earlier ?? request.begun?.run)?.start ?? {
        tier: startTier,
        reason,
        estimate,
        propensity,
        ...(modelPropensity === undefined ? {} : { modelPropensity }),
        policy: policyHash(request.settings),
        purpose: this.#purpose,
      },
      // What was accepted stays the run's answer, however a follow-up ends.
      accepted:
        outcome === 'accepted'
          ? { tier: finalTier, strength, mutants }
          : (earlier?.accepted ?? null),
      attempts: this.#ended,
      summaries: this.#summaries,
      baseline: this.#baseline,
      isIncluded: this.#isIncluded,
    };
  }

  /** Takes note of a model that answered in place of the one that was asked for. */
  #noteAnswerer(asked: string, answerer: Answerer | undefined): void {
    if (!answerer) return;
    const { model } = answerer;
    if (this.#answerers.get(asked)?.model !== model) {
      this.#notes.push(runNote('answeredByOther', { model, asked }));
      this.#scope.deps.log.warn(`run ${this.runId}: ${model} has answered for ${asked}`);
    }
    this.#answerers.set(asked, answerer);
  }

  /** Waits for a record; one that cannot be written does not take the answer that is paid for. */
  async #write(record: Promise<void>): Promise<void> {
    try {
      await record;
    } catch (error) {
      this.#scope.deps.log.error('a record could not be written', error);
      this.#isBroken = true;
    }
  }
}
