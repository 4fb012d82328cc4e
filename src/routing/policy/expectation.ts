import type { TierEvidence } from '../../models/evidence.ts';
import type { TaskName } from '../../models/task.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { TASK_ROUTING } from '../taskTable.ts';

/** Evidence of each tier at the task in question. */
export type EvidenceByTier = Readonly<Record<ClaudeTier, TierEvidence | undefined>>;

const PRIOR_REPAIR = 0.5;
/** How many runs a prior counts for. */
const PRIOR_WEIGHT = 4;

/** Mean of a Beta posterior whose prior has this mean and `PRIOR_WEIGHT`. */
function posterior(passed: number, of: number, prior: number): number {
  return (passed + prior * PRIOR_WEIGHT) / (of + PRIOR_WEIGHT);
}

/** Chance that a tier's first answer passes the gate, from the runs that started at it. */
export function passChance(task: TaskName, evidence: TierEvidence | undefined): number {
  const { priorPass } = TASK_ROUTING[task];
  return posterior(evidence?.startsAccepted ?? 0, evidence?.starts ?? 0, priorPass);
}

/** Attempts at a tier that were not the first of their run, and how many of them passed. */
function later(evidence: TierEvidence | undefined): {
  readonly of: number;
  readonly passed: number;
} {
  const of = Math.max(0, (evidence?.attempts ?? 0) - (evidence?.starts ?? 0));
  const passed = (evidence?.accepted ?? 0) - (evidence?.startsAccepted ?? 0);
  return { of, passed: Math.min(of, Math.max(0, passed)) };
}

/** Chance that a second answer of the same tier passes once the first has failed. */
export function repairChance(evidence: TierEvidence | undefined): number {
  const { of, passed } = later(evidence);
  return posterior(passed, of, PRIOR_REPAIR);
}

const ENOUGH_REPAIRS = 20;

/**
 * Whether a repair pays: P(repair passes) above its cost over the next move's. Without enough
 * evidence it does, as it comes with the draft and its problems.
 */
export function repairPays(
  evidence: TierEvidence | undefined,
  costNusd: number | null,
  nextCostNusd: number | null,
): boolean {
  if (later(evidence).of < ENOUGH_REPAIRS || costNusd === null) return true;
  if (nextCostNusd === null || nextCostNusd === 0) return true;
  return repairChance(evidence) > costNusd / nextCostNusd;
}

/**
 * Whether a middle tier on the way up pays: P(it passes | the lower one failed) above its cost over
 * the top's. Without enough evidence it does not.
 */
export function middlePays(
  middle: TierEvidence | undefined,
  costNusd: number | null,
  topCostNusd: number | null,
): boolean {
  if (later(middle).of < ENOUGH_REPAIRS || costNusd === null) return false;
  if (topCostNusd === null || topCostNusd === 0) return false;
  return repairChance(middle) > costNusd / topCostNusd;
}

/** Tasks that a weak tier fails are dearer than the mean at the strong one. */
const HARD_TASK = 1.2;

/**
 * Expected cost in nUSD of starting at a tier: its attempt, then the repair of what failed, then
 * Opus for what failed again. `cost/strong = r + (1 - p) * m` with a repair between.
 */
export function expectedRunNusd(
  task: TaskName,
  costNusd: number,
  evidence: TierEvidence | undefined,
  topCostNusd: number | null,
): number {
  const failed = 1 - passChance(task, evidence);
  const failedAgain = failed * (1 - repairChance(evidence));
  return costNusd + failed * costNusd + failedAgain * HARD_TASK * (topCostNusd ?? 0);
}
