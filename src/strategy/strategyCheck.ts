import type { Coded } from '../models/codes.ts';
import type { ClaudeTier } from '../models/tier.ts';
import type { PreparedTask } from '../tasks/task.ts';
import type { CheckCase } from './checkCase.ts';
import type { CheckedTask, CheckTools } from './checkedTask.ts';
import { checkedTask } from './checkedTask.ts';
import type { AskedTier, Measurement } from './measurements.ts';
import { measured } from './measurements.ts';

/** How asking a tier came out. */
export type Asked =
  /** It has answered, if badly. */
  | { readonly type: 'answered'; readonly costNusd: number | null; readonly model: string }
  /** It could not be asked, and nobody else will be: a budget, the user or the provider is against it. */
  | { readonly type: 'stopped'; readonly failure: Coded | undefined; readonly costNusd: number };

/** Asks one tier once, and books it. */
export type AskTier = (
  prepared: PreparedTask,
  tier: ClaudeTier,
  signal: AbortSignal,
) => Promise<Asked>;

/** What a check is made of. */
export interface StrategyCheck {
  readonly cases: readonly CheckCase[];
  readonly tiers: readonly AskedTier[];
  /** What is known already is not asked again. */
  readonly known: readonly Measurement[];
  readonly tools: CheckTools;
  readonly ask: AskTier;
  /** Most that may be spent, nUSD. */
  readonly mostNusd: number;
  /** Unix ms. */
  readonly now: () => number;
}

/** Who hears how far a check is. */
export interface CheckWatch {
  readonly onCase: (index: number, name: string) => void;
  /** Each is told as soon as it is known, so that it can be kept. */
  readonly onMeasured: (one: Measurement) => void;
}

/** How a check ended. What was measured until then holds. */
export type CheckEnd =
  | { readonly type: 'done'; /** Answers that could not be run. */ readonly unknown: number }
  | { readonly type: 'stopped'; readonly failure: Coded | undefined }
  /** It has cost more than was agreed to. */
  | { readonly type: 'dearer' };

/** What is still to be asked of a check, case by case. */
export function missingOf({
  cases,
  tiers,
  known,
}: Pick<StrategyCheck, 'cases' | 'tiers' | 'known'>): readonly {
  readonly one: CheckCase;
  readonly tiers: readonly AskedTier[];
}[] {
  return cases.flatMap((one) => {
    const missing = tiers.filter((tier) => measured(known, one.id, tier) === undefined);
    return missing.length === 0 ? [] : [{ one, tiers: missing }];
  });
}

/**
 * Asks every tier every case that it was not asked yet: case by case, so that what is known at any time compares the
 * tiers at the same things, and the tiers of a case at once.
 * @throws the signal's reason when it is aborted
 */
export async function measureAll(
  check: StrategyCheck,
  watch: CheckWatch,
  signal: AbortSignal,
): Promise<CheckEnd> {
  let [spent, unknown] = [0, 0];
  for (const [index, { one, tiers }] of missingOf(check).entries()) {
    signal.throwIfAborted();
    if (spent > check.mostNusd) return { type: 'dearer' };
    watch.onCase(index, one.name);
    const asked = await Promise.all(tiers.map((tier) => askedAt(check, one, tier, signal)));
    spent += asked.reduce((sum, { costNusd }) => sum + costNusd, 0);
    for (const { measurement } of asked)
      if (measurement !== undefined) watch.onMeasured(measurement);
    signal.throwIfAborted();
    const stopped = asked.find(({ end }) => end !== undefined);
    if (stopped?.end !== undefined) return stopped.end;
    unknown += asked.filter(({ measurement }) => measurement === undefined).length;
  }
  return { type: 'done', unknown };
}

interface AskedAt {
  readonly measurement?: Measurement;
  readonly end?: CheckEnd;
  readonly costNusd: number;
}

async function askedAt(
  { tools, ask, now }: StrategyCheck,
  one: CheckCase,
  { tier, model }: AskedTier,
  signal: AbortSignal,
): Promise<AskedAt> {
  let checked: CheckedTask;
  let asked: Asked;
  try {
    checked = await checkedTask(one, tools, signal);
    asked = await ask(checked.prepared, tier, signal);
  } catch (error) {
    // What the others have come to is kept before the end is told.
    if (signal.aborted) return { costNusd: 0 };
    throw error;
  }
  const { costNusd } = asked;
  if (asked.type === 'stopped') {
    return { end: { type: 'stopped', failure: asked.failure }, costNusd: asked.costNusd };
  }
  // What no gate has read, say because it was cut off, is no right answer.
  const verdict = checked.verdict() ?? 'wrong';
  if (verdict === 'unknown' || signal.aborted) return { costNusd: costNusd ?? 0 };
  const { id: caseId, task } = one;
  const isRight = verdict === 'right';
  const measurement = { caseId, task, tier, model, isRight, costNusd, at: now() };
  return { measurement, costNusd: costNusd ?? 0 };
}
