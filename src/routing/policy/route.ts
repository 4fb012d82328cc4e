import type { MoveKind } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { Effort, Tier } from '../../models/tier.ts';
import type { RouteReason } from '../reasons.ts';

/** What an attempt is meant to be. */
export interface Move {
  readonly kind: MoveKind;
  readonly tier: Tier;
  /** null: the model's own default. */
  readonly effort: Effort | null;
  /** Its place among the steps that the run may take; absent: no model stands for it. */
  readonly position?: number;
  /** Answers that are asked for at once; absent: one. */
  readonly samples?: number;
}

/** What the planner expects of the moves of a run. */
export interface Promised {
  /** Expected cost of the run, in nUSD. */
  readonly costNusd: number;
  /** Chance that it comes to an answer which is right, in per cent. */
  readonly rightPercent: number;
  /** Answers of the start that are known to be right. */
  readonly proofs: number;
}

/** The planned moves of a run and why. Moves after the first happen only when it fails. */
export interface Route {
  readonly moves: readonly Move[];
  /** Why it starts where it starts. */
  readonly reason: Coded<RouteReason>;
  /** All rules that had a say, in order of force, `reason` among them. */
  readonly considered: readonly Coded<RouteReason>[];
  /** The tier may not be left: `routing.only` or the user's choice. */
  readonly only: boolean;
  /** The chance with which it starts where it does: 1 where nothing was left to chance. */
  readonly propensity: number;
  /** The chance of the model that it starts with, among those of its tier; absent: it is certain. */
  readonly modelPropensity?: number;
  /** The steps are the user's own (`routing.chains`). */
  readonly isChain?: boolean;
  /** What the moves promise, where they were planned by evidence. */
  readonly promised?: Promised;
  /** Expected range of the whole run in nUSD; null: unpriced. */
  readonly estimate: {
    readonly lowNusd: number;
    readonly highNusd: number;
    /** Chance that the run ends at Opus, 0 to 1; null without evidence. */
    readonly escalationChance: number | null;
  } | null;
}
