import type { Coded } from '../../models/codes.ts';
import { routeReason } from '../coded.ts';
import type { RouteReason } from '../reasons.ts';
import { tierLadder } from './ladder.ts';
import type { PolicyInput } from './policyInput.ts';
import type { Rule, Start } from './rules.ts';
import { placeOf, RULES, TOLD_FIRST } from './rules.ts';

/** Where a run starts, and what decided it. */
export interface ExplainedStart extends Start {
  /** All that the rules said, what is told first first. */
  readonly considered: readonly Coded<RouteReason>[];
  /** The first of them that names the tier of the start. */
  readonly reason: Coded<RouteReason>;
}

/** Lets the rules move the start one after the other. */
export function findStart(input: PolicyInput): ExplainedStart {
  let start: Start = { ladder: tierLadder(input), at: 0, hold: 'open' };
  const said = new Map<Rule['name'], readonly Coded<RouteReason>[]>();
  for (const { name, moves, apply } of RULES) {
    const isMoved = start.hold === 'open' || start.hold === moves;
    const result = isMoved ? apply(input, start) : undefined;
    if (!result) continue;
    start = result.start;
    said.set(name, result.reasons);
  }
  // Of several that one rule says the last is the one that counts.
  const considered = TOLD_FIRST.flatMap((name) => said.get(name)?.toReversed() ?? []);
  const { tier } = placeOf(start);
  const reason = considered.find(({ args }) => args['tier'] === tier);
  return { ...start, considered, reason: reason ?? routeReason('default', { tier }) };
}
