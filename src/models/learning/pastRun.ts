import { isAnswering } from '../booking.ts';
import { PROPOSED_TASKS } from '../task.ts';

/** An attempt as it is learnt from. */
export interface PastAttempt {
  readonly kind: string;
  readonly tier: string;
  readonly model: string;
  readonly effort: string | null;
  readonly outcome: string;
  /** Codes of what its gate found. */
  readonly problems: readonly string[];
  /** nUSD; null: unpriced. */
  readonly costNusd: number | null;
}

/** What was said of a run's answer, by its gate and by its user. */
export interface Said {
  readonly outcome: string;
  readonly strength: string | null;
  readonly verdict: string | null;
  readonly rating: string | null;
  readonly lateProblems: number;
  /** What the user has said when asked: the strongest word. */
  readonly audit: string | null;
}

/** A run as it is learnt from; its attempts the first first. */
export interface PastRun extends Said {
  readonly task: string;
  readonly language: string;
  /** Local day `yyyymmdd`. */
  readonly day: number;
  readonly attempts: readonly PastAttempt[];
}

/** Whether an accepted answer was right, as far as anything but its form says so. */
export type Label = 'right' | 'wrong';

/**
 * What is known of an accepted answer beyond its form: its gate proves, or the user has applied or
 * praised it, or says so when asked. What the user took back, or what broke something, was wrong. null: nothing is known.
 */
export function labelOf(said: Said): Label | null {
  const { outcome, strength, verdict, rating, lateProblems, audit } = said;
  if (outcome !== 'accepted') return null;
  if (audit === 'right' || audit === 'wrong') return audit;
  const isTakenBack =
    verdict === 'undone' || verdict === 'discarded' || rating === 'down' || lateProblems > 0;
  if (isTakenBack) return 'wrong';
  return strength === 'proves' || rating === 'up' || verdict === 'applied' ? 'right' : null;
}

/**
 * Whether an attempt says how its tier does at the task: a classifier is asked another thing, so is a
 * second look, and a follow-up starts from an answer that had passed.
 */
export function isTrial(kind: string): boolean {
  return isAnswering(kind) && kind !== 'refine';
}

/** Whether an answer is right as far as it goes, and only proves too little. */
export function isOnlyWeak(problems: readonly string[]): boolean {
  return problems.length > 0 && problems.every((code) => code === 'tests.survived');
}

/**
 * Whether a run came to an answer that its person kept: a proposal was accepted, another answer was not taken back, and
 * nobody said since that it is wrong. `keptAnswer` of the rows' conditions says the same in SQL.
 */
export function isKeptAnswer(
  task: string,
  { outcome, verdict, rating, audit }: Pick<Said, 'outcome' | 'verdict' | 'rating' | 'audit'>,
): boolean {
  if (outcome !== 'accepted' || audit === 'wrong' || rating === 'down') return false;
  return PROPOSED_TASKS.includes(task)
    ? verdict === 'applied' || verdict === 'edited'
    : verdict !== 'undone' && verdict !== 'discarded';
}
