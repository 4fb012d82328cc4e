import type { AttemptEnded, AttemptOutcome, RunEnded } from '../../../models/booking.ts';
import type { ReplyEvent } from '../../../providers/port.ts';
import { attemptEnded } from '../attemptRecord.ts';
import type { RunnerDeps } from '../runnerState.ts';
import type { BegunRun } from './begunRun.ts';
import { replayedCall } from './replayed.ts';

/** Why a begun run ends without a judgement. */
export type Closing =
  /** It was never sent, or whoever had it says that it was not done: nothing is billed. */
  | { readonly type: 'unbilled'; readonly outcome: 'cancelled' | 'failed'; readonly code: string }
  /** What became of it cannot be known: it may have been billed, and is booked as expected. */
  | { readonly type: 'unknown'; readonly code: string }
  /** It was answered and billed, and nobody can read the answer any more. */
  | { readonly type: 'unread'; readonly code: string; readonly reply: readonly ReplyEvent[] };

/** Books how a begun run ended that is not judged. Resolves to its cost in nUSD; null: unpriced. */
export async function closeBegun(
  { sink, prices, clock, log }: Pick<RunnerDeps, 'sink' | 'prices' | 'clock' | 'log'>,
  run: BegunRun,
  closing: Closing,
): Promise<number | null> {
  const ended = await endOf({ prices, clock }, run, closing);
  try {
    await sink.attemptEnded(ended);
    await sink.runEnded(runOf(run, ended, clock.now()));
  } catch (error) {
    log.error('a record could not be written', error);
  }
  return ended.costNusd;
}

async function endOf(
  { prices, clock }: Pick<RunnerDeps, 'prices' | 'clock'>,
  run: BegunRun,
  closing: Closing,
): Promise<AttemptEnded> {
  const { started, isIncluded } = run;
  const call =
    closing.type === 'unread' ? await replayedCall(closing.reply, started.model, clock) : undefined;
  const outcome: AttemptOutcome =
    closing.type === 'unknown' ? 'lost' : closing.type === 'unbilled' ? closing.outcome : 'failed';
  const ticks = clock.ticks();
  const ended = attemptEnded({
    started,
    begunTicks: ticks,
    plan: { isIncluded, model: { tokenizerFactor: 1 } },
    end: {
      outcome,
      call,
      gate: undefined,
      errorCode: closing.code,
      httpStatus: null,
      retries: 0,
      waitedMs: 0,
      endedTicks: ticks,
    },
    prices: prices(),
  });
  if (closing.type !== 'unknown') return ended;
  return { ...ended, usageSource: 'estimated', costNusd: started.expectedNusd, priceId: null };
}

/** It has no answer, and so it has saved nothing. */
function runOf({ started, language, start }: BegunRun, ended: AttemptEnded, at: number): RunEnded {
  const { runId, startedAt, task, tier } = started;
  return {
    runId,
    startedAt,
    endedAt: Math.max(at, startedAt),
    task,
    language,
    purpose: start.purpose,
    startTier: start.tier,
    finalTier: tier,
    outcome: ended.outcome === 'cancelled' ? 'cancelled' : 'failed',
    strength: null,
    mutants: null,
    attempts: 1,
    costNusd: ended.costNusd ?? 0,
    unpriced: ended.costNusd === null ? 1 : 0,
    baselineNusd: ended.costNusd,
    baselineMethod: 'noAnswer',
    baselineRatio: 1,
    estimateLowNusd: start.estimate?.lowNusd ?? null,
    estimateHighNusd: start.estimate?.highNusd ?? null,
    reasonCode: start.reason.code,
    reasonArgs: start.reason.args,
    durationMs: 0,
    propensity: start.propensity,
    policy: start.policy,
  };
}
