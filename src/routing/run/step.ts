import type { MoveKind, RunOutcome } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { Effort, Tier } from '../../models/tier.ts';
import type { Prompt } from '../../tasks/task.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { AttemptReason } from '../reasons.ts';

/** What an attempt at an answer is: a move, or what the user wants of an earlier answer. */
export type StepKind = MoveKind | 'refine';

/** An attempt that is to be made next. */
export interface Step {
  readonly type: 'step';
  readonly kind: StepKind;
  readonly tier: Tier;
  readonly effort: Effort | null;
  readonly plan: TierPlan;
  readonly prompt: Prompt;
  /** What a provider keeps the prompt's stable start by; null: it is too short, or not the user's. */
  readonly reuseKey: string | null;
  /** Why, for attempts after the first. */
  readonly reason: Coded<AttemptReason> | undefined;
  /** Answers that are asked for at once. */
  readonly samples: number;
  /** The user has agreed to its cost already. */
  readonly isConfirmed: boolean;
}

/** The end of a run. */
export interface Finish {
  readonly type: 'finish';
  readonly outcome: RunOutcome;
  /** A code of routing, or of the error that another room gave. */
  readonly failure: Coded | undefined;
}

/** What a run does next. */
export type Next = Step | Finish;

/** The end of a run with this outcome. */
export function finish(outcome: RunOutcome, failure?: Coded): Finish {
  return { type: 'finish', outcome, failure };
}
