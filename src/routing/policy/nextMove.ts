import type { Effort } from '../../models/tier.ts';
import type { TierPlan } from './tierPlan.ts';

/** Where a run stands when its answer has failed the gate. */
export interface Standing {
  readonly here: TierPlan;
  readonly effort: Effort | null;
  /** Attempts that may still be made. */
  readonly attemptsLeft: number;
  /** Whether this step has had its repair. */
  readonly isRepaired: boolean;
  /** Whether every problem can be repaired, and there is room for a repair. */
  readonly isRepairable: boolean;
  /** The higher effort to try here; null: none, or tried already. */
  readonly raisedEffort: Effort | null;
  /** Where to escalate to; null: this is the highest that the run may use. */
  readonly above: TierPlan | null;
  /** Where the last attempt within the bound goes. */
  readonly top: TierPlan | null;
}

/** What to do next. */
export interface NextMove {
  readonly kind: 'repair' | 'effort' | 'escalation';
  readonly plan: TierPlan;
  readonly effort: Effort | null;
  /** Answers that are asked for at once. */
  readonly samples: number;
}

/**
 * The default map after a failed gate: repair, higher effort, escalation. The last attempt goes to the
 * highest tier, so that a run never ends for the bound's sake without having asked it. Null: none.
 */
export function nextMove(standing: Standing): NextMove | null {
  const { here, effort, attemptsLeft, above, top } = standing;
  if (attemptsLeft <= 0) return null;
  const escalationTo = (plan: TierPlan): NextMove => ({
    kind: 'escalation',
    plan,
    effort: plan.effort,
    samples: 1,
  });
  if (above && attemptsLeft === 1) return escalationTo(top ?? above);
  if (standing.isRepairable && !standing.isRepaired) {
    return { kind: 'repair', plan: here, effort, samples: 1 };
  }
  if (standing.raisedEffort !== null) {
    return { kind: 'effort', plan: here, effort: standing.raisedEffort, samples: 1 };
  }
  return above && escalationTo(above);
}
