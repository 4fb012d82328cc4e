import type { TierEvidence } from '../../models/evidence.ts';
import type { TaskName } from '../../models/task.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { outlookOf } from './outlook.ts';

/** Evidence of each tier at the task in question. */
export type EvidenceByTier = Readonly<Record<ClaudeTier, TierEvidence | undefined>>;

/** Chance that a tier's first answer passes the gate, from the runs that started at it. */
export function passChance(task: TaskName, evidence: TierEvidence | undefined): number {
  return outlookOf(task, evidence).chance.first;
}

/** Chance that a second answer of the same tier passes once the first has failed. */
export function repairChance(task: TaskName, evidence: TierEvidence | undefined): number {
  return outlookOf(task, evidence).chance.repair;
}
