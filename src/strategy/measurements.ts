import type { TaskName } from '../models/task.ts';
import { TASK_NAMES } from '../models/task.ts';
import type { ClaudeTier } from '../models/tier.ts';
import { isClaude } from '../models/tier.ts';

/** How a tier did at a case. */
export interface Measurement {
  readonly caseId: string;
  readonly task: TaskName;
  readonly tier: ClaudeTier;
  readonly model: string;
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
  { tier, model }: Pick<Measurement, 'tier' | 'model'>,
): Measurement | undefined {
  return all.findLast(
    (one) => one.caseId === caseId && one.tier === tier && one.model === model,
  );
}

/** As they are kept: of each case, tier and model the last one. No code, no path and no name is among them. */
export function measurementsText(all: readonly Measurement[]): string {
  const last = new Map(all.map((one) => [`${one.caseId} ${one.tier} ${one.model}`, one]));
  return JSON.stringify({ version: 1, measurements: [...last.values()].slice(-MOST_KEPT) });
}

/** What a text holds that was kept; what it cannot be read from is nothing. */
export function measurementsIn(text: string): readonly Measurement[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [];
  }
  const { version, measurements }: { version?: unknown; measurements?: unknown } = Object(read);
  if (version !== 1 || !Array.isArray(measurements)) return [];
  return measurements.filter(isMeasurement).slice(-MOST_KEPT);
}

function isMeasurement(one: unknown): one is Measurement {
  const { caseId, task, tier, model, isRight, costNusd, at }: Partial<Measurement> = Object(one);
  return (
    typeof caseId === 'string' &&
    TASK_NAMES.some((name) => name === task) &&
    isClaude(tier) &&
    typeof model === 'string' &&
    typeof isRight === 'boolean' &&
    (costNusd === null || (typeof costNusd === 'number' && costNusd >= 0)) &&
    typeof at === 'number'
  );
}
