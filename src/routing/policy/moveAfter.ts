import type { TaskName } from '../../models/task.ts';
import type { Effort } from '../../models/tier.ts';
import type { EvidenceByTier } from './expectation.ts';
import { moveByEvidence } from './moveByEvidence.ts';
import type { NextMove } from './nextMove.ts';
import { nextMove } from './nextMove.ts';
import type { TierPlan } from './tierPlan.ts';

/** What lies above a step. */
export interface WayUp {
  /** Steps that the run may take, the next first. */
  readonly above: readonly TierPlan[];
  /** They are the user's own. */
  readonly isChain: boolean;
  /** The tier may not be left. */
  readonly only: boolean;
}

/** Where a run stands when an answer has failed its gate. */
export interface Failed {
  readonly here: TierPlan;
  readonly effort: Effort | null;
  readonly attemptsLeft: number;
  /** How many answers have failed here, and whether a repair was among them. */
  readonly failed: number;
  readonly isRepaired: boolean;
  /** Whether every problem can be repaired. */
  readonly isRepairable: boolean;
  /** The higher effort to try here; null: none, or tried already. */
  readonly raisedEffort: Effort | null;
  /** The answer is right and only proves too little: nobody else is asked for that. */
  readonly isWeak?: boolean;
}

/**
 * What to do after a failed gate: what evidence says, else what the default map does. A chain's steps
 * come before repairs: it is what the user asked for, and the bound may not hold both.
 */
export function moveAfter(
  task: TaskName,
  evidence: EvidenceByTier,
  { above, isChain, only }: WayUp,
  failed: Failed,
): NextMove | null {
  const { attemptsLeft, isRepairable, isWeak = false } = failed;
  if (attemptsLeft <= 0) return null;
  if (!isChain && !only && !isWeak) {
    const move = moveByEvidence(task, evidence, { ...failed, above });
    if (move !== undefined) return move;
  }
  const next = (isChain ? above[0] : above.at(-1)) ?? null;
  return nextMove({
    ...failed,
    isRepairable: isRepairable && (!isChain || attemptsLeft > above.length),
    above: isWeak ? null : next,
    top: isWeak ? null : next,
  });
}
