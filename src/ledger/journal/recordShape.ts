import type { JournalRecord, SegmentHeader } from './journalRecord.ts';

/** Whether a value of a record can be what it should be. */
type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

/** A million USD in nUSD: with more in a record sums would no longer be exact. */
const MOST_NUSD = 1_000_000_000_000_000;
const LONGEST_WORD = 200;
const MOST_PROBLEMS = 1_000;

const whole: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const finite: Check = (value) => Number.isFinite(value);
const positive: Check = (value) => Number.isFinite(value) && Number(value) >= 0;
const money: Check = (value) => whole(value) && Number(value) <= MOST_NUSD;
const word: Check = (value) => typeof value === 'string' && value.length <= LONGEST_WORD;
const yesOrNo: Check = (value) => typeof value === 'boolean';

/** A local day `yyyymmdd`. */
const day: Check = (value) => {
  if (!whole(value)) return false;
  const [year, month, date] = [/^\d{4}/, /(?<=^\d{4})\d\d/, /(?<=^\d{6})\d\d$/].map((part) =>
    Number(part.exec(String(value))?.[0]),
  );
  return isIn(year, 1970, 9999) && isIn(month, 1, 12) && isIn(date, 1, 31);
};

function isIn(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && value >= least && value <= most;
}

const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** An object with at least these fields; what a later version adds is let be. */
const object =
  (shape: Shape): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const fields = new Map<string, unknown>(Object.entries(value));
    return Object.entries(shape).every(([name, check]) => check(fields.get(name)));
  };

const values =
  (check: Check): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(check);

const list =
  (check: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check);

const IDENTITY: Shape = {
  runId: whole,
  ordinal: whole,
  startedAt: whole,
  task: word,
  purpose: word,
  kind: word,
  provider: word,
  tier: word,
  model: word,
  effort: orNull(word),
};

const ATTEMPT_STARTED: Shape = {
  ...IDENTITY,
  reservedNusd: orNull(money),
  expectedNusd: orNull(money),
};

const ATTEMPT_ENDED: Shape = {
  ...IDENTITY,
  endedAt: whole,
  outcome: word,
  problems: list(word, MOST_PROBLEMS),
  usage: object({
    inputTokens: whole,
    cacheReadTokens: whole,
    cacheWrite5mTokens: whole,
    cacheWrite1hTokens: whole,
    outputTokens: whole,
    thinkingTokens: whole,
  }),
  usageSource: word,
  terms: object({
    serviceTier: orNull(word),
    speed: orNull(word),
    inferenceGeo: orNull(word),
    batch: yesOrNo,
  }),
  costNusd: orNull(money),
  priceId: orNull(word),
  errorCode: orNull(word),
  httpStatus: orNull(whole),
  retries: whole,
  waitedMs: whole,
  firstTokenMs: orNull(whole),
  durationMs: whole,
  requestId: orNull(word),
};

const RUN_ENDED: Shape = {
  runId: whole,
  startedAt: whole,
  endedAt: whole,
  task: word,
  language: word,
  purpose: word,
  startTier: word,
  finalTier: word,
  outcome: word,
  strength: orNull(word),
  mutants: orNull(object({ executed: whole, killed: whole, timedOut: whole })),
  attempts: whole,
  costNusd: money,
  unpriced: whole,
  baselineNusd: orNull(money),
  baselineMethod: word,
  baselineRatio: positive,
  estimateLowNusd: orNull(money),
  estimateHighNusd: orNull(money),
  reasonCode: word,
  reasonArgs: values((value) => word(value) || finite(value)),
  durationMs: whole,
  propensity: orAbsent(orNull((value) => finite(value) && isIn(Number(value), 0, 1))),
  policy: orAbsent(orNull(word)),
  modelPropensity: orAbsent(orNull((value) => finite(value) && isIn(Number(value), 0, 1))),
  tags: orAbsent(values(word)),
};

const VERDICT: Shape = {
  runId: whole,
  at: whole,
  verdict: orAbsent(word),
  keptShare: orAbsent((value) => finite(value) && isIn(Number(value), 0, 1)),
  lateProblems: orAbsent(whole),
  rating: orAbsent(word),
};

const PRICE: Shape = {
  id: word,
  provider: word,
  model: word,
  validFrom: whole,
  band: word,
  rates: values(positive),
  source: word,
};

const SHAPES: Readonly<Record<JournalRecord['t'] | SegmentHeader['t'], Shape>> = {
  segment: { version: whole, id: word, at: whole, process: object({}) },
  'attempt.started': { day, attempt: object(ATTEMPT_STARTED) },
  'attempt.ended': { day, attempt: object(ATTEMPT_ENDED) },
  'run.ended': { day, run: object(RUN_ENDED) },
  verdict: { verdict: object(VERDICT) },
  audit: { audit: object({ runId: whole, at: whole, label: word }) },
  prices: { prices: list(object(PRICE), Infinity) },
  forget: { at: whole, before: whole, keepFrom: whole },
  'spend.held': {
    runId: whole,
    ordinal: whole,
    day,
    heldNusd: orNull(money),
    expectedNusd: orNull(money),
    workspace: orAbsent(word),
  },
  'spend.settled': {
    runId: whole,
    ordinal: whole,
    day,
    costNusd: orNull(money),
    workspace: orAbsent(word),
  },
  'spend.released': { runId: whole, ordinal: whole },
  closed: {},
};

const RECORDS: ReadonlyMap<string, Check> = new Map(
  Object.entries(SHAPES).map(([kind, shape]) => [kind, object(shape)]),
);

/**
 * Whether what a line holds can be booked, by the kinds and ranges of its values. A checksum says that
 * nothing has changed, and nothing of who wrote it. Kinds of records that are not known pass.
 */
export function isBookable(record: { readonly t: string }): boolean {
  return RECORDS.get(record.t)?.(record) ?? true;
}
