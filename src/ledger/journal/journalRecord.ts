import type {
  AttemptEnded,
  AttemptStarted,
  Audit,
  RunEnded,
  Verdict,
} from '../../models/booking.ts';
import type { CodeArgs } from '../../models/codes.ts';
import type { PriceRecord } from '../../models/priceRecord.ts';
import { cleanTags } from '../../models/tags/runTags.ts';
import type { WindowProcess } from '../folder/windowProcess.ts';

/** Version of the records; a reader leaves segments of a later version alone. */
export const JOURNAL_VERSION = 1;

/** The first record of every segment. */
export interface SegmentHeader {
  readonly t: 'segment';
  readonly version: number;
  /** Unique for ever, so that a position in one segment is never taken for one in another. */
  readonly id: string;
  readonly at: number;
  readonly process: WindowProcess;
}

/** What a segment holds after its header. `day` is the local day of the run's start. */
export type JournalRecord =
  | { readonly t: 'attempt.started'; readonly day: number; readonly attempt: AttemptStarted }
  | { readonly t: 'attempt.ended'; readonly day: number; readonly attempt: AttemptEnded }
  | { readonly t: 'run.ended'; readonly day: number; readonly run: RunEnded }
  | { readonly t: 'verdict'; readonly verdict: Verdict }
  | { readonly t: 'audit'; readonly audit: Audit }
  | { readonly t: 'prices'; readonly prices: readonly PriceRecord[] }
  | {
      readonly t: 'forget';
      readonly at: number;
      /** Runs below this id are forgotten. */
      readonly before: number;
      /** The days from here on keep their cost, for the budgets. */
      readonly keepFrom: number;
    }
  | {
      readonly t: 'spend.held';
      readonly runId: number;
      readonly ordinal: number;
      /** Local day of the attempt's start. */
      readonly day: number;
      readonly heldNusd: number | null;
      readonly expectedNusd: number | null;
      /** The workspace that spends, as `workspaceName` has it; absent: not known, it counts for none. */
      readonly workspace?: string;
    }
  | {
      readonly t: 'spend.settled';
      readonly runId: number;
      readonly ordinal: number;
      readonly day: number;
      readonly costNusd: number | null;
      readonly workspace?: string;
    }
  /** What was held is free again, and its attempt was not made. It may be held anew. */
  | { readonly t: 'spend.released'; readonly runId: number; readonly ordinal: number }
  /** The writer has moved on: nothing follows in this segment. */
  | { readonly t: 'closed' };

/** Every kind of record that this version understands. */
export const RECORD_KINDS: ReadonlySet<string> = new Set<JournalRecord['t']>([
  'attempt.started',
  'attempt.ended',
  'run.ended',
  'verdict',
  'audit',
  'prices',
  'forget',
  'spend.held',
  'spend.settled',
  'spend.released',
  'closed',
]);

/** The run that a record is about. */
export function runIdOf(record: JournalRecord): number | undefined {
  switch (record.t) {
    case 'attempt.started':
    case 'attempt.ended':
      return record.attempt.runId;
    case 'run.ended':
      return record.run.runId;
    case 'verdict':
      return record.verdict.runId;
    case 'audit':
      return record.audit.runId;
    default:
      return undefined;
  }
}

const CODE = /^[\w.:@+-]{1,96}$/;
const MODEL = /^[\w.:@/+-]{1,200}$/;

/**
 * The attempt with nothing but the known fields, each checked: what a caller adds by mistake never
 * reaches the disk. Throws a RangeError for a number that cannot be booked.
 */
export function cleanAttemptStarted(attempt: AttemptStarted): AttemptStarted {
  return {
    ...identity(attempt),
    reservedNusd: moneyOrNull(attempt.reservedNusd),
    expectedNusd: moneyOrNull(attempt.expectedNusd),
  };
}

/** As {@link cleanAttemptStarted}, for an attempt that has ended. */
export function cleanAttemptEnded(attempt: AttemptEnded): AttemptEnded {
  const { usage, terms } = attempt;
  return {
    ...identity(attempt),
    endedAt: whole(attempt.endedAt),
    outcome: attempt.outcome,
    problems: attempt.problems.map(codeOr),
    usage: {
      inputTokens: whole(usage.inputTokens),
      cacheReadTokens: whole(usage.cacheReadTokens),
      cacheWrite5mTokens: whole(usage.cacheWrite5mTokens),
      cacheWrite1hTokens: whole(usage.cacheWrite1hTokens),
      outputTokens: whole(usage.outputTokens),
      thinkingTokens: whole(usage.thinkingTokens),
    },
    usageSource: attempt.usageSource,
    terms: {
      serviceTier: codeOrNull(terms.serviceTier),
      speed: codeOrNull(terms.speed),
      inferenceGeo: codeOrNull(terms.inferenceGeo),
      batch: terms.batch,
    },
    costNusd: moneyOrNull(attempt.costNusd),
    priceId: attempt.priceId === null ? null : modelOr(attempt.priceId),
    errorCode: codeOrNull(attempt.errorCode),
    httpStatus: attempt.httpStatus === null ? null : whole(attempt.httpStatus),
    retries: whole(attempt.retries),
    waitedMs: whole(attempt.waitedMs),
    firstTokenMs: attempt.firstTokenMs === null ? null : whole(attempt.firstTokenMs),
    durationMs: whole(attempt.durationMs),
    requestId: codeOrNull(attempt.requestId),
  };
}

/** As {@link cleanAttemptStarted}, for a run that has ended. */
export function cleanRunEnded(run: RunEnded): RunEnded {
  const tags = cleanTags(run.tags);
  return {
    runId: runId(run.runId),
    startedAt: whole(run.startedAt),
    endedAt: whole(run.endedAt),
    task: run.task,
    language: codeOr(run.language),
    purpose: run.purpose,
    startTier: run.startTier,
    finalTier: run.finalTier,
    outcome: run.outcome,
    strength: run.strength,
    mutants: run.mutants && {
      executed: whole(run.mutants.executed),
      killed: whole(run.mutants.killed),
      timedOut: whole(run.mutants.timedOut),
    },
    attempts: whole(run.attempts),
    costNusd: money(run.costNusd),
    unpriced: whole(run.unpriced),
    baselineNusd: moneyOrNull(run.baselineNusd),
    baselineMethod: codeOr(run.baselineMethod),
    baselineRatio: finite(run.baselineRatio),
    estimateLowNusd: moneyOrNull(run.estimateLowNusd),
    estimateHighNusd: moneyOrNull(run.estimateHighNusd),
    reasonCode: codeOr(run.reasonCode),
    reasonArgs: cleanArgs(run.reasonArgs),
    durationMs: whole(run.durationMs),
    propensity: propensityOrNull(run.propensity),
    policy: codeOrNull(run.policy ?? null),
    ...modelChance(run),
    ...(tags === undefined ? {} : { tags }),
  };
}

/** As {@link cleanAttemptStarted}, for a verdict. */
export function cleanVerdict(verdict: Verdict): Verdict {
  return {
    runId: runId(verdict.runId),
    at: whole(verdict.at),
    ...(verdict.verdict === undefined ? {} : { verdict: verdict.verdict }),
    ...(verdict.keptShare === undefined
      ? {}
      : { keptShare: Math.min(1, Math.max(0, finite(verdict.keptShare))) }),
    ...(verdict.lateProblems === undefined ? {} : { lateProblems: whole(verdict.lateProblems) }),
    ...(verdict.rating === undefined ? {} : { rating: verdict.rating }),
  };
}

/** As {@link cleanAttemptStarted}, for an audit. */
export function cleanAudit({ runId: of, at, label }: Audit): Audit {
  return { runId: runId(of), at: whole(at), label };
}

function identity(attempt: AttemptStarted | AttemptEnded) {
  return {
    runId: runId(attempt.runId),
    ordinal: whole(attempt.ordinal),
    startedAt: whole(attempt.startedAt),
    task: attempt.task,
    purpose: attempt.purpose,
    kind: attempt.kind,
    provider: codeOr(attempt.provider),
    tier: attempt.tier,
    model: modelOr(attempt.model),
    effort: attempt.effort,
  };
}

/** Numbers, and texts that look like an enum or a short name; all else is left out. */
function cleanArgs(args: CodeArgs): CodeArgs {
  return Object.fromEntries(
    Object.entries(args).filter(
      ([name, value]) =>
        CODE.test(name) && (typeof value === 'number' ? Number.isFinite(value) : CODE.test(value)),
    ),
  );
}

function codeOr(text: string): string {
  return CODE.test(text) ? text : 'other';
}

function codeOrNull(text: string | null): string | null {
  return text === null ? null : codeOr(text);
}

function modelOr(text: string): string {
  return MODEL.test(text) ? text : 'other';
}

function runId(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('A run id is a whole number');
  return value;
}

/** The chance of a model where it was one: most runs have none, and say nothing of it. */
function modelChance({ modelPropensity = null }: RunEnded): Pick<RunEnded, 'modelPropensity'> {
  const chance = propensityOrNull(modelPropensity);
  return chance === null ? {} : { modelPropensity: chance };
}

/** A chance above 0; what is none says nothing. */
function propensityOrNull(value: number | null | undefined): number | null {
  return typeof value === 'number' && value > 0 && value <= 1 ? value : null;
}

function money(nusd: number): number {
  if (!Number.isSafeInteger(nusd)) throw new RangeError('Money is whole nano-dollars below 2^53');
  return nusd;
}

function moneyOrNull(nusd: number | null): number | null {
  return nusd === null ? null : money(nusd);
}

/** Times and counts: a fraction of a ms or of a token is not worth a failed record. */
function whole(value: number): number {
  const rounded = Math.round(value);
  if (!Number.isSafeInteger(rounded)) throw new RangeError('A count or a time is a whole number');
  return rounded;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('A share or a ratio is a finite number');
  return value;
}
