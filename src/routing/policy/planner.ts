import type { Outlook } from './outlook.ts';
import { chanceAfter, costShareAfter } from './outlook.ts';

/** A tier that a run may ask, and what is to be expected of it. */
export interface Candidate {
  readonly outlook: Outlook;
  /** What any answer of it is expected to cost, in nUSD. */
  readonly costNusd: number;
  /** Whether a run may come to it from below; the highest is always open. */
  readonly isOpen: boolean;
  /** Most answers of it that may be asked for at once. */
  readonly mostSamples: number;
}

/** Where a run stands. */
export interface PlannerState {
  /** Index of the candidate that was asked last; -1: none was. */
  readonly at: number;
  /** How many of its answers have failed. */
  readonly failed: number;
  readonly movesLeft: number;
  /** Whether it may be asked once more. */
  readonly mayRepeat: boolean;
}

/** One move of an order. */
export interface PlannedAnswer {
  /** Index of the candidate. */
  readonly at: number;
  /** Answers that are asked for at once. */
  readonly samples: number;
}

/** Moves in their order, each for the case that all before it have failed, and what they come to. */
export interface Order {
  readonly moves: readonly PlannedAnswer[];
  /** Expected cost of all of them, in nUSD. */
  readonly costNusd: number;
  /** Chance that one of the answers passes its gate. */
  readonly passChance: number;
  /** Chance that one passes and is right. */
  readonly rightChance: number;
}

/** Moves that are left when several answers at once may pay. */
const SCARCE_MOVES = 3;

/** What another order must promise to be cheaper by before the usual one gives way. */
export const WORTH_CHANGING = 0.95;

const NOTHING: Order = { moves: [], costNusd: 0, passChance: 0, rightChance: 0 };

/** An order that begins with so many answers of a candidate and goes on as cheaply as it can. */
function orderFrom(
  candidates: readonly Candidate[],
  { at: before, failed, movesLeft }: PlannerState,
  { at, samples }: PlannedAnswer,
): Order | null {
  const candidate = candidates[at];
  if (!candidate || movesLeft < 1) return null;
  const { outlook, costNusd } = candidate;
  const own = at === before ? failed : 0;
  const isAbove = before >= 0 && at !== before;
  const failures = { count: own, isAbove };
  let missed = 1;
  for (let sample = 0; sample < samples; sample += 1) {
    // Answers that are asked for at once fail together as often as those that are asked one by one.
    missed *= 1 - chanceAfter(outlook, { ...failures, count: own + sample });
  }
  const cost = samples * costNusd * costShareAfter(outlook, failures);
  const isTop = at === candidates.length - 1;
  const next = { at, failed: own + samples, movesLeft: movesLeft - 1, mayRepeat: true };
  const rest = isTop ? NOTHING : bestOrder(candidates, next);
  if (!rest) return null;
  return {
    moves: [{ at, samples }, ...rest.moves],
    costNusd: cost + missed * rest.costNusd,
    passChance: 1 - missed * (1 - rest.passChance),
    rightChance: (1 - missed) * outlook.right + missed * rest.rightChance,
  };
}

/** Whether an order is enough cheaper than what would be done otherwise: evidence is never exact. */
function pays({ costNusd }: Order, usual: Order | null): boolean {
  return !usual || costNusd < WORTH_CHANGING * usual.costNusd;
}

/** Nothing was asked yet. */
export function startOf(movesLeft: number): PlannerState {
  return { at: -1, failed: 0, movesLeft, mayRepeat: true };
}

/** The cheapest order that begins with a candidate. */
export function orderAt(
  candidates: readonly Candidate[],
  state: PlannerState,
  at: number,
): Order | null {
  // To ask one by one is cheaper: several at once are for a bound that leaves no room for that.
  const most = state.movesLeft <= SCARCE_MOVES ? (candidates[at]?.mostSamples ?? 1) : 1;
  let best: Order | null = null;
  for (let samples = 1; samples <= most; samples += 1) {
    const order = orderFrom(candidates, state, { at, samples });
    if (order && pays(order, best)) best = order;
  }
  return best;
}

/**
 * Of the orders within the bound, the one of least expected cost; where they come to about the same, a
 * repair goes before the highest tier and that before those between. Each ends at the highest candidate,
 * so that none gives up without having asked it. null: there is none.
 */
export function bestOrder(candidates: readonly Candidate[], state: PlannerState): Order | null {
  const { at, movesLeft, mayRepeat } = state;
  const top = candidates.length - 1;
  if (movesLeft < 1 || at >= top) return null;
  const isRoom = movesLeft > 1;
  let best = isRoom && at >= 0 && mayRepeat ? orderAt(candidates, state, at) : null;
  const straight = orderFrom(candidates, state, { at: top, samples: 1 });
  if (straight && pays(straight, best)) best = straight;
  for (let index = at + 1; index < (isRoom ? top : 0); index += 1) {
    const order = candidates[index]?.isOpen ? orderAt(candidates, state, index) : null;
    if (order && pays(order, best)) best = order;
  }
  return best;
}
