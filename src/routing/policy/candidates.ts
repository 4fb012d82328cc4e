import type { TaskName } from '../../models/task.ts';
import { isClaude } from '../../models/tier.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import type { EvidenceByTier } from './expectation.ts';
import type { Outlook } from './outlook.ts';
import { outlookOf } from './outlook.ts';
import type { Candidate } from './planner.ts';
import type { TierPlan } from './tierPlan.ts';

/** Runs of the task that started at a tier, before anything is planned by them. */
const ENOUGH_STARTS = 5;
/** Answers of a middle tier before a run comes to it from below. */
const ENOUGH_IN_MIDDLE = 8;
/** Answers that are asked for at once, at most. */
const MOST_SAMPLES = 3;
/** Labels before they speak against a tier, and how far its answers may be right less often than Opus's. */
const ENOUGH_LABELS = 8;
const AS_GOOD = 0.02;

/** Whether enough is known of a start for its moves to be planned by evidence. */
export function isKnown({ seen }: Outlook): boolean {
  return seen.first >= ENOUGH_STARTS;
}

/** Whether enough is known of a tier, wherever in their runs its answers stood. */
export function isTried({ seen }: Outlook): boolean {
  return seen.first + seen.above >= ENOUGH_STARTS;
}

/** Whether the accepted answers of a tier are known to be right less often than the highest tier's. */
export function isWorse({ right, labels }: Outlook, top: Outlook): boolean {
  return labels.tried >= ENOUGH_LABELS && right < top.right - AS_GOOD;
}

/**
 * The plans that a run may ask, the cheapest first, with what is to be expected of each; null: they
 * cannot be compared, as one has no price, no evidence of its own, or costs nothing.
 */
export function candidatesOf(
  task: TaskName,
  evidence: EvidenceByTier,
  plans: readonly TierPlan[],
): readonly Candidate[] | null {
  const top = plans.at(-1);
  if (top?.tier !== 'opus') return null;
  const topOutlook = outlookOf(task, evidence[top.tier]);
  const candidates: Candidate[] = [];
  for (const plan of plans) {
    const { tier, expectedNusd } = plan;
    if (!isClaude(tier) || expectedNusd === null || expectedNusd === 0) return null;
    const outlook = plan === top ? topOutlook : outlookOf(task, evidence[tier]);
    const { seen } = outlook;
    const isGood = !isWorse(outlook, topOutlook);
    candidates.push({
      outlook,
      costNusd: expectedNusd,
      isOpen: isGood && seen.first + seen.above >= ENOUGH_IN_MIDDLE,
      mostSamples: TASK_ROUTING[task].gateChooses && isKnown(outlook) ? MOST_SAMPLES : 1,
    });
  }
  return candidates;
}
