import type { Coded } from '../../models/codes.ts';
import { modelAlias } from '../../models/modelId.ts';
import { isClaude, rankOf } from '../../models/tier.ts';
import { routeReason } from '../coded.ts';
import type { RouteReason } from '../reasons.ts';
import { signalsIn, withSignals } from '../signals.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import { branchOf, exploration } from './chance.ts';
import type { Ladder, Place } from './ladder.ts';
import { chainLadder } from './ladder.ts';
import type { PolicyInput } from './policyInput.ts';
import { isBlocking } from './policyInput.ts';
import { isKnownDearer, startByEvidence } from './startByEvidence.ts';
import { fits } from './tierPlan.ts';

/** How firmly a start is held: `open` by nobody, `set` by a setting or an answer, `only` for good. */
export type Hold = 'open' | 'set' | 'only';

/** Where a run would start, as far as the rules have spoken. */
export interface Start {
  readonly ladder: Ladder;
  /** Index of the place on the ladder. */
  readonly at: number;
  readonly hold: Hold;
}

/** What a rule does: where it moves the start to, if anywhere, and why. */
export interface RuleResult {
  readonly start: Start;
  /** The last of them names the tier that the start is moved to. */
  readonly reasons: readonly Coded<RouteReason>[];
}

/** Why a run starts where it starts: one cause, said by one rule. */
export interface Rule {
  readonly name: Exclude<RouteReason, 'unsure' | 'predecessor'>;
  /** The firmest hold that the rule still moves. */
  readonly moves: Exclude<Hold, 'only'>;
  /** undefined: it has no say here. */
  readonly apply: (input: PolicyInput, start: Start) => RuleResult | undefined;
}

/** The place of a start. The index is always one of the ladder's. */
export function placeOf({ ladder, at }: Start): Place {
  const place = ladder.places[at];
  if (!place) throw new RangeError('a start beyond its ladder');
  return place;
}

/** Index of the next place above a start that will do; -1: there is none. */
function nextAbove({ ladder, at }: Start, willDo: (place: Place) => boolean): number {
  return ladder.places.findIndex((place, index) => index > at && willDo(place));
}

/** A start at another place, held as before, and why. */
function moved(
  start: Start,
  at: number,
  reasonFor: (tiers: Tiers) => Coded<RouteReason>,
): RuleResult {
  const to = { ...start, at };
  const tiers = { tier: placeOf(to).tier, from: placeOf(start).tier };
  return { start: to, reasons: [reasonFor(tiers)] };
}

interface Tiers {
  readonly tier: Place['tier'];
  readonly from: Place['tier'];
}

function canTake({ plan }: Place): boolean {
  return plan !== null && fits(plan);
}

/** The user has chosen the tier for this run. */
const chosen: Rule = {
  name: 'chosen',
  moves: 'set',
  apply: ({ chosenTier: tier }, { ladder }) =>
    isClaude(tier)
      ? {
          start: { ladder, at: rankOf(tier), hold: 'only' },
          reasons: [routeReason('chosen', { tier })],
        }
      : undefined,
};

/** `routing.only.<task>`: the task never leaves this tier. */
const only: Rule = {
  name: 'only',
  moves: 'set',
  apply: ({ settings, task }, { ladder }) => {
    const tier = settings.only[task];
    if (!isClaude(tier)) return undefined;
    return {
      start: { ladder, at: rankOf(tier), hold: 'only' },
      reasons: [routeReason('only', { tier })],
    };
  },
};

/** `routing.chains`: the user's own steps, from their first. */
const chain: Rule = {
  name: 'chain',
  moves: 'open',
  apply: (input) => {
    const ladder = chainLadder(input);
    if (!ladder) return undefined;
    const start: Start = { ladder, at: 0, hold: 'set' };
    const { tier } = placeOf(start);
    const steps = input.chain?.length ?? 0;
    return { start, reasons: [routeReason('chain', { tier, steps })] };
  },
};

/** The task's default start. */
const taskDefault: Rule = {
  name: 'default',
  moves: 'open',
  apply: ({ task }, start) => {
    const tier = TASK_ROUTING[task].start;
    return {
      start: { ...start, at: rankOf(tier) },
      reasons: [routeReason('default', { tier })],
    };
  },
};

/** Who gave an answer is best asked to change it: a lower tier may have failed at it already. */
const answered: Rule = {
  name: 'answered',
  moves: 'set',
  apply: ({ answered: by }, { ladder }) => {
    if (!by) return undefined;
    const at = ladder.places.findIndex(({ tier, plan }) =>
      ladder.isChain ? plan?.model.id === by.model : tier === by.tier,
    );
    // A chain starts at its first step as it is.
    if (at < (ladder.isChain ? 1 : 0)) return undefined;
    const start: Start = { ladder, at, hold: 'set' };
    return { start, reasons: [routeReason('answered', { tier: placeOf(start).tier })] };
  },
};

/** `routing.start.<task>`: a first tier; escalation stays allowed. */
const setStart: Rule = {
  name: 'start',
  moves: 'open',
  apply: ({ settings, task }, { ladder }) => {
    const tier = settings.start[task];
    if (!isClaude(tier)) return undefined;
    return {
      start: { ladder, at: rankOf(tier), hold: 'set' },
      reasons: [routeReason('start', { tier })],
    };
  },
};

/** The start of least expected cost, as past runs say. */
const evidence: Rule = {
  name: 'evidence',
  moves: 'open',
  apply: (input, start) => {
    const from = TASK_ROUTING[input.task].start;
    const tier = startByEvidence(input, from);
    if (tier === from) return undefined;
    // Lowering is said by the tier that proved itself, raising by the one that failed.
    const at = rankOf(tier) < rankOf(from) ? tier : from;
    const { starts: runs = 0, startsAccepted = 0 } = input.evidence[at] ?? {};
    const passPercent = Math.round((100 * startsAccepted) / Math.max(1, runs));
    return moved(start, rankOf(tier), (tiers) =>
      routeReason('evidence', { ...tiers, at, passPercent, runs }),
    );
  },
};

/** `routing.rollout`: the share of runs that is not routed starts at Opus. */
const rollout: Rule = {
  name: 'rollout',
  moves: 'open',
  apply: ({ settings, draw }, start) => {
    if (draw === undefined || draw < settings.rollout) return undefined;
    const top = start.ladder.places.length - 1;
    if (!start.ladder.places[top]?.plan) return undefined;
    const percent = Math.round(100 * (1 - settings.rollout));
    return moved(start, top, (tiers) => routeReason('rollout', { ...tiers, percent }));
  },
};

/** `routing.explore`: a tier of which little is known is tried now and then. */
const explore: Rule = {
  name: 'explore',
  moves: 'open',
  apply: (input, start) => {
    const { settings, draw } = input;
    const { tier } = placeOf(start);
    const next = draw !== undefined && isClaude(tier) ? exploration(input, tier) : null;
    if (!next || draw === undefined) return undefined;
    if (branchOf(settings, next.share, draw) !== 'explore') return undefined;
    const percent = Math.max(1, Math.round(100 * settings.rollout * next.share));
    return moved(start, rankOf(next.tier), (tiers) =>
      routeReason('explore', { ...tiers, percent }),
    );
  },
};

/** `routing.canary`: a new model of a line is tried in a share of the runs, until it is known. */
const canary: Rule = {
  name: 'canary',
  moves: 'set',
  apply: ({ picks }, start) => {
    const { tier, plan } = placeOf(start);
    const pick = isClaude(tier) && !start.ladder.isChain ? picks?.[tier] : undefined;
    if (!pick || !plan) return undefined;
    const { model, before, isNew, chance } = pick;
    const args = { tier, model, before, percent: Math.round(100 * chance) };
    return { start, reasons: [routeReason(isNew ? 'canary' : 'predecessor', args)] };
  },
};

/** A bound that audits have broken: the start goes back to the next tier that people did not find wrong so often. */
const audits: Rule = {
  name: 'audits',
  moves: 'open',
  apply: ({ evidence: known }, start) => {
    const auditsOf = ({ tier, plan }: Place) => {
      const said = isClaude(tier) ? known[tier]?.audits : undefined;
      // What was said of another model says nothing of this one.
      const isSame = said && plan && modelAlias(said.model) === modelAlias(plan.model.id);
      return isSame && said.isBroken ? said : undefined;
    };
    const broken = auditsOf(placeOf(start));
    const at = nextAbove(start, (place) => place.plan !== null && !auditsOf(place));
    if (!broken || at < 0) return undefined;
    const { wrong, labels } = broken;
    return moved(start, at, (tiers) => routeReason('audits', { ...tiers, wrong, labels }));
  },
};

/** Words and sizes in the request raise the start, one after the other. */
const signal: Rule = {
  name: 'signal',
  moves: 'open',
  apply: ({ task, signals, settings }, start) => {
    let result: RuleResult | undefined;
    for (const { id, tier } of signalsIn(task, signals, withSignals(settings.signals))) {
      const before = result?.start ?? start;
      if (rankOf(tier) <= before.at) continue;
      const next = moved(before, rankOf(tier), (tiers) =>
        routeReason('signal', { ...tiers, signal: id }),
      );
      result = { ...next, reasons: [...(result?.reasons ?? []), ...next.reasons] };
    }
    return result;
  },
};

/** A small model takes the work to be hard, or is not sure. */
const classified: Rule = {
  name: 'classified',
  moves: 'open',
  apply: ({ classified: by }, start) => {
    if (!by?.tier || rankOf(by.tier) <= start.at) return undefined;
    const { confidencePercent } = by;
    const code = by.isSure ? 'classified' : 'unsure';
    return moved(start, rankOf(by.tier), (tiers) =>
      routeReason(code, { ...tiers, confidencePercent }),
    );
  },
};

/** `routing.floors`: no tier below this one for the file at hand. */
const floor: Rule = {
  name: 'floor',
  moves: 'set',
  apply: ({ settings }, start) => {
    const left = start.ladder.belowFloor;
    const at = placeOf(start);
    if (left) {
      const reason = routeReason('floor', { tier: at.tier, from: left.tier });
      return { start, reasons: [reason] };
    }
    if (start.ladder.isChain || !isClaude(settings.floor)) return undefined;
    const lowest = rankOf(settings.floor);
    if (lowest <= start.at) return undefined;
    return moved(start, lowest, (tiers) => routeReason('floor', tiers));
  },
};

/** A subscription has no model of a tier, and nobody can pin one: the nearest, a higher one first. */
const noModel: Rule = {
  name: 'noModel',
  moves: 'set',
  apply: (_, start) => {
    const { places } = start.ladder;
    const has = ({ plan }: Place) => plan !== null;
    if (has(placeOf(start)) || !places.some(({ plan }) => plan?.isIncluded)) return undefined;
    const above = nextAbove(start, has);
    const at = above < 0 ? places.findLastIndex(has) : above;
    return moved(start, at, (tiers) => routeReason('noModel', tiers));
  },
};

/** The prompt does not fit: the next whose context holds it. */
const fit: Rule = {
  name: 'fit',
  moves: 'set',
  apply: (_, start) => {
    const { plan } = placeOf(start);
    if (!plan || fits(plan)) return undefined;
    const at = nextAbove(start, canTake);
    if (at < 0) return undefined;
    const { promptTokens } = plan.size;
    const limitTokens = plan.model.maxInputTokens ?? 0;
    return moved(start, at, (tiers) => routeReason('fit', { ...tiers, promptTokens, limitTokens }));
  },
};

/** A tier that has failed again and again is skipped, for one that can take the prompt. */
const breaker: Rule = {
  name: 'breaker',
  moves: 'set',
  apply: (_, start) => {
    const { breaker: here } = placeOf(start);
    if (!isBlocking(here)) return undefined;
    const at = nextAbove(start, (place) => canTake(place) && !isBlocking(place.breaker));
    if (at < 0) return undefined;
    const { opensForMs } = here;
    return moved(start, at, (tiers) => routeReason('breaker', { ...tiers, opensForMs }));
  },
};

/** A prompt of this size costs no less than at the next tier. */
const priceBand: Rule = {
  name: 'priceBand',
  moves: 'open',
  apply: (input, start) => {
    const { plan, tier } = placeOf(start);
    const cost = plan?.expectedNusd ?? null;
    if (!plan || cost === null || plan.isIncluded) return undefined;
    const isKnown = (place: Place) =>
      isClaude(place.tier) && isClaude(tier) && isKnownDearer(input, place.tier, tier);
    const isNoDearer = (place: Place) =>
      canTake(place) && (place.plan?.expectedNusd ?? Infinity) <= cost && !isKnown(place);
    const at = nextAbove(start, isNoDearer);
    const better = start.ladder.places[at];
    if (!better || isBlocking(better.breaker)) return undefined;
    const { promptTokens } = plan.size;
    return moved(start, at, (tiers) => routeReason('priceBand', { ...tiers, promptTokens }));
  },
};

/**
 * The rules in the order in which they move the start: what is merely expected first, what holds
 * whatever is expected after it. A start that is held for good is moved by no further rule.
 */
export const RULES: readonly Rule[] = [
  chosen,
  only,
  chain,
  taskDefault,
  answered,
  setStart,
  evidence,
  explore,
  audits,
  signal,
  classified,
  rollout,
  floor,
  noModel,
  fit,
  breaker,
  priceBand,
  canary,
];

/** The rules in the order in which the user is told of them: what decides before what is expected. */
export const TOLD_FIRST: readonly Rule['name'][] = [
  'chosen',
  'only',
  'floor',
  'answered',
  'start',
  'priceBand',
  'fit',
  'breaker',
  'noModel',
  'rollout',
  'explore',
  'classified',
  'signal',
  'audits',
  'evidence',
  'chain',
  'canary',
  'default',
];
