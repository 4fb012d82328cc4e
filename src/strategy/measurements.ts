import type { TaskName } from '../models/task.ts';
import { TASK_NAMES } from '../models/task.ts';
import type { ClaudeTier } from '../models/tier.ts';
import { isClaude } from '../models/tier.ts';

/** A tier, and the model that it stands for now. */
export interface AskedTier {
  readonly tier: ClaudeTier;
  readonly model: string;
}

/** What a case is counted by. */
export interface CountedCase {
  readonly id: string;
  readonly task: TaskName;
}

/** How a tier did at a case. */
export interface Measurement extends AskedTier {
  readonly caseId: string;
  readonly task: TaskName;
  readonly isRight: boolean;
  /** nUSD; null: unpriced. */
  readonly costNusd: number | null;
  /** Unix ms. */
  readonly at: number;
}

/** Measurements that are kept: those of the last checks. */
const MOST_KEPT = 600;

/** The one of a case at a tier by its present model; undefined: it was not measured. */
export function measured(
  all: readonly Measurement[],
  caseId: string,
  { tier, model }: AskedTier,
): Measurement | undefined {
  return all.findLast((one) => one.caseId === caseId && one.tier === tier && one.model === model);
}

/** What the last check was about. */
export interface CheckedScope {
  readonly kind: 'history' | 'scenarios';
  readonly cases: readonly CountedCase[];
  readonly tiers: readonly AskedTier[];
  /** Unix ms. */
  readonly at: number;
}

/** What is kept of checks. No code, no path and no name is among it. */
export interface KeptChecks {
  readonly measurements: readonly Measurement[];
  /** undefined: there was none. */
  readonly last: CheckedScope | undefined;
}

/** As it is kept: of each case, tier and model the last measurement. */
export function keptText({ measurements, last }: KeptChecks): string {
  const newest = new Map(
    measurements.map((one) => [`${one.caseId} ${one.tier} ${one.model}`, one]),
  );
  return JSON.stringify({ version: 1, measurements: [...newest.values()].slice(-MOST_KEPT), last });
}

/** What a text holds that was kept; what it cannot be read from is nothing. */
export function keptIn(text: string): KeptChecks {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { measurements: [], last: undefined };
  }
  const found: { version?: unknown; measurements?: unknown; last?: unknown } = Object(read);
  const { version, measurements, last } = found;
  if (version !== 1 || !Array.isArray(measurements)) return { measurements: [], last: undefined };
  return {
    measurements: measurements.filter(isMeasurement).slice(-MOST_KEPT),
    last: isScope(last) ? last : undefined,
  };
}

function isMeasurement(one: unknown): one is Measurement {
  const { caseId, isRight, costNusd, at, ...rest }: Partial<Measurement> = Object(one);
  return (
    typeof caseId === 'string' &&
    isTask(rest.task) &&
    isTier(rest) &&
    typeof isRight === 'boolean' &&
    (costNusd === null || (typeof costNusd === 'number' && costNusd >= 0)) &&
    typeof at === 'number'
  );
}

function isScope(one: unknown): one is CheckedScope {
  const { kind, cases, tiers, at }: Partial<CheckedScope> = Object(one);
  return (
    (kind === 'history' || kind === 'scenarios') &&
    Array.isArray(cases) &&
    cases.every((each: unknown) => {
      const { id, task }: Partial<CountedCase> = Object(each);
      return typeof id === 'string' && isTask(task);
    }) &&
    Array.isArray(tiers) &&
    tiers.every((each: unknown) => isTier(Object(each))) &&
    typeof at === 'number'
  );
}

function isTask(name: unknown): boolean {
  return TASK_NAMES.some((one) => one === name);
}

function isTier({ tier, model }: { readonly tier?: unknown; readonly model?: unknown }): boolean {
  return typeof tier === 'string' && isClaude(tier) && typeof model === 'string';
}
