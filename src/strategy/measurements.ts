import * as z from 'zod/mini';
import type { TaskName } from '../models/task.ts';
import { TASK_NAMES } from '../models/task.ts';
import type { ClaudeTier } from '../models/tier.ts';
import { CLAUDE_TIERS } from '../models/tier.ts';

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

const tierShape = { tier: z.enum(CLAUDE_TIERS), model: z.string() };
const measurementShape = z.object({
  ...tierShape,
  caseId: z.string(),
  task: z.enum(TASK_NAMES),
  isRight: z.boolean(),
  costNusd: z.nullable(z.number().check(z.nonnegative())),
  at: z.number(),
});
const scopeShape = z.object({
  kind: z.enum(['history', 'scenarios']),
  cases: z.array(z.object({ id: z.string(), task: z.enum(TASK_NAMES) })),
  tiers: z.array(z.object(tierShape)),
  at: z.number(),
});
const keptShape = z.object({
  version: z.literal(1),
  measurements: z.array(z.unknown()),
  last: z.optional(z.unknown()),
});

/** What a text holds that was kept; what it cannot be read from is nothing. */
export function keptIn(text: string): KeptChecks {
  const read = keptShape.safeParse(parsed(text)).data;
  const measurements = read?.measurements.flatMap(
    (one) => measurementShape.safeParse(one).data ?? [],
  );
  const last: CheckedScope | undefined = scopeShape.safeParse(read?.last).data;
  return { measurements: measurements?.slice(-MOST_KEPT) ?? [], last };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
