import type {
  EvidenceLevels,
  Level,
  LevelEvidence,
  Outcomes,
  Place,
  TierEvidence,
} from '../../models/evidence.ts';
import { NO_EVIDENCE } from '../../models/evidence.ts';
import { placeOf } from '../../models/learning/evidenceFold.ts';
import type { TaskName } from '../../models/task.ts';
import { TASK_ROUTING } from '../taskTable.ts';

/** Outcomes that a wider level counts for beside those of a narrower one. */
const PRIOR_WEIGHT = 4;
/** Attempts that the cost of all places together counts for at one: few dear answers are chance. */
const COST_WEIGHT = 40;
/** Answers that were right before anything is known, and what that counts for. */
const PRIOR_RIGHT = 0.95;

/** How much an outcome of a level counts beside one of the task itself, and how many count at most. */
const LEVEL_WEIGHTS = {
  predecessor: { share: 0.5, most: 20 },
  elsewhere: { share: 0.5, most: 50 },
  allTasks: { share: 0.5, most: 20 },
  task: { share: 1, most: Infinity },
  language: { share: 1, most: Infinity },
} as const satisfies Record<Level, { readonly share: number; readonly most: number }>;

/** From what is only alike to what is closest: each level is the prior of the next. */
const WIDEST_FIRST = Object.keys(LEVEL_WEIGHTS) as Level[];

/** What the chance at a place is before anything is known, by the chance of a first answer. */
const PRIOR_SHARE = { repair: 0.55, again: 0.4, above: 0.8 } as const satisfies Partial<
  Record<Place, number>
>;

/** Tasks that a weak tier fails are dearer than the mean. */
const HARDNESS = { first: 1, repair: 1.2, again: 1.2, above: 1.2 } as const satisfies Record<
  Place,
  number
>;

/** What evidence promises of a tier's answers at a task. */
export interface Outlook {
  /** Chance that an answer passes the gate, by where it stands in its run. */
  readonly chance: Readonly<Record<Place, number>>;
  /** An answer's cost at a place over that of any. */
  readonly costShare: Readonly<Record<Place, number>>;
  /** Outcomes at a place that are known of the task itself. */
  readonly seen: Readonly<Record<'first' | 'above', number>>;
  /** Share of accepted answers that are right. */
  readonly right: number;
  /** Accepted answers of the task that are known to be right, and all of which anything is known. */
  readonly labels: Outcomes;
  /** Runs of the task since one has last started at the tier. */
  readonly runsSince: number;
}

const NONE: Outcomes = { tried: 0, passed: 0 };

/** Mean of a Beta posterior of a prior with this mean. */
function posterior({ tried, passed }: Outcomes, prior: number): number {
  return (passed + prior * PRIOR_WEIGHT) / (tried + PRIOR_WEIGHT);
}

/** The posterior through all levels, the widest first. */
function through(
  levels: EvidenceLevels,
  prior: number,
  of: (level: LevelEvidence) => Outcomes,
): number {
  let mean = prior;
  for (const name of WIDEST_FIRST) {
    const level = levels[name];
    if (!level) continue;
    const { tried, passed } = of(level);
    const { share, most } = LEVEL_WEIGHTS[name];
    const weight = tried === 0 ? 0 : Math.min(share, most / tried);
    mean = posterior({ tried: tried * weight, passed: passed * weight }, mean);
  }
  return mean;
}

/**
 * What sums alone say, without recency. They do not tell repairs from answers above a failed tier:
 * both count as both.
 */
function levelsOfSums(evidence: TierEvidence): EvidenceLevels {
  const { attempts, accepted, starts, startsAccepted, proven, meanCostNusd } = evidence;
  const tried = Math.max(0, attempts - starts);
  const passed = Math.min(tried, Math.max(0, accepted - startsAccepted));
  const later = { tried, passed, seen: tried, meanCostNusd };
  const first = { tried: starts, passed: startsAccepted, seen: starts, meanCostNusd };
  const unknown = { ...NONE, seen: 0, meanCostNusd: 0 };
  const task: LevelEvidence = {
    places: { first, repair: later, again: unknown, above: later },
    labels: { tried: proven > 0 ? startsAccepted : 0, passed: proven },
    runsSince: 0,
  };
  return { task };
}

/** An answer's cost at each place over that of any, as far as evidence tells. */
function costShares(level: LevelEvidence | undefined): Outlook['costShare'] {
  let weight = 0;
  let cost = 0;
  let easy = 0;
  for (const [place, hardness] of Object.entries(HARDNESS) as [Place, number][]) {
    const known = level?.places[place];
    if (!known || known.meanCostNusd === 0) continue;
    weight += known.tried;
    cost += known.tried * known.meanCostNusd;
    easy += (known.tried * known.meanCostNusd) / hardness;
  }
  if (weight === 0 || cost === 0) return HARDNESS;
  const share = (place: Place) => {
    const known = level?.places[place];
    const tried = known && known.meanCostNusd > 0 ? known.tried : 0;
    const expected = (easy / weight) * HARDNESS[place];
    const mean =
      (tried * (known?.meanCostNusd ?? 0) + COST_WEIGHT * expected) / (tried + COST_WEIGHT);
    return mean / (cost / weight);
  };
  return {
    first: share('first'),
    repair: share('repair'),
    again: share('again'),
    above: share('above'),
  };
}

/** What was said of evidence already: a decision looks at the same several times. */
const said = new WeakMap<TierEvidence, { readonly task: TaskName; readonly outlook: Outlook }>();

/** What is to be expected of a tier at a task. */
export function outlookOf(task: TaskName, evidence: TierEvidence | undefined): Outlook {
  const about = evidence ?? NO_EVIDENCE;
  const known = said.get(about);
  if (known?.task === task) return known.outlook;
  const outlook = outlookFrom(task, about);
  said.set(about, { task, outlook });
  return outlook;
}

function outlookFrom(task: TaskName, evidence: TierEvidence): Outlook {
  const levels = evidence.levels ?? levelsOfSums(evidence);
  const { task: own } = levels;
  const chanceAt = (place: Place, prior: number) =>
    through(levels, prior, ({ places }) => places[place]);
  const first = chanceAt('first', TASK_ROUTING[task].priorPass);
  const repair = chanceAt('repair', first * PRIOR_SHARE.repair);
  const again = chanceAt('again', repair * PRIOR_SHARE.again);
  const above = chanceAt('above', first * PRIOR_SHARE.above);
  const seen = (place: Place) => own?.places[place].seen ?? 0;
  return {
    chance: { first, repair, again, above },
    costShare: costShares(own),
    seen: { first: seen('first'), above: seen('above') },
    right: through(levels, PRIOR_RIGHT, ({ labels }) => labels),
    labels: own?.labels ?? NONE,
    runsSince: own?.runsSince ?? 0,
  };
}

/** How the answers of a tier have failed in a run. */
export interface Failures {
  readonly count: number;
  /** A lower tier has failed before. */
  readonly isAbove: boolean;
}

/** Chance that a tier's next answer passes. */
export function chanceAfter({ chance }: Outlook, { count, isAbove }: Failures): number {
  const place = placeOf(count, isAbove);
  // Each further failure makes the next one likelier.
  return place === 'again' ? chance.again / (1 + 0.5 * (count - 2)) : chance[place];
}

/** A tier's next answer's cost over that of any. */
export function costShareAfter({ costShare }: Outlook, { count, isAbove }: Failures): number {
  return costShare[placeOf(count, isAbove)];
}
