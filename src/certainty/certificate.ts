import type { AuditLabel } from '../models/booking.ts';
import { logBeta } from './logBeta.ts';

/** Certificates hold with this confidence, however often one looks. */
const CONFIDENCE = 0.95;

/** The bounds that certificates are given for, the widest first. */
const BOUNDS: readonly number[] = [0.2, 0.1, 0.05, 0.02, 0.01];

/** The wrong-share that a start tier must not be shown to be above. */
const WRONG_BOUND = 0.1;

/** An e-process that has come to this would do so with 5 % chance at most if the bound did not hold. */
const THRESHOLD = Math.log(1 / (1 - CONFIDENCE));

/** A Beta distribution over wrong-shares: what is tried against a bound, before anything is known. */
interface Mixture {
  readonly wrong: number;
  readonly right: number;
  /** ln B(wrong, right). */
  readonly log: number;
}

/** Few are wrong: this lies where a bound of 10 % is soonest certified when 2 % are wrong. */
const FEW_WRONG: Mixture = { wrong: 0.5, right: 20, log: logBeta(0.5, 20) };

/** Anything may have become of a tier whose answers were right. */
const ANY_WRONG: Mixture = { wrong: 0.5, right: 0.5, log: logBeta(0.5, 0.5) };

/** Labels that were counted. Of the unsure nobody knows whether they were right. */
export interface LabelCounts {
  readonly labels: number;
  readonly wrong: number;
  readonly unsure: number;
}

/** "At most this share of the accepted answers is wrong", as far as labels show it. */
export interface Certificate extends LabelCounts {
  /** The smallest of {@link BOUNDS} that holds; null: none does yet. */
  readonly bound: number | null;
  /** With {@link CONFIDENCE} no more than this share is wrong. */
  readonly limit: number;
  /** The next bound, and the fewest labels until it, which would all have to be right; null: there is none. */
  readonly next: { readonly bound: number; readonly missing: number } | null;
  /** The labels show that more than {@link WRONG_BOUND} are wrong now. */
  readonly isBroken: boolean;
}

/**
 * What labels, the oldest first, certify: by an e-process, so that it is true at every look with
 * {@link CONFIDENCE}. For a bound b the process after w wrong and r right labels is
 * E = B(α + w, β + r) / B(α, β) / (bʷ (1 − b)ʳ), the chance of the labels under the Beta mixture over that
 * under b, where w/(w + r) < b. While at least b are wrong it is a supermartingale, and by Ville's
 * inequality it comes to 20 with 5 % chance at most. An unsure label counts as wrong here. Labels until
 * {@link brokenBound} are those of another time, and count no more.
 */
export function certificateOf(labels: readonly AuditLabel[]): Certificate {
  const broken = breaksOf(labels, WRONG_BOUND).at(-1);
  const counted = broken === undefined ? labels : labels.slice(broken);
  let [wrong, right, limit] = [0, 0, 1];
  for (const label of counted) {
    if (label === 'right') right += 1;
    else wrong += 1;
    limit = limitWith(wrong, right, limit);
  }
  const bound = BOUNDS.findLast((each) => limit <= each) ?? null;
  const nextBound = BOUNDS.find((each) => limit > each);
  return {
    ...countsOf(labels),
    bound,
    limit,
    next:
      nextBound === undefined
        ? null
        : { bound: nextBound, missing: missingFor(nextBound, wrong, right) },
    isBroken: brokenBound(labels, WRONG_BOUND),
  };
}

/**
 * Whether labels, the oldest first, show that more than `bound` are wrong, and none later that it
 * holds again: the start that they are about is then no good one. An e-process for "at most b are wrong"
 * is begun at every label k with weight 1/(k(k + 1)), so that a tier that has become worse is found
 * whenever it did; the sum of all is an e-process, too, and is wrong with 5 % chance at most. An unsure
 * label counts as right here: what nobody knows breaks nothing.
 */
export function brokenBound(labels: readonly AuditLabel[], bound: number = WRONG_BOUND): boolean {
  const broken = breaksOf(labels, bound).at(-1);
  if (broken === undefined) return false;
  let [wrong, right] = [0, 0];
  return !labels.slice(broken).some((label) => {
    if (label === 'right') right += 1;
    else wrong += 1;
    return isCertified(bound, wrong, right);
  });
}

/** After how many labels each time the bound broke; the count begins anew behind each. */
function breaksOf(labels: readonly AuditLabel[], bound: number): readonly number[] {
  const breaks: number[] = [];
  let begun: { wrong: number; right: number; weight: number }[] = [];
  labels.forEach((label, index) => {
    const k = begun.length + 1;
    begun.push({ wrong: 0, right: 0, weight: -Math.log(k * (k + 1)) });
    for (const one of begun) {
      if (label === 'wrong') one.wrong += 1;
      else one.right += 1;
    }
    // A right answer never is what breaks it.
    if (label !== 'wrong') return;
    const logs = begun.map(
      ({ wrong, right, weight }) =>
        weight + logProcess(ANY_WRONG, { wrong, right }, bound, 'above'),
    );
    if (logOfSum(logs) < THRESHOLD) return;
    breaks.push(index + 1);
    begun = [];
  });
  return breaks;
}

function countsOf(labels: readonly AuditLabel[]): LabelCounts {
  return {
    labels: labels.length,
    wrong: labels.filter((label) => label === 'wrong').length,
    unsure: labels.filter((label) => label === 'unsure').length,
  };
}

/** The limit that held before these labels came, or the smaller one that they certify now. */
function limitWith(wrong: number, right: number, before: number): number {
  if (!isCertified(before, wrong, right)) return before;
  let low = wrong / (wrong + right);
  let high = before;
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (isCertified(middle, wrong, right)) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether so many labels show that less than `bound` are wrong. */
function isCertified(bound: number, wrong: number, right: number): boolean {
  if (wrong >= bound * (wrong + right)) return false;
  if (bound >= 1) return wrong + right > 0;
  return logProcess(FEW_WRONG, { wrong, right }, bound, 'below') >= THRESHOLD;
}

/** The fewest further labels, all right, that certify a bound. */
function missingFor(bound: number, wrong: number, right: number): number {
  const isEnough = (more: number) => isCertified(bound, wrong, right + more);
  let most = 1;
  while (!isEnough(most)) most *= 2;
  let least = 0;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (isEnough(middle)) most = middle;
    else least = middle;
  }
  return most;
}

/**
 * ln of the chance of labels under a mixture over their greatest chance under the shares that are to be
 * refuted: those at least as large as the bound, to show that less are wrong; or at most as large.
 */
function logProcess(
  mixture: Mixture,
  { wrong, right }: { readonly wrong: number; readonly right: number },
  bound: number,
  shown: 'below' | 'above',
): number {
  const seen = wrong / (wrong + right);
  const likeliest = shown === 'below' ? Math.max(bound, seen) : Math.min(bound, seen);
  const mixed = logBeta(mixture.wrong + wrong, mixture.right + right) - mixture.log;
  return mixed - times(wrong, Math.log(likeliest)) - times(right, Math.log(1 - likeliest));
}

/** Nothing at all, whatever each would be. */
function times(count: number, each: number): number {
  return count === 0 ? 0 : count * each;
}

function logOfSum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
