import type { ClaudeTier } from '../models/catalog.ts';
import type { Effort } from '../models/tier.ts';
import type { Move } from './route.ts';

/** Where a run stands when its answer has failed the gate. */
export interface Standing {
  readonly tier: ClaudeTier;
  readonly effort: Effort | null;
  /** Attempts that may still be made. */
  readonly attemptsLeft: number;
  /** Whether this tier has had its repair. */
  readonly isRepaired: boolean;
  /** Whether every problem can be repaired, and a repair pays. */
  readonly isRepairable: boolean;
  /** The higher effort to try at this tier; null: none, or tried already. */
  readonly raisedEffort: Effort | null;
  /** The tier to escalate to; null: this is the highest that the run may use. */
  readonly above: ClaudeTier | null;
  /** The highest tier that the run may use. */
  readonly top: ClaudeTier;
}

/**
 * The move after a failed gate: repair, higher effort, escalation. The last attempt goes to the
 * highest tier, so that a run never ends for the bound's sake without having asked it. Null: none.
 */
export function nextMove(standing: Standing): Move | null {
  const { tier, effort, attemptsLeft, above, top } = standing;
  if (attemptsLeft <= 0) return null;
  if (above !== null && attemptsLeft === 1) {
    return { kind: 'escalation', tier: top, effort: null };
  }
  if (standing.isRepairable && !standing.isRepaired) return { kind: 'repair', tier, effort };
  if (standing.raisedEffort !== null) {
    return { kind: 'effort', tier, effort: standing.raisedEffort };
  }
  return above === null ? null : { kind: 'escalation', tier: above, effort: null };
}
